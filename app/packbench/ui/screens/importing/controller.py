"""Importing from the window: look at the files, try each, carry it out on the write lane."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from packbench.domain.refusals import EnvironmentFault, Refusal
from packbench.engine.command.context import Context
from packbench.exchange.mapping import ColumnMap
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
from packbench.services.importing.mapping import (
    MappingLook,
    likeliest_mapping,
    look_at_columns,
)
from packbench.services.importing.mappings_kept import KeptMapping, list_mappings
from packbench.services.importing.mending import RejectedRows, read_rejected, write_mended
from packbench.ui.bulk_running import BulkRunner
from packbench.ui.parts.bridge.runner import Job
from packbench.ui.parts.shell.progress_strip import PERCENT
from packbench.ui.parts.widgets.file_dialogs import ask_for_files
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.screens.importing.dialog import ImportDialog, Offered
from packbench.ui.screens.importing.mapping_dialog import MappingDialog
from packbench.ui.screens.importing.mappings import mappings
from packbench.ui.screens.importing.rejects_dialog import RejectsDialog
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
        self._waiting: list[_Looked] = []
        self._trial: Job | None = None
        self._asking = False

    def choose(self) -> None:
        """Asks for files and imports them."""
        patterns = tr("Tables (*.csv *.tsv *.txt *.xlsx *.gz *.bz2 *.xz *.zip);;All files (*)")
        self.open_files(ask_for_files(self._place.desk.window, tr("Import files"), patterns))

    def look_at_mappings(self) -> None:
        """Opens the mappings of columns that are kept."""
        context, desk = self._place.context, self._place.desk

        def ask(kept: list[KeptMapping]) -> None:
            if kept:
                BulkRunner(self._place).ask(mappings(context, kept))
            else:
                words = tr("No mapping is kept yet. One is kept where columns are mapped by hand.")
                desk.window.messages.post(Level.INFO, words)

        desk.runner.read("mappings", lambda: list_mappings(context), ask, owner=desk.window)

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

    def _take(self, looks: "list[_Looked | Refusal]") -> None:
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
        file, mapped = self._waiting.pop(0)
        offered = Offered(file, import_profiles(), encodings(), warnings, mapped)
        dialog = ImportDialog(offered, desk.theme, desk.window)
        dialog.tried.connect(partial(self._try, dialog))
        dialog.wanted.connect(self.carry_out)
        dialog.profile_wanted.connect(partial(self._choose_profile, dialog))
        dialog.columns_wanted.connect(partial(self._map_columns, dialog))
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

    def _map_columns(self, dialog: ImportDialog) -> None:
        """Opens the columns of the file, to be mapped by eye."""
        self._look_at_columns(dialog, dialog.mapping, partial(self._ask_columns, dialog))

    def _ask_columns(self, dialog: ImportDialog, look: MappingLook) -> None:
        desk = self._place.desk
        asked = MappingDialog(look, dialog.file.name, desk.theme, dialog)
        asked.changed.connect(
            lambda mapping: self._look_at_columns(dialog, mapping, asked.show_look, asked)
        )
        asked.taken.connect(partial(self._take_columns, dialog))
        asked.finished.connect(asked.deleteLater)
        asked.open()

    def _take_columns(self, dialog: ImportDialog, mapping: ColumnMap, remember: bool) -> None:
        take = partial(dialog.take_mapping, remember=remember)
        self._look_at_columns(dialog, mapping, take)

    def _look_at_columns(
        self,
        dialog: ImportDialog,
        mapping: ColumnMap | None,
        show: Callable[[MappingLook], None],
        owner: QObject | None = None,
    ) -> None:
        """Looks at the columns as they are mapped, and shows what becomes of them."""
        request, context = dialog.request, self._place.context
        if request is None:
            return
        self._place.desk.runner.render(
            "",
            lambda _: look_at_columns(
                context, request.kind, request.path, encoding=request.encoding, wanted=mapping
            ),
            show,
            owner=owner or dialog,
        )

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
            SentCommand(
                title,
                request,
                work,
                partial(self._tell, request),
                partial(tell_failure, self._place),
            ),
        )

    def _tell(self, request: ImportRequest, result: ImportResult, key: str) -> None:
        messages = self._place.desk.window.messages
        words = imported_words(result)
        if result.rejects_file is None and result.imported + result.updated:
            self._undoing.offer(words, key)
            return
        if result.rejects_file is None:
            messages.post(Level.DONE, words)
            return
        file = Path(result.rejects_file)
        show = MessageAction(
            tr("Show what was rejected"), lambda: self.show_rejected(request, file), shows=True
        )
        told = tr("Mend {file} and import it again.")
        level = Level.PART if result.imported or result.updated else Level.REFUSED
        messages.post(level, f"{words} {told.format(file=file.name)}", show)

    def show_rejected(self, request: ImportRequest, file: Path) -> None:
        """Shows the rows that stayed out, to be mended and imported as the file was.

        Args:
            request: the import that they stayed out of.
            file: the file of them.
        """
        desk = self._place.desk
        desk.runner.render(
            "",
            lambda _: read_rejected(file),
            partial(self._ask_rejected, request),
            owner=desk.window,
        )

    def _ask_rejected(self, request: ImportRequest, rejected: RejectedRows) -> None:
        desk = self._place.desk
        dialog = RejectsDialog(rejected, desk.theme, desk.window)
        url = QUrl.fromLocalFile(str(rejected.path))
        dialog.file_wanted.connect(lambda: QDesktopServices.openUrl(url))
        dialog.wanted.connect(partial(self._import_mended, request))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _import_mended(self, request: ImportRequest, rejected: RejectedRows) -> None:
        """Writes the rows back and imports their file; what stays out again is written there."""
        desk, context, path = self._place.desk, self._place.context, rejected.path
        mended = replace(request, path=path, rejects=path, key=None, remember=False)
        desk.runner.render(
            "",
            lambda _: write_mended(context, rejected),
            lambda _: self.carry_out(mended),
            owner=desk.window,
        )


class _Looked(NamedTuple):
    """What can be told of a file by its header, and how its columns are mapped where that fails."""

    file: FileLook
    mapped: MappingLook | None


def _look(context: Context, path: Path) -> _Looked | Refusal:
    try:
        refuse_own_database(context, path)
        file = look_at(path)
        return _Looked(file, None if file.fits else _mapped(context, path))
    except Refusal as refusal:
        return refusal


def _mapped(context: Context, path: Path) -> MappingLook | None:
    """How the columns are mapped; none where the encoding has still to be chosen."""
    with suppress(Refusal):
        return likeliest_mapping(context, path)
    return None


def _needed_first(look: _Looked) -> int:
    """Products before the stock of them, orders last: as a whole set of files is imported."""
    if look.file.fits:
        return IMPORTABLE.index(look.file.fits[0].kind)
    return IMPORTABLE.index(look.mapped.mapping.kind) if look.mapped else len(IMPORTABLE)


def _import(context: Context, request: ImportRequest, progress: Progress) -> ImportResult:
    def report(done: int, total: int) -> None:
        progress.report(PERCENT * done // total if total else 0, PERCENT)

    return import_file(context, request, report)
