"""The Help menu: the guide at the right place, the sheet of keys, and what About tells."""

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from helpers.shop import open_dialog, press, run, settle, type_into
from packbench import __version__
from packbench.db.migrate import HEAD
from packbench.services.office.settings import set_setting
from packbench.ui.desk import Desk
from packbench.ui.helping.about import AboutDialog
from packbench.ui.helping.chapters import OF_COMMANDS, OF_DIALOGS, OF_TABS, OF_VIEWS
from packbench.ui.helping.guide import chapters, guide_text
from packbench.ui.helping.manual import Manual
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.shell.tab_host import TABS
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.widgets.document_preview import DocumentPreview
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def test_about_is_copied_as_text_without_a_secret(place: Workplace, qtbot: QtBot) -> None:
    run(place, CommandId.ABOUT)
    dialog = open_dialog(place, "about_dialog")
    assert isinstance(dialog, AboutDialog)
    press(dialog, Qt.Key.Key_C, ALT)
    qtbot.waitUntil(lambda: bool(dialog.told))
    copied = QGuiApplication.clipboard().text()
    for told in (
        f"Packbench: {__version__}",
        "Python: 3.",
        "Qt: 6.",
        "SQLite 3.",
        HEAD,
        "offscreen",
    ):
        assert told in copied
    assert f"Place: {place.context.database.address}" in copied
    assert dialog.told == "Copied. Paste it into your message."
    press(dialog, Qt.Key.Key_Escape)
    assert not place.desk.window.findChildren(AboutDialog)
    QApplication.clipboard().clear()


def test_about_without_a_database(desk: Desk) -> None:
    desk.window.registry.action(CommandId.ABOUT).trigger()
    settle()
    [dialog] = desk.window.findChildren(AboutDialog)
    assert "Database: none is open" in dialog.details
    dialog.close()


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_key_sheet_has_every_key(place: Workplace, paper: str, qtbot: QtBot) -> None:
    set_setting(place.context, "documents.paper", paper)
    press(place.desk.window, Qt.Key.Key_F1, CTRL)
    qtbot.waitUntil(lambda: bool(place.desk.window.findChildren(DocumentPreview)))
    [preview] = place.desk.window.findChildren(DocumentPreview)
    document = pypdfium2.PdfDocument(preview._pdf)
    words = " ".join(page.get_textpage().get_text_bounded() for page in document)
    width_mm = document[0].get_width() * 25.4 / 72
    document.close()
    preview.close()
    assert round(width_mm) == (210 if paper == "a4" else 216)
    for spec in place.desk.window.registry.specs():
        if spec.shortcut:
            assert spec.shortcut in words
            assert spec.text.removesuffix("…") in words


def manual_of(above: QWidget) -> Manual:
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    [found] = above.findChildren(Manual, options=direct)
    return found


def at_top(manual: Manual) -> str:
    """The heading that is in view at the top of the text."""
    return manual._text.cursorForPosition(QPoint(40, 24)).block().text()


def test_every_chapter_that_something_leads_to_is_in_the_guide() -> None:
    names = [chapter.name for chapter in chapters(guide_text())]
    assert len(names) == len(set(names))
    assert not [name for name in names if name.rpartition("-")[2].isdigit()]  # all stable
    led_to = {*OF_COMMANDS.values(), *OF_TABS.values(), *OF_VIEWS.values(), *OF_DIALOGS.values()}
    assert led_to <= set(names)
    assert set(CommandId) == set(OF_COMMANDS)
    assert {tab.key for tab in TABS} == set(OF_TABS)


@pytest.mark.parametrize("tab", [tab.key for tab in TABS])
def test_f1_opens_the_guide_at_the_chapter_of_the_tab(place: Workplace, tab: str) -> None:
    place.desk.window.tabs.go_to(tab)
    settle()
    press(place.desk.window, Qt.Key.Key_F1)
    manual = manual_of(place.desk.window)
    title = next(one.title for one in chapters(guide_text()) if one.name == OF_TABS[tab])
    assert (manual.chapter, at_top(manual)) == (OF_TABS[tab], title)
    assert not manual.isModal()
    press(manual, Qt.Key.Key_Escape)
    assert not place.desk.window.findChildren(Manual)


def test_f1_in_every_dialog_that_a_command_opens(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {chapter.name for chapter in chapters(guide_text())}
    seen: dict[str, str] = {}

    def ask(dialog: QDialog, *_: object) -> QDialog.DialogCode:
        dialog.show()
        settle()
        if not isinstance(dialog, QFileDialog | Manual | DocumentPreview):
            press(dialog, Qt.Key.Key_F1)
            own = OF_DIALOGS.get(dialog.objectName(), "")
            for manual in dialog.findChildren(Manual):
                run_last = place.desk.window.registry.last_run
                assert run_last is not None
                assert manual.chapter == (own or OF_COMMANDS[run_last])
                seen[dialog.objectName()] = manual.chapter
        dialog.close()
        settle()
        return QDialog.DialogCode.Rejected

    monkeypatch.setattr(QDialog, "exec", ask)
    monkeypatch.setattr(QFileDialog, "exec", ask)
    monkeypatch.setattr(QMenu, "exec", lambda *_: None)
    window, run_already = place.desk.window, {CommandId.QUIT, CommandId.GUIDE}
    for tab in TABS:
        window.tabs.go_to(tab.key)
        settle()
        if isinstance(window.tabs.page, RecordPage) and len(window.tabs.page.pane.model):
            window.tabs.page.pane.view.show_row(0)
            settle()
        for spec in window.registry.enabled():
            if spec.id in run_already:
                continue
            run_already.add(spec.id)
            window.registry.action(spec.id).trigger()
            settle()
            for dialog in window.findChildren(QDialog):
                if dialog.isVisible():
                    ask(dialog)
            window.tabs.go_to(tab.key)
            settle()
    assert set(seen.values()) <= names
    assert {"bulk_dialog", "settings_dialog", "printers_dialog", "check_dialog"} <= seen.keys()
    assert len(seen) > 15
    QApplication.clipboard().clear()


def test_words_are_looked_for_in_the_guide_by_keys(place: Workplace) -> None:
    window = place.desk.window
    press(window, Qt.Key.Key_F1)
    manual = manual_of(window)
    type_into(manual, "walk on screen")
    first = manual._text.textCursor().position()
    assert manual.hit.casefold() == "walk on screen"
    count = int(manual.found.split()[-1])
    assert manual.found == f"1 of {count}"
    press(manual, Qt.Key.Key_F3)
    assert manual.found == f"{2 % count or count} of {count}" if count > 1 else "1 of 1"
    press(manual, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert manual._text.textCursor().position() == first
    type_into(manual, " nobody ever")
    assert manual.found.startswith("Not in the guide")
    place.desk.theme.changed.emit()  # drawn anew, with what is looked for
    assert manual.found.startswith("Not in the guide")
    manual.close()


def test_in_another_language_the_guide_says_that_it_is_in_english(
    pseudo: str,  # noqa: ARG001 - the language comes first
    desk: Desk,
) -> None:
    press(desk.window, Qt.Key.Key_F1)
    manual = manual_of(desk.window)
    told = [label.text() for label in manual.findChildren(PlainLabel) if label.text()]
    assert told == [tr("The guide is written in English.")]
    manual.close()
