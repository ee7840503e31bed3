"""Taking orders out of a wave, or the whole wave back: what happens to each, then doing it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale

from packbench.engine.bulk import How, Results
from packbench.engine.command.context import Context
from packbench.services.office.pick_work import PutAway, WaveContent, taken_out
from packbench.services.picking.cancelling import cancel_wave
from packbench.ui.parts.bulk.spec import Bulk, DialogField, FieldKind, Values, Words, literal
from packbench.ui.parts.widgets.filter_groups import Choice
from packbench.words.language import tr, tr_count
from packbench.words.places import place_word

Show = Callable[[frozenset[str]], None]
_ORDER = "order"
_BINS_TOLD = 5


def cancelling(context: Context, wave: WaveContent, show: Show) -> Bulk:
    """Takes a whole wave back."""
    carried: list[PutAway] = []

    def do(_: Values, how: How) -> Results:
        rows = taken_out(wave)
        if not how.preview:
            carried[:] = cancel_wave(context, wave.row.number, key=how.key).put_away
        return Results(rows, undoable=not how.preview)

    words = Words(
        tr("Cancel wave {wave}").format(wave=wave.row.number),
        tr("The paper is void then. The orders can be released to picking again."),
        button=lambda count: tr_count(
            "Cancel the wave, {count} order is ready again",
            "Cancel the wave, {count} orders are ready again",
            count,
        ),
        doing=tr("Cancelling the wave…"),
        done=lambda count: _with_put_away(
            tr_count(
                "The wave is cancelled, {count} order is ready again.",
                "The wave is cancelled, {count} orders are ready again.",
                count,
            ),
            carried,
        ),
    )
    return Bulk(words, (), do, len(wave.shipments), tr("Order"), show)


def taking_one_out(context: Context, wave: WaveContent, show: Show) -> Bulk:
    """Takes one order out of a wave."""
    orders = list(dict.fromkeys(one.order_number for one in wave.shipments))

    carried: list[PutAway] = []

    def do(values: Values, how: How) -> Results:
        order = str(values[_ORDER])
        rows = taken_out(wave, {order})
        if not how.preview:
            changed = cancel_wave(context, wave.row.number, orders=[order], key=how.key)
            carried[:] = changed.put_away
        return Results(rows, undoable=not how.preview)

    field = DialogField(
        _ORDER,
        tr("&Order"),
        FieldKind.CHOICE,
        value=orders[0] if len(orders) == 1 else "",
        choices=tuple(Choice(number, number) for number in orders),
        needed=tr("Choose the order that leaves the wave."),
    )
    words = Words(
        tr("Take an order out of wave {wave}").format(wave=wave.row.number),
        tr("The paper is old then: the list gets another revision."),
        button=lambda count: tr_count("Take {count} order out", "Take {count} orders out", count),
        doing=tr("Taking the order out…"),
        done=lambda count: _with_put_away(
            tr_count(
                "{count} order left the wave and is ready again.",
                "{count} orders left the wave and are ready again.",
                count,
            ),
            carried,
        ),
    )
    return Bulk(words, (field,), do, 1, tr("Order"), show)


def _with_put_away(words: str, carried: Sequence[PutAway]) -> str:
    """A sentence with a count to be filled in, and what is to be carried back to which bins."""
    if not carried:
        return words
    number = QLocale().toString
    told = [
        tr("{count} of {sku} to {bin}").format(
            count=number(one.quantity),
            sku=one.sku,
            bin=_bin(one),
        )
        for one in carried[:_BINS_TOLD]
    ]
    more = len(carried) - _BINS_TOLD
    if more > 0:
        told.append(tr("and {count} more").format(count=number(more)))
    back = tr("Carry back: {places}.").format(places=", ".join(told))
    return f"{words} {literal(back)}"


def _bin(one: PutAway) -> str:
    return place_word(one.location) if one.location else tr("their place")
