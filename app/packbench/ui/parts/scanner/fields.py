"""Text fields as the scanner's event filter sees them: what is an editor, and what stood in it."""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

import shiboken6
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from packbench.domain.scanning.assembler import Scan

Editor = QLineEdit | QPlainTextEdit | QTextEdit


@runtime_checkable
class TakesScans(Protocol):
    """A field that wants the scans which arrive while it has the focus, or a modal dialog."""

    def take_scan(self, scan: Scan) -> None:
        """Gets the scan instead of the screen."""


FOR_CODES = "for_codes"
"""A field with this property is for codes alone: slow scanners are heard in it as well."""

TYPED_ONLY = "typed_only"
"""A dialog with this property takes no scans: what comes quickly is typed or put in, too."""


def editor_of(widget: QWidget | None) -> Editor | None:
    """The text field that keys for `widget` go to; None when it takes no text."""
    if isinstance(widget, QComboBox):
        widget = widget.lineEdit() if widget.isEditable() else None
    if isinstance(widget, QAbstractSpinBox):
        widget = widget.findChild(QLineEdit)
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit) and not widget.isReadOnly():
        return widget
    return None


def remember(editor: Editor) -> Callable[[], None]:
    """Remembers text, cursor and selection; the result puts them back if the field still lives."""
    restore = _remember_line(editor) if isinstance(editor, QLineEdit) else _remember_text(editor)
    return lambda: restore() if shiboken6.isValid(editor) else None


def _remember_line(editor: QLineEdit) -> Callable[[], None]:
    text, cursor = editor.text(), editor.cursorPosition()
    start, length = editor.selectionStart(), editor.selectionLength()
    backwards = start >= 0 and cursor == start

    def restore() -> None:
        _close_suggestions(editor)
        editor.setText(text)
        if start < 0:
            editor.setCursorPosition(cursor)
        elif backwards:
            editor.setSelection(start + length, -length)
        else:
            editor.setSelection(start, length)

    return restore


def _close_suggestions(editor: QLineEdit) -> None:
    """What is suggested for the first characters of a scan is not meant."""
    completer = editor.completer()
    suggestions = completer.popup() if completer is not None else None
    if suggestions is not None:
        suggestions.hide()


def _remember_text(editor: QPlainTextEdit | QTextEdit) -> Callable[[], None]:
    text, before = editor.toPlainText(), editor.textCursor()
    anchor, position = before.anchor(), before.position()

    def restore() -> None:
        editor.setPlainText(text)
        cursor = editor.textCursor()
        cursor.setPosition(anchor)
        cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
        editor.setTextCursor(cursor)

    return restore
