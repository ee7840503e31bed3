"""Undo of what was just done: a compensating command with its own checks, offered by name."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from packbench.ui.parts.widgets.messages import Level, MessageAction, Messages
from packbench.words.language import tr

OFFERED = 10


@dataclass(frozen=True, slots=True)
class Undoable:
    """Something done that can be taken back: its words and how."""

    words: str
    undo: Callable[[], object]


class UndoOffers(QObject):
    """The last commands of this window that can be undone, each at most once.

    Signals:
        changed: another command would be undone next.
    """

    changed = Signal()

    def __init__(self, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages = messages
        self._offers: deque[Undoable] = deque(maxlen=OFFERED)

    @property
    def next_words(self) -> str:
        """What would be undone next; empty when nothing can be."""
        return self._offers[-1].words if self._offers else ""

    def done(
        self,
        words: str,
        undo: Callable[[], object],
        *more: MessageAction,
        level: Level = Level.DONE,
    ) -> None:
        """Tells that something was done and offers to take it back, and `more` beside it.

        `level`: PART when not all of it was possible.
        """
        offer = Undoable(words, undo)
        self._offers.append(offer)
        self._messages.post(level, words, self._button(offer), *more)
        self.changed.emit()

    def again(self, level: Level, told: str, words: str, undo: Callable[[], object]) -> None:
        """Tells why something was not taken back, and offers to try it once more."""
        offer = Undoable(words, undo)
        self._offers.append(offer)
        self._messages.post(level, told, self._button(offer))
        self.changed.emit()

    def undo_last(self) -> None:
        """Takes back what was done last."""
        if self._offers:
            self._take_back(self._offers[-1])

    def _button(self, offer: Undoable) -> MessageAction:
        return MessageAction(
            tr("Undo (Ctrl+Z)"),
            lambda: self._take_back(offer),
            counts=lambda: any(one is offer for one in self._offers),
        )

    def _take_back(self, offer: Undoable) -> None:
        if offer in self._offers:
            self._offers.remove(offer)
            self.changed.emit()
            words = tr("Taking it back: {what}").format(what=offer.words)
            self._messages.post(Level.INFO, words)  # hundreds of rows take a while
            offer.undo()
