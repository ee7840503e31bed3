"""Runs carrying by scan: reserve bin, item, how many, pick bin."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtWidgets import QWidget

from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.control_codes import parse_control_code
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.engine.bulk import How
from packbench.services.office.undo import undo_key
from packbench.services.picking.screens import screen_settings
from packbench.services.replenishing.doing import CarriedTo, ReplenishDone, carry
from packbench.services.replenishing.views import ReplenishView, list_replenishment
from packbench.services.scanning import resolve
from packbench.ui.parts.theme.tokens import Band
from packbench.ui.parts.widgets.sounds import Sound
from packbench.ui.screens.replenishing.scan_screen import CarryScreen
from packbench.ui.stepping import StationSteps
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count
from packbench.words.refusals import told
from packbench.words.replenishing import carried_words


@dataclass(frozen=True, slots=True)
class CarriedStep:
    """What is to be carried after a step, what was scanned, and what was booked."""

    tasks: list[ReplenishView] = field(default_factory=list)
    meaning: Meaning | None = None
    done: ReplenishDone | None = None
    key: str = ""


class CarryingOnScreen:
    """Opens the screen, which holds it, and does what is scanned there.

    Args:
        place: the window at work.
        warehouse: whose tasks; None: where the station stands, else of all.
        changed: called when the screen is left.
        parent: over which it lies.
    """

    def __init__(
        self,
        place: Workplace,
        warehouse: str | None,
        changed: Callable[[], None],
        parent: QWidget,
    ) -> None:
        self._place, self._context, self._warehouse = place, place.context, warehouse
        desk = place.desk
        self.screen = CarryScreen(self._take_scan, desk.theme, parent)
        self._steps: StationSteps[CarriedStep] = StationSteps(place, self.screen, "replenish")
        self._tasks: Sequence[ReplenishView] = ()
        self._source: str | None = None
        self._chosen: ReplenishView | None = None
        self._units: int | None = None  # None: all of it
        self._last: list[str] = []  # keys of what was booked here
        self.screen.typed.connect(lambda text: self._steps.put(lambda: self._typed(text)))
        self.screen.undone.connect(lambda: self._steps.put(self._take_back))
        self.screen.missed.connect(lambda: self._steps.put(self._missed))
        self.screen.finished.connect(lambda _: changed())
        self.screen.open()
        self._steps.hold_steps()
        desk.runner.read(
            "replenish.scan",
            lambda: (self._list(), screen_settings(self._context).sounds),
            self._begin,
            on_error=self._fail,
            owner=self.screen,
        )

    def _list(self) -> list[ReplenishView]:
        return list_replenishment(self._context, self._warehouse)

    def _begin(self, found: tuple[list[ReplenishView], bool]) -> None:
        self._tasks, self.screen.sounds.is_on = found
        self._show()
        self._steps.free_steps()

    def _show(self) -> None:
        self.screen.show_tasks(self._tasks, self._source, self._chosen)

    def _fail(self, error: BaseException) -> None:
        self._place.desk.window.errors.show(error)
        self._steps.free_steps()

    def _take_scan(self, scan: Scan) -> None:
        self._steps.put(lambda: self._take(scan.text), scan)

    def _typed(self, text: str) -> None:
        """A number that is typed says how many; one that is scanned is a code."""
        if self._chosen is not None and text.isdecimal() and int(text) <= self._chosen.units:
            self._say_units(int(text))
        else:
            self._take(text)

    def _take(self, text: str) -> None:
        if parse_control_code(text) == "UNDO":
            self._take_back()
            return
        context, chosen, units = self._context, self._chosen, self._units
        warehouse = chosen.warehouse if chosen else self._warehouse_here()

        def work(key: str) -> CarriedStep:
            meaning = resolve(context, text, warehouse=warehouse)
            if meaning.kind is not ScanKind.LOCATION or chosen is None:
                return CarriedStep(self._list(), meaning)
            carried = CarriedTo(units, meaning.name)
            done = carry(context, chosen.task, carried, how=How(key))
            return CarriedStep(self._list(), meaning, done, key)

        title = tr("Scanning {code}").format(code=text)
        self._steps.send(title, work, self._scanned, lambda: self._take(text))

    def _warehouse_here(self) -> str | None:
        """Bins of two warehouses may have one code: that of the first task is meant."""
        return self._warehouse or (self._tasks[0].warehouse if self._tasks else None)

    def _scanned(self, step: CarriedStep) -> None:
        self._tasks = step.tasks
        if step.done is not None:
            self._booked(step.done, step.key)
        elif step.meaning is not None:
            self._understand(step.meaning)
        self._show()

    def _booked(self, done: ReplenishDone, key: str) -> None:
        self._source = self._chosen = self._units = None
        self._last.append(key)
        view = done.task
        words = carried_words(view.task, (view.sku, view.target), done.units, view.units)
        words = " ".join([words, *map(told, done.notes)])
        self._steps.say(Band.RIGHT, words, None if self._tasks else Sound.ORDER_DONE)

    def _understand(self, meaning: Meaning) -> None:
        if meaning.kind is ScanKind.LOCATION:
            self._take_source(meaning.name)
        elif self._source is None and meaning.kind is ScanKind.PRODUCT:
            self._steps.say(Band.WRONG, tr("Scan the reserve bin first, then the item."))
        else:
            self._choose(meaning)

    def _take_source(self, code: str) -> None:
        if any(one.source == code for one in self._tasks):
            self._source = code
            self._steps.say(Band.RIGHT, tr("{bin}: scan the item.").format(bin=code))
            return
        words = tr("Nothing is to be carried from {bin}. Nothing was changed.")
        self._steps.say(Band.WRONG, words.format(bin=code))

    def _choose(self, meaning: Meaning) -> None:
        """The task of an item that lies in the bin; of several products of one code the asked."""
        names = [one.name for one in (meaning.choices or (meaning,))]
        found = [
            one
            for one in self._tasks
            if one.source == self._source
            and one.sku in names
            and (meaning.lot is None or one.lot == meaning.lot)
        ]
        if not found:
            words = tr("Nothing of {name} is to be carried from there. Nothing was changed.")
            if meaning.kind is ScanKind.UNKNOWN:
                words = tr("Nobody knows the code {name}. Nothing was changed.")
            self._steps.say(Band.WRONG, words.format(name=meaning.name))
            return
        self._chosen, self._units = found[0], None
        words = tr("{sku}: bring it to {bin}, and scan the bin. A number says how many.")
        self._steps.say(Band.RIGHT, words.format(sku=found[0].sku, bin=found[0].target))

    def _say_units(self, units: int) -> None:
        if units < 1:
            self._steps.say(Band.WRONG, tr("That is no number of units."))
            return
        self._units = units
        words = tr_count("{count} of it: scan the bin.", "{count} of it: scan the bin.", units)
        self._steps.say(Band.LOOK, words.format(count=units))

    def _missed(self) -> None:
        """Of the task in hand so many were found as were typed, else none."""
        context, chosen = self._context, self._chosen
        if chosen is None:
            self._steps.say(Band.WRONG, tr("Scan the bin and the item first that are short."))
            return
        carried = CarriedTo(self._units or 0, short=True)

        def work(key: str) -> CarriedStep:
            done = carry(context, chosen.task, carried, how=How(key))
            return CarriedStep(self._list(), None, done, key)

        self._steps.send(tr("Booking what is missing"), work, self._scanned, self._missed)

    def _take_back(self) -> None:
        context = self._context
        self._source = self._chosen = self._units = None
        if not self._last:
            self._show()
            self._steps.say(Band.WRONG, tr("Nothing was carried here yet."))
            return
        key = self._last[-1]

        def work(own_key: str) -> CarriedStep:
            undo_key(context, key, own_key=own_key)
            return CarriedStep(self._list())

        def done(step: CarriedStep) -> None:
            self._last.pop()
            self._tasks = step.tasks
            self._show()
            self._steps.say(Band.LOOK, tr("The last one is taken back: it lies in reserve."))

        self._steps.send(tr("Taking the last one back"), work, done, self._take_back)
