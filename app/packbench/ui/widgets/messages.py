"""Messages to the person at the window: what happened, and what can be done about it."""

import enum
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from packbench.texts import mark
from packbench.ui.theme.tokens import Tone

REMEMBERED = 50


class Level(enum.Enum):
    """How a message is meant: its word, its icon, its colours."""

    INFO = (mark("Note"), "info", Tone.MOVING)
    DONE = (mark("Done"), "circle-check", Tone.READY)
    REFUSED = (mark("Not possible"), "triangle-alert", Tone.ATTENTION)
    FAILED = (mark("Error"), "circle-x", Tone.WRONG)

    @property
    def word(self) -> str:
        """The word that stands before the message, untranslated."""
        return self.value[0]

    @property
    def icon(self) -> str:
        """The icon's name."""
        return self.value[1]

    @property
    def tone(self) -> Tone:
        """The colours."""
        return self.value[2]


@dataclass(frozen=True, slots=True)
class MessageAction:
    """A button of a message, such as Undo or Show."""

    text: str
    run: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Attributes:
        level: how it is meant.
        text: a sentence.
        actions: what can be done about it; the first is the likeliest.
    """

    level: Level
    text: str
    actions: tuple[MessageAction, ...] = ()


class Messages(QObject):
    """Where everything in the window posts its messages; kept until a bar shows them.

    Signals:
        posted: a Message.
    """

    posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._past: deque[Message] = deque(maxlen=REMEMBERED)

    def post(self, level: Level, text: str, *actions: MessageAction) -> None:
        """Tells something."""
        message = Message(level, text, actions)
        self._past.append(message)
        self.posted.emit(message)

    def past(self) -> list[Message]:
        """The last messages, the oldest first."""
        return list(self._past)
