"""How the steps of a station are sent: one after the other, none dropped."""

from collections import deque
from collections.abc import Callable
from itertools import count
from typing import Any, Generic, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject

from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.domain.scanning.assembler import Scan
from packbench.ui.parts.theme.tokens import Band
from packbench.ui.parts.widgets.sounds import Sound
from packbench.ui.sending import NotDoneAfterAllError, SentCommand, failure_words, send_once
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

A = TypeVar("A")
Step = Callable[[], None]
_SOUNDS = {Band.RIGHT: Sound.ACCEPTED, Band.WRONG: Sound.WRONG}


class TellingScreen(Protocol):
    """A station's screen: it tells verdicts."""

    def tell(self, band: Band, words: str, sound: Sound | None) -> None:
        """The verdict, which stays until the next; None: it is not heard."""


class StationSteps(Generic[A]):
    """Steps of one station, in the order in which they were asked for.

    Args:
        place: the window at work.
        screen: a widget that shows them.
        name: of the station's kind, which tells its commands from those of others.

    Attributes:
        refused: called with an error of a step before it is told.
    """

    def __init__(self, place: Workplace, screen: TellingScreen, name: str) -> None:
        self.place = place
        self._screen, self._name = screen, name
        self.refused: Callable[[BaseException], None] = lambda _: None
        self._queue: deque[tuple[Step, Scan | None]] = deque()
        self._scan: Scan | None = None  # of the step at work
        self._numbers = count(1)
        self._is_busy = False

    @property
    def _is_there(self) -> bool:
        return not isinstance(self._screen, QObject) or shiboken6.isValid(self._screen)

    def put(self, step: Step, scan: Scan | None = None) -> None:
        """Does a step, of a scan if it is one's, when all before it are done."""
        self._queue.append((step, scan))
        self._go_on()

    def _go_on(self) -> None:
        while self._queue and not self._is_busy and self._is_there:
            step, self._scan = self._queue.popleft()
            step()

    def hold_steps(self) -> None:
        """Lets steps wait until `free_steps`."""
        self._is_busy = True

    def free_steps(self) -> None:
        """Goes on with the steps that wait."""
        self._is_busy = False
        self._go_on()

    def say(self, band: Band, words: str, sound: Sound | None = None) -> None:
        """Tells the verdict, which stays until the next; heard as its band, or as `sound`."""
        self._screen.tell(band, words, sound or _SOUNDS.get(band))
        if self._scan is not None:
            self.place.desk.window.hub.judge(self._scan, words)

    def send(
        self,
        title: str,
        work: Callable[[str], A],
        done: Callable[[A], None],
        again: Step,
    ) -> None:
        """Sends a step with a key of its own; those that come meanwhile wait.

        Args:
            title: what a person reads while nobody knows whether it was done.
            work: does it, with a key, in the write lane.
            done: shows its answer.
            again: sends it once more where it got lost on the line.
        """

        def ok(answer: A, _key: str) -> None:
            if self._is_there:
                done(answer)
                self.free_steps()

        def fail(error: BaseException) -> None:
            if self._is_there:
                self._fail(error, again)

        self.hold_steps()
        content: tuple[Any, ...] = (self._name, next(self._numbers))
        send_once(self.place, SentCommand(title, content, lambda key, _: work(key), ok, fail))

    def _fail(self, error: BaseException, again: Step) -> None:
        errors = self.place.desk.window.errors
        known = errors.translate(error)
        self.refused(known)
        if isinstance(known, EnvironmentFault) and known.code is FaultCode.OUTCOME_UNKNOWN:
            # What became of it is looked up; the scans that come meanwhile wait for that.
            self.say(Band.LOOK, failure_words(errors, error, ""))
            return
        if isinstance(known, NotDoneAfterAllError):
            self._queue.appendleft((again, self._scan))
            self.free_steps()
        else:
            self.tell_failure(error)

    def tell_failure(self, error: BaseException) -> None:
        """Tells why a step was not done, and goes on."""
        errors = self.place.desk.window.errors
        self.say(Band.WRONG, failure_words(errors, error, tr("Nothing was changed.")))
        self.free_steps()
