"""Templates of slips in the window, by keys: made, looked at while typing, saved, taken back."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from helpers.shop import last, open_dialog, press, run, settle, type_into, wait_for
from packbench.domain.slips import SlipField, SlipTemplate
from packbench.services.slips.templates import SlipsChange, change_slips, list_slips
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.screens.slips.dialog import SlipsDialog
from packbench.ui.workplace import Workplace

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def slips_dialog(place: Workplace) -> SlipsDialog:
    place.desk.window.activateWindow()
    settle()
    run(place, CommandId.SLIP_TEMPLATES)
    found = open_dialog(place, "slips_dialog")
    assert isinstance(found, SlipsDialog)
    found.activateWindow()
    settle()
    return found


def tab_to(dialog: SlipsDialog, *names: str) -> QWidget:
    for _ in range(40):
        focused = dialog.focusWidget()
        if focused is not None and focused.accessibleName() in names:
            return focused
        press(dialog, Qt.Key.Key_Tab)
    raise AssertionError(names)


def test_a_template_is_made_looked_at_and_taken_back(place: Workplace) -> None:
    dialog = slips_dialog(place)
    press(dialog, Qt.Key.Key_N, ALT)
    wait_for(lambda: dialog.has_page)
    type_into(dialog, "Pub")  # more letters at this speed would be a scan
    tab_to(dialog, "Sender")
    type_into(dialog, "Acorn Shop")
    press(dialog, Qt.Key.Key_C, ALT)  # the channel: all others
    tab_to(dialog, "Template of the channel")
    press(dialog, Qt.Key.Key_Down)
    change = dialog.change
    assert [(one.name, one.sender) for one in change.make] == [("Pub", "Acorn Shop")]
    assert change.assign == {"": "Pub"}
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: [one.name for one in list_slips(place.context).templates] == ["Pub"])
    assert list_slips(place.context).channels == {"": "Pub"}
    wait_for(lambda: "were saved" in last(place)[1])
    place.desk.window.activateWindow()
    settle()
    press(place.desk.window, Qt.Key.Key_Z, CTRL)
    wait_for(lambda: list_slips(place.context).templates == [])


def test_what_was_typed_last_is_shown_and_what_can_not_be_is_told(place: Workplace) -> None:
    change_slips(place.context, SlipsChange(write=(SlipTemplate("Shop"),), assign={"": "Shop"}))
    dialog = slips_dialog(place)
    wait_for(lambda: dialog.has_page)
    bare = replace(SlipTemplate("Shop"), fields=frozenset({SlipField.NOTE}))
    dialog.fields.show_template(bare)
    dialog.fields.changed.emit()
    wait_for(lambda: "neither SKU nor description" in dialog.answer)
    dialog.fields.show_template(replace(bare, fields=frozenset({SlipField.SKU}), header="水" * 400))
    dialog.fields.changed.emit()
    wait_for(lambda: dialog.answer == "")
    press(dialog, Qt.Key.Key_M, ALT)
    type_into(dialog, "x")
    press(dialog, Qt.Key.Key_U, ALT)
    press(dialog, Qt.Key.Key_E, ALT)  # the copy is gone again
    assert [one.header for one in dialog.change.write] == ["水" * 400]
    dialog.reject()
    settle()
    assert list_slips(place.context).templates == [SlipTemplate("Shop")]


def test_the_page_can_be_read_beside_the_whole_form_and_turned_by_keys(place: Workplace) -> None:
    long = SlipTemplate("Shop", header="\n".join(["Thank you!"] * 90), language="cs-CZ")
    change_slips(place.context, SlipsChange(write=(long,), assign={"": "Shop"}))
    dialog = slips_dialog(place)
    dialog.resize(1000, 700)  # a screen of 1024 × 768 has room for that
    settle()
    assert (dialog.width(), dialog.height()) == (1000, 700)
    for area in dialog.findChildren(QScrollArea):
        assert not area.horizontalScrollBar().isVisible()
    wait_for(lambda: dialog.pages.place == "Page 1 of 2")
    assert dialog.pages.width() > 420
    press(dialog, Qt.Key.Key_PageDown)
    wait_for(lambda: dialog.pages.place == "Page 2 of 2")
    press(dialog, Qt.Key.Key_PageUp)
    wait_for(lambda: dialog.pages.place == "Page 1 of 2")
    notes = [label.text() for label in dialog.fields.findChildren(QLabel) if label.isVisible()]
    assert any("English headings" in text for text in notes)
    dialog.reject()
