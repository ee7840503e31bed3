"""The dialogs in which stock is adjusted, counted, blocked, made good, moved and transferred."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QLocale

from packbench.domain.quantities import MOST_UNITS
from packbench.domain.transfers import TransferWay
from packbench.engine.bulk import How, Results
from packbench.engine.command.context import Context
from packbench.services.stock.acts import ActKind, StockAct, perform
from packbench.services.stock.changes import transfer
from packbench.services.stock.telling import told_of_stock
from packbench.services.transfers.moving import TransferGoods
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
from packbench.words.language import mark, tr
from packbench.words.transfers import sent_words


@dataclass(frozen=True, slots=True)
class Begin:
    """What a dialog begins with."""

    warehouses: Sequence[str]
    warehouse: str = ""
    sku: str = ""
    location: str = ""
    lot: str = ""
    way: TransferWay = TransferWay.ONE_STEP


_TITLES = {
    ActKind.ADJUST: mark("Adjust stock"),
    ActKind.COUNT: mark("Count stock"),
    ActKind.DAMAGE: mark("Report damage"),
    ActKind.QUARANTINE: mark("Put into quarantine"),
    ActKind.RELEASE: mark("Make good again"),
    ActKind.MOVE: mark("Move to another bin"),
}
_ABOUT = {
    ActKind.ADJUST: mark(
        "Adds what was found, or with a minus takes off what is gone. Say why: it stands in the"
        " ledger."
    ),
    ActKind.COUNT: mark("Sets what was counted in a bin, or in the whole warehouse without one."),
    ActKind.DAMAGE: mark("Damaged units stay on hand and can't be given out."),
    ActKind.QUARANTINE: mark(
        "Units in quarantine stay on hand and can't be given out until somebody makes them good."
    ),
    ActKind.RELEASE: mark("Damaged or quarantined units can be given out again."),
    ActKind.MOVE: mark("Scan or type the bin, the item, how many, and the bin they go to."),
}
_DONE = {
    ActKind.ADJUST: mark("{sku} adjusted by {units} at {warehouse}."),
    ActKind.COUNT: mark("{units} of {sku} counted at {warehouse}."),
    ActKind.DAMAGE: mark("{units} of {sku} reported as damaged at {warehouse}."),
    ActKind.QUARANTINE: mark("{units} of {sku} put into quarantine at {warehouse}."),
    ActKind.RELEASE: mark("{units} of {sku} made good again at {warehouse}."),
    ActKind.MOVE: mark("{units} of {sku} moved to {target} at {warehouse}."),
}
_BUTTONS = {
    ActKind.ADJUST: mark("Adjust by {units}"),
    ActKind.COUNT: mark("Set to {units}"),
    ActKind.DAMAGE: mark("Report {units} as damaged"),
    ActKind.QUARANTINE: mark("Put {units} into quarantine"),
    ActKind.RELEASE: mark("Make {units} good again"),
    ActKind.MOVE: mark("Move {units}"),
}
_REASONS = {
    ActKind.ADJUST: mark("Why, such as “found behind the shelf”"),
    ActKind.QUARANTINE: mark("Why, such as “wet cartons”"),
}


def act_of(context: Context, kind: ActKind, begin: Begin) -> Bulk:
    """One act on the stock of a product, with what it would do beside the fields."""
    kept = _ActDone()

    def do(values: Values, how: How) -> Results:
        act = _act(kind, values)
        change = perform(context, act, how=how)
        if not how.preview:
            kept.act = act
        return told_of_stock(change, undoable=not how.preview)

    def done(_: int) -> str:
        if kept.act is None:
            return ""
        words = tr(_DONE[kind]).format(
            sku=kept.act.sku,
            units=_signed(kind, kept.act.quantity),
            warehouse=kept.act.warehouse,
            target=kept.act.target,
        )
        return literal(words)

    def worded(_: int, values: Values) -> str:
        return tr(_BUTTONS[kind]).format(units=_signed(kind, int(values["quantity"])))

    words = Words(tr(_TITLES[kind]), tr(_ABOUT[kind]), lambda _: "", tr("Changing stock…"), done)
    bulk = Bulk(
        *(words, tuple(_fields(kind, begin)), do, 0, tr("What")),
        worded=worded,
        tried_at_once=True,
    )
    return bulk_beginning(bulk, _first(kind, begin))


def bulk_beginning(bulk: Bulk, key: str) -> Bulk:
    """The same with the keyboard in this field at first."""
    return replace(bulk, begins_at=key, counted=lambda _: 1, as_told=True)


class _ActDone:
    """What was done, to be told when it is done."""

    act: StockAct | None = None


def _first(kind: ActKind, begin: Begin) -> str:
    if kind is ActKind.MOVE:
        return "location" if not begin.location else "quantity" if begin.sku else "sku"
    return "quantity" if begin.sku else "sku"


def _signed(kind: ActKind, units: int) -> str:
    words = QLocale().toString(units)
    return f"+{words}" if kind is ActKind.ADJUST and units > 0 else words


def _act(kind: ActKind, values: Values) -> StockAct:
    def text(key: str) -> str | None:
        return str(values.get(key) or "").strip() or None

    return StockAct(
        kind,
        str(values["warehouse"]),
        str(values["sku"]),
        int(values["quantity"]),
        text("location"),
        text("lot"),
        text("reason"),
        text("target"),
    )


def _fields(kind: ActKind, begin: Begin) -> list[DialogField]:
    fields = [
        _warehouse("warehouse", tr("&Warehouse"), begin.warehouses, begin.warehouse),
    ]
    sku = DialogField(
        *("sku", tr("&SKU"), FieldKind.TEXT, begin.sku),
        hint=tr("type or scan it"),
        needed=tr("Type or scan the SKU."),
        scanned=True,
    )
    lot = DialogField("lot", tr("&Lot"), value=begin.lot, hint=tr("empty: any"), holds=Holds.LOT)
    if kind is ActKind.MOVE:
        source = _bin("location", tr("&From bin"), begin.location, tr("empty: the floor"))
        target = _bin("target", tr("&To bin"), "", tr("type or scan it"))
        needed = tr("Type or scan the bin they go to.")
        fields += [source, sku, _quantity(kind), replace(target, needed=needed), lot]
    else:
        hint = tr("empty: the floor") if kind is ActKind.ADJUST else tr("empty: wherever it lies")
        fields += [sku, _quantity(kind), _bin("location", tr("&Bin"), begin.location, hint), lot]
    needed = tr("Say why.") if kind in _REASONS else ""
    hint = tr(_REASONS[kind]) if kind in _REASONS else tr("Why; may stay empty")
    return [*fields, DialogField("reason", tr("&Reason"), hint=hint, needed=needed)]


def _quantity(kind: ActKind) -> DialogField:
    needed = ""
    least, value = 1, 1
    if kind is ActKind.ADJUST:
        least, value = -MOST_UNITS, 0
        needed = tr("Type how many were found, or with a minus how many are gone.")
    if kind is ActKind.COUNT:
        least, value = 0, 0
    return DialogField(
        *("quantity", tr("&Quantity"), FieldKind.NUMBER, value),
        needed=needed,
        holds=Holds.UNITS,
        least=least,
        most=MOST_UNITS,
    )


def _bin(key: str, label: str, value: str, hint: str) -> DialogField:
    return DialogField(key, label, value=value, hint=hint, holds=Holds.BIN)


def _warehouse(key: str, label: str, codes: Sequence[str], value: str) -> DialogField:
    choices = tuple(Choice(code, code) for code in codes)
    needed = tr("Choose the warehouse.")
    return DialogField(key, label, FieldKind.CHOICE, value, choices, needed=needed)


def transfer_of(context: Context, begin: Begin) -> Bulk:
    """Moves units of a product to another warehouse, with what it would do beside the fields."""
    done_words: list[str] = []

    def do(values: Values, how: How) -> Results:
        source, target, sku = (str(values[key]) for key in ("warehouse", "target", "sku"))
        units = int(values["quantity"])
        if values["way"] == TransferWay.TWO_STEP:
            new = NewTransfer(source, target, [TransferGoods(sku, units)])
            sent = send_transfer(context, new, how=how)
            name = sent.transfer.transfer.transfer
            done_words[:] = [sent_words(name, units, source, target, kept=True)]
            return told_of_transfer(sent)
        change = transfer(context, sku, units, source=source, target=target, how=how)
        words = tr("{units} of {sku} moved from {source} to {target}.")
        shown = _signed(ActKind.MOVE, units)
        done_words[:] = [words.format(units=shown, sku=sku, source=source, target=target)]
        return told_of_stock(change, undoable=not how.preview)

    def worded(_: int, values: Values) -> str:
        return tr("Transfer {units}").format(units=_signed(ActKind.MOVE, int(values["quantity"])))

    others = [code for code in begin.warehouses if code != begin.warehouse]
    sku = DialogField(
        *("sku", tr("&SKU"), FieldKind.TEXT, begin.sku),
        hint=tr("type or scan it"),
        needed=tr("Type or scan the SKU."),
        scanned=True,
    )
    fields = (
        _warehouse("warehouse", tr("&From warehouse"), begin.warehouses, begin.warehouse),
        sku,
        _quantity(ActKind.MOVE),
        _warehouse("target", tr("&To warehouse"), begin.warehouses, others[0] if others else ""),
        _way(begin.way),
    )
    words = Words(
        tr("Transfer to another warehouse"),
        tr(
            "At once: the goods are on the floor of the other warehouse, and who waits is served."
            " On their way: they are incoming there until somebody receives them (Transfers…)."
        ),
        lambda _: "",
        tr("Changing stock…"),
        lambda _: literal(done_words[0]) if done_words else "",
    )
    bulk = Bulk(words, fields, do, 0, tr("What"), worded=worded, tried_at_once=True)
    return bulk_beginning(bulk, "quantity" if begin.sku else "sku")


def _way(way: TransferWay) -> DialogField:
    choices = (
        Choice(TransferWay.ONE_STEP.value, tr("There at once")),
        Choice(TransferWay.TWO_STEP.value, tr("On their way until received")),
    )
    return DialogField("way", tr("&How"), FieldKind.CHOICE, way.value, choices)


Make = Callable[[Context, Begin], Bulk]
"""Makes one of these dialogs."""
