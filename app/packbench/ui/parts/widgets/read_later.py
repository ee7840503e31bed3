"""A part of the details that takes its time: words until it was read in the background."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from packbench.domain.refusals import Refusal
from packbench.ui.parts.bridge.runner import Runner
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.tokens import SPACE_INSIDE
from packbench.words.language import tr
from packbench.words.refusals import sentence

T = TypeVar("T")
_PASSING_MS = 400  # who only passes by with the arrow keys has nothing read


@dataclass(frozen=True, slots=True)
class Later(Generic[T]):
    """What is read later.

    Attributes:
        slot: of the read lane; a newer part of the same slot replaces one that waits.
        read: in the read lane.
        make: the widgets for what was read.
    """

    slot: str
    read: Callable[[], T]
    make: Callable[[T], Sequence[QWidget]]


class ReadLater(QWidget, Generic[T]):
    """Shows what was read when it is there; what comes after the widget's end is dropped."""

    def __init__(self, later: Later[T], runner: Runner) -> None:
        super().__init__()
        self._later, self._runner = later, runner
        self._asked = False
        self._passing = QTimer(self)
        self._passing.setSingleShot(True)
        self._passing.setInterval(_PASSING_MS)
        self._passing.timeout.connect(self._read)
        self._words = PlainLabel(tr("Looking…"), self)
        self._words.setProperty("role", "muted")
        self._words.setWordWrap(True)
        self._parts = QVBoxLayout(self)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.setSpacing(SPACE_INSIDE)
        self._parts.addWidget(self._words)

    def showEvent(self, event: QShowEvent) -> None:
        """Reads when the part has been in view for a moment, once."""
        if not self._asked:
            self._passing.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Reads nothing for a panel that is out of view."""
        self._passing.stop()
        super().hideEvent(event)

    def _read(self) -> None:
        later, self._asked = self._later, True
        self._runner.read(later.slot, later.read, self._show, on_error=self._show_error, owner=self)

    def _show(self, answer: T) -> None:
        self._words.hide()
        for widget in self._later.make(answer):
            self._parts.addWidget(widget)

    def _show_error(self, error: BaseException) -> None:
        if isinstance(error, Refusal):
            self._words.setText(sentence(error))
        else:
            self._words.setText(tr("It can't be read now."))
            self._runner.failed.emit(error)
