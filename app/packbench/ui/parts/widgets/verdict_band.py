"""The verdict on a scan over the full width: colour, icon and words, seen from two metres."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from packbench.ui.parts.theme import icons
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import BANDS, SCALE_NUMBER, SPACE_GROUPS, Band

_ICONS = {Band.RIGHT: "circle-check", Band.WRONG: "circle-x", Band.LOOK: "triangle-alert"}
_ICON_PX = 32


class VerdictBand(QWidget):
    """Shows the last verdict until the next one comes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._words = QLabel(self), PlainLabel(parent=self)
        self._words.setFont(theme.font(SCALE_NUMBER, bold=True))
        self._words.setWordWrap(True)
        self.setAutoFillBackground(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._words, 1)

    @property
    def words(self) -> str:
        """What is told."""
        return self._words.text()

    def tell(self, band: Band, words: str) -> None:
        """Shows a verdict."""
        pair = BANDS[band]
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Window, QColor(pair.ground))
        colours.setColor(QPalette.ColorRole.WindowText, QColor(pair.text))
        for part in (self, self._words):
            part.setPalette(colours)
        self._icon.setPixmap(
            icons.pixmap(_ICONS[band], pair.text, _ICON_PX, self.devicePixelRatioF())
        )
        self._words.setText(words)
