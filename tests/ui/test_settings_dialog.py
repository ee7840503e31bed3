import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from helpers.shop import click_message, last, open_dialog, press, run, settle, type_into
from packbench.services.office.settings import get_setting, list_settings, set_setting
from packbench.settings import SHARED
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.settings.dialog import SettingsDialog
from packbench.ui.screens.settings.words import AREAS, choice_words
from packbench.ui.workplace import Workplace

DAYS = "allocation.claim_after_days"
RATINGS = "allocation.ratings"


@pytest.fixture
def dialog(place: Workplace) -> SettingsDialog:
    press(place.desk.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    found = open_dialog(place, "settings_dialog")
    assert isinstance(found, SettingsDialog)
    return found


def button(dialog: SettingsDialog, name: str) -> QPushButton:
    [found] = [one for one in dialog.findChildren(QPushButton) if one.accessibleName() == name]
    return found


def save(dialog: SettingsDialog) -> QPushButton:
    found = dialog.findChild(QPushButton, "save_settings")
    assert isinstance(found, QPushButton)
    return found


def values(place: Workplace) -> dict[str, str]:
    return {one.key: one.value for one in list_settings(place.context)}


def test_every_setting_is_there_with_its_words(dialog: SettingsDialog, place: Workplace) -> None:
    for view in list_settings(place.context):
        row = dialog.row(view.key)
        assert row.field.text == view.value
        assert row.area in AREAS
    for setting in SHARED:
        assert all(choice_words(setting.key, choice) for choice in setting.choices)
    assert not save(dialog).isEnabled()


def test_everything_has_a_name_and_no_word_is_cut_off(dialog: SettingsDialog) -> None:
    fields = [
        one
        for one in dialog.findChildren(QWidget)
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus and one.isVisible()
    ]
    assert len(fields) >= 2 * len(SHARED)
    assert [one for one in fields if not accessible_name(one)] == []
    labels = [one for one in dialog.findChildren(QLabel) if one.isVisible()]
    assert [one.text() for one in labels if one.height() < one.heightForWidth(one.width())] == []


def accessible_name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else ""


def test_nothing_changed_writes_nothing(dialog: SettingsDialog, place: Workplace) -> None:
    said = len(place.desk.window.messages.past())
    press(dialog, Qt.Key.Key_Return)
    assert len(place.desk.window.messages.past()) == said


def test_all_changes_are_one_command_that_can_be_taken_back(
    dialog: SettingsDialog, place: Workplace
) -> None:
    before = values(place)
    dialog.row(DAYS).field.set_text("21")
    dialog.row("documents.paper").field.set_text("letter")
    assert save(dialog).text() == "Save 2 changes"
    press(dialog, Qt.Key.Key_Return)
    assert values(place) == {**before, DAYS: "21", "documents.paper": "letter"}
    assert last(place) == (Level.DONE, "2 settings were changed for all stations.")
    click_message(place, "Undo (Ctrl+Z)")
    assert values(place) == before


def test_what_can_not_be_is_told_beside_its_field_and_nothing_is_saved(
    dialog: SettingsDialog, place: Workplace
) -> None:
    before = values(place)
    dialog.row("documents.paper").field.set_text("letter")
    dialog.row(DAYS).field.setFocus()
    settle()
    press(dialog, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    type_into(dialog, "-3")
    fault = "This can't be. It may be: whole days from 1 to 9999, or off."
    assert dialog.row(DAYS).fault == fault
    assert not save(dialog).isEnabled()
    press(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert values(place) == before
    dialog.row(DAYS).field.set_text("30")
    assert dialog.row(DAYS).fault == ""
    assert save(dialog).isEnabled()


def test_escape_leaves_all_as_it_was(dialog: SettingsDialog, place: Workplace) -> None:
    before = values(place)
    dialog.row(DAYS).field.set_text("21")
    press(dialog, Qt.Key.Key_Escape)
    assert values(place) == before
    assert place.desk.window.findChildren(SettingsDialog) == []


def test_the_order_of_ratings_by_keyboard(
    dialog: SettingsDialog, place: Workplace, qtbot: QtBot
) -> None:
    ratings = dialog.findChild(QListWidget)
    assert isinstance(ratings, QListWidget)
    dialog.row(RATINGS).field.setFocus()
    settle()
    press(dialog, Qt.Key.Key_Down)
    press(dialog, Qt.Key.Key_Down)
    press(dialog, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert dialog.row(RATINGS).field.text == "parcels, distance, rank, balance, code"
    press(dialog, Qt.Key.Key_Space)  # leaves the one in hand out; it might be of a scan at first
    left = "parcels, rank, balance, code"
    qtbot.waitUntil(lambda: dialog.row(RATINGS).field.text == left)
    press(dialog, Qt.Key.Key_Return)
    assert values(place)[RATINGS] == "parcels, rank, balance, code"


def test_no_rating_at_all_can_not_be(dialog: SettingsDialog) -> None:
    ratings = dialog.findChild(QListWidget)
    assert isinstance(ratings, QListWidget)
    for row in range(ratings.count()):
        ratings.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.row(RATINGS).fault
    button(dialog, "What makes a warehouse better: back to default").click()
    assert dialog.row(RATINGS).fault == ""
    assert dialog.row(RATINGS).field.text == "parcels, rank, distance, balance, code"


def test_back_to_default(place: Workplace) -> None:
    set_setting(place.context, DAYS, "21")
    run(place, CommandId.SETTINGS)
    dialog = open_dialog(place, "settings_dialog")
    assert isinstance(dialog, SettingsDialog)
    back = button(dialog, "Days until a complete-only order collects: back to default")
    back.click()
    assert not back.isEnabled()
    press(dialog, Qt.Key.Key_Return)
    assert get_setting(place.context, DAYS).value == "off"
    said = "“Days until a complete-only order collects” was changed for all stations."
    assert last(place) == (Level.DONE, said)


def test_taking_back_what_was_changed_again_is_refused(
    dialog: SettingsDialog, place: Workplace
) -> None:
    dialog.row(DAYS).field.set_text("21")
    press(dialog, Qt.Key.Key_Return)
    set_setting(place.context, DAYS, "14")
    click_message(place, "Undo (Ctrl+Z)")
    assert last(place)[0] is Level.REFUSED
    assert get_setting(place.context, DAYS).value == "14"
