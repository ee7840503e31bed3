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
        colours = self._theme.tokens
        colour = colours.text if self.isEnabled() else colours.muted
        drawn = self._theme.pixmap("chevron-down", colour, ICON_SMALL, self.devicePixelRatioF())
        left = self.width() - ICON_SMALL - SPACE_INSIDE
        QPainter(self).drawPixmap(left, (self.height() - ICON_SMALL) // 2, drawn)
