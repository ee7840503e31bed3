"""Runs commands on many records from the window: asks, tries, does, tells, offers Undo and Show."""

from functools import partial

import shiboken6
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from packbench.domain.outcomes import RowOutcome
from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.engine.bulk import How, Results
from packbench.jobs.progress import Progress
from packbench.services.scanning import resolve
from packbench.ui.choosing import choose
from packbench.ui.parts.bridge.runner import Job
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.bulk.results import is_chosen
from packbench.ui.parts.bulk.spec import Bulk, Values
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.sending import Sending, SentCommand, failure_words
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count

_MOST_SHOWN = 5_000  # names that a filter takes


class BulkRunner:
    """Opens the dialog of a command and carries out what a person wants."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._undoing = Undoing(place)

    def ask(self, bulk: Bulk, over: QWidget | None = None) -> None:
        """Opens the dialog, which holds its session, over the window or another dialog."""
        _Session(self._place, self._undoing, bulk, over or self._place.desk.window)


class _Session:
    """One dialog with the jobs that it began."""

    def __init__(self, place: Workplace, undoing: Undoing, bulk: Bulk, over: QWidget) -> None:
        self._place, self._undoing, self._bulk = place, undoing, bulk
        self._trial: Job | None = None
        self._job: Job | None = None
        self._is_done = self._is_closed = False
        self._sending = Sending(place)
        desk = place.desk
        self.dialog = BulkDialog(bulk, self._look_up, desk.theme, over)
        self.dialog.tried.connect(self._try)
        self.dialog.submitted.connect(self._run)
        self.dialog.stopped.connect(self._stop)
        self.dialog.finished.connect(self._close)
        self.dialog.open()

    def _close(self) -> None:
        self._drop_trial()
        self._sending.retire()
        self.dialog.deleteLater()
        self._is_closed = True
        self._follow_up()

    def _follow_up(self) -> None:
        """What follows comes when the dialog is gone, and the command was done."""
        if self._is_done and self._is_closed and self._bulk.after is not None:
            self._bulk.after()

    def _try(self, values: Values) -> None:
        """Tries it without keeping anything; the newest counts."""
        self._drop_trial()
        do = self._bulk.do
        self._trial = self._place.desk.runner.write(
            "",
            lambda progress: do(values, How(preview=True, on_progress=progress.report)),
            self.dialog.show_trial,
            on_error=partial(self._refuse, tr("It can't be tried.")),
            owner=self.dialog,
        )
        self.dialog.follow(self._trial.progress)

    def _drop_trial(self) -> None:
        if self._trial is not None:
            self._trial.cancel()
            self._trial.drop()
            self._trial = None

    def _run(self, values: Values) -> None:
        self._drop_trial()
        do = self._bulk.do

        def work(key: str, progress: Progress) -> Results:
            return do(values, How(key, on_progress=progress.report))

        def finish(results: Results, key: str) -> None:
            if shiboken6.isValid(self.dialog):
                self.dialog.finish(results)
            self._tell(results, key)

        refuse = partial(self._refuse, tr("Nothing was changed."))
        self._job = self._sending.send(
            SentCommand(self._bulk.words.doing, dict(values), work, finish, refuse)
        )
        self.dialog.follow(self._job.progress)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _refuse(self, otherwise: str, error: BaseException) -> None:
        window = self._place.desk.window
        words = failure_words(window.errors, error, otherwise)
        if shiboken6.isValid(self.dialog) and self.dialog.isVisible():
            self.dialog.refuse(words)
        else:
            window.messages.post(Level.REFUSED, words)

    def _tell(self, results: Results, key: str) -> None:
        done = frozenset(
            row.order_number for row in results.results if row.outcome != RowOutcome.REFUSED
        )
        count = sum(map(is_chosen, results.results))
        messages = self._place.desk.window.messages
        if not done:
            why_not = _not_possible(results) or tr("There is nothing to do.")
            messages.post(Level.REFUSED, " ".join([tr("Nothing was changed."), why_not]))
            return
        waits = self._still_waiting(results, count)
        told = [self._bulk.done(count), waits, _not_possible(results)]
        words = " ".join(filter(None, told))
        show = MessageAction(tr("Show"), partial(self._show, done), shows=True)
        more = [show] if self._can_show(done) else []
        level = self._level(results)
        if results.undoable:
            self._undoing.offer(words, key, *more, level=level)
        else:
            messages.post(level, words, *more)
        self._is_done = True
        self._follow_up()

    def _level(self, results: Results) -> Level:
        """Done is only what is done as a whole; a try that changed nothing is told as a note."""
        outcomes = {row.outcome for row in results.results}
        if outcomes == {RowOutcome.WAITING} and not results.undoable:
            return Level.INFO
        left = (
            {RowOutcome.REFUSED, RowOutcome.WAITING}
            if self._bulk.words.tries
            else {RowOutcome.REFUSED}
        )
        return Level.PART if outcomes & left else Level.DONE

    def _still_waiting(self, results: Results, done: int) -> str:
        """How many of those done were given nothing, of a command that gives out stock."""
        waiting = sum(row.outcome is RowOutcome.WAITING for row in results.results)
        if not waiting or not self._bulk.words.tries:
            return ""
        if done == 1:
            return tr("It still waits.")
        words = tr_count("{count} of them still waits.", "{count} of them still wait.", waiting)
        return words.format(count=QLocale().toString(waiting))

    def _can_show(self, done: frozenset[str]) -> bool:
        return self._bulk.show is not None and len(done) <= _MOST_SHOWN

    def _show(self, done: frozenset[str]) -> None:
        if self._bulk.show is not None:
            self._bulk.show(done)

    def _look_up(self, scan: Scan) -> None:
        context = self._place.context
        here = str(self.dialog.fields.values.get("warehouse", "")) or None
        kinds = (ScanKind.PRODUCT, *((ScanKind.LOCATION,) if self.dialog.fields.asks_bins else ()))
        self._place.desk.runner.read(
            "bulk.scan",
            lambda: resolve(context, scan.text, warehouse=here),
            lambda meaning: choose(meaning, kinds, partial(self._fill, here), self.dialog),
            owner=self.dialog,
        )

    def _fill(self, here: str | None, meaning: Meaning) -> None:
        match meaning.kind:
            case ScanKind.PRODUCT:
                taken = self.dialog.fill_product(meaning.name, meaning.lot, meaning.count)
            case ScanKind.LOCATION if here is not None and meaning.warehouse != here:
                words = tr("{code} is a bin of {other}, not of {warehouse}.")
                told = words.format(code=meaning.name, other=meaning.warehouse, warehouse=here)
                self.dialog.refuse(told)
                return
            case ScanKind.LOCATION:
                taken = self.dialog.fill_bin(meaning.name)
            case _:
                taken = self.dialog.fill_lot(meaning.text)
        if not taken:
            self.dialog.refuse(tr("{code} is of no use here.").format(code=meaning.text))


def _not_possible(results: Results) -> str:
    refused = sum(row.outcome is RowOutcome.REFUSED for row in results.results)
    if not refused:
        return ""
    words = tr_count("{count} was not possible.", "{count} were not possible.", refused)
    return words.format(count=QLocale().toString(refused))
