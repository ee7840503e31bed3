"""An order is edited and entered in the window: by keys, by scans, from its problems."""

from pathlib import Path

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from helpers.shop import (
    import_text,
    last,
    open_dialog,
    page,
    press,
    run,
    scan,
    select,
    settle,
    type_into,
    wait_for,
)
from packbench.domain.orders import Problem
from packbench.services.orders.allocating import allocate
from packbench.services.orders.edited import LineEdit, OrderEdit
from packbench.services.orders.editing import edit_order
from packbench.services.orders.looking import get_order
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.order_form.dialog import OrderFormDialog
from packbench.ui.screens.orders.mending import MENDINGS
from packbench.ui.workplace import Workplace

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def opened(place: Workplace) -> OrderFormDialog:
    def dialogs() -> list[OrderFormDialog]:
        found = place.desk.window.findChildren(OrderFormDialog)
        return [one for one in found if one.isVisible()]

    wait_for(lambda: len(dialogs()) == 1)
    (dialog,) = dialogs()
    return dialog


def edit(place: Workplace, number: str, tab: str = "orders") -> OrderFormDialog:
    select(page(place, tab), number)
    press(place.desk.window, Qt.Key.Key_Return, ALT)
    return opened(place)


def save(dialog: OrderFormDialog) -> None:
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: not (shiboken6.isValid(dialog) and dialog.isVisible()))
    settle()


def test_a_person_edits_an_order_and_takes_it_back(place: Workplace) -> None:
    dialog = edit(place, "SO-1001")
    type_into(dialog, "Ana N. Novak")
    scan(dialog, "MUG-2")
    wait_for(lambda: [one.sku for one in dialog.lines] == ["TEA-1", "MUG-2"])
    wait_for(lambda: "not allocated yet" in dialog.lines[1].plan)
    assert get_order(place.context, "SO-1001").customer_name == "Ana Novak"
    save(dialog)
    order = get_order(place.context, "SO-1001")
    assert order.customer_name == "Ana N. Novak"
    assert [(one.sku, one.ordered) for one in order.lines] == [("TEA-1", 2), ("MUG-2", 1)]
    run(place, CommandId.UNDO)
    wait_for(lambda: get_order(place.context, "SO-1001").customer_name == "Ana Novak")
    assert len(get_order(place.context, "SO-1001").lines) == 1


def test_what_somebody_else_saved_is_told_and_what_was_typed_stays(place: Workplace) -> None:
    allocate(place.context)
    dialog = edit(place, "SO-1003", "back_orders")
    assert dialog.lines[0].plan == "4 waits: out of stock"
    type_into(dialog, "Mine")
    edit_order(place.context, "SO-1003", OrderEdit({"customer_name": "Hers", "city": "Wien"}))
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: "Name is “Hers” now" in dialog.verdict)
    wait_for(lambda: "It becomes" in dialog.verdict)  # it was tried again with what is there now
    assert "Name is “Hers” now" in dialog.verdict
    assert get_order(place.context, "SO-1003").customer_name == "Hers"
    settle()
    assert dialog.fields.edited == {"customer_name": "Mine"}
    save(dialog)
    order = get_order(place.context, "SO-1003")
    assert (order.customer_name, order.city) == ("Mine", "Wien")


def test_a_problem_has_a_button_that_opens_the_form_where_it_is_mended(
    place: Workplace, tmp_path: Path
) -> None:
    head = "order_number,sku,quantity,customer_name,street,city,postal_code,country\n"
    import_text(place.context, tmp_path, "orders", f"{head}P1,TEA-l,1,Bo,S 1,Graz,8010,\n")
    shown = page(place, "orders")
    press(place.desk.window, Qt.Key.Key_F5)
    select(shown, "P1")
    names = ("mend_country_missing_0", "mend_unknown_sku_1")
    wait_for(lambda: all(shown.findChild(QPushButton, name) for name in names))
    button = shown.findChild(QPushButton, names[1])
    assert button is not None
    button.click()
    dialog = opened(place)
    wait_for(lambda: dialog.lines[0].sku == "TEA-1")
    wait_for(lambda: "no ship-to country" in dialog.verdict)
    dialog.fields.focus("country")
    type_into(dialog, "AT")
    wait_for(lambda: dialog.lines[0].plan == "1 from VIE")
    save(dialog)
    order = get_order(place.context, "P1")
    assert (order.status, order.country, order.problems) == ("ready", "AT", [])


def test_a_key_mends_the_first_problem_of_an_order(place: Workplace, tmp_path: Path) -> None:
    head = "order_number,sku,quantity,customer_name,street,city,postal_code,country,payment\n"
    rows = "P1,TEA-1,1,Bo,S 1,Graz,8010,,awaiting\n"
    import_text(place.context, tmp_path, "orders", head + rows)
    press(place.desk.window, Qt.Key.Key_F5)
    select(page(place, "orders"), "P1")
    press(place.desk.window, Qt.Key.Key_9, CTRL)
    dialog = opened(place)
    type_into(dialog, "AT")
    assert dialog.fields.edited == {"country": "AT"}
    save(dialog)
    window = place.desk.window
    window.activateWindow()
    settle()
    press(window, Qt.Key.Key_9, CTRL)
    wait_for(lambda: bool(window.findChildren(BulkDialog)))
    asked = open_dialog(place, "bulk_dialog")
    button = asked.findChild(QPushButton, "bulk_button")
    assert button is not None
    wait_for(button.isEnabled)
    press(asked, Qt.Key.Key_Return)
    wait_for(lambda: get_order(place.context, "P1").payment == "paid")
    window.activateWindow()
    settle()
    press(window, Qt.Key.Key_9, CTRL)
    wait_for(lambda: last(place)[1] == "Nothing has to be mended in P1.")


def test_one_of_several_skus_that_were_perhaps_meant_is_taken_by_a_key(
    place: Workplace, tmp_path: Path
) -> None:
    import_text(place.context, tmp_path, "products", "sku,name\nTEA-2,Green tea\n")
    head = "order_number,sku,quantity,customer_name,street,city,postal_code,country\n"
    import_text(place.context, tmp_path, "orders", f"{head}P2,TEA-l,1,Bo,S 1,Graz,8010,AT\n")
    press(place.desk.window, Qt.Key.Key_F5)
    select(page(place, "orders"), "P2")
    press(place.desk.window, Qt.Key.Key_9, CTRL)
    dialog = opened(place)
    assert dialog.lines[0].plan == "Did you mean TEA-2 or TEA-1?"
    press(dialog, Qt.Key.Key_1, ALT)
    wait_for(lambda: dialog.lines[0].name == "Green tea")
    save(dialog)
    assert get_order(place.context, "P2").lines[0].sku == "TEA-2"


def test_tab_goes_down_the_form_and_saves_before_it_leaves(place: Workplace) -> None:
    page(place, "orders")
    press(place.desk.window, Qt.Key.Key_N, CTRL)
    dialog = opened(place)
    press(dialog, Qt.Key.Key_Tab)
    type_into(dialog, "Urs")
    press(dialog, Qt.Key.Key_Tab)
    press(dialog, Qt.Key.Key_Tab)
    type_into(dialog, "Weg 1 b")
    assert dialog.fields.edited == {"customer_name": "Urs", "street": "Weg 1 b"}
    for _ in range(len(dialog.fields.inputs) - 3):
        press(dialog, Qt.Key.Key_Tab)
    type_into(dialog, "AT")
    assert list(dialog.fields.edited.values())[-1] == "AT"
    press(dialog, Qt.Key.Key_Tab)
    assert dialog.product.hasFocus()
    dialog.throw_away()


def test_every_problem_has_a_button() -> None:
    assert set(MENDINGS) == set(Problem)
    assert all(one.edit or one.commands or one.product for one in MENDINGS.values())


def test_a_new_order_by_customer_scan_paste_and_search(place: Workplace) -> None:
    home = {"street": "Ring 1", "city": "Graz", "postal_code": "8010", "country": "AT"}
    edit_order(place.context, "SO-1001", OrderEdit(home, [LineEdit(1, quantity="3")]))
    page(place, "orders")
    press(place.desk.window, Qt.Key.Key_N, CTRL)
    dialog = opened(place)
    type_into(dialog, "nov")
    wait_for(lambda: len(dialog.customer.offers) == 1)
    popup = dialog.customer.completer().popup()
    assert popup is not None
    press(popup, Qt.Key.Key_Down)
    press(popup, Qt.Key.Key_Return)
    assert dialog.fields.edited["street"] == "Ring 1"
    assert dialog.product.hasFocus()
    scan(dialog, "TEA-1")
    wait_for(lambda: [one.sku for one in dialog.lines] == ["TEA-1"])
    scan(dialog, "TEA-1")
    wait_for(lambda: dialog.lines[0].quantity == "2")
    QGuiApplication.clipboard().setText("Article\tQty\nMUG-2\t7\nCUP-3\tx\n")
    dialog.table.setFocus()
    press(dialog, Qt.Key.Key_V, CTRL)
    wait_for(lambda: len(dialog.lines) == 3)
    wait_for(lambda: "Quantity: “x” is not a whole number" in dialog.lines[2].plan)
    dialog.table.take_in_hand(2)
    press(dialog, Qt.Key.Key_Delete)
    wait_for(lambda: dialog.lines[0].plan == "2 from VIE")
    assert dialog.lines[1].plan == "5 from GRZ · 2 waits: out of stock"
    dialog.product.setFocus()
    type_into(dialog, "cup")
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: len(dialog.lines) == 3)
    dialog.table.setFocus()
    save(dialog)
    order = get_order(place.context, "N1")
    assert (order.customer_name, order.country, order.status) == ("Ana Novak", "AT", "ready")
    assert [(one.sku, one.ordered) for one in order.lines] == [
        ("TEA-1", 2),
        ("MUG-2", 7),
        ("CUP-3", 1),
    ]
    run(place, CommandId.UNDO)
    wait_for(lambda: get_order(place.context, "N1").status == "cancelled")
