"""One walk on screen: takes scans in their order, books what was picked, goes to the next stop."""

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from packbench.domain.picking import ShortReason
from packbench.domain.refusals import Code, Refusal
from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.domain.scanning.walk import AtStop, WalkStop, WalkVerdict
from packbench.engine.command.context import Context
from packbench.jobs.progress import Progress
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.walking import badge_owner, hand_over, next_task
from packbench.services.picking.waves import WaveView, get_wave
from packbench.services.scanning import resolve
from packbench.ui.parts.theme.tokens import Band
from packbench.ui.screens.picking.walk_dialog import WalkDialog
from packbench.ui.sending import SentCommand, failure_words, send_once
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


class _Scanned(NamedTuple):
    """What a scan is: the owner of a badge, or what the code means."""

    picker: str | None
    meaning: Meaning


class _Reached(NamedTuple):
    """The next stop, and the wave as it is now."""

    task: int | None
    wave: WaveView


class WalkSession:
    """Holds one dialog until it is left.

    Args:
        place: the window at work.
        wave: the number of an open wave.
    """

    def __init__(self, place: Workplace, wave: str) -> None:
        self._place, self._wave = place, wave
        self._waiting: deque[Scan] = deque()
        self._busy = False
        self._times = 1
        self._at: AtStop | None = None
        self._wave_now: WaveView | None = None
        self._before: list[AtStop] = []
        desk = place.desk
        self.dialog = WalkDialog(wave, self._take, desk.theme, desk.window)
        self.dialog.wanted.connect(self._take_word)
        self.dialog.finished.connect(self.dialog.deleteLater)

    def show(self) -> None:
        """Opens the dialog over the whole screen and goes to the first stop."""
        self.dialog.setModal(True)
        self.dialog.showFullScreen()
        self._go_on()

    def _take(self, scan: Scan) -> None:
        """Scans that come while something is booked wait; none is dropped."""
        self._waiting.append(scan)
        self._drain()

    def _drain(self) -> None:
        if self._busy or not self._waiting:
            return
        context, text = self._place.context, self._waiting.popleft().text
        self._busy = True
        self._place.desk.runner.read(
            "picking.scan",
            lambda: _Scanned(badge_owner(context, text), resolve(context, text)),
            self._act,
            on_error=self._fail,
            owner=self.dialog,
        )

    def _act(self, scanned: _Scanned) -> None:
        self._busy = False
        at, meaning = self._at, scanned.meaning
        if at is None:
            return
        if scanned.picker is not None:
            self._hand_over(at.stop.task, scanned.picker)
        elif meaning.kind is ScanKind.COMMAND:
            self._take_word(_WORDS.get(meaning.name, meaning.name))
        else:
            self._judge(at, _meant_here(meaning, at.stop))
        self._drain()

    def _judge(self, at: AtStop, meaning: Meaning) -> None:
        """A bin or goods; a wrong scan changes nothing and says so."""
        units, self._times = meaning.count * self._times, 1
        if meaning.kind is ScanKind.LOCATION:
            now, verdict = at.scan_bin(meaning.name)
        elif meaning.kind is ScanKind.PRODUCT:
            now, verdict = at.scan_item(meaning.name, units)
        else:
            words = tr("{code} is neither a bin nor goods. Scan it again, or ask.")
            self.dialog.band.tell(Band.WRONG, words.format(code=meaning.text))
            return
        if verdict.is_right:
            self._before.append(at)
            self._at = now
            self._show()
        band = Band.RIGHT if verdict.is_right else Band.WRONG
        self.dialog.band.tell(band, _verdict_words(verdict, now, meaning.name))
        if verdict is WalkVerdict.COMPLETE:
            self._book(PickedTask(now.stop.task, now.counted))

    def _take_word(self, word: str) -> None:
        """A button, a key, or a code of the control sheet."""
        at = self._at
        if word == "leave":
            self.dialog.reject()
        elif at is None or self._busy:
            return
        elif word == "all":
            self._book(PickedTask(at.stop.task))
        elif word in _REASONS:
            self._book(PickedTask(at.stop.task, at.counted, _REASONS[word]))
        elif word == "undo":
            self._take_back()
        elif word.startswith("Q") and word[1:].isdecimal():
            self._times = int(word[1:])
            words = tr("The next scan counts {count}.").format(count=self._times)
            self.dialog.band.tell(Band.LOOK, words)
        else:
            words = tr("{code} does nothing on a walk.").format(code=word)
            self.dialog.band.tell(Band.LOOK, words)

    def _take_back(self) -> None:
        """The last scan at this stop; what was booked is taken back from the tab (Ctrl+Z)."""
        if self._before:
            self._at = self._before.pop()
            self._show()
            self.dialog.band.tell(Band.LOOK, tr("The last scan was taken back."))
        else:
            words = tr("Nothing was scanned at this stop. Leave, and press Ctrl+Z.")
            self.dialog.band.tell(Band.LOOK, words)

    def _book(self, picked: PickedTask) -> None:
        title = tr("Picking {sku}").format(sku=self._at.stop.sku if self._at else "")

        def work(context: Context, key: str) -> None:
            confirm_picks(context, self._wave, [picked], key=key)

        self._send(title, picked, work)

    def _hand_over(self, task: int, picker: str) -> None:
        title = tr("Handing over to {name}").format(name=picker)

        def work(context: Context, key: str) -> None:
            hand_over(context, self._wave, picker, tasks=[task], key=key)

        self._send(title, ("hand_over", task, picker), work)

    def _go_on(self) -> None:
        """Asks for a stop without booking anything."""
        self._send(tr("Starting the walk"), ("next", self._wave), lambda _context, _key: None)

    def _send(self, title: str, content: object, work: Callable[[Context, str], None]) -> None:
        """Does something, then goes to the next stop that is this picker's."""
        context, wave = self._place.context, self._wave
        self._busy = True
        self.dialog.wait(waiting=True)

        def both(key: str, _: Progress) -> _Reached:
            work(context, key)
            return _reach(context, wave, f"{key}-next")

        send_once(
            self._place,
            SentCommand(title, content, both, lambda reached, _: self._arrive(reached), self._fail),
        )

    def _arrive(self, reached: _Reached) -> None:
        self._busy = False
        self._before = []
        self.dialog.wait(waiting=False)
        stops = [task for task in reached.wave.tasks if task.quantity > task.picked + task.short]
        found = next((task for task in stops if task.task == reached.task), None)
        if found is None:
            self._at = None
            self.dialog.finish(_end_words(reached.wave))
            return
        left = found.quantity - found.picked - found.short
        told = (found.task, found.location, found.sku, found.name, found.lot)
        self._at = AtStop(WalkStop(*told, left, found.shipment, found.tote))
        self._wave_now = reached.wave
        self._show()
        words = tr("Go to {place} and scan the bin.") if found.location else tr("Scan the goods.")
        self.dialog.band.tell(Band.LOOK, words.format(place=found.location))
        self._drain()

    def _show(self) -> None:
        if self._at is None or self._wave_now is None:
            return
        tasks = self._wave_now.tasks
        open_ = [task for task in tasks if task.quantity > task.picked + task.short]
        after = [task for task in open_ if task.task != self._at.stop.task]
        following = (after[0].location or tr("without a bin")) if after else ""
        self.dialog.show_stop(self._at, len(tasks) - len(open_), len(tasks), following)

    def _fail(self, error: BaseException) -> None:
        self._busy = False
        self.dialog.wait(waiting=False)
        errors = self._place.desk.window.errors
        words = failure_words(errors, error, tr("It could not be done."))
        self.dialog.band.tell(Band.WRONG, words)
        self._drain()


_WORDS = {
    "DONE": "all",
    "SHORT": "short",
    "DAMAGED": "damaged",
    "UNDO": "undo",
    "CANCEL": "leave",
    "LOGOUT": "leave",
}
_REASONS = {"short": ShortReason.MISSING, "damaged": ShortReason.DAMAGED}


def _reach(context: Context, wave: str, key: str) -> _Reached:
    """The stop to go to; none where all is picked, or walked by others."""
    try:
        task = next_task(context, wave, key=key).task
    except Refusal as refusal:
        if refusal.code not in {Code.NOTHING_TO_DO, Code.WRONG_STATE}:
            raise
        task = None
    return _Reached(task, get_wave(context, wave))


def _meant_here(meaning: Meaning, stop: WalkStop) -> Meaning:
    """Of a code that stands for several records the one that the picker stands at."""
    here = {stop.sku, stop.location}
    return next((one for one in meaning.choices if one.name in here), meaning)


def _verdict_words(verdict: WalkVerdict, at: AtStop, name: str) -> str:
    words = {
        WalkVerdict.IN_BIN: tr("Right bin. Scan the goods."),
        WalkVerdict.COUNTED: tr("{count} left").format(count=at.left),
        WalkVerdict.COMPLETE: tr("Complete"),
        WalkVerdict.WRONG_BIN: tr("{name} is another bin. Go to {place}."),
        WalkVerdict.BIN_FIRST: tr("Scan the bin {place} first."),
        WalkVerdict.WRONG_ITEM: tr("{name} is not wanted here. Put it back, take {sku}."),
        WalkVerdict.TOO_MANY: tr("Too many: only {count} more are wanted.").format(count=at.left),
    }[verdict]
    place = at.stop.location or ""
    return words.format(name=name, place=place, sku=at.stop.sku)


def _end_words(wave: WaveView) -> str:
    left = sum(task.quantity > task.picked + task.short for task in wave.tasks)
    if left:
        return tr("What is left of wave {wave} is walked by others.").format(wave=wave.number)
    return tr("Wave {wave} is picked. Bring it to the packing bench.").format(wave=wave.number)
