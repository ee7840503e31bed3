from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget

from helpers.shop import bring, import_text, open_dialog, page, run, settle
from packbench.services.orders.allocating import allocate
from packbench.services.picking.releasing import release_orders
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import is_scan_safe
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.shell.tab_host import TABS
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.widgets.document_preview import DocumentPreview
from packbench.ui.pictures import save_pictures
from packbench.ui.workplace import Workplace

KEYS = [tab.key for tab in TABS]


class Windows(QObject):
    """Notes every window that shows itself."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.shown: list[str] = []
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


@pytest.fixture
def busy(place: Workplace, tmp_path: Path) -> Workplace:
    """A shop with something to see on every tab."""
    import_text(place.context, tmp_path, "suppliers", "code,name\nACME,Acme\n")
    content = "po_number,supplier,warehouse,sku,quantity,expected_on,status\n"
    content += "PO-1,ACME,VIE,CUP-3,6,2031-01-31,sent\n"
    import_text(place.context, tmp_path, "purchase-orders", content)
    allocate(place.context)
    release_orders(place.context, ["SO-1001"])
    settle()
    return place


def nameless(widget: QWidget) -> list[tuple[str, str]]:
    found = [widget, *widget.findChildren(QWidget)]
    return [
        (type(one).__name__, one.objectName())
        for one in found
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus and one.isVisible()
        if not _accessible_name(one)
    ]


def _accessible_name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else ""


def cut_off(widget: QWidget) -> list[str]:
    return [
        label.text()
        for label in widget.findChildren(PlainLabel)
        if label.isVisible() and type(label) is PlainLabel and not label.wordWrap()
        if label.width() < label.sizeHint().width()
    ]


@pytest.mark.parametrize("tab", KEYS)
def test_everything_on_a_tab_has_a_name_and_no_word_is_cut_off(busy: Workplace, tab: str) -> None:
    shown = bring(busy, tab)
    if isinstance(shown, RecordPage):
        shown.pane.view.show_row(0)
        settle()
        assert shown._panel.heading
    assert nameless(busy.desk.window) == []
    assert cut_off(busy.desk.window) == []


@pytest.mark.parametrize("tab", KEYS)
def test_nothing_of_a_tab_shows_itself_as_a_window(
    busy: Workplace, tab: str, qapp: QApplication
) -> None:
    windows = Windows(qapp)
    shown = bring(busy, tab)
    for row in range(len(shown.pane.model) if isinstance(shown, RecordPage) else 0):
        assert isinstance(shown, RecordPage)
        shown.pane.view.show_row(row)
        settle()
    qapp.removeEventFilter(windows)
    assert windows.shown == []


def test_everything_in_a_dialog_has_a_name(busy: Workplace) -> None:
    page(busy, "inventory")
    run(busy, CommandId.RECEIVE_STOCK)
    receiving = open_dialog(busy, "receive_dialog")
    assert nameless(receiving) == []
    receiving.reject()
    orders = page(busy, "orders")
    orders.pane.view.show_row(0)
    settle()
    run(busy, CommandId.PACKING_SLIPS)
    [preview] = busy.desk.window.findChildren(DocumentPreview)
    assert nameless(preview) == []
    preview.close()


@pytest.mark.parametrize(
    "command",
    [
        CommandId.UPDATE_SKU,
        CommandId.HOLD_BACK_ORDERS,
        CommandId.MOVE_PROMISES,
        CommandId.PRIORITIZE_BACK_ORDERS,
        CommandId.CANCEL_WAITING,
        CommandId.PURCHASE_MISSING,
    ],
)
def test_everything_in_a_dialog_of_the_back_orders_has_a_name(
    busy: Workplace, command: CommandId
) -> None:
    page(busy, "back_orders").pane.view.show_row(0)
    settle()
    run(busy, command)
    dialog = open_dialog(busy, "bulk_dialog")
    assert nameless(dialog) == []
    assert cut_off(dialog) == []
    dialog.reject()


@pytest.mark.parametrize(
    "command",
    [
        CommandId.RELEASE,
        CommandId.ONE_TASK,
        CommandId.ADD_ORDERS,
        CommandId.TAKE_ORDER_OUT,
        CommandId.CANCEL_WAVE,
    ],
)
def test_everything_in_a_dialog_of_picking_has_a_name(busy: Workplace, command: CommandId) -> None:
    page(busy, "pick_pack").pane.view.show_row(0)
    settle()
    run(busy, command)
    dialog = open_dialog(busy, "bulk_dialog")
    assert nameless(dialog) == []
    assert cut_off(dialog) == []
    dialog.reject()


def test_everything_on_the_walk_screen_has_a_name(busy: Workplace) -> None:
    page(busy, "pick_pack").pane.view.show_row(0)
    settle()
    run(busy, CommandId.WALK_ON_SCREEN)
    screen = open_dialog(busy, "walk_screen")
    assert nameless(screen) == []
    assert cut_off(screen) == []
    screen.reject()


def test_everything_in_the_steps_of_picking_has_a_name(busy: Workplace) -> None:
    page(busy, "pick_pack")
    run(busy, CommandId.SHOW_STEPS)
    shown = busy.desk.window.tabs.page
    assert isinstance(shown, RecordPage)
    shown.pane.view.show_row(0)
    settle()
    assert shown._panel.heading
    assert nameless(busy.desk.window) == []
    assert cut_off(busy.desk.window) == []


def test_everything_in_the_calendar_of_pre_orders_has_a_name(busy: Workplace) -> None:
    page(busy, "back_orders")
    run(busy, CommandId.PREORDER_CALENDAR)
    calendar = open_dialog(busy, "preorder_calendar")
    assert nameless(calendar) == []
    assert cut_off(calendar) == []
    calendar.reject()


def test_no_command_of_the_tabs_can_be_fired_by_a_scan(busy: Workplace) -> None:
    registry = busy.desk.window.registry
    for tab in KEYS:
        bring(busy, tab)
    keys = {spec.id: spec.shortcut for spec in registry.specs() if spec.shortcut}
    assert keys[CommandId.ALLOCATE] == "F9"
    assert keys[CommandId.RECEIVE_STOCK] == "F7"
    assert keys[CommandId.PACKING_SLIPS] == "Ctrl+P"
    assert keys[CommandId.IMPORT] == "Ctrl+I"
    assert [one for one in keys.values() if not is_scan_safe(one)] == []


def test_commands_of_a_tab_can_be_run_on_that_tab_only(busy: Workplace) -> None:
    registry = busy.desk.window.registry
    for tab in KEYS:
        bring(busy, tab)
        assert registry.action(CommandId.ALLOCATE).isEnabled() is (tab == "orders")
        assert registry.action(CommandId.RECEIVE_STOCK).isEnabled()
    busy.desk.window.set_online(online=False)
    enabled = {spec.id for spec in registry.enabled()}
    assert enabled.isdisjoint({CommandId.ALLOCATE, CommandId.RECEIVE_STOCK, CommandId.IMPORT})


def test_pictures_of_every_tab_are_saved_and_always_the_same(
    busy: Workplace, tmp_path: Path, qapp: QApplication
) -> None:
    first = save_pictures(busy.context, tmp_path / "first")
    again = save_pictures(busy.context, tmp_path / "again")
    names = [f"{tab}-{scheme}.png" for scheme in ("light", "dark") for tab in KEYS]
    assert [path.name for path in first] == names
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    busy.desk.theme.apply(qapp)


@pytest.mark.parametrize(
    ("command", "name"),
    [(CommandId.CHECK_DATABASE, "check_dialog"), (CommandId.BACKUPS, "backups_dialog")],
)
def test_everything_in_a_dialog_about_the_database_has_a_name(
    busy: Workplace, command: CommandId, name: str
) -> None:
    run(busy, command)
    dialog = open_dialog(busy, name)
    assert nameless(dialog) == []
    assert cut_off(dialog) == []
    dialog.reject()
