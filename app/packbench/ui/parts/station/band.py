"""The band of the verdict at a station."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from packbench.ui.parts.station.lines import station_label
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import (
    BANDS,
    ICON_STATION,
    SCALE_STATION,
    SPACE_GROUPS,
    Band,
)
from packbench.ui.parts.widgets.icon_label import IconLabel
from packbench.ui.parts.widgets.looks import set_look

_FLASH_MS = 250
_ICONS = {Band.RIGHT: "circle-check", Band.WRONG: "circle-x", Band.LOOK: "triangle-alert"}


class VerdictBand(QFrame):
    """The verdict on the last scan over the full width; it flashes, and stays until the next."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = IconLabel(theme, "", ICON_STATION, parent=self)
        self._words = station_label(theme, SCALE_STATION, self, bold=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setSpacing(SPACE_GROUPS)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        self._is_seen = True
        self._flash = QTimer(self)
        self._flash.setSingleShot(True)
        self._flash.setInterval(_FLASH_MS)
        self._flash.timeout.connect(lambda: set_look(self, "flash", "no"))

    @property
    def words(self) -> str:
        """What was told last."""
        return self._words.text()

    @property
    def kind(self) -> str:
        """Right, wrong or look."""
        return str(self.property("band"))

    def rest(self, words: str) -> None:
        """Shows words that are no verdict."""
        self._icon.clear()
        self._words.setText(words)
        set_look(self, "band", "")

    def tell(self, band: Band, words: str) -> None:
        """Shows a verdict."""
        self._icon.show_icon(_ICONS[band], lambda _: BANDS[band].text)
        self._words.setText(words)
        set_look(self, "band", band.value)
        set_look(self, "flash", "yes")
        self._flash.stop()
        self._is_seen = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The flash lasts from when it is seen: a busy window may paint late, but not past it."""
        super().paintEvent(event)
        if not self._is_seen:
            self._is_seen = True
            self._flash.start()
