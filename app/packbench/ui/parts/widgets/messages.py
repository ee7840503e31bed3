"""Messages to the person at the window: what happened, and what can be done about it."""

import enum
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from packbench.ui import company_clock
from packbench.ui.parts.theme.tokens import Tone
from packbench.words.language import mark

REMEMBERED = 100
PAST_KEYS = "Ctrl+0"  # show the last messages
SHOW_KEYS = "Ctrl+G"  # show what the last message is about


class Level(enum.Enum):
    """How a message is meant: its word, its icon, its colours."""

    INFO = (mark("Note"), "info", Tone.MOVING)
    DONE = (mark("Done"), "circle-check", Tone.READY)
    PART = (mark("Partly done"), "circle-dashed", Tone.ATTENTION)
    REFUSED = (mark("Refused"), "triangle-alert", Tone.ATTENTION)
    FAILED = (mark("Trouble"), "circle-x", Tone.WRONG)

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


_REMARKS = frozenset({Level.INFO, Level.REFUSED})


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class MessageAction:
    """A button of a message, such as Undo or Show.

    Attributes:
        text: its words.
        run: what it does.
        shows: whether it shows what the message is about; there are keys for the first of those.
        counts: whether it still does something; one that was undone can't be undone again.
    """

    text: str
    run: Callable[[], object]
    shows: bool = False
    counts: Callable[[], bool] = _always


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Attributes:
        level: how it is meant.
        text: a sentence.
        actions: what can be done about it; the first is the likeliest.
        at: when it was told.
    """

    level: Level
    text: str
    actions: tuple[MessageAction, ...] = ()
    at: datetime = field(default_factory=company_clock.now, compare=False)


class Messages(QObject):
    """Where everything in the window posts its messages; kept until a bar shows them.

    A note or a refusal without buttons is a remark: the buttons of the message before it stay, so
    that nobody loses Undo to it.

    Signals:
        posted: the Message now in view; None when there is none any more.
    """

    posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._past: deque[Message] = deque(maxlen=REMEMBERED)
        self._stays: Message | None = None
        self.in_view: Message | None = None

    def post(self, level: Level, text: str, *actions: MessageAction) -> None:
        """Tells something."""
        message = Message(level, text, actions)
        self._past.append(message)
        if level not in _REMARKS or (level is Level.INFO and actions):
            self._stays = message
        self._show(message)

    def settle(self) -> None:
        """What was looked for is found: a refusal in view gives way to what stood there before."""
        if self.in_view is not None and self.in_view.level is Level.REFUSED:
            self._show(self._stays)

    def dismiss(self) -> None:
        """Empties the bar: it was read. Undo and the list of messages have it still."""
        self._stays = None
        self._show(None)

    @property
    def actions(self) -> list[MessageAction]:
        """The buttons in view."""
        message = self.in_view
        if message is None:
            return []
        offered = list(message.actions)
        if message.level in _REMARKS and self._stays is not None and self._stays is not message:
            offered += self._stays.actions
        return [action for action in offered if action.counts()]

    @property
    def showing(self) -> MessageAction | None:
        """The action in view that shows what its message is about; None where there is none."""
        return next((action for action in self.actions if action.shows), None)

    def show_last(self) -> None:
        """Shows what the last message is about."""
        if self.showing is not None:
            self.showing.run()

    def past(self) -> list[Message]:
        """The last messages, the oldest first."""
        return list(self._past)

    def _show(self, message: Message | None) -> None:
        self.in_view = message
        self.posted.emit(message)
