"""Runs tasks of goods that are carried to bins by scans: an item, how many, the bin it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.control_codes import parse_control_code
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.services.office.undo import undo_key
from packbench.services.picking.screens import screen_settings
from packbench.services.scanning import resolve
from packbench.ui.parts.station.task_screen import TaskScreen
from packbench.ui.parts.theme.tokens import Band
from packbench.ui.parts.widgets.sounds import Sound
from packbench.ui.stepping import StationSteps
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count


class CarryTask(Protocol):
    """Units of an item that are to be carried."""

    @property
    def warehouse(self) -> str:
        """Where."""

    @property
    def sku(self) -> str:
        """Of which product."""

    @property
    def lot(self) -> str:
        """Of which lot; empty for none."""

    @property
    def units(self) -> int:
        """How many."""


T = TypeVar("T", bound=CarryTask)
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class CarriedStep(Generic[T, D]):
    """What is to be carried after a step, what was scanned, and what was booked with which key."""

    tasks: Sequence[T]
    meaning: Meaning | None = None
    done: D | None = None
    key: str = ""


class TasksByScan(Generic[T, D]):
    """Does what is scanned on a screen of tasks; opens the screen, which holds it.

    Args:
        place: the window at work.
        screen: made with `take_scan`.
        name: of the station's kind.
    """

    def __init__(self, place: Workplace, screen: TaskScreen, name: str) -> None:
        self.place, self.context = place, place.context
        self.steps: StationSteps[CarriedStep[T, D]] = StationSteps(place, screen, name)
        self.tasks: Sequence[T] = ()
        self.chosen: T | None = None
        self.units: int | None = None  # None: all of it
        self._sounds = screen.sounds
        self._last: list[str] = []  # keys of what was booked here
        screen.typed.connect(lambda text: self.steps.put(lambda: self._typed(text)))
        screen.undone.connect(lambda: self.steps.put(self._take_back))
        screen.open()
        self.steps.hold_steps()
        place.desk.runner.read(
            f"{name}.list",
            lambda: (self.list_tasks(), screen_settings(self.context).sounds),
            self._begin,
            on_error=self._fail,
            owner=screen,
        )

    def list_tasks(self) -> Sequence[T]:
        """What is to be carried; read beside the window."""
        raise NotImplementedError

    def book(self, task: T, units: int | None, bin_: str, key: str) -> D:
        """Books that so many units of a task, or all, came to a bin; done in the write lane."""
        raise NotImplementedError

    def show(self) -> None:
        """Shows the tasks and what is in hand."""
        raise NotImplementedError

    def understand(self, meaning: Meaning) -> None:
        """Acts on a code that books nothing."""
        raise NotImplementedError

    def tell_done(self, done: D) -> None:
        """Tells what was booked."""
        raise NotImplementedError

    def words_of_undo(self) -> tuple[str, str]:
        """Where nothing was booked here yet, and where the last is taken back."""
        raise NotImplementedError

    def where(self) -> str | None:
        """Whose bins are meant while no task is in hand; None: any."""
        return None

    def forget(self) -> None:
        """Nothing is in hand."""
        self.chosen = self.units = None

    def take_scan(self, scan: Scan) -> None:
        """Takes what was scanned."""
        self.steps.put(lambda: self._take(scan.text), scan)

    def taken(self, step: CarriedStep[T, D]) -> None:
        """Shows what came of a step."""
        self.tasks = step.tasks
        if step.done is not None:
            self.forget()
            self._last.append(step.key)
            self.tell_done(step.done)
        elif step.meaning is not None:
            self.understand(step.meaning)
        self.show()

    def say_booked(self, words: str) -> None:
        """Tells what was booked; the last of all is heard otherwise."""
        self.steps.say(Band.RIGHT, words, None if self.tasks else Sound.ORDER_DONE)

    def meant(self, meaning: Meaning) -> list[T]:
        """The tasks of an item; of several products of one code those that are to be carried."""
        choices = meaning.choices or (meaning,)
        names = {one.name for one in choices if one.kind is ScanKind.PRODUCT}
        return [
            one
            for one in self.tasks
            if one.sku in names and (meaning.lot is None or one.lot == meaning.lot)
        ]

    def take_up(self, task: T, bin_: str) -> None:
        """A task is in hand."""
        self.chosen, self.units = task, None
        words = tr("{sku}: bring it to {bin}, and scan the bin. A number says how many.")
        self.steps.say(Band.RIGHT, words.format(sku=task.sku, bin=bin_))

    def _begin(self, found: tuple[Sequence[T], bool]) -> None:
        self.tasks, self._sounds.is_on = found
        self.show()
        self.steps.free_steps()

    def _fail(self, error: BaseException) -> None:
        self.place.desk.window.errors.show(error)
        self.steps.free_steps()

    def _typed(self, text: str) -> None:
        """A number that is typed says how many; one that is scanned is a code."""
        if self.chosen is not None and text.isdecimal() and int(text) <= self.chosen.units:
            self._say_units(int(text))
        else:
            self._take(text)

    def _say_units(self, units: int) -> None:
        if units < 1:
            self.steps.say(Band.WRONG, tr("That is no number of units."))
            return
        self.units = units
        words = tr_count("{count} of it: scan the bin.", "{count} of it: scan the bin.", units)
        self.steps.say(Band.LOOK, words.format(count=units))

    def _take(self, text: str) -> None:
        if parse_control_code(text) == "UNDO":
            self._take_back()
            return
        context, chosen, units = self.context, self.chosen, self.units
        warehouse = chosen.warehouse if chosen else self.where()

        def work(key: str) -> CarriedStep[T, D]:
            meaning = resolve(context, text, warehouse=warehouse)
            if meaning.kind is not ScanKind.LOCATION or chosen is None:
                return CarriedStep(self.list_tasks(), meaning)
            done = self.book(chosen, units, meaning.name, key)
            return CarriedStep(self.list_tasks(), meaning, done, key)

        title = tr("Scanning {code}").format(code=text)
        self.steps.send(title, work, self.taken, lambda: self._take(text))

    def _take_back(self) -> None:
        context = self.context
        nothing, taken_back = self.words_of_undo()
        self.forget()
        self.show()  # at once: it may be refused to take the last one back
        if not self._last:
            self.steps.say(Band.WRONG, nothing)
            return
        key = self._last[-1]

        def work(own_key: str) -> CarriedStep[T, D]:
            undo_key(context, key, own_key=own_key)
            return CarriedStep(self.list_tasks())

        def done(step: CarriedStep[T, D]) -> None:
            self._last.pop()
            self.taken(step)
            self.steps.say(Band.LOOK, taken_back)

        self.steps.send(tr("Taking the last one back"), work, done, self._take_back)
