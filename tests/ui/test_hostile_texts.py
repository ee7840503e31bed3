"""Names, notes and codes from outside stay text, wherever the window shows them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QDialog,
    QLabel,
    QMenu,
    QWidget,
)
from sqlalchemy import insert, update

import packbench.ui
from helpers.one_order import hold
from helpers.sample import add_order, add_product, add_stock, add_warehouse
from helpers.shop import bring, furnished, open_dialog, page, run, settle
from packbench.db.schema import Product, Supplier
from packbench.engine.command.context import Context
from packbench.services.masters.kinds import FIELDS
from packbench.services.masters.saving import create
from packbench.services.orders.allocating import allocate
from packbench.services.picking.releasing import release_orders
from packbench.ui.desk import Desk
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.order_form.dialog import OrderFormDialog
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.shell.tab_host import TABS
from packbench.ui.parts.theme.plain_text import on_button, one_line, readable, tip
from packbench.ui.parts.widgets.message_bar import MessageBar
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.screens.importing.controller import ImportController
from packbench.ui.workplace import Workplace

TURN = "\u202e"
MARKUP = re.compile(r"<(b|i|h1|img|script)\b")
NASTY = f"<b>x</b><img src=y> &amp; &File\nnext {TURN}321"
LONG = "<i>w</i>" * 1_250  # 10,000 characters
COMMANDS = (
    CommandId.UPDATE_SKU,
    CommandId.REROUTE_BACK_ORDERS,
    CommandId.CANCEL_WAITING,
    CommandId.HOLD_BACK_ORDERS,
    CommandId.PURCHASE_MISSING,
    CommandId.MOVE_PROMISES,
    CommandId.RECEIVE_STOCK,
    CommandId.MASTER_FIELDS,
    CommandId.SETTINGS,
    CommandId.PRINTERS,
    CommandId.PRINT_QUEUE,
    CommandId.SORT_BY,
)
OF_PICKING = (CommandId.RELEASE, CommandId.ONE_TASK, CommandId.TAKE_ORDER_OUT)


@pytest.fixture
def hostile(desk: Desk, shop: Context) -> Workplace:
    """A shop whose customers and files mean ill."""
    with shop.database.write.begin() as connection:
        add_warehouse(connection, f"W&1{NASTY}", rank=3)
        add_product(connection, f"K{NASTY}", name=LONG)
        connection.execute(insert(Supplier).values(code="S<b>1", code_key="s<b>1", name=NASTY))
        connection.execute(update(Product).values(name=NASTY))
    add_stock(shop, f"W&1{NASTY}", f"K{NASTY}", 1)
    facts: dict[str, Any] = {
        "customer_name": f"<h1>BIG</h1>{NASTY}",
        "customer_email": f"<i>a@b.c</i>{'x' * 200}",
        "street": NASTY,
        "city": NASTY,
        "channel": f"shop & co {NASTY}",
        "note": f"5 <b> 3, ring <s>twice</s><br>{LONG}",
        "gift_message": NASTY,
        "ship_method": NASTY,
    }
    for of in ("order", "product"):
        label = "<b>x</b> <img src=y> &File"
        choices = "<i>a</i> &File;b"
        told = {"of": of, "name": "own", "label": label, "listed": "yes"}
        create(shop, FIELDS, told)
        create(shop, FIELDS, {**told, "name": "own2", "kind": "choice", "choices": choices})
    facts |= {"order_field_1": NASTY, "order_field_2": "<i>a</i> &File"}
    with shop.database.write.begin() as connection:
        connection.execute(update(Product).values(product_field_1=NASTY))
        add_order(connection, f"<b>H1</b>{NASTY}", [(f"K{NASTY}", 3), ("TEA-1", 1)], **facts)
        add_order(connection, f"H2 & {NASTY}", [(f"K{NASTY}", 2)], **facts)
    allocate(shop)
    hold(shop, f"H2 & {NASTY}", reason=NASTY)
    release_orders(shop, [f"<b>H1</b>{NASTY}"])
    return furnished(desk, shop)


def texts(widget: QWidget) -> Iterator[tuple[str, str]]:
    """Everything that a widget and its parts say: where it stands, and what."""
    for part in (widget, *widget.findChildren(QWidget)):
        where = f"{type(part).__name__} {part.objectName()}"
        yield f"tip of {where}", part.toolTip()
        if isinstance(part, QLabel):
            of_a_form = part.buddy() is not None  # named by us
            plain = part.textFormat() is Qt.TextFormat.PlainText
            assert plain or of_a_form or not part.text(), where
            yield f"label {where}", QLabel.text(part)  # what is drawn of one that cuts its text
        if isinstance(part, QAbstractButton):
            yield f"button {where}", part.text()
        if isinstance(part, QMenu):
            part.aboutToShow.emit()
            for action in part.actions():
                yield f"button {where}", action.text()
        if isinstance(part, QAbstractItemView) and part.model() is not None:
            yield from (
                (f"tip of a cell of {where}", tip_of_cell) for tip_of_cell in cell_tips(part)
            )


def cell_tips(view: QAbstractItemView) -> list[str]:
    model = view.model()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    indexes = (
        model.index(row, column)
        for row in range(min(model.rowCount(), 20))
        for column in range(columns)
    )
    return [str(index.data(Qt.ItemDataRole.ToolTipRole) or "") for index in indexes]


def wrong(widget: QWidget) -> list[tuple[str, str]]:
    """What would be drawn as something else than was written."""
    return [(where, text) for where, text in texts(widget) if not is_plain(where, text)]


def is_plain(where: str, text: str) -> bool:
    if TURN in text:
        return False
    if where.startswith("tip"):
        return not MARKUP.search(text) and len(text) < 10_000
    if where.startswith("button"):
        return "\n" not in text and "&F" not in text.replace("&&", "") and len(text) < 200
    return True


@pytest.mark.parametrize("tab", [tab.key for tab in TABS])
def test_every_tab_shows_texts_as_they_are(hostile: Workplace, tab: str) -> None:
    shown, window = bring(hostile, tab), hostile.desk.window
    assert wrong(window) == []
    for row in range(len(shown.pane.model) if isinstance(shown, RecordPage) else 0):
        assert isinstance(shown, RecordPage)
        shown.pane.view.show_row(row)
        settle()
        assert wrong(window) == []
    assert window.minimumSizeHint().width() <= 1_024


@pytest.mark.parametrize("command", COMMANDS)
def test_every_dialog_shows_texts_as_they_are(hostile: Workplace, command: CommandId) -> None:
    shown = page(hostile, "back_orders")
    shown.pane.view.selectAll()
    settle()
    run(hostile, command)
    dialogs = [one for one in hostile.desk.window.findChildren(QDialog) if one.isVisible()]
    assert len(dialogs) == 1
    settle()
    assert wrong(dialogs[0]) == []
    assert dialogs[0].width() <= 1_024
    dialogs[0].reject()
    settle()


def test_the_form_of_an_order_shows_texts_as_they_are_and_changes_none(hostile: Workplace) -> None:
    shown = page(hostile, "orders")
    model = shown.pane.model
    (row,) = [n for n in range(len(model)) if str(model.index(n, 0).data()).startswith("H2 & ")]
    shown.pane.view.select_ids([model.id_at(row)])
    settle()
    run(hostile, CommandId.EDIT_ORDER)
    (dialog,) = [
        one for one in hostile.desk.window.findChildren(OrderFormDialog) if one.isVisible()
    ]
    assert wrong(dialog) == []
    assert dialog.changes == 0
    assert dialog.width() <= 1_024
    dialog.reject()
    settle()


@pytest.mark.parametrize("view", [CommandId.SHOW_WAVES, CommandId.SHOW_STEPS])
@pytest.mark.parametrize("command", OF_PICKING)
def test_every_dialog_of_picking_shows_texts_as_they_are(
    hostile: Workplace, view: CommandId, command: CommandId
) -> None:
    window = hostile.desk.window
    page(hostile, "pick_pack")
    run(hostile, view)
    shown = window.tabs.page
    assert isinstance(shown, RecordPage)
    for row in range(len(shown.pane.model)):
        shown.pane.view.show_row(row)
        settle()
        assert wrong(window) == []
    if not window.registry.action(command).isEnabled():
        return
    run(hostile, command)
    dialog = open_dialog(hostile, "bulk_dialog")
    assert wrong(dialog) == []
    assert dialog.width() <= 1_024
    dialog.reject()
    settle()


def test_chips_and_suggestions_show_texts_as_they_are(hostile: Workplace) -> None:
    shown = page(hostile, "orders")
    bar = shown.pane.filter_bar
    for group in bar.groups:
        for choice in group.choices:
            bar.set_state(bar.state.chosen(group.key, frozenset({choice.value})))
            settle()
            assert wrong(hostile.desk.window) == []
    bar.clear_all()
    settle()


@pytest.mark.parametrize("level", list(Level))
def test_messages_and_the_banner_show_texts_as_they_are(desk: Desk, level: Level) -> None:
    action = MessageAction(on_button(f"Show {NASTY}"), lambda: None)
    desk.window.messages.post(level, f"{NASTY} {LONG}", action)
    desk.window.banner.show_text(NASTY)
    settle()
    bar = desk.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    assert bar.text == f"{NASTY} {LONG}"
    assert wrong(desk.window) == []
    assert desk.window.minimumSizeHint().width() <= 1_024


def test_a_file_with_a_hostile_name_is_shown_as_it_is(hostile: Workplace, tmp_path: Path) -> None:
    path = tmp_path / f"<b>o<b> &File {TURN}gpj.csv"
    path.write_text(f'order_number,sku,quantity,<img src=x>\n"<b>Z</b>",NO & {TURN},1,1\n')
    ImportController(hostile).open_files([path])
    settle()
    dialog = open_dialog(hostile, "import_dialog")
    assert wrong(dialog) == []
    dialog.reject()
    settle()


def test_texts_are_made_fit_for_their_places() -> None:
    assert readable(f"a{TURN}b\x00c\nd") == "abc\nd"
    assert one_line("a\r\nb\tc") == "a b c"
    assert on_button("Tom & Jerry\n") == "Tom && Jerry "
    assert len(on_button("x" * 10_000)) == 60
    assert tip("plain\nwords") == "plain\nwords"
    assert tip("a <b>\n&amp;") == "<qt>a &lt;b&gt;<br>&amp;amp;</qt>"
    assert len(tip("x" * 10_000)) < 1_100


def test_no_module_makes_a_label_or_a_tip_that_guesses() -> None:
    """What is shown goes through `plain_text`; the commands' tips are our own words."""
    root = Path(packbench.ui.__file__).parent
    own = {"plain_text.py", "icon_label.py", "registry.py", "palette.py"}
    guessing = re.compile(r"\bQLabel\(|\.setToolTip\(|\bQMessageBox\b|\bsetTextFormat\(")
    found = [
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if path.name not in own and guessing.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
