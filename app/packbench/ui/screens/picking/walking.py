"""One picker's walk on screen: the next stop, what the scans mean, what is booked."""

from typing import Any

import shiboken6

from packbench.domain.picking import ShortReason, WaveStatus
from packbench.domain.refusals import Code, Refusal
from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.services.office.pick_work import ListedWave, TaskView
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.screens import ScreenSettings, screen_settings
from packbench.services.picking.walk_plan import walk_plan
from packbench.services.picking.walking import badge_owner, hand_over, next_task
from packbench.services.picking.waves import WaveView, get_wave
from packbench.services.scanning import resolve
from packbench.ui.choosing import choose
from packbench.ui.parts.scanner.scan_queue import ScanQueue
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.screens.picking.walk_screen import WalkScreen
from packbench.ui.sending import SentCommand, failure_words, send_once
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.places import place_word
from packbench.words.refusals import sentence

_SCANS = (ScanKind.PRODUCT, ScanKind.LOCATION, ScanKind.COMMAND)


class WalkOnScreen:
    """Opens the screen, which holds it, and carries out what a picker does on it."""

    def __init__(self, place: Workplace, shown: ListedWave) -> None:
        wave = shown.number
        self._place, self._wave, self._warehouse = place, wave, shown.warehouse
        self._undoing = Undoing(place)
        self._task: TaskView | None = None
        self._shipments: frozenset[str] = frozenset()  # of the wave, as this screen knows it
        self._is_busy = True
        self._scans = ScanQueue(self._look_up, lambda: not self._is_busy)
        desk = place.desk
        self.screen = WalkScreen(wave, self._scans.put, desk.runner, desk.theme, desk.window)
        self.screen.booked.connect(self._book)
        self.screen.open()
        desk.runner.read(
            "",
            lambda: (screen_settings(place.context, wave), get_wave(place.context, wave)),
            self._begin,
            on_error=self._fail,
            owner=self.screen,
        )

    def _begin(self, found: tuple[ScreenSettings, WaveView]) -> None:
        settings, wave = found
        self._shipments = frozenset(wave.shipments)
        self.screen.set_up(settings)
        self._go_on()

    def _go_on(self) -> None:
        """Asks for the next stop, which is this picker's then."""
        context, wave = self._place.context, self._wave
        self._is_busy = True
        self._send(
            SentCommand(
                tr("Looking for the next stop"),
                ("pick.next", wave),
                lambda key, _: next_task(context, wave, key=key),
                self._show,
                self._fail,
            )
        )

    def _show(self, task: TaskView, _key: str) -> None:
        self._task = task
        self._is_busy = False
        if shiboken6.isValid(self.screen):
            self.screen.show_task(task)
            self._draw()
            self._scans.go_on()

    def _draw(self) -> None:
        """Has the walk drawn as it is now; nobody waits for it."""
        context, wave, screen = self._place.context, self._wave, self.screen
        read = self._place.desk.runner.read
        read("picking.plan", lambda: walk_plan(context, wave), screen.show_plan, owner=screen)

    def _book(self, units: int, reason: ShortReason | None) -> None:
        """Once a stop, however often Enter arrives."""
        task, context, wave = self._task, self._place.context, self._wave
        if task is None or self._is_busy:
            return
        self._is_busy = True
        picked = [PickedTask(task.task, units, reason, self.screen.found_in)]
        self._send(
            SentCommand(
                tr("Booking what was taken"),
                ("pick.confirm", wave, picked),
                lambda key, _: confirm_picks(context, wave, picked, key=key),
                lambda after, key: self._booked(after, key, is_short=reason is not None),
                self._fail,
            )
        )

    def _booked(self, after: WaveView, key: str, *, is_short: bool) -> None:
        task = self._task
        if task is not None:
            words = tr("Task {task} of wave {wave} is booked.")
            self._undoing.offer(words.format(task=task.task, wave=self._wave), key)
        if shiboken6.isValid(self.screen) and self.screen.isVisible():
            self.screen.note_booked()
            news = self._news(after, task, is_short=is_short)
            if news:
                self.screen.say(" ".join(news), Tone.ATTENTION)
            if after.status == WaveStatus.PICKED:
                all_picked = tr("All of wave {wave} is picked.").format(wave=self._wave)
                self._finish(" ".join([*news, all_picked]))
            else:
                self._go_on()

    def _news(self, after: WaveView, task: TaskView | None, *, is_short: bool) -> list[str]:
        """What the picker has to know beside the next stop: what is short, and what was taken out.

        A shipment that is gone because just now all of it was short was not taken out by others.
        """
        gone = self._shipments - set(after.shipments)
        self._shipments = frozenset(after.shipments)
        news = []
        if is_short and task is not None:
            news.append(_short_words(after, task))
            gone -= {task.shipment}
        if gone:
            words = tr(
                "Taken out of this wave: {shipments}. What you took for it goes back into its"
                " bins; print the changes of the list."
            )
            news.append(words.format(shipments=", ".join(sorted(gone))))
        return news

    def _finish(self, words: str) -> None:
        """Nothing is left to be walked here."""
        self._task, self._is_busy = None, False
        self._scans.forget()
        self.screen.finish(words)
        self._draw()

    def _fail(self, error: BaseException) -> None:
        self._is_busy = False
        window = self._place.desk.window
        if not shiboken6.isValid(self.screen):
            return
        known = window.errors.translate(error)
        over = isinstance(known, Refusal) and known.code in {Code.NOTHING_TO_DO, Code.WRONG_STATE}
        if over and isinstance(known, Refusal):
            self._finish(sentence(known))
        else:
            self._scans.forget()
            self.screen.refuse(failure_words(window.errors, error, tr("Nothing was booked.")))

    def _send(self, sent: SentCommand[Any]) -> None:
        send_once(self._place, sent)

    def _look_up(self, scan: Scan) -> None:
        """Scans have no slot: none may take the place of another. Bins are those of the wave."""
        context, here = self._place.context, self._warehouse

        def take(found: tuple[str | None, Meaning]) -> None:
            colleague, meaning = found
            if colleague is None:
                choose(meaning, _SCANS, self.screen.take, self.screen)
            else:
                self._hand_over(colleague)
            self._scans.answered()

        def fail(error: BaseException) -> None:
            self._fail(error)
            self._scans.answered()

        self._place.desk.runner.read(
            "",
            lambda: (badge_owner(context, scan.text), resolve(context, scan.text, warehouse=here)),
            take,
            on_error=fail,
            owner=self.screen,
        )

    def _hand_over(self, colleague: str) -> None:
        """The stop is walked by whoever has the badge that was scanned."""
        task, context, wave = self._task, self._place.context, self._wave
        if task is None or self._is_busy:
            return
        self._is_busy = True
        self._send(
            SentCommand(
                tr("Handing over to {name}").format(name=colleague),
                ("pick.hand_over", wave, task.task, colleague),
                lambda key, _: hand_over(context, wave, colleague, tasks=[task.task], key=key),
                self._handed_over,
                self._fail,
            )
        )

    def _handed_over(self, _: WaveView, _key: str) -> None:
        self._is_busy = False
        if shiboken6.isValid(self.screen) and self.screen.isVisible():
            self._go_on()


def _short_words(after: WaveView, task: TaskView) -> str:
    """Where what was not there comes from now: another bin of this walk, or the waiting room."""
    elsewhere = [
        one.location
        for one in after.tasks
        if (one.sku, one.shipment) == (task.sku, task.shipment)
        and one.task > task.task
        and one.picked + one.short < one.quantity
    ]
    if elsewhere:
        words = tr("{sku} is short here; {bin} is on the walk for it.")
        return words.format(sku=task.sku, bin=place_word(elsewhere[-1]))
    return tr("{sku} is short: what is missing waits again in its old place.").format(sku=task.sku)
