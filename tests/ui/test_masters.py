"""Master data in the window: the list, the form, countries by region, advice that opens them."""

import os
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from helpers.shop import open_dialog, page, press, run, select, settle, type_into, wait_for
from packbench.services.masters.kinds import (
    CHANNELS,
    OPERATORS,
    PRODUCTS,
    SHIPPING_METHODS,
    SUPPLIER_PRODUCTS,
    SUPPLIERS,
    WAREHOUSES,
)
from packbench.services.masters.reading import read_record
from packbench.services.masters.saving import create, edit
from packbench.services.office.lists import InventoryQuery, inventory_list
from packbench.ui.masters.listing import MastersDialog
from packbench.ui.masters.opening import edit_warehouse
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.widgets.countries import CountriesDialog
from packbench.ui.workplace import Workplace

PICTURES = os.environ.get("PACKBENCH_TEST_PICTURES")
ALT = Qt.KeyboardModifier.AltModifier


def picture(dialog: QWidget, name: str) -> None:
    """The dialog as it is, where somebody wants to look at it."""
    if PICTURES:
        dialog.grab().save(str(Path(PICTURES) / f"{name}.png"))


def texts(part: QWidget) -> list[str]:
    """Amounts that a panel tells, from top to bottom."""
    words = [one.text() for one in part.findChildren(PlainLabel) if one.isVisible()]
    return [one for one in words if one.endswith("EUR")]


def listed(place: Workplace, command: CommandId) -> MastersDialog:
    """A list, opened by its command, with its rows."""
    run(place, command)
    dialog = open_dialog(place, "masters_dialog")
    assert isinstance(dialog, MastersDialog)
    wait_for(lambda: dialog.pane.model.complete and dialog.in_hand is not None)
    return dialog


def form() -> BulkDialog:
    """The form in front, tried once."""
    wait_for(lambda: _form() is not None)
    dialog = _form()
    assert dialog is not None
    dialog.activateWindow()
    settle()
    return dialog


def _form() -> BulkDialog | None:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, BulkDialog)]
    return next((one for one in found if one.isVisible()), None)


def test_a_product_is_found_changed_and_taken_back_by_keys(place: Workplace) -> None:
    name = read_record(place.context, PRODUCTS, ["MUG-2"])["name"]
    dialog = listed(place, CommandId.MASTER_PRODUCTS)
    type_into(dialog, "mug")
    wait_for(lambda: dialog.pane.model.rowCount() == 1)
    press(dialog, Qt.Key.Key_Return)  # to the rows
    press(dialog, Qt.Key.Key_Return)
    made = form()
    assert made.windowTitle() == "Product MUG-2"
    press(made, Qt.Key.Key_N, ALT)
    type_into(made, " of clay")
    wait_for(lambda: made.verdict == "1 would be done")
    press(made, Qt.Key.Key_Return)
    wait_for(lambda: "of clay" in read_record(place.context, PRODUCTS, ["MUG-2"])["name"])
    wait_for(lambda: "of clay" in str(dialog.pane.model.index(0, 1).data()))
    dialog.activateWindow()
    dialog.pane.view.setFocus()
    settle()
    press(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_for(lambda: read_record(place.context, PRODUCTS, ["MUG-2"])["name"] == name)
    press(dialog, Qt.Key.Key_Escape)  # from the rows, of which one is selected
    wait_for(lambda: not place.desk.window.findChildren(MastersDialog))


def test_what_somebody_changed_meanwhile_is_told_and_saved_over_only_knowingly(
    place: Workplace,
) -> None:
    listed(place, CommandId.MASTER_WAREHOUSES)
    press(open_dialog(place, "masters_dialog"), Qt.Key.Key_Return)
    made = form()
    code = made.windowTitle().removeprefix("Warehouse ")
    edit(place.context, WAREHOUSES, [code], {"city": "Linz"})
    press(made, Qt.Key.Key_T, ALT)
    type_into(made, "Steyr")
    wait_for(lambda: "City is “Linz” now" in made.verdict)
    press(made, Qt.Key.Key_Return)
    settle()
    assert read_record(place.context, WAREHOUSES, [code])["city"] == "Linz"
    wait_for(lambda: "City is “Linz” now" in made.verdict)
    press(made, Qt.Key.Key_Return)
    wait_for(lambda: read_record(place.context, WAREHOUSES, [code])["city"].lower() == "steyr")


def test_a_country_is_ticked_in_its_region_and_typed_ones_are_kept(place: Workplace) -> None:
    edit(place.context, WAREHOUSES, ["GRZ"], {"countries": "AT;DE"})
    edit_warehouse(place, "GRZ", country="IT")
    made = form()
    wait_for(lambda: made.verdict == "1 would be done")
    assert made.fields.values["countries"] == "AT;DE;IT"
    press(made, Qt.Key.Key_I, ALT)
    press(made, Qt.Key.Key_F2)
    wait_for(lambda: QApplication.activeModalWidget() is not made)
    chosen = QApplication.activeModalWidget()
    assert isinstance(chosen, CountriesDialog)
    assert chosen.codes == ["AT", "DE", "IT"]
    type_into(chosen, "switz")
    press(chosen, Qt.Key.Key_Down)
    press(chosen, Qt.Key.Key_Space)
    wait_for(lambda: chosen.codes == ["AT", "CH", "DE", "IT"])
    press(chosen, Qt.Key.Key_Return)
    wait_for(lambda: made.fields.values["countries"] == "AT;CH;DE;IT")
    wait_for(lambda: made.verdict == "1 would be done")
    press(made, Qt.Key.Key_Return)
    wait_for(lambda: "CH" in read_record(place.context, WAREHOUSES, ["GRZ"])["countries"])
    wait_for(lambda: _form() is None)


def test_a_product_is_shown_from_stock_and_added_to_a_warehouse(place: Workplace) -> None:
    shown = page(place, "inventory")
    select(shown, "TEA-1")
    run(place, CommandId.SHOW_PRODUCT)
    made = form()
    assert made.windowTitle() == "Product TEA-1"
    press(made, Qt.Key.Key_Escape)
    run(place, CommandId.STOCK_PRODUCT)
    made = form()
    type_into(made, "MUG-2")
    wait_for(lambda: made.verdict == "GRZ stocks MUG-2 already.")
    press(made, Qt.Key.Key_W, ALT)
    press(made, Qt.Key.Key_Down)
    wait_for(lambda: made.verdict == "1 would be done")
    press(made, Qt.Key.Key_Return)
    wait_for(lambda: len(inventory_list(place.context).ids(InventoryQuery(skus=("MUG-2",)))) == 2)
    wait_for(lambda: _form() is None)


def new(place: Workplace, command: CommandId) -> tuple[MastersDialog, BulkDialog]:
    """A list, opened by its command, and the form of a new record over it."""
    run(place, command)
    dialog = open_dialog(place, "masters_dialog")
    assert isinstance(dialog, MastersDialog)
    wait_for(lambda: dialog.pane.model.complete)
    press(dialog, Qt.Key.Key_Insert)
    return dialog, form()


def fill(made: BulkDialog, letter: Qt.Key, text: str) -> None:
    """Goes to a field by its letter and types."""
    press(made, letter, ALT)
    type_into(made, text)


def test_a_channel_and_a_method_are_made_and_switched_off_by_keys(place: Workplace) -> None:
    dialog, made = new(place, CommandId.CHANNELS)
    type_into(made, "etsy")
    fill(made, Qt.Key.Key_N, "Our shop")
    fill(made, Qt.Key.Key_E, "GRZ; VIE:TEA-1")
    fill(made, Qt.Key.Key_L, "X-9=NONE")
    wait_for(lambda: made.verdict == "There is no product NONE. Check the spelling.")
    for _ in "NONE":
        press(made, Qt.Key.Key_Backspace)
    type_into(made, "TEA-1")
    # The channel, and the three numbers that it is told otherwise.
    wait_for(lambda: made.verdict == "4 would be done")
    picture(made, "channel")
    press(made, Qt.Key.Key_Return)
    wait_for(lambda: dialog.in_hand is not None)
    assert read_record(place.context, CHANNELS, ["ETSY"])["exclusions"] == "GRZ; VIE:TEA-1"
    dialog.activateWindow()
    settle()
    picture(dialog, "channels")
    press(dialog, Qt.Key.Key_Escape)
    dialog, made = new(place, CommandId.SHIPPING_METHODS)
    type_into(made, "dhl")
    fill(made, Qt.Key.Key_N, "DHL Paket")
    fill(made, Qt.Key.Key_U, "16:30")
    wait_for(lambda: made.verdict == "1 would be done")
    picture(made, "method")
    press(made, Qt.Key.Key_Return)
    wait_for(lambda: dialog.in_hand is not None)
    dialog.activateWindow()
    dialog._switch.click()
    off = form()
    wait_for(lambda: off.verdict == "1 would be done")
    press(off, Qt.Key.Key_Return)
    wait_for(lambda: read_record(place.context, SHIPPING_METHODS, ["dhl"])["active"] == "no")


def test_terms_of_a_supplier_are_reached_from_it_and_changed(place: Workplace) -> None:
    create(place.context, SUPPLIERS, {"code": "ACME", "name": "Acme", "currency": "EUR"})
    create(place.context, SUPPLIERS, {"code": "SUN", "name": "Sun"})
    for supplier in ("ACME", "SUN"):
        create(place.context, SUPPLIER_PRODUCTS, {"supplier": supplier, "sku": "TEA-1"})
    dialog = listed(place, CommandId.MASTER_SUPPLIERS)
    dialog.activateWindow()
    settle()
    picture(dialog, "suppliers")
    press(dialog, Qt.Key.Key_U, ALT)
    lists = place.desk.window.findChildren
    wait_for(lambda: len([one for one in lists(MastersDialog) if one.isVisible()]) > 1)
    [shown] = [one for one in lists(MastersDialog) if one.isVisible() and one is not dialog]
    shown.activateWindow()
    wait_for(lambda: shown.pane.model.complete and shown.in_hand is not None)
    assert shown.pane.model.rowCount() == 1
    press(shown, Qt.Key.Key_Return)
    press(shown, Qt.Key.Key_Return)
    made = form()
    assert made.windowTitle() == "Terms ACME TEA-1"
    press(made, Qt.Key.Key_F, ALT)
    for _ in range(2):
        press(made, Qt.Key.Key_Backspace)
    type_into(made, "12")
    wait_for(lambda: made.verdict == "1 would be done")
    picture(made, "terms")
    press(made, Qt.Key.Key_Return)
    key = ["ACME", "TEA-1"]
    wait_for(lambda: read_record(place.context, SUPPLIER_PRODUCTS, key)["pack_size"] == "12")
    for cost in ("2.50", "2.75"):
        edit(place.context, SUPPLIER_PRODUCTS, key, {"unit_cost": cost})
    wait_for(lambda: texts(shown.details)[-2:] == ["2.75 EUR", "2.50 EUR"])
    picture(shown, "terms_prices")


def test_countries_of_a_new_warehouse_are_ticked_at_once(place: Workplace) -> None:
    _, made = new(place, CommandId.MASTER_WAREHOUSES)
    assert made.fields.values["countries"] == "*"
    assert not any("chosen" in label.text() for label in made.findChildren(PlainLabel))
    fill(made, Qt.Key.Key_O, "LNZ")
    press(made, Qt.Key.Key_I, ALT)
    press(made, Qt.Key.Key_F2)
    wait_for(lambda: isinstance(QApplication.activeModalWidget(), CountriesDialog))
    chosen = QApplication.activeModalWidget()
    assert isinstance(chosen, CountriesDialog)
    assert chosen._count.text() == "All countries, until one is ticked"
    type_into(chosen, "switz")
    press(chosen, Qt.Key.Key_Down)
    press(chosen, Qt.Key.Key_Space)
    picture(chosen, "countries")
    press(chosen, Qt.Key.Key_Return)
    wait_for(lambda: made.fields.values["countries"] == "CH")
    press(made, Qt.Key.Key_F2)
    wait_for(lambda: isinstance(QApplication.activeModalWidget(), CountriesDialog))
    again = QApplication.activeModalWidget()
    assert isinstance(again, CountriesDialog)
    assert again.codes == ["CH"]
    press(again, Qt.Key.Key_Escape)
    made.throw_away()


def test_a_persons_role_is_chosen_by_keys(place: Workplace) -> None:
    dialog, made = new(place, CommandId.MASTER_OPERATORS)
    type_into(made, "Bea")
    press(made, Qt.Key.Key_Tab)
    type_into(made, "buy")
    wait_for(lambda: made.verdict == "1 would be done")
    press(made, Qt.Key.Key_Return)
    wait_for(lambda: dialog.in_hand is not None)
    assert read_record(place.context, OPERATORS, ["Bea"])["role"] == "buyer"
    model = dialog.pane.model
    column = model.columns.index(next(one for one in model.columns if one.key == "role"))
    wait_for(lambda: [model.index(row, column).data() for row in range(2)] == ["clerk", "buyer"])
