"""One picker's walk on screen: the next stop, what the scans mean, what is booked."""

from typing import Any

import shiboken6

from packbench.domain.picking import ShortReason
from packbench.domain.refusals import Code, Refusal
from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.services.office.pick_work import TaskView
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.walking import badge_owner, hand_over, next_task
from packbench.services.picking.waves import WaveView
from packbench.services.scanning import resolve
from packbench.ui.choosing import choose
from packbench.ui.screens.picking.walk_screen import WalkScreen
from packbench.ui.sending import SentCommand, failure_words, send_once
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.refusals import sentence

_SCANS = (ScanKind.PRODUCT, ScanKind.LOCATION, ScanKind.COMMAND)


class WalkOnScreen:
    """Opens the screen, which holds it, and carries out what a picker does on it."""

    def __init__(self, place: Workplace, wave: str) -> None:
        self._place, self._wave = place, wave
        self._undoing = Undoing(place)
        self._task: TaskView | None = None
        self._is_booking = False
        self.screen = WalkScreen(wave, self._look_up, place.desk.theme, place.desk.window)
        self.screen.booked.connect(self._book)
        self.screen.open()
        self._go_on()

    def _go_on(self) -> None:
        """Asks for the next stop, which is this picker's then."""
        context, wave = self._place.context, self._wave
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
        if shiboken6.isValid(self.screen):
            self.screen.show_task(task)

    def _book(self, units: int, reason: ShortReason | None) -> None:
        """Once a stop, however often Enter arrives."""
        task, context, wave = self._task, self._place.context, self._wave
        if task is None or self._is_booking:
            return
        self._is_booking = True
        picked = [PickedTask(task.task, units, reason, self.screen.found_in)]
        self._send(
            SentCommand(
                tr("Booking what was taken"),
                ("pick.confirm", wave, picked),
                lambda key, _: confirm_picks(context, wave, picked, key=key),
                self._booked,
                self._fail,
            )
        )

    def _booked(self, _: WaveView, key: str) -> None:
        self._is_booking = False
        task = self._task
        if task is not None:
            words = tr("Task {task} of wave {wave} is booked.")
            self._undoing.offer(words.format(task=task.task, wave=self._wave), key)
        if shiboken6.isValid(self.screen) and self.screen.isVisible():
            self._go_on()

    def _fail(self, error: BaseException) -> None:
        self._is_booking = False
        window = self._place.desk.window
        if not shiboken6.isValid(self.screen):
            return
        known = window.errors.translate(error)
        over = isinstance(known, Refusal) and known.code in {Code.NOTHING_TO_DO, Code.WRONG_STATE}
        if over and isinstance(known, Refusal):
            self.screen.finish(sentence(known))
        else:
            self.screen.refuse(failure_words(window.errors, error, tr("Nothing was booked.")))

    def _send(self, sent: SentCommand[Any]) -> None:
        send_once(self._place, sent)

    def _look_up(self, scan: Scan) -> None:
        context, screen = self._place.context, self.screen

        def take(found: tuple[str | None, Meaning]) -> None:
            colleague, meaning = found
            if colleague is None:
                choose(meaning, _SCANS, screen.take, screen)
            else:
                self._hand_over(colleague)

        self._place.desk.runner.read(
            "picking.walk",
            lambda: (badge_owner(context, scan.text), resolve(context, scan.text)),
            take,
            owner=screen,
        )

    def _hand_over(self, colleague: str) -> None:
        """The stop is walked by whoever has the badge that was scanned."""
        task, context, wave = self._task, self._place.context, self._wave
        if task is None or self._is_booking:
            return
        self._is_booking = True
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
        self._is_booking = False
        if shiboken6.isValid(self.screen) and self.screen.isVisible():
            self._go_on()
