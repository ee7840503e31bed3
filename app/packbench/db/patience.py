"""How long a command is asked for whose fate is not known.

A line that breaks at COMMIT leaves it open whether the server did it. The command is then sent
again with its own key until the server answers, or until patience is at its end.
"""

import threading
import time
from collections.abc import Callable

_PAUSES_S = (0.1, 0.3, 1.0, 2.0)


def _tell_nobody(_doubtful: bool) -> None:
    """Where there is nobody to be told."""


class Patience:
    """Shared by all commands of one open database.

    Args:
        limit_s: how long a command is asked for; None: until `give_up`.

    Attributes:
        on_doubt: called with True when the fate of a command is not known just now, with False when
            it is known, or asked for no longer; on the thread of the command.
    """

    def __init__(self, limit_s: float | None = None) -> None:
        self.limit_s = limit_s
        self.on_doubt: Callable[[bool], None] = _tell_nobody
        self._changed = threading.Condition()
        self._given_up = 0

    def begin(self) -> "CommandPatience":
        """The patience for one command, which begins now."""
        return CommandPatience(self)

    def give_up(self) -> None:
        """Ends the patience for all commands that are under way."""
        with self._changed:
            self._given_up += 1
            self._changed.notify_all()

    @property
    def given_up(self) -> int:
        """How often it was given up."""
        return self._given_up

    def sleep(self, seconds: float, given_up: int) -> bool:
        """Waits a while; False at once when it is given up meanwhile, or was already."""
        with self._changed:
            return not self._changed.wait_for(lambda: self._given_up != given_up, seconds)


class CommandPatience:
    """One command's patience.

    Attributes:
        doubtful: whether its fate is not known.
    """

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._given_up_before = patience.given_up
        self._pauses = 0
        self._ends_s: float | None = None
        self.doubtful = False

    @property
    def given_up(self) -> bool:
        """Whether somebody gave up since the command began."""
        return self._patience.given_up != self._given_up_before

    def doubt(self) -> None:
        """Its fate is not known from now on."""
        if self.doubtful:
            return
        self.doubtful = True
        if self._patience.limit_s is not None:
            self._ends_s = time.monotonic() + self._patience.limit_s
        self._patience.on_doubt(True)

    def pause(self) -> bool:
        """Waits before it is asked again, each time a little longer; False when it is enough."""
        seconds = _PAUSES_S[min(self._pauses, len(_PAUSES_S) - 1)]
        self._pauses += 1
        if self._ends_s is not None and time.monotonic() + seconds > self._ends_s:
            return False
        return self._patience.sleep(seconds, self._given_up_before)

    def end(self) -> None:
        """The command ended, in whatever way."""
        if self.doubtful:
            self.doubtful = False
            self._patience.on_doubt(False)
