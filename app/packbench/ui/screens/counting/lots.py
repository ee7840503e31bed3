"""Opens what is known of lots and serials, reads in the background, writes files."""

from PySide6.QtWidgets import QWidget

from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.tracing.expiring import export_expiring, near_expiry
from packbench.services.tracing.lots import (
    LotTrace,
    OrderLots,
    export_recall,
    recall_pdf,
    trace_lot,
    trace_order,
)
from packbench.services.tracing.serials import export_serials, find_serials
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.screens.counting.lots_dialogs import ExpiringDialog, SerialsDialog, TraceDialog
from packbench.ui.screens.counting.sheets import export_rows
from packbench.ui.sending import failure_words
from packbench.ui.showing import show_paper
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


def show_expiring(place: Workplace) -> ExpiringDialog:
    """Opens lots near expiry, within the days of the setting."""
    desk, context = place.desk, place.context
    dialog = ExpiringDialog(desk.theme, desk.window)

    def fail(error: BaseException) -> None:
        words = failure_words(desk.window.errors, error, tr("Type another number of days."))
        dialog.tell(words, Tone.WRONG)

    def read(days: str) -> None:
        desk.runner.read(
            "lots.expiring",
            lambda: near_expiry(context, days.strip() or None),
            dialog.show_lots,
            on_error=fail,
            owner=dialog,
        )

    def export() -> None:
        found = dialog.found
        if found is not None:
            export_rows(
                place, "near-expiry.csv", lambda path: export_expiring(context, path, found)
            )

    dialog.wanted.connect(read)
    dialog.exported.connect(export)
    dialog.traced.connect(lambda lot, sku: Tracing(place, dialog, lot, sku))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    dialog.ask()
    return dialog


class Tracing:
    """Opens the trace of a lot or an order; the dialog holds it.

    Args:
        place: the window at work.
        parent: over which it lies.
        lot: that is traced at once; empty: somebody types it.
        sku: of which product alone; None: of all that have such a lot.
    """

    def __init__(
        self, place: Workplace, parent: QWidget, lot: str = "", sku: str | None = None
    ) -> None:
        self._place, self._context, self._sku = place, place.context, sku
        desk = place.desk
        self.dialog = TraceDialog(desk.theme, parent)
        self.dialog.held_by = self  # of a method Qt keeps no owner
        self.dialog.wanted.connect(self._find)
        self.dialog.exported.connect(self._export)
        self.dialog.printed.connect(self._print)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()
        if lot:
            self.dialog.field.setText(lot)
            self.dialog.ask()

    def _find(self, text: str) -> None:
        context, sku = self._context, self._sku
        self._sku = None  # of what is typed next every product is meant
        self._place.desk.runner.read(
            "lots.trace",
            lambda: _lot_or_order(context, text, sku),
            self._show,
            on_error=self._fail,
            owner=self.dialog,
        )

    def _show(self, found: LotTrace | OrderLots) -> None:
        if isinstance(found, LotTrace):
            self.dialog.show_trace(found)
        else:
            self.dialog.show_order(found)

    def _fail(self, error: BaseException) -> None:
        errors = self._place.desk.window.errors
        self.dialog.refuse(failure_words(errors, error, tr("Type another one.")))

    def _export(self) -> None:
        context, rows = self._context, list(self.dialog.shown)
        export_rows(self._place, "recall.csv", lambda path: export_recall(context, path, rows))

    def _print(self) -> None:
        context, trace = self._context, self.dialog.trace
        if trace is not None:
            title = tr("Recall list")
            show_paper(
                self._place, title, lambda: recall_pdf(context, trace), self._fail, self.dialog
            )


def show_serials(place: Workplace) -> SerialsDialog:
    """Opens serial numbers, the newest first."""
    desk, context = place.desk, place.context
    dialog = SerialsDialog(desk.theme, desk.window)

    def fail(error: BaseException) -> None:
        words = failure_words(desk.window.errors, error, tr("Type another one."))
        dialog.tell(words, Tone.WRONG)

    def read(text: str) -> None:
        desk.runner.read(
            "lots.serials",
            lambda: find_serials(context, text),
            dialog.show_serials,
            on_error=fail,
            owner=dialog,
        )

    def export() -> None:
        text = dialog.field.text()
        export_rows(place, "serials.csv", lambda path: export_serials(context, path, text))

    dialog.wanted.connect(read)
    dialog.exported.connect(export)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    dialog.ask()
    return dialog


def _lot_or_order(context: Context, text: str, sku: str | None) -> LotTrace | OrderLots:
    """What was typed: a lot, else an order; refuses what is neither, as a lot."""
    try:
        return trace_lot(context, text, sku=sku)
    except Refusal as refusal:
        if refusal.code is not Code.NOT_FOUND:
            raise
        try:
            return trace_order(context, text)
        except Refusal:
            raise refusal from None
