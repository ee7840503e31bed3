"""The Inventory tab: the table, the details and the commands put together."""

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

from packbench.domain.changes import Kind
from packbench.domain.custom_fields import PRODUCT_COLUMNS, FieldOf
from packbench.domain.views import ViewTab
from packbench.engine.command.context import Context
from packbench.services.custom_fields import fields_in_use
from packbench.services.office.lists import (
    InventoryQuery,
    InventoryRow,
    StockBinQuery,
    StockBinRow,
    StockProductQuery,
    StockProductRow,
    filter_values,
)
from packbench.services.value.listed import VALUE, ValuedInventory
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandSpec
from packbench.ui.parts.shell.record_page import RecordPage, RecordSpec
from packbench.ui.parts.shell.views_page import ViewsPage
from packbench.ui.parts.tables.table_pane import TablePane, TableSpec
from packbench.ui.parts.widgets.command_row import CommandRow
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.screens.inventory import places, products
from packbench.ui.screens.inventory.commands import inventory_commands
from packbench.ui.screens.inventory.details import (
    ACTS,
    StockDetails,
    StockDetailsView,
    read_details,
    read_product_details,
)
from packbench.ui.screens.inventory.table import groups, table
from packbench.ui.totals import totals_of
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.inventory.controller import InventoryController

KEY = "inventory"
_ON_STOCK = (
    *(CommandId.RECEIVE_STOCK, CommandId.ADJUST_STOCK, CommandId.COUNT_STOCK),
    *(CommandId.MOVE_STOCK, CommandId.TRANSFER_STOCK, CommandId.MAKE_SETS, CommandId.DAMAGE_STOCK),
    *(CommandId.QUARANTINE_STOCK, CommandId.MAKE_GOOD, CommandId.STOCK_FROM_SHEET, None),
    *(CommandId.SHOW_PRODUCT, CommandId.STOCK_LEVELS),
    *(CommandId.PRODUCT_PACKS, CommandId.PRODUCT_CUSTOMS),
)
_VIEWS = (
    *(CommandId.STOCK_BY_WAREHOUSE, CommandId.STOCK_BY_PRODUCT),
    *(CommandId.STOCK_BY_BIN, CommandId.STOCK_BY_LOT),
)
_COMMANDS = (*_ON_STOCK, None, *_VIEWS, CommandId.STOCK_ATTENTION)
_BESIDE = (CommandId.STOCK_BY_WAREHOUSE, CommandId.STOCK_BY_BIN, CommandId.RECEIVE_STOCK)
_KINDS = frozenset(
    {Kind.STOCK, Kind.PRODUCT, Kind.WAREHOUSE, Kind.ORDER, Kind.PURCHASE_ORDER, Kind.SETTING}
)


def commands(place: Workplace) -> list[CommandSpec]:
    """The tab's commands."""
    return inventory_commands(cache(partial(_controller, place)))


def make_page(place: Workplace) -> ViewsPage:
    """The page, when the tab is first in front; its views when they are."""
    return ViewsPage(
        {
            KEY: partial(_by_warehouse, place),
            products.NAME: partial(_by_product, place),
            places.BINS: partial(_by_place, place, places.bins_table, ViewTab.STOCK_BINS),
            places.LOTS: partial(_by_place, place, places.lots_table, ViewTab.STOCK_LOTS),
        }
    )


def _by_warehouse(place: Workplace) -> RecordPage[InventoryQuery, InventoryRow, StockDetails]:
    desk, context = place.desk, place.context
    view, listed = StockDetailsView(place), table(context)
    spec = RecordSpec(
        table=listed,
        totals=totals_of(context, ViewTab.INVENTORY),
        kinds=_KINDS,
        commands=_COMMANDS,
        beside_tabs=_BESIDE,
        read_groups=lambda: groups(filter_values(context)),
        read_counts=dict,
        read_details=partial(read_details, context),
        show_details=view.show,
        show_several=view.show_several,
        states=lambda _: frozenset(),
        own=PRODUCT_COLUMNS,
        read_own=lambda: fields_in_use(context, FieldOf.PRODUCT),
        nothing=_nothing(),
        open=lambda _: _controller(place).drill(places.BINS, warehouse=True),
    )
    page = RecordPage(spec, desk, context.origin, _empty_actions(place))
    _show_worth(page.pane, listed)
    return page


def _show_worth(
    pane: TablePane[InventoryQuery, InventoryRow], listed: TableSpec[InventoryQuery, InventoryRow]
) -> None:
    """Reads what rows are worth as soon as that column is shown, and only then."""
    source, view = listed.source, pane.view
    number = [one.key for one in listed.columns].index(VALUE)
    shown = False

    def follow() -> None:
        nonlocal shown
        before, shown = shown, not view.isColumnHidden(number)
        if shown != before and isinstance(source, ValuedInventory):
            source.show({VALUE} if shown else ())
            if shown:
                pane.reload()

    view.arranged.connect(follow)
    follow()


def _by_product(
    place: Workplace,
) -> RecordPage[StockProductQuery, StockProductRow, StockDetails]:
    desk, context = place.desk, place.context
    view = StockDetailsView(place)
    spec = RecordSpec(
        table=products.table(context),
        totals=totals_of(context, ViewTab.STOCK_PRODUCTS),
        kinds=_KINDS,
        commands=_COMMANDS,
        beside_tabs=_BESIDE,
        read_groups=products.groups,
        read_counts=dict,
        read_details=partial(read_product_details, context),
        show_details=view.show,
        show_several=view.show_several,
        states=lambda _: frozenset(),
        nothing=_nothing(),
        open=lambda _: _controller(place).drill(KEY, warehouse=False),
    )
    return RecordPage(spec, desk, context.origin, _empty_actions(place))


def _by_place(
    place: Workplace,
    make_table: Callable[[Context], TableSpec[StockBinQuery, StockBinRow]],
    tab: ViewTab,
) -> RecordPage[StockBinQuery, StockBinRow, places.PlaceDetails]:
    desk, context = place.desk, place.context
    acts = partial(CommandRow, desk.window.registry, ACTS)
    other = places.LOTS if tab is ViewTab.STOCK_BINS else places.BINS
    spec = RecordSpec(
        table=make_table(context),
        totals=totals_of(context, tab),
        kinds=_KINDS,
        commands=_COMMANDS,
        beside_tabs=_BESIDE,
        read_groups=lambda: places.groups(filter_values(context)),
        read_counts=dict,
        read_details=partial(places.read_details, context),
        show_details=places.PlaceDetailsView(desk.theme, acts).show,
        show_several=StockDetailsView(place).show_several,
        states=lambda _: frozenset(),
        nothing=_nothing(),
        open=lambda _: _controller(place).drill(other, warehouse=False),
    )
    return RecordPage(spec, desk, context.origin, _empty_actions(place))


def _nothing() -> EmptyText:
    return EmptyText(
        "panel-right", tr("No product selected"), tr("Select a row, or scan a product.")
    )


def _empty_actions(place: Workplace) -> list[QAction]:
    registry = place.desk.window.registry
    return [registry.action(CommandId.IMPORT), registry.action(CommandId.RECEIVE_STOCK)]


def _controller(place: Workplace) -> "InventoryController":
    from packbench.ui.screens.inventory.controller import InventoryController  # noqa: PLC0415 - see Office

    return InventoryController(place)
