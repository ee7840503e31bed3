"""Importing from the window: look at the files, try each, carry it out on the write lane."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from packbench.domain.refusals import EnvironmentFault, Refusal
from packbench.engine.command.context import Context
from packbench.jobs.progress import JobCancelled, Progress
from packbench.services.importing.files import (
    IMPORTABLE,
    ImportRequest,
    ImportResult,
    import_file,
    refuse_own_database,
)
from packbench.services.importing.looking import (
    FileLook,
    broken_profiles,
    encodings,
    import_profiles,
    look_at,
    look_at_profile,
)
from packbench.ui.parts.bridge.runner import Job
from packbench.ui.parts.shell.progress_strip import PERCENT
from packbench.ui.parts.widgets.file_dialogs import ask_for_files
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.screens.importing.dialog import ImportDialog, Offered
from packbench.ui.screens.importing.words import imported_words, importing_words
from packbench.ui.sending import SentCommand, send_once, tell_failure
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.refusals import sentence


class ImportController:
    """Imports files, one dialog after the other."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._undoing = Undoing(place)
        self._waiting: list[FileLook] = []
        self._trial: Job | None = None
        self._asking = False

    def choose(self) -> None:
        """Asks for files and imports them."""
        patterns = tr("Tables (*.csv *.tsv *.txt *.xlsx *.gz *.bz2 *.xz *.zip);;All files (*)")
        self.open_files(ask_for_files(self._place.desk.window, tr("Import files"), patterns))

    def open_files(self, paths: Sequence[Path]) -> None:
        """Looks at files and asks about each, in the order in which they need each other."""
        desk = self._place.desk
        if paths:
            desk.runner.render(
                "",
                lambda _: [_look(self._place.context, path) for path in paths],
                self._take,
                owner=desk.window,
            )

    def _take(self, looks: "list[FileLook | Refusal]") -> None:
        for look in looks:
            if isinstance(look, Refusal):
                self._place.desk.window.errors.show(look)
            else:
                self._waiting.append(look)
        self._waiting.sort(key=_needed_first)
        self._ask_next()

    def _ask_next(self) -> None:
        if self._asking or not self._waiting:
            return
        desk = self._place.desk
        self._asking = True
        warnings = [sentence(refusal) for refusal in broken_profiles()]
        offered = Offered(self._waiting.pop(0), import_profiles(), encodings(), warnings)
        dialog = ImportDialog(offered, desk.theme, desk.window)
        dialog.tried.connect(partial(self._try, dialog))
        dialog.wanted.connect(self.carry_out)
        dialog.profile_wanted.connect(partial(self._choose_profile, dialog))
        dialog.finished.connect(partial(self._close, dialog))
        dialog.open()
        dialog.try_it()

    def _close(self, dialog: ImportDialog, _code: int) -> None:
        self._drop_trial()
        dialog.deleteLater()
        self._asking = False
        self._ask_next()

    def _choose_profile(self, dialog: ImportDialog) -> None:
        """Asks for the file of a profile and offers it in the dialog."""
        patterns = tr("Import profiles (*.toml)")
        for path in ask_for_files(dialog, tr("Choose a profile"), patterns)[:1]:
            try:
                dialog.add_profile(look_at_profile(str(path)))
            except Refusal as refusal:
                dialog.show_fault(sentence(refusal))

    def _try(self, dialog: ImportDialog, request: ImportRequest) -> None:
        """Tries a request without keeping anything; the newest counts."""
        self._drop_trial()
        context, desk = self._place.context, self._place.desk
        trial = replace(request, dry_run=True)

        def fail(error: BaseException) -> None:
            known = desk.window.errors.translate(error)
            if isinstance(known, Refusal | EnvironmentFault):
                dialog.show_fault(sentence(known))
            elif not isinstance(known, JobCancelled):
                dialog.show_fault(tr("It can't be tried."))
                desk.window.errors.show(known)

        self._trial = desk.runner.write(
            "",
            lambda progress: import_file(context, trial, progress.report),
            dialog.show_result,
            on_error=fail,
            owner=dialog,
        )

    def _drop_trial(self) -> None:
        if self._trial is not None:
            self._trial.cancel()
            self._trial.drop()
            self._trial = None

    def carry_out(self, request: ImportRequest) -> None:
        """Imports a file for good, with progress and a Cancel that leaves nothing half-done."""
        context = self._place.context

        def work(key: str, progress: Progress) -> ImportResult:
            return _import(context, replace(request, key=key), progress)

        title = importing_words(request.kind, request.path.name)
        send_once(
            self._place,
            SentCommand(title, request, work, self._tell, partial(tell_failure, self._place)),
        )

    def _tell(self, result: ImportResult, key: str) -> None:
        messages = self._place.desk.window.messages
        words = imported_words(result)
        if result.rejects_file is None and result.imported + result.updated:
            self._undoing.offer(words, key)
            return
        if result.rejects_file is None:
            messages.post(Level.DONE, words)
            return
        url = QUrl.fromLocalFile(result.rejects_file)
        show = MessageAction(
            tr("Show what was rejected"), lambda: QDesktopServices.openUrl(url), shows=True
        )
        told = tr("Mend {file} and import it again.")
        name = Path(result.rejects_file).name
        level = Level.PART if result.imported or result.updated else Level.REFUSED
        messages.post(level, f"{words} {told.format(file=name)}", show)


def _look(context: Context, path: Path) -> FileLook | Refusal:
    try:
        refuse_own_database(context, path)
        return look_at(path)
    except Refusal as refusal:
        return refusal


def _needed_first(look: FileLook) -> int:
    """Products before the stock of them, orders last: as a whole set of files is imported."""
    return IMPORTABLE.index(look.fits[0].kind) if look.fits else len(IMPORTABLE)


def _import(context: Context, request: ImportRequest, progress: Progress) -> ImportResult:
    def report(done: int, total: int) -> None:
        progress.report(PERCENT * done // total if total else 0, PERCENT)

    return import_file(context, request, report)
