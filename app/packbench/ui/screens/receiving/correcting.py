"""Runs Put a count right: the receipts, the effect that is shown first, and the deed."""

import shiboken6

from packbench.domain.receiving import ReceiptStatus
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.picking.walking import badge_owner
from packbench.services.receiving.correcting import CorrectedReceipt, RightCount, correct_count
from packbench.services.receiving.receipts import ReceiptView, list_receipts
from packbench.services.scanning import ScanKind, resolve
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.receiving.correct_dialog import CorrectDialog
from packbench.ui.sending import SentCommand, failure_words, send_once
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.receiving import corrected_words, listed_words, released_words

_MOST_TOLD = 5


class CorrectingCount:
    """Reads what was booked, and opens the dialog, which holds it.

    Args:
        place: the window at work.
    """

    def __init__(self, place: Workplace) -> None:
        self._place, self._context = place, place.context
        self._undoing = Undoing(place)
        place.desk.runner.read(
            "receiving.booked",
            lambda: list_receipts(self._context),
            self._open,
            owner=place.desk.window,
        )

    def _open(self, receipts: list[ReceiptView]) -> None:
        window = self._place.desk.window
        booked = [one for one in receipts if one.status == ReceiptStatus.BOOKED]
        if not booked:
            words = tr("Nothing was received yet whose count could be put right.")
            window.messages.post(Level.INFO, words)
            return
        self.dialog = CorrectDialog(
            [(one.receipt, _words(one)) for one in booked],
            self._ask,
            self._place.desk.theme,
            window,
        )
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    def _ask(self, receipt: str, count: RightCount, badge: str, *, is_shown: bool) -> None:
        if is_shown:
            self._do(receipt, count, badge)
        else:
            self._show(receipt, count, badge)

    def _show(self, receipt: str, count: RightCount, badge: str) -> None:
        context = self._context

        def look() -> CorrectedReceipt:
            meant, who = _of_sku(self._place, count), _owner(context, badge)
            return correct_count(context, receipt, meant, approved_by=who, preview=True)

        self._place.desk.runner.write(
            tr("Looking what it does"),
            lambda _: look(),
            lambda done: self.dialog.show_effect(_effect(done)),
            on_error=self._fail,
            owner=self.dialog,
        )

    def _do(self, receipt: str, count: RightCount, badge: str) -> None:
        context = self._context

        def work(key: str) -> CorrectedReceipt:
            meant, who = _of_sku(self._place, count), _owner(context, badge)
            return correct_count(context, receipt, meant, approved_by=who, key=key)

        def done(corrected: CorrectedReceipt, key: str) -> None:
            self._undoing.offer(_effect(corrected), key)
            if shiboken6.isValid(self.dialog):
                self.dialog.accept()

        title = tr("Putting a count right")
        content = ("receiving.correct", receipt, count, badge)
        send_once(
            self._place, SentCommand(title, content, lambda key, _: work(key), done, self._fail)
        )

    def _fail(self, error: BaseException) -> None:
        if shiboken6.isValid(self.dialog):
            errors = self._place.desk.window.errors
            self.dialog.refuse(failure_words(errors, error, tr("Nothing was changed.")))


def _owner(context: Context, badge: str) -> str | None:
    """Whose badge it is; refuses (`invalid`) what is none: a name alone is nobody's leave."""
    who = badge_owner(context, badge) if badge else None
    if badge and who is None:
        raise Refusal(Code.INVALID, field="badge", value=badge)
    return who


def _of_sku(place: Workplace, count: RightCount) -> RightCount:
    """A barcode that was scanned means its product."""
    meaning = resolve(place.context, count.sku)
    if meaning.kind is ScanKind.PRODUCT:
        return RightCount(meaning.name, count.units, count.lot)
    return count


def _words(view: ReceiptView) -> str:
    source = view.purchase_order or tr("no purchase order")
    words = tr("{receipt} · {source} · {warehouse} · {units} units")
    told = words.format(
        receipt=view.receipt, source=source, warehouse=view.warehouse, units=view.counted
    )
    return f"{told} · {view.delivery_note}" if view.delivery_note else told


def _effect(done: CorrectedReceipt) -> str:
    what = (done.receipt.receipt, done.sku)
    status = done.purchase_order_status
    told = corrected_words(what, done.before, done.after, status, kept=done.kept)
    served = [(one.order_number, one.sku, one.quantity) for one in done.released]
    return " ".join([told, listed_words(released_words(served), _MOST_TOLD)]).strip()
