"""What is open at the bench, and how a step of it is sent: one after the other, none dropped."""

from collections import deque
from collections.abc import Callable
from itertools import count
from typing import Any

import shiboken6

from packbench.domain.refusals import Code, EnvironmentFault, FaultCode
from packbench.domain.scanning.assembler import Scan
from packbench.services.customs import CustomsLook, look_at_customs
from packbench.services.packing.at_bench import BenchAnswer
from packbench.services.packing.at_bench_checks import waits_for
from packbench.services.packing.looking import (
    BenchNumbers,
    PackView,
    WaitingToPack,
    bench_numbers,
    waiting_here,
)
from packbench.ui.parts.theme.tokens import Band
from packbench.ui.parts.widgets.sounds import Sound
from packbench.ui.screens.packing.station_screen import StationScreen
from packbench.ui.sending import NotDoneAfterAllError, SentCommand, failure_words, send_once
from packbench.ui.workplace import Workplace
from packbench.words.boxes import material_words, too_heavy_words
from packbench.words.customs import missing_words
from packbench.words.language import tr

Step = Callable[[], None]
_SOUNDS = {Band.RIGHT: Sound.ACCEPTED, Band.WRONG: Sound.WRONG}


class OpenBench:
    """The screen with what is open on it.

    Args:
        place: the window at work.
        screen: shows it.

    Attributes:
        answer: what is open, and by which rules.
        closed: the number of the shipment that was closed here last.
        unprinted: shipments that were packed here before, and whose slip was never printed.
        refused: called with an error of a step before it is told.
        shown: called when what is open was shown anew.
    """

    def __init__(self, place: Workplace, screen: StationScreen) -> None:
        self.place, self.screen = place, screen
        self.answer = BenchAnswer()
        self.closed: str | None = None
        self.unprinted: list[str] = []
        self.refused: Callable[[BaseException], None] = lambda _: None
        self.shown: Callable[[], None] = lambda: None
        self._queue: deque[tuple[Step, Scan | None]] = deque()
        self._scan: Scan | None = None  # of the step at work
        self._numbers = count(1)
        self._is_busy = False
        self._looked_at = ""

    @property
    def view(self) -> PackView | None:
        """The shipment that is open; None where none is."""
        return self.answer.packing

    @property
    def asks_weight(self) -> bool:
        """Whether all is in, and a parcel is to be weighed before it is closed."""
        view = self.view
        return (
            view is not None
            and self.answer.rules.asks_weight
            and view.scanned == view.expected
            and any(one.weight_g is None for one in view.parcels)
        )

    def put(self, step: Step, scan: Scan | None = None) -> None:
        """Does a step, of a scan if it is one's, when all before it are done."""
        self._queue.append((step, scan))
        self._go_on()

    def _go_on(self) -> None:
        while self._queue and not self._is_busy and shiboken6.isValid(self.screen):
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
        self.screen.tell(band, words, sound or _SOUNDS.get(band))
        if self._scan is not None:
            self.place.desk.window.hub.judge(self._scan, words)

    def send(
        self,
        title: str,
        work: Callable[[str], BenchAnswer],
        done: Callable[[BenchAnswer], None],
        again: Step,
    ) -> None:
        """Sends a step with a key of its own; those that come meanwhile wait.

        Args:
            title: what a person reads while nobody knows whether it was done.
            work: does it, with a key, in the write lane.
            done: shows its answer.
            again: sends it once more where it got lost on the line.
        """

        def ok(answer: BenchAnswer, _key: str) -> None:
            if shiboken6.isValid(self.screen):
                done(answer)
                self.free_steps()

        def fail(error: BaseException) -> None:
            if shiboken6.isValid(self.screen):
                self._fail(error, again)

        self.hold_steps()
        content: tuple[Any, ...] = ("pack", next(self._numbers))
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

    def show(self, answer: BenchAnswer) -> None:
        """Keeps and shows what is open now; what was closed leaves the bench."""
        if answer.closed and answer.packing is not None:
            self.closed = answer.packing.shipment
            parcels = answer.packing.parcels
            lacking = [one.material or "" for one in parcels if one.material_missing]
            self.screen.note(material_words(lacking))
            answer = BenchAnswer()
        self.answer = answer
        if answer.packing is not None:
            asks_weight = self.asks_weight or waits_for(answer, Code.WEIGHT_DIFFERS)
            self.screen.show_order(answer.packing, asks_weight=asks_weight)
            self._look_at_customs(answer.packing.shipment)
            self._tell_too_heavy(answer.packing)
        else:
            self._looked_at = ""
            self.screen.show_idle([])
            self.count_anew()
        self.shown()

    def _tell_too_heavy(self, view: PackView) -> None:
        """A parcel that weighs more than its box may is told; it can be packed."""
        for one in view.parcels:
            if one.is_too_heavy:
                told = (one.sequence, one.box or "", one.weight_g or 0, one.max_weight_g or 0)
                self.screen.note(too_heavy_words(*told))

    def _look_at_customs(self, shipment: str) -> None:
        """Tells once what customs will ask for and nobody has said; packing goes on."""
        if shipment == self._looked_at:
            return
        self._looked_at, context = shipment, self.place.context

        def tell(look: CustomsLook) -> None:
            if look.gaps and self.view is not None and self.view.shipment == look.shipment:
                self.screen.note(missing_words(look.shipment, look.gaps))

        self.place.desk.runner.read(
            "packing.customs", lambda: look_at_customs(context, shipment), tell, owner=self.screen
        )

    def count_anew(self) -> None:
        """Reads what waits here, and what this station packed today."""
        context, screen = self.place.context, self.screen

        def show(found: tuple[list[WaitingToPack], list[BenchNumbers]]) -> None:
            rows, numbers = found
            ours = [one for one in numbers if one.station == context.station]
            screen.idle.show_waiting(rows)
            screen.show_today(sum(one.parcels for one in ours), sum(one.errors for one in ours))

        self.place.desk.runner.read(
            "packing.waiting",
            lambda: (waiting_here(context), bench_numbers(context)),
            show,
            owner=screen,
        )
