"""The forms of transfers: sending, receiving, closing short, taking back."""

from collections.abc import Callable, Sequence
from datetime import date

from packbench.domain.quantities import MOST_UNITS
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import How, Results
from packbench.engine.command.context import Context
from packbench.services.transfers.ending import cancel_transfer, close_transfer
from packbench.services.transfers.moving import TransferGoods, goods_of_text
from packbench.services.transfers.receiving import receive_transfer
from packbench.services.transfers.sending import NewTransfer, send_transfer
from packbench.services.transfers.telling import told_of_transfer
from packbench.ui.parts.bulk.spec import (
    Bulk,
    DialogField,
    FieldKind,
    Holds,
    Values,
    Words,
    literal,
)
from packbench.ui.parts.widgets.filter_groups import Choice
from packbench.words.language import tr
from packbench.words.transfers import left_words, lost_words, returned_words, sent_words


def sending_of(context: Context, warehouses: Sequence[str], source: str) -> Bulk:
    """Sends several goods to another warehouse."""
    told: list[str] = []

    def do(values: Values, how: How) -> Results:
        goods = [goods_of_text(one) for one in str(values["goods"]).split(",") if one.strip()]
        ends = str(values["warehouse"]), str(values["target"])
        note = str(values.get("note") or "")
        new = NewTransfer(*ends, goods, day_of_text(str(values.get("expected") or "")), note)
        done = send_transfer(context, new, how=how)
        head = done.transfer.transfer
        told[:] = [sent_words(head.transfer, head.sent, head.source, head.target, kept=True)]
        return told_of_transfer(done)

    others = [code for code in warehouses if code != source]
    goods = DialogField(
        *("goods", tr("&Goods"), FieldKind.TEXT, ""),
        hint=tr("such as MUG=12, TEA=3"),
        needed=tr("Type what is sent, such as MUG=12, TEA=3."),
    )
    fields = (
        _warehouse("warehouse", tr("&From warehouse"), warehouses, source),
        _warehouse("target", tr("&To warehouse"), warehouses, others[0] if others else ""),
        goods,
        expected_field(),
        DialogField("note", tr("&Note"), hint=tr("such as who drives; may stay empty")),
    )
    about = tr(
        "The goods leave now and are on their way until somebody receives them. What expires first"
        " goes first; what orders are promised stays."
    )
    title, button = tr("Send to another warehouse"), tr("Send")
    return _form((title, about, button), fields, do, told, begins_at="goods")


def receiving_of(context: Context, transfer: str) -> Bulk:
    """Receives all of a transfer, or some units of a product."""
    told: list[str] = []

    def do(values: Values, how: How) -> Results:
        sku, place = str(values.get("sku") or "").strip(), _text(values, "location")
        units, lot = int(values["quantity"]), _text(values, "lot")
        goods = [TransferGoods(sku, units, place, lot)] if sku else []
        over, of_lot = bool(values.get("over")), None if goods else lot
        done = receive_transfer(
            *(context, transfer, goods), location=place, lot=of_lot, over=over, how=how
        )
        head = done.transfer.transfer
        told[:] = [left_words(head.transfer, head.in_transit)]
        return told_of_transfer(done)

    sku = DialogField(
        *("sku", tr("&SKU"), FieldKind.TEXT, ""),
        hint=tr("scan what came; empty: all that is on its way"),
        scanned=True,
    )
    units = DialogField(
        *("quantity", tr("&Quantity"), FieldKind.NUMBER, 1),
        holds=Holds.UNITS,
        least=1,
        most=MOST_UNITS,
        follows="sku",
    )
    fields = (
        sku,
        units,
        DialogField("lot", tr("&Lot"), hint=tr("where it has several"), holds=Holds.LOT),
        DialogField("location", tr("&Bin"), hint=tr("empty: the floor"), holds=Holds.BIN),
        DialogField(
            *("over", tr("&More"), FieldKind.CHECK),
            value=False,
            hint=tr("More came than was sent: book it too"),
        ),
    )
    about = tr("What came goes into stock at once, and to who waits for it. Count what there is.")
    title = tr("Receive {transfer}").format(transfer=transfer)
    return _form((title, about, tr("Receive")), fields, do, told)


def closing_of(context: Context, transfer: str) -> Bulk:
    """Says that nothing more comes of a transfer."""
    told: list[str] = []

    def do(values: Values, how: How) -> Results:
        reason = str(values.get("reason") or "")
        done = close_transfer(context, transfer, reason=reason, how=how)
        told[:] = [lost_words(transfer, done.transfer.transfer.lost)]
        return told_of_transfer(done)

    reason = DialogField("reason", tr("&Reason"), hint=tr("such as “a carton fell”"))
    about = tr(
        "What did not come is booked as lost in transit. Undo takes it back if it comes after all."
    )
    title = tr("Close {transfer} short").format(transfer=transfer)
    return _form((title, about, tr("Close short")), (reason,), do, told)


def returning_of(context: Context, transfer: str) -> Bulk:
    """Takes what is on its way back to its bins."""
    told: list[str] = []

    def do(_: Values, how: How) -> Results:
        done = cancel_transfer(context, transfer, how=how)
        head = done.transfer.transfer
        told[:] = [returned_words(transfer, head.returned, head.source)]
        return told_of_transfer(done)

    about = tr("What is on its way goes back to the bins that it came from; what came stays.")
    title = tr("Take {transfer} back").format(transfer=transfer)
    return _form((title, about, tr("Take back")), (), do, told)


def expected_field() -> DialogField:
    """The day on which goods are to be there; it may stay empty."""
    hint = tr("the day, such as 2026-12-24; may stay empty")
    return DialogField("expected", tr("&Expected"), hint=hint)


def day_of_text(text: str) -> date | None:
    """A day as it is typed; None for an empty text; refuses others."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refusal(Code.INVALID, field="day of a transfer", value=text.strip()) from None


def _form(
    words: tuple[str, str, str],
    fields: tuple[DialogField, ...],
    do: Callable[[Values, How], Results],
    told: list[str],
    begins_at: str = "",
) -> Bulk:
    title, about, button = words
    shown = Words(
        *(title, about, lambda _: button, tr("Changing stock…")),
        lambda _: literal(told[0]) if told else "",
    )
    return Bulk(
        *(shown, fields, do, 0, tr("What")),
        tried_at_once=True,
        counted=lambda _: 1,
        as_told=True,
        begins_at=begins_at,
    )


def _text(values: Values, key: str) -> str | None:
    return str(values.get(key) or "").strip() or None


def _warehouse(key: str, label: str, codes: Sequence[str], value: str) -> DialogField:
    choices = tuple(Choice(code, code) for code in codes)
    needed = tr("Choose the warehouse.")
    return DialogField(key, label, FieldKind.CHOICE, value, choices, needed=needed)
