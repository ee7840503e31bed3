"""The pages of a slip beside the form: fitted into the room there is, turned by the page keys."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from packbench.ui.parts.theme.plain_text import PlainLabel, set_tip
from packbench.ui.parts.theme.tokens import SPACE_INSIDE
from packbench.words.language import tr

_LEAST_WIDTH_PX = 420


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page of a slip, numbered from 0, and how many there are; `ratio` is the screen's."""

    image: QImage
    ratio: float
    page: int
    pages: int


class SlipPages(QWidget):
    """Shows one page at a time.

    Args:
        parent: the dialog.

    Signals:
        turned: another page is to be drawn: `page`.
    """

    turned = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.page = 0
        self._picture = PlainLabel(parent=self)
        self._picture.setAccessibleName(tr("The slip"))
        self._picture.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._scroll = QScrollArea(self)
        self._where = PlainLabel(parent=self)
        self._back = self._make_button(tr("Back"), "PgUp", -1)
        self._next = self._make_button(tr("Next"), "PgDown", 1)
        self._lay_out()
        self._show_place(1)

    @property
    def has_page(self) -> bool:
        """Whether one is drawn."""
        return not self._picture.pixmap().isNull()

    @property
    def place(self) -> str:
        """Which page of how many is shown."""
        return self._where.text()

    def begin(self) -> None:
        """Something else is looked at: from its first page on."""
        self.page = 0

    def show_page(self, drawn: DrawnPage) -> None:
        """A page that was drawn; the last one where there are less than were turned to."""
        self.page = drawn.page
        picture = QPixmap.fromImage(self._fitted(drawn))
        picture.setDevicePixelRatio(drawn.ratio)
        self._picture.setPixmap(picture)
        self._show_place(drawn.pages)

    def say(self, words: str) -> None:
        """Words in place of a page."""
        self._picture.setText(words)

    def _fitted(self, drawn: DrawnPage) -> QImage:
        """All of the page where that can be read, else all of its width."""
        room = self._scroll.viewport().size()
        whole = drawn.image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        wide_px = min(room.width(), max(whole.width(), _LEAST_WIDTH_PX))
        wide = round(wide_px * drawn.ratio)
        if drawn.image.width() <= wide:
            return drawn.image
        return drawn.image.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation)

    def _show_place(self, pages: int) -> None:
        words = tr("Page {page} of {pages}")
        self._where.setText(words.format(page=self.page + 1, pages=pages))
        self._back.setEnabled(self.page > 0)
        self._next.setEnabled(self.page < pages - 1)

    def _turn(self, step: int) -> None:
        self.page = max(0, self.page + step)
        self.turned.emit()

    def _make_button(self, text: str, keys: str, step: int) -> QPushButton:
        button = QPushButton(text, self)
        button.setShortcut(keys)
        set_tip(button, f"{text} ({keys})")
        button.setAutoDefault(False)
        button.clicked.connect(lambda _: self._turn(step))
        return button

    def _lay_out(self) -> None:
        self._scroll.setWidget(self._picture)
        self._scroll.setWidgetResizable(True)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._scroll.setAccessibleName(tr("The slip"))
        bar_px = self._scroll.verticalScrollBar().sizeHint().width()
        self._scroll.setMinimumWidth(_LEAST_WIDTH_PX + bar_px + 2 * self._scroll.frameWidth())
        turning = QHBoxLayout()
        turning.setSpacing(SPACE_INSIDE)
        for widget in (self._back, self._where, self._next):
            turning.addWidget(widget)
        turning.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(self._scroll, 1)
        layout.addLayout(turning)
