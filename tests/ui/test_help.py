"""The Help menu: the guide at the right place, the sheet of keys, and what About tells."""

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from helpers.shop import open_dialog, press, run, settle
from packbench import __version__
from packbench.db.migrate import HEAD
from packbench.services.office.settings import set_setting
from packbench.ui.desk import Desk
from packbench.ui.helping.about import AboutDialog
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.widgets.document_preview import DocumentPreview
from packbench.ui.workplace import Workplace

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
