"""Runs putting away: what scans mean, and what is booked."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.control_codes import parse_control_code
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.services.office.undo import undo_key
from packbench.services.picking.screens import screen_settings
from packbench.services.receiving.put_away import (
    PutAwayDone,
    PutAwayView,
    list_put_away,
    put_away,
    put_away_list,
)
from packbench.services.scanning import resolve
from packbench.ui.parts.theme.tokens import Band
from packbench.ui.parts.widgets.sounds import Sound
from packbench.ui.screens.receiving.papers import show_paper
from packbench.ui.screens.receiving.put_away_screen import PutAwayScreen
from packbench.ui.stepping import StationSteps
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count


@dataclass(frozen=True, slots=True)
class Carried:
    """What is to be put away after a step, what was scanned, and what was booked."""

    tasks: list[PutAwayView] = field(default_factory=list)
    meaning: Meaning | None = None
    done: PutAwayDone | None = None
    key: str = ""


class PutAwayOnScreen:
    """Opens the screen, which holds it, and does what is scanned there.

    Args:
        place: the window at work.
    """

    def __init__(self, place: Workplace) -> None:
        self._place, self._context = place, place.context
        desk = place.desk
        self.screen = PutAwayScreen(self._take_scan, desk.theme, desk.window)
        self._steps: StationSteps[Carried] = StationSteps(place, self.screen, "put_away")
        self._tasks: Sequence[PutAwayView] = ()
        self._chosen: PutAwayView | None = None
        self._units: int | None = None  # None: all of it
        self._last: list[str] = []  # keys of what was booked here
        self.screen.typed.connect(lambda text: self._steps.put(lambda: self._typed(text)))
        self.screen.undone.connect(lambda: self._steps.put(self._take_back))
        self.screen.printed.connect(lambda: self._steps.put(self._print))
        self.screen.open()
        self._steps.hold_steps()
        desk.runner.read(
            "put_away.list",
            lambda: (list_put_away(self._context), screen_settings(self._context).sounds),
            self._begin,
            on_error=self._fail,
            owner=self.screen,
        )

    def _begin(self, found: tuple[list[PutAwayView], bool]) -> None:
        self._tasks, self.screen.sounds.is_on = found
        self.screen.show_tasks(self._tasks, None)
        self._steps.free_steps()

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

        def work(key: str) -> Carried:
            warehouse = None if chosen is None else chosen.warehouse
            meaning = resolve(context, text, warehouse=warehouse)
            if meaning.kind is not ScanKind.LOCATION or chosen is None:
                return Carried(list_put_away(context), meaning)
            done = put_away(
                *(context, chosen.sku, meaning.name),
                units=units or chosen.units,
                lot=chosen.lot,
                warehouse=chosen.warehouse,
                key=key,
            )
            return Carried(list_put_away(context), meaning, done, key)

        title = tr("Scanning {code}").format(code=text)
        self._steps.send(title, work, self._scanned, lambda: self._take(text))

    def _scanned(self, carried: Carried) -> None:
        self._tasks = carried.tasks
        if carried.done is not None:
            self._chosen, self._units = None, None
            self._last.append(carried.key)
            self._tell_done(carried.done)
        elif carried.meaning is not None:
            self._choose(carried.meaning)
        self.screen.show_tasks(self._tasks, self._chosen)

    def _tell_done(self, done: PutAwayDone) -> None:
        words = tr_count(
            "{count} of {sku} lies in {bin}.", "{count} of {sku} lie in {bin}.", done.units
        )
        told = words.format(count=done.units, sku=done.sku, bin=done.location)
        self._steps.say(Band.RIGHT, told, None if self._tasks else Sound.ORDER_DONE)

    def _choose(self, meaning: Meaning) -> None:
        """The task of an item; of several products of one code that which is to be put away."""
        names = [one.name for one in (meaning.choices or (meaning,)) if _is_item(one)]
        found = [
            one
            for one in self._tasks
            if one.sku in names and (meaning.lot is None or one.lot == meaning.lot)
        ]
        if found:
            self._chosen, self._units = found[0], None
            words = tr("{sku}: bring it to {bin}, and scan the bin. A number says how many.")
            where = found[0].location or tr("any empty bin")
            self._steps.say(Band.RIGHT, words.format(sku=found[0].sku, bin=where))
            return
        words = tr("Nothing of {name} is to be put away. Nothing was changed.")
        if meaning.kind is ScanKind.LOCATION:
            words = tr("{name} is a bin: scan the item first.")
        elif meaning.kind is ScanKind.UNKNOWN:
            words = tr("Nobody knows the code {name}. Nothing was changed.")
        self._steps.say(Band.WRONG, words.format(name=meaning.name))

    def _say_units(self, units: int) -> None:
        if units < 1:
            self._steps.say(Band.WRONG, tr("That is no number of units."))
            return
        self._units = units
        words = tr_count("{count} of it: scan the bin.", "{count} of it: scan the bin.", units)
        self._steps.say(Band.LOOK, words.format(count=units))

    def _take_back(self) -> None:
        context = self._context
        self._chosen = None
        if not self._last:
            self._steps.say(Band.WRONG, tr("Nothing was put away here yet."))
            return
        key = self._last[-1]

        def work(own_key: str) -> Carried:
            undo_key(context, key, own_key=own_key)
            return Carried(list_put_away(context))

        def done(carried: Carried) -> None:
            self._last.pop()
            self._tasks = carried.tasks
            self.screen.show_tasks(self._tasks, None)
            self._steps.say(Band.LOOK, tr("The last one is taken back: it lies at the dock."))

        title = tr("Taking the last one back")
        self._steps.send(title, work, done, self._take_back)

    def _print(self) -> None:
        context = self._context
        title, failed = tr("Put-away list"), self._steps.tell_failure
        show_paper(self._place, title, lambda: put_away_list(context), failed, self.screen)


def _is_item(meaning: Meaning) -> bool:
    return meaning.kind is ScanKind.PRODUCT
