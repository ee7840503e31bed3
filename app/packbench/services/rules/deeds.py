"""The actions of rules: each is done by the service that people use for it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sqlalchemy import delete

from packbench.db.queries.planning.queue import orders_by_number
from packbench.db.queries.records.order_rows import lines_of_orders
from packbench.db.queries.records.shipping import known_methods
from packbench.db.schema import OrderHoldUntil
from packbench.db.sql.among import among
from packbench.db.sql.bulk import insert_rows
from packbench.db.today import today
from packbench.domain.catalog import code_key
from packbench.domain.order_rules import Action, Deed, until_day
from packbench.domain.outcomes import Note, RowOutcome, Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.rule_texts import bad
from packbench.engine.bulk import Chosen, Results, RowResult
from packbench.engine.command.context import Context
from packbench.engine.command.transaction import Transaction
from packbench.services.orders import (
    cancelling,
    changes,
    partial_shipment,
    remarks,
    rerouting,
    shipping_choice,
    verifying,
)
from packbench.services.orders.adding import add_item
from packbench.services.orders.excluding import exclude

Do = Callable[[Context, Sequence[str], Action], Results]


def do_to(context: Context, action: Action, orders: Sequence[str]) -> Results:
    """Does an action to orders inside the command of a context; one result an order."""
    return _DEEDS[action.do](context, orders, action)


def _outer(context: Context) -> Transaction:
    if context.inside is None:
        raise AssertionError  # rules act inside a command
    return context.inside


def _hold_until(context: Context, orders: Sequence[str], action: Action) -> Results:
    """Holds orders, and writes down when they go on; a day that is over holds none."""
    outer = _outer(context)
    connection = outer.connection
    day = until_day(action.value, today(connection))
    if day <= today(connection):
        over = Refusal(Code.NOTHING_TO_DO, why=Said.DAY_IS_OVER, day=day.isoformat())
        return _all_refused(orders, over)
    results = changes.hold(context, orders, reason=action.detail or day.isoformat())
    held = [one.order_number for one in results.results if one.outcome is RowOutcome.DONE]
    if held:
        hold_until(outer, held, day)
    return results


def hold_until(outer: Transaction, orders: Sequence[str], day: date) -> None:
    """Inside a command: orders that the last one inside it held go on that day."""
    connection = outer.connection
    ids = [one.id for one in orders_by_number(connection, orders)]
    connection.execute(delete(OrderHoldUntil).where(among(OrderHoldUntil.order_id, ids)))
    rows = [(id_, day, outer.inner[-1]) for id_ in ids]
    insert_rows(connection, OrderHoldUntil, ("order_id", "day", "command_id"), rows)


def _shipping(context: Context, orders: Sequence[str], action: Action) -> Results:
    """Chooses a method; one that is out of use is told as such, not as one that is not there."""
    methods = known_methods(_outer(context).connection)
    unused = methods.find(action.value, unused=True)
    if unused is not None and methods.find(action.value) is None:
        raise bad(Said.RULE_METHOD_OFF, value=unused.code)
    return shipping_choice.choose_method(context, orders, action.value)


def _cancel(context: Context, orders: Sequence[str], action: Action) -> Results:
    """Cancels the lines of a SKU; orders that have none are refused alone."""
    connection = _outer(context).connection
    key = code_key(action.value)
    queue = orders_by_number(connection, orders)
    lines = lines_of_orders(connection, [one.id for one in queue])
    wanted: dict[str, list[Chosen]] = defaultdict(list)
    for order in queue:
        for line in lines[order.id]:
            if line.sku_key == key and cancelling.cancellable_units(line):
                wanted[order.number].append(Chosen(order.number, line.line))
    rows = [chosen for found in wanted.values() for chosen in found]
    done = cancelling.cancel(context, rows).results if rows else []
    without = [order.number for order in queue if order.number not in wanted]
    gone = Refusal(Code.NOTHING_TO_DO, why=Said.NO_SUCH_LINE_LEFT, sku=action.value)
    return Results([*done, *_all_refused(without, gone).results])


def _all_refused(orders: Sequence[str], why: Refusal) -> Results:
    return Results([RowResult(one, RowOutcome.REFUSED, [Note.of(why)]) for one in orders])


def _add(context: Context, orders: Sequence[str], action: Action) -> Results:
    return add_item(context, orders, action.value, int(action.detail or 1))


_DEEDS: Mapping[Deed, Do] = {
    Deed.HOLD: lambda context, orders, action: changes.hold(context, orders, reason=action.value),
    Deed.HOLD_UNTIL: _hold_until,
    Deed.TAG: lambda context, orders, action: remarks.tag(context, orders, add=[action.value]),
    Deed.NOTE: lambda context, orders, action: remarks.add_note(context, orders, action.value),
    Deed.SHIPPING: _shipping,
    Deed.PRIORITY: lambda context, orders, action: changes.set_priority(
        context, orders, int(action.value)
    ),
    Deed.WAREHOUSE: lambda context, orders, action: rerouting.reroute(
        context, orders, action.value
    ),
    Deed.EXCLUDE: lambda context, orders, action: exclude(context, orders, action.value),
    Deed.ADD: _add,
    Deed.CANCEL: _cancel,
    Deed.PARTS: lambda context, orders, _: partial_shipment.set_ship_partial(
        context, orders, partial=True
    ),
    Deed.WHOLE: lambda context, orders, _: partial_shipment.set_ship_partial(
        context, orders, partial=False
    ),
    Deed.VERIFY: lambda context, orders, _: verifying.verify(context, orders),
}
