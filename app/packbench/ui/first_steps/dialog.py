"""The assistant of the first steps: one page a step, each can be left out, nothing blocks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from packbench.ui.parts.theme.plain_text import PlainLabel, set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.language import tr

_SIZE = QSize(640, 420)


@dataclass(frozen=True, slots=True)
class StepDeed:
    """What can be done in a step: its words, its keys, and what does it."""

    words: str
    keys: str
    run: Callable[[], None]


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One page.

    Attributes:
        key: its name.
        title: what it is about.
        words: what is done here, and why.
        deeds: what can be done.
        more: a widget that has the keyboard on this page; None for the button Next.
    """

    key: str
    title: str
    words: str
    deeds: Sequence[StepDeed] = ()
    more: QWidget | None = None


class FirstSteps(KeyDialog):
    """Enter goes on, Alt+Left back, Escape leaves; what was done by then stays done.

    Args:
        theme: fonts.
        parent: the window.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("first_steps")
        self.setWindowTitle(tr("First steps"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._theme = theme
        self._steps: list[FirstStep] = []
        self._pages = QStackedWidget(self)
        self._place, self._answer = PlainLabel(parent=self), PlainLabel(parent=self)
        self._place.setProperty("role", "muted")
        self._answer.setWordWrap(True)
        self._next, self._back = QPushButton(self), QPushButton(tr("Back"), self)
        self._lay_out()
        self.resize_within_screen(_SIZE)

    @property
    def step(self) -> str:
        """The key of the page in view."""
        return self._steps[self._pages.currentIndex()].key

    @property
    def answer(self) -> str:
        """What was told last."""
        return self._answer.text()

    def add(self, step: FirstStep) -> None:
        """Adds a page behind the others."""
        self._steps.append(step)
        self._pages.addWidget(self._make_page(step))
        self._show(0)

    def tell(self, words: str, tone: Tone | None = None) -> None:
        """Says what was done, or went wrong, on the page in view."""
        set_look(self._answer, "word", tone.value if tone else "")
        self._answer.setText(words)

    def go(self, by: int) -> None:
        """Goes on or back; behind the last page it is done."""
        index = self._pages.currentIndex() + by
        if index >= len(self._steps):
            self.accept()
        elif index >= 0:
            self._show(index)

    def _show(self, index: int) -> None:
        step = self._steps[index]
        self._pages.setCurrentIndex(index)
        words = tr("Step {number} of {count}")
        self._place.setText(words.format(number=index + 1, count=len(self._steps)))
        self._back.setEnabled(index > 0)
        last = index == len(self._steps) - 1
        self._next.setText(tr("Begin work") if last else tr("Next"))
        self.tell("")
        (step.more or self._next).setFocus()

    def _make_page(self, step: FirstStep) -> QWidget:
        page = QWidget(self)
        title, words = PlainLabel(step.title, page), PlainLabel(step.words, page)
        title.setFont(self._theme.font(SCALE_HEADING, bold=True))
        words.setWordWrap(True)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_GROUPS)
        layout.addWidget(title)
        layout.addWidget(words)
        if step.more is not None:
            layout.addWidget(step.more)
        for deed in step.deeds:
            button = QPushButton(f"{deed.words}  {deed.keys}", page)
            button.setShortcut(deed.keys)
            button.setAutoDefault(False)
            button.setAccessibleName(deed.words)
            button.clicked.connect(lambda _, run=deed.run: run())
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch()
            layout.addLayout(row)
        layout.addStretch()
        return page

    def _lay_out(self) -> None:
        leave = QPushButton(tr("Leave"), self)
        leave.clicked.connect(self.reject)
        set_tip(leave, tr("Help ▸ First steps opens this again (Esc)"))
        self._back.setShortcut("Alt+Left")
        set_tip(self._back, tr("The step before ({keys})").format(keys="Alt+Left"))
        self._back.clicked.connect(lambda _: self.go(-1))
        self._next.setProperty("look", "main")
        self._next.clicked.connect(lambda _: self.go(1))
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addWidget(self._place)
        buttons.addStretch()
        for button in (leave, self._back, self._next):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        self._next.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._answer)
        layout.addLayout(buttons)
