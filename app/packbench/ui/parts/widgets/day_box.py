"""A field for a day, with a calendar behind an arrow in the theme's colours."""

from PySide6.QtCore import QLocale
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QDateEdit, QWidget

from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.widgets.choice_box import paint_arrow


class DayBox(QDateEdit):
    """The style sheet leaves room for the arrow; this paints it. Days are as the system has them.

    Args:
        name: for screen readers.
        theme: colours and icons.
        parent: the page.
    """

    def __init__(self, name: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCalendarPopup(True)
        self.setAccessibleName(name)
        self.setDisplayFormat(QLocale().dateFormat(QLocale.FormatType.ShortFormat))
        self.setKeyboardTracking(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the arrow over the field."""
        super().paintEvent(event)
        paint_arrow(self, self._theme)
