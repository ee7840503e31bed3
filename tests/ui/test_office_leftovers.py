"""The form of an order as it offers and tells, the product of a line, levels of stock, mappings."""

import os
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from helpers.shop import (
    import_text,
    open_dialog,
    page,
    press,
    run,
    select,
    settle,
    type_into,
    wait_for,
)
from packbench.exchange.mapping import ColumnMap
from packbench.services.importing.files import ImportRequest, import_file
from packbench.services.importing.mappings_kept import list_mappings
from packbench.services.orders.allocating import allocate
from packbench.services.orders.looking import get_order
from packbench.services.stock.levels import read_levels
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.order_form.dialog import OrderFormDialog
from packbench.ui.parts.widgets.message_bar import MessageBar
from packbench.ui.screens.orders.line_rows import LineRows
from packbench.ui.workplace import Workplace

PICTURES = os.environ.get("PACKBENCH_TEST_PICTURES")
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def picture(shown: QWidget, name: str) -> None:
    """What is shown, where somebody wants to look at it."""
    if PICTURES:
        shown.grab().save(str(Path(PICTURES) / f"{name}.png"))


def form() -> BulkDialog:
    """The form in front."""

    def shown() -> list[BulkDialog]:
        found = [one for one in QApplication.topLevelWidgets() if isinstance(one, BulkDialog)]
        return [one for one in found if one.isVisible()]

    wait_for(lambda: len(shown()) == 1)
    [dialog] = shown()
    dialog.activateWindow()
    settle()
    return dialog


def order_form(place: Workplace) -> OrderFormDialog:
    def shown() -> list[OrderFormDialog]:
        found = place.desk.window.findChildren(OrderFormDialog)
        return [one for one in found if one.isVisible()]

    wait_for(lambda: len(shown()) == 1)
    return shown()[0]


def test_a_form_offers_countries_and_says_what_is_changed(place: Workplace) -> None:
    select(page(place, "orders"), "SO-1001")
    press(place.desk.window, Qt.Key.Key_Return, ALT)
    dialog = order_form(place)
    button = dialog.findChild(QPushButton, "order_button")
    assert button is not None
    assert (button.text(), button.isEnabled()) == ("Nothing changed", False)
    dialog.fields.focus("country")
    type_into(dialog, "switz")
    field = dialog.fields.inputs["country"]
    popup = field.completer().popup()  # type: ignore[union-attr]  # a field of one line
    assert popup is not None
    wait_for(popup.isVisible)
    assert [popup.model().index(0, 0).data()] == ["CH · Switzerland"]
    press(popup.window(), Qt.Key.Key_Down)
    press(popup.window(), Qt.Key.Key_Return)
    wait_for(lambda: field.text() == "CH")  # type: ignore[union-attr]  # the same
    assert button.text() == "Save 1 change"
    press(dialog, Qt.Key.Key_Escape)
    press(open_dialog(place, "throw_away_question"), Qt.Key.Key_Delete)
    run(place, CommandId.NEW_ORDER)
    picture(order_form(place), "new-order")
    press(order_form(place), Qt.Key.Key_Escape)


def test_the_product_of_a_line_is_opened_by_key_and_menu_and_from_what_it_lacks(
    place: Workplace, tmp_path: Path
) -> None:
    import_text(place.context, tmp_path, "warehouses", "code,name,country\nZZZ,Zed,AT\n")
    head = "order_number,sku,quantity,customer_name,street,city,postal_code,country\n"
    import_text(place.context, tmp_path, "orders", f"{head}P1,TEA-1,1,Bo,S 1,Bern,3000,NO\n")
    shown = page(place, "orders")
    press(place.desk.window, Qt.Key.Key_F5)
    select(shown, "P1")
    wait_for(lambda: shown.findChild(LineRows) is not None)
    if "hs_code_missing" in {one.code for one in get_order(place.context, "P1").problems}:
        button = shown.findChild(QPushButton, "mend_product_1")
        assert button is not None
        picture(place.desk.window, "customs-problems")
        button.click()
        made = form()
        assert made.windowTitle() == "Product TEA-1"
        assert made.focusWidget().accessibleName() == "HS code"
        press(made, Qt.Key.Key_Escape)
        place.desk.window.activateWindow()
    [rows] = [one for one in shown.findChildren(LineRows) if one.isVisible()]
    assert "Show product TEA-1…" in [one.text() for one in rows.make_menu().actions()]
    rows.setFocus()
    press(place.desk.window, Qt.Key.Key_Return)
    made = form()
    assert made.windowTitle() == "Product TEA-1"
    press(made, Qt.Key.Key_Escape)


def test_levels_of_stock_are_set_by_keys_and_taken_back(place: Workplace) -> None:
    allocate(place.context)
    shown = page(place, "inventory")
    select(shown, "TEA-1")
    press(place.desk.window, Qt.Key.Key_L, ALT, Qt.KeyboardModifier.ShiftModifier)
    made = form()
    assert made.windowTitle().startswith("Levels of TEA-1 at ")
    warehouse = made.windowTitle().rpartition(" ")[2]
    type_into(made, "x")
    wait_for(lambda: "no number of units" in made.verdict)
    press(made, Qt.Key.Key_A, CTRL)
    type_into(made, "2")
    wait_for(lambda: made.verdict == "1 would be done")
    picture(made, "levels")
    press(made, Qt.Key.Key_Return)
    wait_for(lambda: read_levels(place.context, warehouse, "TEA-1")["safety"] == "2")
    place.desk.window.activateWindow()
    run(place, CommandId.UNDO)
    wait_for(lambda: read_levels(place.context, warehouse, "TEA-1")["safety"] == "0")


def test_a_kept_mapping_is_looked_at_and_forgotten(place: Workplace, tmp_path: Path) -> None:
    def bar() -> MessageBar:
        found = place.desk.window.findChild(MessageBar)
        assert isinstance(found, MessageBar)
        return found

    run(place, CommandId.IMPORT_MAPPINGS)
    wait_for(lambda: "No mapping is kept" in bar().text)
    path = tmp_path / "shop.csv"
    path.write_text("Nr,What,Many\nM1,TEA-1,1\n")
    columns = ColumnMap("orders", {"Nr": "order_number", "What": "sku", "Many": "quantity"})
    import_file(place.context, ImportRequest("orders", path, mapping=columns, remember=True))
    run(place, CommandId.IMPORT_MAPPINGS)
    made = form()
    wait_for(lambda: made.verdict == "1 would be done")
    picture(made, "mappings")
    press(made, Qt.Key.Key_Return)
    wait_for(lambda: list_mappings(place.context) == [])
    place.desk.window.activateWindow()
    run(place, CommandId.UNDO)
    wait_for(lambda: len(list_mappings(place.context)) == 1)
