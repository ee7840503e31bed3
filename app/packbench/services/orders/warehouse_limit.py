"""From how many warehouses an order may be sent at most."""

from collections.abc import Sequence

from sqlalchemy import update

from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.planning.victims import promises_of_orders
from packbench.db.queries.records.order_rows import OrderState
from packbench.db.schema import Order
from packbench.db.sql.among import among
from packbench.domain.outcomes import Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import (
    DO_IT,
    Answer,
    How,
    Results,
    Rows,
    Told,
    change_fit,
    closed,
    in_state,
    refuse_begun,
    serve,
    tell_served,
)
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.release import release
from packbench.engine.writes.give_back import give_back


def set_max_warehouses(
    context: Context, orders: Sequence[str], limit: int | None, *, how: How = DO_IT
) -> Results:
    """Says from how many warehouses orders may be sent, None for any number; plans them again.

    What waits is tried at once under the new limit. Where it is lowered, promises are given back
    first and planned anew. An order is refused alone when it is done or on hold, when its limit is
    that already, or (to lower it) when somebody picks it. Refuses (`invalid`) a limit below 1.
    """
    if limit is not None and limit < 1:
        raise Refusal(Code.INVALID, field="warehouse limit", value=limit)

    def why_not(row: OrderState) -> Refusal | None:
        if closed(row):
            return closed(row)
        if row.hold is not None:
            return in_state(row)
        if row.max_warehouses == limit:
            return Refusal(Code.NOTHING_TO_DO, why=Said.HAS_LIMIT, name=row.number)
        return None

    def change(transaction: Transaction, rows: Rows) -> Told:
        connection = transaction.connection
        lower = {id_: row for id_, row in rows.items() if _is_lower(limit, row.max_warehouses)}
        begun = refuse_begun(connection, lower)
        chosen = [order_id for order_id in rows if order_id not in begun]
        statement = update(Order).where(among(Order.id, chosen))
        connection.execute(statement.values(max_warehouses=limit))
        lowered = [order_id for order_id in lower if order_id not in begun]
        given = give_back(transaction, promises_of_orders(connection, lowered))
        own = given.by_order()
        transaction.planned_again.update(lowered)
        served = serve(transaction, chosen, Wanted(), how.on_progress, own=own)
        release(transaction, given.product_ids)
        told = note(Said.LIMIT_IS, count=limit) if limit else note(Said.NO_LIMIT)
        answers = tell_served(transaction, chosen, served)
        return begun | {
            order_id: Answer(one.outcome, (told, *one.notes)) for order_id, one in answers.items()
        }

    content = {"orders": list(orders), "limit": limit}
    call = ("orders.max_warehouses", content, ("max_warehouses",))
    return change_fit(context, call, how, why_not, change)


def _is_lower(limit: int | None, before: int | None) -> bool:
    return limit is not None and (before is None or limit < before)
