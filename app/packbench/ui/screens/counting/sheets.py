"""Runs the list of count sheets and what is opened from it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtWidgets import QWidget

from packbench.jobs.progress import Progress
from packbench.services.counting.accuracy import AccuracyRow, accuracy, export_accuracy
from packbench.services.counting.paper import count_sheet_pdf
from packbench.services.counting.posting import PostedCount, post_sheet
from packbench.services.counting.sheets import (
    CountPlaces,
    MadeCount,
    NewCount,
    ask_recount,
    cancel_sheet,
    count_places,
    make_sheet,
)
from packbench.services.counting.views import list_sheets, show_sheet
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.file_dialogs import ask_where_to_save
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.counting.list_dialog import NewSheetDialog, SheetListDialog
from packbench.ui.screens.counting.scanning import CountingOnScreen
from packbench.ui.screens.counting.sheet_dialog import AccuracyDialog, SheetDialog
from packbench.ui.sending import SentCommand, failure_words, send_once
from packbench.ui.showing import show_paper
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.counting import more_places_words, posted_words
from packbench.words.language import tr, tr_count


class CountSheets:
    """Opens the list, which holds it, and what is asked there."""

    def __init__(self, place: Workplace) -> None:
        self._place, self._context = place, place.context
        self._undoing = Undoing(place)
        desk = place.desk
        self.dialog = SheetListDialog(desk.theme, desk.window)
        self.dialog.held_by = self  # of a method Qt keeps no owner
        self.dialog.opened.connect(self._open)
        self.dialog.made.connect(self._new)
        self.dialog.counted.connect(self._count)
        self.dialog.accuracy_wanted.connect(partial(show_accuracy, place, self.dialog))
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()
        self._read()

    def _read(self) -> None:
        if not shiboken6.isValid(self.dialog):
            return
        context = self._context
        self._place.desk.runner.read(
            "counts.list",
            lambda: list_sheets(context),
            self.dialog.show_sheets,
            on_error=self._fail,
            owner=self.dialog,
        )

    def _fail(self, error: BaseException) -> None:
        words = failure_words(self._place.desk.window.errors, error, tr("Try again."))
        self.dialog.tell(words, Tone.WRONG)

    def _open(self, sheet: str) -> None:
        OneSheet(self._place, sheet, self._read, self.dialog)

    def _count(self, sheet: str) -> None:
        CountingOnScreen(self._place, sheet, self._read, self.dialog)

    def _new(self) -> None:
        context = self._context
        self._place.desk.runner.read(
            "counts.places",
            lambda: count_places(context),
            self._ask,
            on_error=self._fail,
            owner=self.dialog,
        )

    def _ask(self, places: CountPlaces) -> None:
        desk = self._place.desk
        self._asking = NewSheetDialog(places.zones, self._make, desk.theme, self.dialog)
        self._asking.finished.connect(self._asking.deleteLater)
        self._asking.open()

    def _make(self, count: NewCount) -> None:
        context = self._context
        send_once(
            self._place,
            SentCommand(
                *(tr("Making a count sheet"), ("counts.new", count)),
                lambda key, _: make_sheet(context, count, key=key),
                *(self._made, self._refuse),
            ),
        )

    def _refuse(self, error: BaseException) -> None:
        if shiboken6.isValid(self._asking):
            errors = self._place.desk.window.errors
            self._asking.refuse(failure_words(errors, error, tr("Nothing was changed.")))

    def _made(self, made: MadeCount, key: str) -> None:
        head = made.view.sheet
        words = tr_count(
            "{sheet} is made: {count} place to count.",
            "{sheet} is made: {count} places to count.",
            head.lines,
        )
        told = words.format(sheet=head.sheet, count=head.lines)
        if made.more:
            told = f"{told} {more_places_words(made.more)}"
        self._undoing.offer(told, key)
        if shiboken6.isValid(self._asking):
            self._asking.accept()
        self._read()


class OneSheet:
    """Opens a sheet with its differences; the dialog holds it.

    Args:
        place: the window at work.
        sheet: its name.
        changed: called when something of it changed.
        parent: over which it lies.
    """

    def __init__(
        self, place: Workplace, sheet: str, changed: Callable[[], None], parent: QWidget
    ) -> None:
        self._place, self._context, self._sheet = place, place.context, sheet
        self._changed, self._undoing = changed, Undoing(place)
        desk = place.desk
        self.dialog = SheetDialog(desk.theme, parent)
        self.dialog.held_by = self  # of a method Qt keeps no owner
        self.dialog.post_wanted.connect(self._post)
        self.dialog.recount_wanted.connect(self._recount)
        self.dialog.counted.connect(self._count)
        self.dialog.printed.connect(self._print)
        self.dialog.cancelled.connect(self._cancel)
        self.dialog.finished.connect(lambda _: changed())
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()
        self._read()

    def _read(self) -> None:
        if not shiboken6.isValid(self.dialog):
            return
        context, sheet = self._context, self._sheet
        self._place.desk.runner.read(
            "counts.one",
            lambda: show_sheet(context, sheet),
            self.dialog.show_sheet,
            on_error=self._fail,
            owner=self.dialog,
        )

    def _fail(self, error: BaseException) -> None:
        if shiboken6.isValid(self.dialog):
            errors = self._place.desk.window.errors
            self.dialog.refuse(failure_words(errors, error, tr("Nothing was changed.")))

    def _post(self, leave: bool, is_shown: bool) -> None:
        context, sheet = self._context, self._sheet
        if is_shown:
            self._send(
                tr("Posting {sheet}").format(sheet=sheet),
                ("counts.post", sheet, leave),
                lambda key: post_sheet(context, sheet, leave=leave, key=key),
                _post_told,
            )
            return
        self._place.desk.runner.write(
            tr("Looking what it does"),
            lambda _: post_sheet(context, sheet, leave=leave, preview=True),
            lambda done: self.dialog.show_effect(_post_told(done)),
            on_error=self._fail,
            owner=self.dialog,
        )

    def _recount(self, bins: list[str]) -> None:
        context, sheet = self._context, self._sheet
        words = tr("{sheet}: a recount is asked.").format(sheet=sheet)
        self._send(
            tr("Asking for a recount"),
            ("counts.recount", sheet, *bins),
            lambda key: ask_recount(context, sheet, bins, key=key),
            lambda _: words,
        )

    def _cancel(self) -> None:
        context, sheet = self._context, self._sheet
        words = tr("{sheet} is cancelled; nothing of it was posted.").format(sheet=sheet)
        self._send(
            tr("Cancelling {sheet}").format(sheet=sheet),
            ("counts.cancel", sheet),
            lambda key: cancel_sheet(context, sheet, key=key),
            lambda _: words,
        )

    def _send(
        self,
        title: str,
        content: tuple[Any, ...],
        work: Callable[[str], Any],
        told: Callable[[Any], str],
    ) -> None:
        def done(answer: Any, key: str) -> None:
            self._undoing.offer(told(answer), key)
            self._read()
            self._changed()

        send_once(
            self._place, SentCommand(title, content, lambda key, _: work(key), done, self._fail)
        )

    def _count(self) -> None:
        CountingOnScreen(self._place, self._sheet, self._read, self.dialog)

    def _print(self) -> None:
        context, sheet = self._context, self._sheet
        show_paper(
            self._place,
            sheet,
            lambda: count_sheet_pdf(context, sheet).pdf,
            self._fail,
            self.dialog,
        )


def show_accuracy(place: Workplace, parent: QWidget) -> AccuracyDialog:
    """Opens how often counts were right."""
    desk, context = place.desk, place.context
    dialog = AccuracyDialog(desk.theme, parent)

    def fail(error: BaseException) -> None:
        dialog.refuse(failure_words(desk.window.errors, error, tr("Close this and try again.")))

    dialog.exported.connect(partial(_export_accuracy, place))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    desk.runner.read(
        "counts.accuracy",
        lambda: accuracy(context),
        dialog.show_rows,
        on_error=fail,
        owner=dialog,
    )
    return dialog


def _export_accuracy(place: Workplace, found: list[AccuracyRow]) -> None:
    context = place.context
    export_rows(place, "count-accuracy.csv", lambda path: export_accuracy(context, path, found))


def export_rows(place: Workplace, name: str, write: Callable[[Any], int]) -> None:
    """Asks where rows are to be written, and writes them."""
    desk = place.desk
    path = ask_where_to_save(desk.window, tr("Export"), name, tr("CSV (*.csv);;Excel (*.xlsx)"))
    if path is None:
        return

    def work(_progress: Progress) -> int:
        return write(path)

    def tell(count: int) -> None:
        words = tr_count("{count} row written to {file}.", "{count} rows written to {file}.", count)
        desk.window.messages.post(Level.DONE, words.format(count=count, file=path.name))

    desk.runner.render(tr("Exporting"), work, tell, owner=desk.window)


def _post_told(done: PostedCount) -> str:
    sheet, units = done.view.sheet.sheet, (done.missing, done.found)
    told = posted_words(sheet, (done.posted, done.exact, done.left), units, kept=done.kept)
    if not done.taken_back:
        return told
    orders = ", ".join(dict.fromkeys(one.order_number for one in done.taken_back))
    lost = tr("Units that were promised are missing, so these wait: {orders}.")
    return f"{told} {lost.format(orders=orders)}"
