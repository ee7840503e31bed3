"""What stands in the window once the database answers: tabs, commands, counts, ways of scans.

This module and all that it imports load the database layer; `connect` imports it in pieces. What
the first rows need not wait for (documents, scans, imports, the planner) is imported after them:
the controllers of the tabs are made when a command is first run.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from packbench.domain.changes import ChangeSet, Kind
from packbench.domain.refusals import FaultCode
from packbench.domain.scanning.assembler import Scan
from packbench.engine.command.context import Context
from packbench.services.office.administration import database_info, transport
from packbench.services.office.clock import look
from packbench.services.office.lists import FilterValues, OpenCounts, filter_values, open_counts
from packbench.ui import company_clock
from packbench.ui.desk import Desk
from packbench.ui.first_steps.commands import first_steps_commands
from packbench.ui.helping.commands import Helping
from packbench.ui.parts.bridge.garbage import window_is_complete
from packbench.ui.parts.bridge.loading import Pieces, load
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandSpec
from packbench.ui.parts.scanner.scan_hub import CodeKind, ScanTarget
from packbench.ui.parts.shell.page import Page
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.shell.tab_host import TABS
from packbench.ui.parts.shell.top_bar import Choosable
from packbench.ui.parts.shell.views_page import ViewsPage
from packbench.ui.parts.widgets.messages import MessageAction
from packbench.ui.scanner_in_use import ScannerInUse
from packbench.ui.screens.back_orders import tab as back_orders
from packbench.ui.screens.back_orders.declared import OF_ORDERS
from packbench.ui.screens.back_orders.elsewhere import tell_served
from packbench.ui.screens.backups.commands import backup_commands
from packbench.ui.screens.channels.commands import channel_commands
from packbench.ui.screens.checking.commands import check_commands
from packbench.ui.screens.counting.commands import counting_commands
from packbench.ui.screens.dashboard import tab as dashboard
from packbench.ui.screens.importing.commands import FileDrop, import_commands
from packbench.ui.screens.inventory import tab as inventory
from packbench.ui.screens.labels.commands import label_commands
from packbench.ui.screens.layouts.commands import layout_commands
from packbench.ui.screens.ledger.commands import ledger_commands
from packbench.ui.screens.masters.commands import master_commands
from packbench.ui.screens.orders import tab as orders
from packbench.ui.screens.packing.commands import bench_commands, open_at_start
from packbench.ui.screens.picking import tab as picking
from packbench.ui.screens.printers.commands import printer_commands
from packbench.ui.screens.programs.commands import program_commands
from packbench.ui.screens.purchasing import tab as purchasing
from packbench.ui.screens.receiving.commands import dock_commands
from packbench.ui.screens.reordering.commands import reordering_commands
from packbench.ui.screens.replenishing.commands import replenishing_commands
from packbench.ui.screens.rules.commands import rule_commands
from packbench.ui.screens.scanners.commands import scanner_commands
from packbench.ui.screens.settings.commands import settings_commands
from packbench.ui.screens.slips.commands import slip_commands
from packbench.ui.screens.transfers.commands import transfer_commands
from packbench.ui.screens.value.commands import value_commands
from packbench.ui.teach_command import teach_command
from packbench.ui.views.commands import view_commands
from packbench.ui.views.saved import SavedViews
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.finding import Finder
    from packbench.ui.screens.backups.controller import BackupsController
    from packbench.ui.screens.checking.controller import CheckController
    from packbench.ui.screens.importing.controller import ImportController
    from packbench.ui.screens.labels.controller import LabelsController
    from packbench.ui.screens.layouts.controller import LayoutsController
    from packbench.ui.screens.printers.controller import PrintersController
    from packbench.ui.screens.reordering.controller import ReorderingController
    from packbench.ui.screens.rules.controller import RulesController
    from packbench.ui.screens.scanners.controller import ScannersController
    from packbench.ui.screens.settings.controller import SettingsController
    from packbench.ui.screens.slips.controller import SlipsController

_SCANS = frozenset(
    {
        *(CodeKind.ORDER, CodeKind.SHIPMENT, CodeKind.WAVE),
        *(CodeKind.PRODUCT, CodeKind.PURCHASE_ORDER),
    }
)
_PRINTED = (Kind.WAVE, Kind.LOCATION, Kind.PURCHASE_ORDER, Kind.SHIPMENT)
"""Where these change, the station may print something by itself."""
_ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_LATER = Pieces(
    (
        "biip",  # of codes with GS1 data
        "numpy",  # of the plots, which are made when they are first seen
        "pypdfium2",
        "packbench.services.documents.printing",
        "packbench.services.importing.files",
        "packbench.services.importing.mapping",
        "packbench.services.office.backups",
        "packbench.services.office.finding",
        "packbench.services.office.undo",
        "packbench.services.orders.allocating",
        "packbench.services.orders.entry_lookups",
        "packbench.services.packing.at_bench_checks",
        "packbench.services.packing.bench",
        "packbench.services.picking.proposing",
        "packbench.services.picking.releasing",
        "packbench.services.printers.printing",
        "packbench.services.slips.preview",
    ),
    (
        "packbench.ui.finding",
        "packbench.ui.order_entry",
        "packbench.ui.screens.orders.controller",
        "packbench.ui.screens.back_orders.controller",
        "packbench.ui.screens.inventory.controller",
        "packbench.ui.screens.purchasing.controller",
        "packbench.ui.screens.picking.controller",
        "packbench.ui.screens.picking.old_sheets",
        "packbench.ui.screens.packing.bench",
        "packbench.ui.screens.packing.box_types",
        "packbench.ui.screens.packing.ruling",
        "packbench.ui.masters.opening",
        "packbench.ui.screens.packing.setting_up",
        "packbench.ui.screens.packing.camera_setting",
        "packbench.ui.screens.importing.controller",
        "packbench.ui.screens.settings.controller",
        "packbench.ui.screens.backups.controller",
        "packbench.ui.screens.checking.controller",
        "packbench.ui.screens.printers.controller",
        "packbench.ui.screens.labels.controller",
        "packbench.ui.screens.layouts.controller",
        "packbench.ui.screens.rules.controller",
        "packbench.ui.screens.reordering.controller",
        "packbench.ui.screens.slips.controller",
        "packbench.ui.screens.scanners.controller",
        "packbench.ui.screens.programs.controller",
        "packbench.ui.first_steps.controller",
        "packbench.ui.daily",
    ),
)
_BY_WAREHOUSE = ("inventory_page", "purchase_orders_page", "pick_pack_page", "pick_steps_page")


class Office(QObject):
    """Furnishes the window on a database and keeps counts and choices true.

    Args:
        desk: the open window.
        context: the database; it posts its changes to the desk's bus.
        sweeps: whether the window looks every day what the day brings, and is furnished step by
            step, so that it answers meanwhile; not for a picture of it.
    """

    _changed_here = Signal(object)

    def __init__(self, desk: Desk, context: Context, *, sweeps: bool = False) -> None:
        super().__init__(desk.window)

        def publish(changes: ChangeSet) -> None:
            context.publish(changes)
            if changes.touches(*_PRINTED):
                self._changed_here.emit(changes)

        self._place = Workplace(desk, replace(context, publish=publish))
        self._desk, self._context = desk, self._place.context
        desk.bus.own, desk.bus.is_busy = context.origin, lambda: desk.runner.reads_behind
        self._changed_here.connect(self._print_events)
        self._sweeps = sweeps
        steps = self._furnish()
        if sweeps:
            self._go_on(steps)
        else:
            deque(steps, maxlen=0)

    def _go_on(self, steps: Iterator[None]) -> None:
        """One step after the other, between which the window answers."""
        with self._desk.scans.resting():
            goes_on = next(steps, self) is None
        if goes_on:
            QTimer.singleShot(0, self, partial(self._go_on, steps))

    def _furnish(self) -> Iterator[None]:
        """All commands first: a page may show those of another tab."""
        registry = self._desk.window.registry
        for commands in self._commands():
            registry.add(commands)
            yield
        yield from self._provide_tabs()
        yield
        self._help()
        self._attach_scans()
        yield
        ScannerInUse(self._place)
        self._fill_top_bar()
        context, status = self._context, self._desk.window.status
        runner = self._desk.runner
        runner.read("transport", lambda: transport(context), status.set_transport, owner=self)
        self._desk.bus.changed.connect(self._follow)
        self._desk.window.uncovered.connect(self._count_anew)
        self._follow(ChangeSet({Kind.ORDER: frozenset(), Kind.WAREHOUSE: frozenset()}))
        self._desk.window.early_keys.end_start()

    def _load_rest(self) -> None:
        """Imports beside the work what commands and scans will need."""
        load(self._desk.runner, _LATER, self._begin_day, self)

    def _begin_day(self) -> None:
        from packbench.ui.daily import DailySweep  # noqa: PLC0415 - see the module's docstring
        from packbench.ui.first_steps.controller import open_on_empty  # noqa: PLC0415 - the same
        from packbench.ui.screens.backups.controller import DailyBackup  # noqa: PLC0415 - the same

        window_is_complete()
        if self._sweeps and self._desk.window.isVisible():  # it may be closed meanwhile
            open_on_empty(self._place)
            open_at_start(self._place)
            DailySweep(self._place)
            DailyBackup(self._place)

    def _commands(self) -> Iterator[list[CommandSpec]]:
        place, window = self._place, self._desk.window
        importing = cache(partial(_import_controller, place))
        yield import_commands(importing)
        FileDrop(window, lambda paths: importing().open_files(paths))
        yield settings_commands(cache(partial(_settings_controller, place)))
        yield backup_commands(cache(partial(_backups_controller, place)))
        yield printer_commands(cache(partial(_printers_controller, place)))
        yield label_commands(cache(partial(_labels_controller, place)))
        yield layout_commands(cache(partial(_layouts_controller, place)))
        yield rule_commands(cache(partial(_rules_controller, place)))
        yield reordering_commands(cache(partial(_reordering, place)))
        yield slip_commands(cache(partial(_slips_controller, place)))
        yield scanner_commands(cache(partial(_scanners_controller, place)))
        checking = cache(partial(_check_controller, place))
        yield check_commands(checking)
        check = MessageAction(tr("Check the database…"), lambda: checking().open())
        window.errors.actions[FaultCode.DATABASE_DAMAGED] = check
        for commands in (
            *(bench_commands, dock_commands, value_commands, ledger_commands, counting_commands),
            *(transfer_commands, replenishing_commands, channel_commands, master_commands),
            *(program_commands, first_steps_commands),
        ):
            yield commands(place)
        yield view_commands(SavedViews(place))
        for tab in (orders, back_orders, inventory, purchasing, picking):
            yield tab.commands(place)

    def _provide_tabs(self) -> Iterator[None]:
        place, tabs = self._place, self._desk.window.tabs
        merge = partial(back_orders.ask, place, CommandId.MERGE_ORDERS)
        pane = cache(partial(orders.make_pane, place))
        pages: dict[str, Callable[[], Page]] = {
            orders.KEY: partial(orders.make_page, place, OF_ORDERS, merge, pane),
            back_orders.KEY: partial(back_orders.make_page, place),
            inventory.KEY: partial(inventory.make_page, place),
            purchasing.KEY: partial(purchasing.make_page, place),
            picking.KEY: partial(picking.make_page, place),
            dashboard.KEY: partial(dashboard.make_page, place),
        }
        for key, make in pages.items():
            tabs.provide(key, make, shown=False)
        yield from tabs.bring_forth({orders.KEY: pane})
        self._load_rest_behind(tabs.page)

    def _load_rest_behind(self, page: Page | None) -> None:
        """After the first rows; a page without rows, the dashboard, has none to wait for."""
        if isinstance(page, RecordPage):
            once = Qt.ConnectionType.SingleShotConnection
            page.pane.model.counted.connect(self._load_rest, once)
        else:
            QTimer.singleShot(0, self, self._load_rest)

    def _help(self) -> None:
        for helping in self._desk.window.findChildren(Helping):
            helping.place = self._place

    def _print_events(self, changes: ChangeSet) -> None:
        from packbench.ui.printing import print_by_itself  # noqa: PLC0415 - see the module's docstring

        print_by_itself(self._place, changes)

    def _attach_scans(self) -> None:
        finder = cache(partial(_finder, self._place))

        def take(scan: Scan) -> None:
            finder().take_scan(scan)

        for tab in TABS:
            self._desk.window.hub.attach(tab.key, ScanTarget(_SCANS, take))
        self._desk.window.registry.add([teach_command(lambda: finder().teach())])
        field = self._desk.window.top_bar.search
        field.submitted.connect(lambda typed: finder().find(typed))
        field.typed.connect(lambda typed: finder().suggest(typed))
        field.picked.connect(lambda chosen: finder().go_to(chosen))

    def _fill_top_bar(self) -> None:
        top = self._desk.window.top_bar
        top.set_station(self._context.station)
        operator = Choosable(self._context.operator, self._context.operator)
        top.set_operators([operator], operator.key)
        top.warehouse_chosen.connect(self._choose_warehouse)

    def _follow(self, changes: ChangeSet) -> None:
        """Reads the numbers on the tabs and the warehouses anew; tells what others served."""
        context, runner = self._context, self._desk.runner
        tell_served(self._place, changes)
        if changes.touches(Kind.ORDER, Kind.PURCHASE_ORDER, Kind.SHIPMENT, Kind.WAVE):
            self._count_anew()
        if changes.touches(Kind.SETTING):
            runner.read("time_zone", lambda: set_clock(context), lambda _none: None, owner=self)
        if changes.touches(Kind.WAREHOUSE):
            runner.read_behind(
                "warehouses", lambda: filter_values(context), self._show_warehouses, owner=self
            )

    def _count_anew(self) -> None:
        """Reads the numbers on the tabs, unless nobody sees them: then when somebody does again."""
        if not self._desk.window.is_covered:
            context, runner = self._context, self._desk.runner
            runner.read_behind(
                "open_counts", lambda: open_counts(context), self._show_counts, owner=self
            )

    def _show_counts(self, counts: OpenCounts) -> None:
        tabs = self._desk.window.tabs
        tabs.set_count(orders.KEY, counts.orders)
        tabs.set_count(back_orders.KEY, counts.back_orders)
        tabs.set_count(purchasing.KEY, counts.purchase_orders)
        tabs.set_count(picking.KEY, counts.waves)

    def _show_warehouses(self, values: FilterValues) -> None:
        remembered = self._desk.memory.text("warehouse")
        current = remembered if remembered in values.warehouses else ""
        offered = [Choosable(code, code) for code in values.warehouses]
        self._desk.window.top_bar.set_warehouses(offered, current)

    def _choose_warehouse(self, code: str) -> None:
        """Remembers the warehouse at hand, and shows what is there."""
        self._desk.memory.keep_text("warehouse", code)
        context, runner = self._context, self._desk.runner
        runner.read("warehouses", lambda: filter_values(context), self._show_warehouses, owner=self)
        for page in self._pages():
            if isinstance(page, RecordPage) and page.objectName() in _BY_WAREHOUSE:
                bar = page.pane.filter_bar
                bar.set_state(bar.state.chosen("warehouse", frozenset({code} if code else ())))

    def _pages(self) -> list[Page]:
        """The pages made so far, of tabs with several views each of these."""
        found = self._desk.window.tabs.pages()
        return [one for page in found for one in _views(page)]


def _views(page: Page) -> list[Page]:
    return page.made if isinstance(page, ViewsPage) else [page]


def set_clock(context: Context) -> None:
    """Sets the window's clock by the database's, in the company's time zone."""
    state = look(context)
    company_clock.set_clock(state.at, ZoneInfo(state.zone))


def database_words(context: Context) -> str:
    """Which database this is, for the window's foot: `SQLite packbench.db`."""
    info = database_info(context.database)
    place, _, options = info.url.partition("?")
    name = place.rpartition("/")[2] or options  # a service file names the database
    return f"{_ENGINES.get(info.engine, info.engine)} {name}"


def _finder(place: Workplace) -> "Finder":
    from packbench.ui.finding import Finder  # noqa: PLC0415 - see the module's docstring

    return Finder(place, partial(picking.open_wave, place))


def _import_controller(place: Workplace) -> "ImportController":
    from packbench.ui.screens.importing.controller import ImportController  # noqa: PLC0415 - the same

    return ImportController(place)


def _backups_controller(place: Workplace) -> "BackupsController":
    from packbench.ui.screens.backups.controller import BackupsController  # noqa: PLC0415 - the same

    return BackupsController(place)


def _check_controller(place: Workplace) -> "CheckController":
    from packbench.ui.screens.checking.controller import CheckController  # noqa: PLC0415 - the same

    return CheckController(place.desk, place.context)


def _labels_controller(place: Workplace) -> "LabelsController":
    from packbench.ui.screens.labels.controller import LabelsController  # noqa: PLC0415 - the same

    return LabelsController(place)


def _layouts_controller(place: Workplace) -> "LayoutsController":
    from packbench.ui.screens.layouts.controller import LayoutsController  # noqa: PLC0415 - the same

    return LayoutsController(place)


def _rules_controller(place: Workplace) -> "RulesController":
    from packbench.ui.screens.rules.controller import RulesController  # noqa: PLC0415 - the same

    return RulesController(place)


def _reordering(place: Workplace) -> "ReorderingController":
    from packbench.ui.screens.reordering.controller import ReorderingController  # noqa: PLC0415 - the same

    return ReorderingController(place)


def _slips_controller(place: Workplace) -> "SlipsController":
    from packbench.ui.screens.slips.controller import SlipsController  # noqa: PLC0415 - the same

    return SlipsController(place)


def _printers_controller(place: Workplace) -> "PrintersController":
    from packbench.ui.screens.printers.controller import PrintersController  # noqa: PLC0415 - the same

    return PrintersController(place)


def _settings_controller(place: Workplace) -> "SettingsController":
    from packbench.ui.screens.settings.controller import SettingsController  # noqa: PLC0415 - the same

    return SettingsController(place)


def _scanners_controller(place: Workplace) -> "ScannersController":
    from packbench.ui.screens.scanners.controller import ScannersController  # noqa: PLC0415 - the same

    return ScannersController(place)
