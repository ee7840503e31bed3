"""Runs counting by scan: what scans mean, what is asked next, and what is written down."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from packbench.domain.count_sheets import AGAIN, CountState, CountStatus
from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.control_codes import parse_control_code
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.services.counting.entering import CountEntered, CountOf, enter_count
from packbench.services.counting.views import CountLineView, CountSheetView, show_sheet
from packbench.services.office.undo import undo_key
from packbench.services.picking.screens import screen_settings
from packbench.services.scanning import resolve
from packbench.ui import company_clock
from packbench.ui.parts.theme.tokens import Band
from packbench.ui.parts.widgets.sounds import Sound
from packbench.ui.screens.counting.scan_screen import CountScreen
from packbench.ui.stepping import StationSteps
from packbench.ui.workplace import Workplace
from packbench.words.counting import entered_words
from packbench.words.language import tr, tr_count

_CLOCK = re.compile("(?:[01]?[0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True)
class CountStep:
    """The sheet after a step, what was scanned, and what was written down."""

    view: CountSheetView
    meaning: Meaning | None = None
    done: CountEntered | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class _InHand:
    """The item that is counted: its lot where one was told, and units once they were typed."""

    sku: str
    lot: str | None = None
    meaning: Meaning | None = None
    units: str = ""
    held: int = 0

    @property
    def told(self) -> str:
        """How many the scan told, of `8*CODE` and of a carton's code; empty where it told none."""
        return "" if self.meaning is None or self.meaning.count <= 1 else str(self.meaning.count)


class CountingOnScreen:
    """Opens the screen, which holds it, and does what is scanned there.

    Args:
        place: the window at work.
        sheet: its name.
        changed: called when the screen is left.
        parent: over which it lies.
    """

    def __init__(
        self, place: Workplace, sheet: str, changed: Callable[[], None], parent: QWidget
    ) -> None:
        self._place, self._context, self._sheet = place, place.context, sheet
        desk = place.desk
        self.screen = CountScreen(sheet, self._take_scan, desk.theme, parent)
        self._steps: StationSteps[CountStep] = StationSteps(place, self.screen, "count")
        self._view: CountSheetView | None = None
        self._bin = ""
        self._item: _InHand | None = None
        self._last: list[str] = []  # keys of what was counted here
        self._at: datetime | None = None  # None: now
        self._asks_time = False
        self.screen.typed.connect(lambda text: self._steps.put(lambda: self._typed(text)))
        self.screen.undone.connect(lambda: self._steps.put(self._take_back))
        self.screen.emptied.connect(lambda: self._steps.put(self._empty))
        self.screen.timed.connect(lambda: self._steps.put(self._ask_time))
        self.screen.finished.connect(lambda _: changed())
        self.screen.open()
        self._steps.hold_steps()
        desk.runner.read(
            "counts.sheet",
            lambda: (show_sheet(self._context, sheet), screen_settings(self._context).sounds),
            self._begin,
            on_error=self._fail,
            owner=self.screen,
        )

    def _begin(self, found: tuple[CountSheetView, bool]) -> None:
        self._view, self.screen.sounds.is_on = found
        self._show()
        self._steps.free_steps()

    def _fail(self, error: BaseException) -> None:
        self._place.desk.window.errors.show(error)
        self._steps.free_steps()

    def _take_scan(self, scan: Scan) -> None:
        self._steps.put(lambda: self._take(scan.text), scan)

    def _typed(self, text: str) -> None:
        """With an item in hand what is typed is how many; else it is a code."""
        if self._asks_time:
            self._say_time(text)
        elif self._item is not None:
            self._say_units(text)
        elif text:
            self._take(text)

    def _ask_time(self) -> None:
        self._asks_time = True
        words = tr("When was it counted, on paper? Type a time such as 14:30; Enter: now.")
        self._steps.say(Band.LOOK, words)

    def _say_time(self, text: str) -> None:
        """Counts that follow are of that time, today or the day before; of none: of now."""
        if text and _CLOCK.fullmatch(text) is None:
            words = tr("“{text}” is no time of day. Type one such as 14:30.")
            self._steps.say(Band.WRONG, words.format(text=text))
            return
        self._asks_time, self._at = False, None
        if not text:
            self._steps.say(Band.RIGHT, tr("What you count from here on is counted now."))
            return
        hour, minute = (int(part) for part in text.split(":"))
        now = company_clock.local(company_clock.now())
        at = now.replace(hour=hour, minute=minute, second=59, microsecond=0)
        self._at = at if at.replace(second=0) <= now else at - timedelta(days=1)
        if self._at > now:
            self._at = now.replace(second=0, microsecond=0)
        words = tr("What you type from here on was counted at {time}.")
        self._steps.say(Band.RIGHT, words.format(time=f"{self._at:%H:%M}"))

    def _take(self, text: str) -> None:
        self._asks_time = False  # whoever goes on to scan answers no question
        if parse_control_code(text) == "UNDO":
            self._take_back()
            return
        context, warehouse = self._context, self._warehouse

        def work(_key: str) -> CountStep:
            meaning = resolve(context, text, warehouse=warehouse)
            return CountStep(show_sheet(context, self._sheet), meaning)

        title = tr("Scanning {code}").format(code=text)
        self._steps.send(title, work, self._scanned, lambda: self._take(text))

    @property
    def _warehouse(self) -> str | None:
        return None if self._view is None else self._view.sheet.warehouse

    def _scanned(self, step: CountStep) -> None:
        self._view = step.view
        meaning = step.meaning
        if meaning is not None:
            self._mean(meaning)
        self._show()

    def _mean(self, meaning: Meaning) -> None:
        """A bin is counted next; an item is counted in the bin."""
        choices = meaning.choices or (meaning,)
        here = [
            one
            for one in choices
            if one.kind is ScanKind.LOCATION and one.warehouse in {None, self._warehouse}
        ]
        items = [one for one in choices if one.kind is ScanKind.PRODUCT]
        if here:
            self._bin, self._item = here[0].name, None
            self._steps.say(Band.RIGHT, tr("{bin}: scan an item.").format(bin=self._bin))
        elif not items:
            words = tr("{name} is no item and no bin of {warehouse}. Nothing was changed.")
            self._steps.say(
                Band.WRONG, words.format(name=meaning.name, warehouse=self._warehouse or "")
            )
        elif not self._bin:
            self._steps.say(Band.WRONG, tr("Scan the bin first, then what lies in it."))
        else:
            self._choose(items)

    def _choose(self, items: list[Meaning]) -> None:
        """The item of a code; of several the one that the sheet has in the bin."""
        known = {one.sku for one in self._lines_here}
        meant = [one for one in items if one.name in known] or items
        if len({one.name for one in meant}) > 1:
            names = ", ".join(one.name for one in meant)
            words = tr("That code stands for {names}. Type the SKU of the one that lies here.")
            self._steps.say(Band.WRONG, words.format(names=names))
            return
        one = meant[0]
        lots = [line.lot for line in self._lines_here if line.sku == one.name]
        if one.lot is None and len(lots) > 1:
            words = tr("{sku} lies here in several lots: {lots}. Scan or type the lot's label.")
            self._steps.say(Band.LOOK, words.format(sku=one.name, lots=", ".join(lots)))
        else:
            words = tr("{sku}: how many lie here? Type the number.")
            if one.count > 1:
                words = tr("{sku}: {units} lie here? Enter says so; else type the number.")
            units = QLocale().toString(one.count)
            self._steps.say(Band.RIGHT, words.format(sku=one.name, units=units))
        lot = one.lot if one.lot is not None else (lots[0] if len(lots) == 1 else None)
        self._item = _InHand(one.name, lot, one)

    @property
    def _lines_here(self) -> list[CountLineView]:
        lines = [] if self._view is None else self._view.lines
        return [one for one in lines if one.location == self._bin]

    def _say_units(self, text: str) -> None:
        """The number of units, after it how many pickers have taken where some are to be picked."""
        item = self._item
        if item is None:
            return
        if not text and not item.units:
            text = item.told
        lots = [line.lot for line in self._lines_here if line.sku == item.sku]
        if item.lot is None and (len(lots) > 1 or text in lots):
            self._name_lot(item, text, lots)
        elif item.units:
            self._enter(item, text or "0")
        elif not (text.isascii() and text.isdecimal()):
            words = tr("“{text}” is no number of units. Type how many of {sku} lie here.")
            self._steps.say(Band.WRONG, words.format(text=text, sku=item.sku))
        else:
            held = sum(one.to_pick for one in self._lines_here if _is_of(one, item))
            if held:
                self._item = _InHand(item.sku, item.lot, item.meaning, text, held)
                words = tr_count(
                    "A picker has {count} of it on a list. How many are taken already? Enter: none",
                    "Pickers have {count} of it on lists. How many are taken already? Enter: none",
                    held,
                )
                self._steps.say(Band.LOOK, words.format(count=QLocale().toString(held)))
                self._show()
            else:
                self._enter(_InHand(item.sku, item.lot, item.meaning, text), "")

    def _name_lot(self, item: _InHand, text: str, lots: list[str]) -> None:
        if text not in lots:
            words = tr("“{text}” is none of its lots here: {lots}.")
            self._steps.say(Band.WRONG, words.format(text=text, lots=", ".join(lots)))
            return
        self._item = _InHand(item.sku, text, item.meaning)
        words = tr("{sku}, lot {lot}: how many lie here? Type the number.")
        self._steps.say(Band.RIGHT, words.format(sku=item.sku, lot=text))
        self._show()

    def _enter(self, item: _InHand, taken: str) -> None:
        context, location = self._context, self._bin
        expires_on = None if item.meaning is None else item.meaning.expires_on
        count = CountOf(location, item.sku, item.units, item.lot, expires_on, taken, self._at)

        def work(key: str) -> CountStep:
            done = enter_count(context, self._sheet, count, key=key)
            return CountStep(show_sheet(context, self._sheet), None, done, key)

        title = tr("Counting {bin}").format(bin=location)
        self._steps.send(title, work, self._entered, lambda: self._enter(item, taken))

    def _entered(self, step: CountStep) -> None:
        self._view, self._item = step.view, None
        done = step.done
        if done is not None:
            self._last.append(step.key)
            line = done.line
            told = entered_words((line.location, line.sku, line.lot), line.counted or 0, done.left)
            again = line.state in AGAIN and not step.view.sheet.blind
            more = tr("It differs much, or was being picked: count it once more.")
            self._steps.say(
                Band.LOOK if again else Band.RIGHT,
                f"{told} {more}" if again else told,
                None if self._left else Sound.ORDER_DONE,
            )
        self._show()

    @property
    def _left(self) -> list[CountLineView]:
        return [] if self._view is None else self._view.left

    def _empty(self) -> None:
        """What of the bin is not counted is not there."""
        left = [one for one in self._lines_here if one.state is CountState.OPEN]
        if not self._bin or not left:
            words = tr("Scan a bin first of which something is not counted.")
            self._steps.say(Band.WRONG, words)
            return
        for one in left:
            item = _InHand(one.sku, one.lot, None, "0")
            self._steps.put(lambda item=item: self._enter(item, ""))  # type: ignore[misc]

    def _take_back(self) -> None:
        context, self._item = self._context, None
        self._show()  # at once: it may be refused to take the last one back
        if not self._last:
            self._steps.say(Band.WRONG, tr("Nothing was counted here yet."))
            return
        key = self._last[-1]

        def work(own_key: str) -> CountStep:
            undo_key(context, key, own_key=own_key)
            return CountStep(show_sheet(context, self._sheet))

        def done(step: CountStep) -> None:
            self._last.pop()
            self._view = step.view
            self._show()
            self._steps.say(Band.LOOK, tr("The last count is taken back."))

        title = tr("Taking the last one back")
        self._steps.send(title, work, done, self._take_back)

    def _show(self) -> None:
        view, item = self._view, self._item
        if view is None:
            return
        goods = ""
        if item is not None:
            goods = tr("{sku}: how many?").format(sku=item.sku)
            if item.told:
                words = tr("{sku}: {units}?")
                goods = words.format(sku=item.sku, units=item.told)
            if item.lot:
                words = tr("{sku}, lot {lot}: how many?")
                goods = words.format(sku=item.sku, lot=item.lot)
            if item.units:
                words = tr("{units} of {sku} lie here; how many are taken?")
                goods = words.format(units=item.units, sku=item.sku)
        lines = self._lines_here if self._bin else self._left
        if view.sheet.status is not CountStatus.OPEN:
            goods, lines = tr("This sheet is not open any more."), []
        self.screen.show_work(self._bin or tr("Scan a bin"), goods, len(self._left), lines)


def _is_of(line: CountLineView, item: _InHand) -> bool:
    return line.sku == item.sku and (item.lot is None or line.lot == item.lot)
