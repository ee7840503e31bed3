"""How orders are shipped: chosen by hand where their channel's words do not tell it."""

from collections.abc import Sequence

from sqlalchemy import update

from packbench.db.queries.records.order_rows import OrderState
from packbench.db.queries.records.shipping import KnownMethods, known_methods
from packbench.db.schema import Order
from packbench.db.sql.among import among
from packbench.domain.outcomes import Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import DO_IT, How, Results, Rows, Told, change_fit, closed, done
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction


def _not_found(methods: KnownMethods, method: str) -> Refusal:
    """That there is no such method, or that it is out of use, and which are in use."""
    used = ", ".join(one.code for one in methods.methods if one.active)
    told = {"kind": "shipping method", "methods": used or "–"}
    off = methods.find(method, unused=True)
    if off is not None:
        return Refusal(Code.NOT_FOUND, **told, name=off.code, off=True)
    return Refusal(Code.NOT_FOUND, **told, name=method)


def choose_method(
    context: Context, orders: Sequence[str], method: str, *, how: How = DO_IT
) -> Results:
    """Orders are shipped by this method, whatever their channel said; what has left stays as it is.

    Refuses an unknown method (`not_found`); an order alone that is done or that it is so of.
    """
    with context.database.read.connect() as connection:
        methods = known_methods(connection)
    chosen = methods.find(method)
    if chosen is None:
        raise _not_found(methods, method)

    def why_not(row: OrderState) -> Refusal | None:
        if closed(row) or row.ship_method != chosen.code:
            return closed(row)
        why, name = Said.SHIPS_BY_IT_ALREADY, row.number
        return Refusal(Code.NOTHING_TO_DO, why=why, name=name, method=chosen.name)

    def change(transaction: Transaction, rows: Rows) -> Told:
        statement = update(Order).where(among(Order.id, rows)).values(ship_method=chosen.code)
        transaction.connection.execute(statement)
        return dict.fromkeys(rows, done(note(Said.METHOD_CHOSEN, method=chosen.name)))

    content = {"orders": list(orders), "method": chosen.code}
    return change_fit(context, ("orders.shipping", content, ("ship_method",)), how, why_not, change)
