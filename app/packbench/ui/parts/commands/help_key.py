"""F1 in a dialog: whoever stands above it hears of it, up to the window."""

from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


@runtime_checkable
class GivesHelp(Protocol):
    """The window: `help_wanted` is a signal with the widget of which help is wanted."""

    help_wanted: Any


def asks_for_help(event: QKeyEvent) -> bool:
    """Whether it is F1 alone."""
    return event.key() == Qt.Key.Key_F1 and not event.modifiers()


def ask_for_help(widget: QWidget) -> None:
    """Tells the window above a widget that help about it is wanted."""
    above: QWidget | None = widget
    while above is not None and not isinstance(above, GivesHelp):
        above = above.parentWidget()
    if isinstance(above, GivesHelp):
        above.help_wanted.emit(widget)
