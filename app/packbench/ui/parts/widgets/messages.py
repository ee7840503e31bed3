"""Messages to the person at the window: what happened, and what can be done about it."""

import enum
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from packbench.ui.parts.theme.tokens import Tone
from packbench.words.language import mark

REMEMBERED = 50
SHOW_KEYS = "Ctrl+G"  # show what the last message is about


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
    """A button of a message, such as Undo or Show.

    Attributes:
        text: its words.
        run: what it does.
        shows: whether it shows what the message is about; there are keys for the first of those.
    """

    text: str
    run: Callable[[], object]
    shows: bool = False


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

    @property
    def showing(self) -> MessageAction | None:
        """The action that shows what it is about; None where there is none."""
        return next((action for action in self.actions if action.shows), None)


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

    @property
    def showing(self) -> MessageAction | None:
        """The action that shows what the last message is about; None where there is none."""
        return self._past[-1].showing if self._past else None

    def show_last(self) -> None:
        """Shows what the last message is about."""
        if self.showing is not None:
            self.showing.run()

    def past(self) -> list[Message]:
        """The last messages, the oldest first."""
        return list(self._past)
