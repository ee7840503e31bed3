"""A number that needs somebody: read from afar, reached by arrows, opened with Enter or a click."""

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from packbench.ui.parts.theme.plain_text import PlainLabel, set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import (
    SCALE_MUTED,
    SCALE_NUMBER,
    SPACE,
    SPACE_INSIDE,
    Tokens,
    Tone,
)
from packbench.ui.parts.widgets.icon_label import IconLabel, in_muted
from packbench.words.language import tr

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Tile(QPushButton):
    """A heading with its icon, a number, and what is counted.

    Args:
        key: which number.
        words: its heading, and what is counted.
        look: its icon, and the tone of it where the number is not 0.
        theme: colours and fonts.
        parent: the page.

    Signals:
        stepped: the columns and rows that an arrow key goes.
    """

    stepped = Signal(int, int)

    def __init__(
        self,
        key: str,
        words: tuple[str, str],
        look: tuple[str, Tone],
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"tile_{key}")
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.count: int | None = None
        self._heading, self._about = words
        self._look, self._theme = look, theme
        self._column = QVBoxLayout(self)
        self._icon = IconLabel(theme, look[0], parent=self)
        self._title = PlainLabel(self._heading, self)
        self._number, self._below = PlainLabel(parent=self), PlainLabel(self._about, self)
        self._below.setWordWrap(True)
        self._below.setProperty("role", "muted")
        set_tip(self, self._about)
        self._lay_out()
        self._take_fonts()
        theme.changed.connect(self._take_fonts)
        self.show_words(tr("counting…"))

    def show_count(self, count: int) -> None:
        """How many there are now."""
        self.count = count
        self._show(QLocale().toString(count), muted=not count)

    def show_words(self, words: str) -> None:
        """Why no number is there."""
        self.count = None
        self._show(words, muted=True)

    def sizeHint(self) -> QSize:
        """As much as its words need."""
        return self._column.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """No less than its words need."""
        return self._column.minimumSize()

    def hasHeightForWidth(self) -> bool:
        """Its words are wrapped."""
        return True

    def heightForWidth(self, width: int) -> int:
        """What its wrapped words need."""
        return self._column.heightForWidth(width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the neighbours, Enter opens."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.stepped.emit(*_STEPS[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def _show(self, words: str, *, muted: bool) -> None:
        icon, tone = self._look

        def coloured(tokens: Tokens) -> str:
            return tokens.on_surface(tone)

        self._icon.show_icon(icon, in_muted if muted else coloured)
        self._number.setText(words)
        self._number.setProperty("role", "muted" if muted else "")
        self._number.style().polish(self._number)
        self._number.setFont(self._number_font())
        self.setAccessibleName(f"{self._heading}: {words}")
        self.setAccessibleDescription(self._about)

    def _number_font(self) -> QFont:
        counted = self.count is not None
        scale = SCALE_NUMBER if counted else 1.0
        return self._theme.font(scale, bold=counted and bool(self.count), tabular=True)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self._icon)
        head.addWidget(self._title, 1)
        layout = self._column
        layout.setContentsMargins(SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._number)
        layout.addWidget(self._below)
        layout.addStretch()
        wraps = self._below.sizePolicy()
        wraps.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        self._below.setSizePolicy(wraps)
        for part in (self._icon, self._title, self._number, self._below):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def _take_fonts(self) -> None:
        self._title.setFont(self._theme.font(bold=True))
        self._below.setFont(self._theme.font(SCALE_MUTED))
        self._number.setFont(self._number_font())
