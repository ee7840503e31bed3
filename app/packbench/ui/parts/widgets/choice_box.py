"""A box to choose from, with an arrow in the theme's colours."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QWidget

from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import ICON_SMALL, SPACE_INSIDE


class ChoiceBox(QComboBox):
    """The style sheet leaves room for the arrow; this paints it."""

    def __init__(self, name: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the arrow over the box."""
        super().paintEvent(event)
        paint_arrow(self, self._theme)


def paint_arrow(field: QWidget, theme: Theme) -> None:
    """Paints the arrow of a field that opens a list or a calendar; for its `paintEvent`."""
    colour = theme.tokens.text if field.isEnabled() else theme.tokens.muted
    drawn = theme.pixmap("chevron-down", colour, ICON_SMALL, field.devicePixelRatioF())
    left = field.width() - ICON_SMALL - SPACE_INSIDE
    QPainter(field).drawPixmap(left, (field.height() - ICON_SMALL) // 2, drawn)
