"""The properties by which the style sheet knows parts of the window."""

from PySide6.QtWidgets import QPushButton, QWidget

_GAP = "\u00a0"  # a styled button draws its text close to its icon


def set_look(widget: QWidget, name: str, value: object) -> None:
    """Sets a property that the style sheet asks for, and styles the widget and its parts anew."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        for part in (widget, *widget.findChildren(QWidget)):
            part.style().unpolish(part)
            part.style().polish(part)


def set_words_beside_icon(button: QPushButton, words: str) -> None:
    """Gives a button that has an icon its words; a screen reader hears them without the gap."""
    button.setText(f"{_GAP}{words}")
    button.setAccessibleName(words)
