"""What all dialogs share: a frame without a button to minimise them, and a size that fits."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from helpers.shop import open_dialog, page, press, run, select, settle
from packbench.services.orders.allocating import allocate
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.palette import CommandPalette
from packbench.ui.parts.widgets.document_preview import DocumentPreview
from packbench.ui.parts.widgets.file_dialogs import file_dialog
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.screens.inventory.dialogs.receive import ReceiveDialog
from packbench.ui.workplace import Workplace

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
BY_KEYS: dict[str, tuple[str, Callable[[QWidget], None]]] = {
    "settings": ("orders", lambda window: press(window, Qt.Key.Key_Comma, CONTROL)),
    "receive": ("inventory", lambda window: press(window, Qt.Key.Key_F7)),
    "sort": ("orders", lambda window: press(window, Qt.Key.Key_F6)),
    "hold": ("back_orders", lambda window: press(window, Qt.Key.Key_H, CONTROL)),
    "calendar": ("back_orders", lambda window: press(window, Qt.Key.Key_D, CONTROL, SHIFT)),
}


def can_be_minimised(dialog: QDialog) -> bool:
    """Qt's own flags leave it to the window manager; ours say which buttons there are."""
    flags = dialog.windowFlags()
    told = bool(flags & Qt.WindowType.CustomizeWindowHint)
    return not told or bool(flags & Qt.WindowType.WindowMinimizeButtonHint)


@pytest.mark.parametrize("name", BY_KEYS)
def test_no_dialog_can_be_minimised_or_is_larger_than_the_screen(
    place: Workplace, name: str
) -> None:
    allocate(place.context)
    tab, open_it = BY_KEYS[name]
    page(place, tab).pane.view.show_row(0)
    settle()
    window = place.desk.window
    open_it(window)
    [dialog] = [one for one in window.findChildren(QDialog) if one.isVisible()]
    assert not can_be_minimised(dialog)
    assert dialog.windowFlags() & Qt.WindowType.WindowCloseButtonHint
    room = dialog.screen().availableGeometry().size()
    assert dialog.frameSize().boundedTo(room) == dialog.frameSize()
    dialog.reject()
    settle()


def test_the_palette_and_file_dialogs_can_not_be_minimised_either(
    place: Workplace, qtbot: QtBot
) -> None:
    files = file_dialog(place.desk.window, "Import files", "All files (*)")
    qtbot.addWidget(files)
    assert not can_be_minimised(files)
    seen: list[bool] = []

    def leave() -> None:
        [palette] = place.desk.window.findChildren(CommandPalette)
        seen.append(can_be_minimised(palette))
        palette.reject()

    QTimer.singleShot(0, leave)
    run(place, CommandId.PALETTE)
    assert seen == [False]


def test_a_preview_is_no_taller_than_the_screen(place: Workplace) -> None:
    allocate(place.context)
    shown = page(place, "orders")
    select(shown, "SO-1001")
    press(place.desk.window, Qt.Key.Key_P, CONTROL)
    [preview] = place.desk.window.findChildren(DocumentPreview)
    room = preview.screen().availableGeometry()
    assert preview.height() < room.height()
    assert preview.width() < room.width()
    assert not can_be_minimised(preview)
    preview.close()
    settle()


def test_a_dialog_takes_what_the_screen_has_and_no_more(qapp: QApplication, qtbot: QtBot) -> None:
    dialog = KeyDialog()
    qtbot.addWidget(dialog)
    dialog.resize_within_screen(QSize(300, 200))
    assert dialog.size() == QSize(300, 200)
    dialog.resize_within_screen(QSize(10_000, 10_000))
    room = qapp.primaryScreen().availableGeometry().size()
    assert dialog.width() <= room.width()
    assert dialog.height() < room.height()


@pytest.mark.parametrize("words", ["No.", "Not known yet whether this was saved. " * 8])
def test_words_that_come_squeeze_no_field(place: Workplace, words: str) -> None:
    run(place, CommandId.RECEIVE_STOCK)
    dialog = open_dialog(place, "receive_dialog")
    assert isinstance(dialog, ReceiveDialog)
    dialog.refuse(words)
    settle()
    fields = dialog.findChildren(QLineEdit)
    assert len(fields) > 3
    assert [one for one in fields if one.height() < one.sizeHint().height()] == []
    dialog.reject()
