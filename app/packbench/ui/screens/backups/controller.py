"""What the command of the back-ups does, and the daily one by itself."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QTimer

from packbench.domain.refusals import EnvironmentFault, FaultCode, Refusal
from packbench.services.office.backups import (
    Backup,
    BackupState,
    backup_state,
    daily_back_up,
    read_through,
)
from packbench.ui import company_clock
from packbench.ui.screens.backups.dialog import BackupsDialog
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.refusals import sentence

_LOOK_EVERY_MS = 600_000

T = TypeVar("T")


class BackupsController:
    """Opens the dialog, and makes and tests back-ups for it."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def open(self) -> None:
        """Shows the back-ups as they are now."""
        desk, database = self._place.desk, self._place.context.database

        def look() -> BackupState:
            return backup_state(database, company_clock.today())

        desk.runner.read("backups", look, self._show, owner=desk.window)

    def _show(self, state: BackupState) -> None:
        desk = self._place.desk
        dialog = BackupsDialog(state, desk.theme, desk.window)
        dialog.wanted.connect(partial(self._back_up, dialog))
        dialog.test_wanted.connect(partial(self._test, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _back_up(self, dialog: BackupsDialog) -> None:
        database, day = self._place.context.database, company_clock.today()

        def work() -> tuple[Backup | None, BackupState]:
            made = daily_back_up(database, day, again=True)
            return made, backup_state(database, day)

        def done(answer: tuple[Backup | None, BackupState]) -> None:
            end_failed(self._place)
            dialog.show_state(answer[1])
            dialog.tell(tr("It was backed up and read through: it is whole."))

        self._run(dialog, tr("Backing up…"), work, done)

    def _test(self, dialog: BackupsDialog, file: str) -> None:
        def done(found: Backup) -> None:
            words = tr("{file} is whole. Orders in it: {orders}; commands: {commands}.")
            name = Path(found.file).name
            dialog.tell(words.format(file=name, orders=found.orders, commands=found.commands))

        self._run(dialog, tr("Reading it through…"), lambda: read_through(Path(file)), done)

    def _run(
        self,
        dialog: BackupsDialog,
        words: str,
        work: Callable[[], T],
        done: Callable[[T], None],
    ) -> None:
        def failed(error: BaseException) -> None:
            known = self._place.desk.window.errors.translate(error)
            if isinstance(known, EnvironmentFault | Refusal):
                dialog.refuse(sentence(known))
            else:
                dialog.refuse(tr("It did not work."))
                self._place.desk.window.errors.show(known)

        dialog.wait(words)
        self._place.desk.runner.read("backup", work, done, on_error=failed, owner=dialog)


def end_failed(place: Workplace) -> None:
    """What was told of a back-up that failed is over: there is one."""
    place.desk.window.banner.end(FaultCode.BACKUP_FAILED.value)


class DailyBackup(QObject):
    """Backs the file up once a day, at the start or when the day has turned; tells what fails.

    Args:
        place: the window at work.
        day: the day it is.
    """

    def __init__(self, place: Workplace, day: Callable[[], date] = company_clock.today) -> None:
        super().__init__(place.desk.window)
        self._place, self._day = place, day
        self._done: date | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        place.desk.window.installEventFilter(self)
        if place.context.database.is_sqlite:
            self._timer.start(_LOOK_EVERY_MS)
            self.look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Nothing is backed up by a window that is closed."""
        if event.type() == QEvent.Type.Close:
            self._timer.stop()
        return super().eventFilter(watched, event)

    def look(self) -> None:
        """Makes the day's back-up when this window has not seen it; what failed is tried again."""
        day, desk = self._day(), self._place.desk
        database = self._place.context.database
        if day == self._done:
            return

        def work() -> bool:
            daily_back_up(database, day)
            made = backup_state(database, day).kept  # none while nobody has done anything yet
            return any(one.day == day for one in made)

        def done(is_made: bool) -> None:
            self._done = day if is_made else None
            end_failed(self._place)

        desk.runner.read(
            "daily_backup",
            work,
            done,
            on_error=desk.window.errors.show,
            owner=self,
        )
