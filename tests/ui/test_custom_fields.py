"""Fields that a shop defines, in the window: made, filled in, seen, found by, all by keys."""

import os
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit
from sqlalchemy import text

from helpers.shop import cells, open_dialog, page, press, run, select, settle, type_into, wait_for
from packbench.domain.custom_fields import FieldOf
from packbench.domain.order_rules import RuleBody, RuleEvent
from packbench.domain.rule_texts import read_action, read_condition
from packbench.services.custom_fields import fields_in_use
from packbench.services.masters.kinds import FIELDS, PRODUCTS
from packbench.services.masters.reading import read_record
from packbench.services.masters.saving import create, switch
from packbench.services.orders.looking import get_order
from packbench.services.rules import keeping
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.order_form.dialog import OrderFormDialog
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.workplace import Workplace

PICTURES = os.environ.get("PACKBENCH_TEST_PICTURES")
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def form() -> BulkDialog:
    """The form in front."""
    found: list[BulkDialog] = []

    def there() -> bool:
        found[:] = [
            one
            for one in QApplication.topLevelWidgets()
            if isinstance(one, BulkDialog) and one.isVisible()
        ]
        return bool(found)

    wait_for(there)
    found[0].activateWindow()
    settle()
    return found[0]


def order_form(place: Workplace) -> OrderFormDialog:
    def shown() -> list[QDialog]:
        found = place.desk.window.findChildren(QDialog, "order_dialog")
        return [one for one in found if one.isVisible()]

    wait_for(lambda: bool(shown()))
    dialog = open_dialog(place, "order_dialog")
    assert isinstance(dialog, OrderFormDialog)
    return dialog


def define(place: Workplace, of: str, name: str, label: str, **more: str) -> None:
    create(place.context, FIELDS, {"of": of, "name": name, "label": label, **more})


def make_field(place: Workplace, name: str, label: str) -> None:
    """Makes a field of orders that lists show, in the window."""
    run(place, CommandId.MASTER_FIELDS)
    listed = open_dialog(place, "masters_dialog")
    press(listed, Qt.Key.Key_Insert)
    made = form()
    press(made, Qt.Key.Key_N, ALT)
    type_into(made, name)
    press(made, Qt.Key.Key_L, ALT)
    type_into(made, label)
    press(made, Qt.Key.Key_G, ALT)  # listed
    wait_for(lambda: made.verdict == "1 would be done")
    press(made, Qt.Key.Key_Return)
    in_use = partial(fields_in_use, place.context, FieldOf.ORDER)
    wait_for(lambda: [(one.name, one.label) for one in in_use()] == [(name, label)])
    press(listed, Qt.Key.Key_Escape)
    place.desk.window.activateWindow()


def test_a_field_is_made_filled_in_seen_and_found_by(place: Workplace) -> None:
    context, window = place.context, place.desk.window
    shown = page(place, "orders")
    make_field(place, "po", "PO number")
    header, keys = shown.pane.view.horizontalHeader(), [x.key for x in shown.pane.model.columns]
    number = keys.index("order_field_1")
    wait_for(lambda: not header.isSectionHidden(number))
    assert shown.pane.model.columns[number].title == "PO number"
    assert header.isSectionHidden(number + 1)
    select(shown, "SO-1001")
    press(window, Qt.Key.Key_Return, ALT)
    dialog = order_form(place)
    dialog.fields.focus("field:po")
    type_into(dialog, "A-4711")
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: "A-4711" in cells(shown, "order_field_1"))
    assert get_order(context, "SO-1001").custom[0].value == "A-4711"
    window.activateWindow()
    wait_for(window.isActiveWindow)
    press(window, Qt.Key.Key_L, CONTROL)
    type_into(window, "PO number: A-4711")
    wait_for(lambda: shown.pane.filter_bar._field.text() == "PO number: A-4711")
    press(window, Qt.Key.Key_Return)
    wait_for(lambda: cells(shown, "number") == ["SO-1001"])
    shown.open_filtered(FilterState())
    switch(context, FIELDS, [["order", "po"]], on=False)
    shown.refresh()
    wait_for(lambda: header.isSectionHidden(number))
    assert shown.pane.model.columns[number].title == ""


def test_a_new_order_is_asked_for_what_is_required_and_told_what_is_wrong(
    place: Workplace,
) -> None:
    define(place, "order", "po", "PO & number", required="yes")
    define(place, "order", "colour", "Colour", kind="choice", choices="Red;Green")
    page(place, "orders")
    run(place, CommandId.NEW_ORDER)
    dialog = order_form(place)
    dialog.product.setFocus()
    type_into(dialog, "TEA-1")
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: [one.sku for one in dialog.lines] == ["TEA-1"])
    wait_for(lambda: "PO & number” is empty, but required." in dialog.verdict)
    dialog.fields.focus("field:po")
    type_into(dialog, "7")
    dialog.fields.focus("field:colour")
    type_into(dialog, "pink")
    wait_for(lambda: "Colour: “pink” is none of Red, Green." in dialog.verdict)
    dialog.reject()


def test_the_form_of_a_product_has_its_fields(place: Workplace) -> None:
    define(place, "product", "season", "Season", listed="yes")
    shown = page(place, "inventory")
    select(shown, "TEA-1")
    run(place, CommandId.SHOW_PRODUCT)
    made = form()
    field = next(one for one in made.findChildren(QLineEdit) if one.accessibleName() == "Season")
    field.setFocus()
    type_into(made, "spring")
    wait_for(lambda: made.verdict == "1 would be done")
    press(made, Qt.Key.Key_Return)
    season = "product_field_1"
    wait_for(lambda: read_record(place.context, PRODUCTS, ["TEA-1"])[season] == "spring")
    wait_for(lambda: "spring" in cells(shown, season))
    place.desk.window.activateWindow()
    run(place, CommandId.UNDO)
    wait_for(lambda: read_record(place.context, PRODUCTS, ["TEA-1"])[season] == "")


def _says(made: BulkDialog, words: str) -> bool:
    return made.verdict.startswith(words)


def test_a_field_is_set_on_several_orders_and_sorted_by(place: Workplace) -> None:
    context, window = place.context, place.desk.window
    define(place, "order", "crates", "Crates", kind="number", listed="yes")
    shown = page(place, "orders")
    press(window, Qt.Key.Key_F5)
    for value, numbers in (("10", ("SO-1001", "SO-1003")), ("9", ("SO-1004",))):
        select(shown, *numbers)
        run(place, CommandId.SET_FIELD)
        made = form()
        press(made, Qt.Key.Key_V, ALT)
        type_into(made, "many")
        wait_for(partial(_says, made, "Crates: “many” is not a number"))
        for _ in "many":
            press(made, Qt.Key.Key_Backspace)
        type_into(made, value)
        wait_for(partial(_says, made, f"{len(numbers)} would be done"))
        if PICTURES:
            made.grab().save(str(Path(PICTURES) / "set-field.png"))
        press(made, Qt.Key.Key_Return)
        wait_for(lambda: not [one for one in window.findChildren(BulkDialog) if one.isVisible()])
        window.activateWindow()
        settle()
    assert [one.value for one in get_order(context, "SO-1003").custom] == ["10"]
    shown.pane.sort("order_field_1", False)
    wait_for(lambda: cells(shown, "number")[0] == "SO-1004")
    assert cells(shown, "order_field_1")[:3] == ["9", "10", "10"]
    press(window, Qt.Key.Key_Z, CONTROL)
    wait_for(lambda: get_order(context, "SO-1004").custom[0].value is None)


def test_a_rule_that_misses_its_field_says_so(place: Workplace) -> None:
    define(place, "order", "gift", "Gift")
    body = RuleBody(
        "Ribbon", RuleEvent.IMPORT, (read_condition("field:gift=yes"),), (read_action("tag=gift"),)
    )
    keeping.create(place.context, body)
    with place.context.database.write.begin() as connection:  # as the undo of an import does
        connection.execute(text("UPDATE custom_field SET active = false"))
    run(place, CommandId.RULES)
    dialog = open_dialog(place, "rules_dialog")
    told = [label.text() for label in dialog.findChildren(QLabel)]
    assert any(one.startswith("Field “Gift” is off: this rule does nothing") for one in told)
    if PICTURES:
        dialog.grab().save(str(Path(PICTURES) / "rule-off.png"))
    press(dialog, Qt.Key.Key_Escape)
