"""A field for a whole number; its figures stand as far inside as the text of other fields."""

from PySide6.QtWidgets import QSpinBox, QWidget

from packbench.ui.parts.theme.tokens import BORDER, SPACE_INSIDE


class NumberField(QSpinBox):
    """The arrow keys count up and down; the style sheet gives the inner field no padding."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        room = SPACE_INSIDE + BORDER
        self.lineEdit().setTextMargins(room, 0, room, 0)
