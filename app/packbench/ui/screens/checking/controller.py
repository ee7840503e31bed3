"""What the command of the check does: checks, stops, and saves what can be read."""

import time
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QUrl
from PySide6.QtGui import QDesktopServices

from packbench.domain.refusals import EnvironmentFault, Refusal
from packbench.engine.command.context import Context
from packbench.jobs.progress import Progress
from packbench.services.office.administration import check
from packbench.services.office.checking import CheckResult
from packbench.services.office.rescuing import RescueResult, rescue
from packbench.ui import company_clock
from packbench.ui.desk import Desk
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.file_dialogs import ask_for_folder
from packbench.ui.screens.checking.dialog import CheckDialog
from packbench.words.language import tr
from packbench.words.refusals import sentence

T = TypeVar("T")


class CheckController:
    """Opens the dialog, which holds its session.

    Args:
        desk: the open window.
        context: the database; it need not be fit for work.
    """

    def __init__(self, desk: Desk, context: Context) -> None:
        self._desk, self._context = desk, context

    def open(self) -> None:
        """Opens the dialog and begins to check."""
        dialog = CheckDialog(self._desk.theme, self._desk.window)
        dialog.finished.connect(dialog.deleteLater)
        session = _Checking(self._desk, self._context, dialog)
        dialog.open()
        session.check()


class _Checking(QObject):
    """What one dialog asked for; it goes with its dialog."""

    def __init__(self, desk: Desk, context: Context, dialog: CheckDialog) -> None:
        super().__init__(dialog)
        self._desk, self._database, self._dialog = desk, context.database, dialog
        self._progress = Progress()
        self._folder = Path()
        dialog.wanted.connect(self.check)
        dialog.save_wanted.connect(self._ask_where)
        dialog.folder_wanted.connect(self._open_folder)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self._stop)

    def _stop(self) -> None:
        """Nobody waits for it when the program ends."""
        self._progress.cancel()

    def check(self) -> None:
        """Looks at everything."""

        def work(progress: Progress) -> tuple[CheckResult, float]:
            started_s = time.monotonic()
            result = check(self._database, progress.report, progress.ending)
            return result, time.monotonic() - started_s

        def done(answer: tuple[CheckResult, float]) -> None:
            self._dialog.show_result(*answer)

        self._run(tr("Checking every page, table and rule; nothing is changed…"), work, done)

    def _ask_where(self) -> None:
        """What is saved goes into a new folder: there is nothing that it could be mixed up with."""
        within = ask_for_folder(self._dialog, tr("Make a folder with the saved files in"))
        if within is not None:
            self._save_in(within)

    def _save_in(self, within: Path) -> None:
        """Saves what can be read into a new folder in this one."""
        path = self._database.path
        name = path.stem if path is not None else "database"
        self._folder = folder = _new_folder(within, name, company_clock.today())

        def work(progress: Progress) -> RescueResult:
            return rescue(self._database, folder, progress.report, progress.ending)

        def done(result: RescueResult) -> None:
            self._dialog.show_saved(result, str(folder))

        self._run(tr("Saving what can be read…"), work, done)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _run(self, words: str, work: Callable[[Progress], T], done: Callable[[T], None]) -> None:
        self._progress = progress = Progress()
        self._dialog.follow(words, progress)
        self._desk.runner.read(
            "check", lambda: work(progress), done, on_error=self._fail, owner=self._dialog
        )

    def _fail(self, error: BaseException) -> None:
        if self._progress.cancelled:
            self._dialog.refuse(tr("Stopped. Nothing was changed."), Tone.NEUTRAL)
            return
        known = self._desk.window.errors.translate(error)
        if isinstance(known, EnvironmentFault | Refusal):
            self._dialog.refuse(sentence(known))
        else:
            self._dialog.refuse(tr("It could not be done."))
            self._desk.window.errors.show(known)


def _new_folder(within: Path, name: str, day: date) -> Path:
    """A name in the folder that nothing has yet, such as `packbench-saved-2031-03-02`."""
    first = within / f"{name}-saved-{day}"
    further = (first.with_name(f"{first.name}-{number}") for number in count(2))
    return first if not first.exists() else next(one for one in further if not one.exists())
