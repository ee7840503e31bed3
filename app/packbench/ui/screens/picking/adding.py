"""Putting orders into a wave that nobody walks yet, an urgent one for instance."""

from collections.abc import Callable

from packbench.domain.outcomes import RowOutcome, Said, note
from packbench.engine.bulk import How, Results, RowResult
from packbench.engine.command.context import Context
from packbench.services.office.pick_work import WaveContent
from packbench.services.picking.changing import add_orders
from packbench.services.picking.proposing import preview_release
from packbench.ui.parts.bulk.spec import Bulk, DialogField, Values, Words
from packbench.words.language import tr, tr_count

_ORDERS = "orders"


def adding(context: Context, wave: WaveContent, show: Callable[[frozenset[str]], None]) -> Bulk:
    """Puts orders into a wave."""
    number = wave.row.number

    def do(values: Values, how: How) -> Results:
        orders = str(values[_ORDERS]).replace(",", " ").split()
        if how.preview:
            return Results(_would(context, wave, orders), undoable=False)
        changed = add_orders(context, number, orders, key=how.key)
        left = {one.order_number: one.note for one in changed.left_out}
        stays = [RowResult(order, RowOutcome.REFUSED, [told]) for order, told in left.items()]
        found = {order.casefold() for order in left}
        goes = [_goes(order, number) for order in orders if order.casefold() not in found]
        return Results([*goes, *stays])

    field = DialogField(
        _ORDERS,
        tr("&Orders"),
        hint=tr("Their numbers, with blanks between them"),
        needed=tr("Type the number of the order."),
    )
    words = Words(
        tr("Put orders into wave {wave}").format(wave=number),
        tr("The paper is old then: the list gets another revision."),
        button=lambda count: tr_count("Put {count} order in", "Put {count} orders in", count),
        doing=tr("Putting the orders in…"),
        done=lambda count: tr_count(
            "{count} order is in the wave. Print its list again.",
            "{count} orders are in the wave. Print its list again.",
            count,
        ),
    )
    return Bulk(words, (field,), do, 1, tr("Order"), lambda _: show(frozenset({number})))


def _would(context: Context, wave: WaveContent, orders: list[str]) -> list[RowResult]:
    """What a release of these orders at the wave's warehouse would take, and what it would not."""
    plan = preview_release(context, orders, warehouse=wave.row.warehouse, patience_s=0)
    stays = [RowResult(one.order_number, RowOutcome.REFUSED, [one.note]) for one in plan.stay]
    goes = [_goes(order, wave.row.number) for one in plan.waves for order in one.orders]
    return [*goes, *stays]


def _goes(order: str, wave: str) -> RowResult:
    return RowResult(order, RowOutcome.DONE, [note(Said.IS_IN_WAVE, wave=wave)])
