"""Orders are paid: they can be released to picking, and rules for that act on them."""

from collections.abc import Sequence

from sqlalchemy import update

from packbench.db.queries.records.order_rows import OrderState
from packbench.db.schema import Order
from packbench.db.sql.among import among
from packbench.domain.order_rules import RuleEvent
from packbench.domain.orders import Payment
from packbench.domain.outcomes import Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import DO_IT, How, Results, Rows, Told, change_fit, done
from packbench.engine.command.context import Context
from packbench.engine.command.transaction import Transaction
from packbench.services.rules.acting import act, on_rows


def pay(context: Context, orders: Sequence[str], *, how: How = DO_IT) -> Results:
    """Marks orders as paid, so that they can be released to picking; a paid one is refused.

    Then the rules for orders that are paid act on them.
    """

    def why_not(row: OrderState) -> Refusal | None:
        if row.payment != Payment.PAID:
            return None
        return Refusal(Code.WRONG_STATE, why=Said.PAID_ALREADY, name=row.number, state=row.payment)

    def change(transaction: Transaction, rows: Rows) -> Told:
        statement = update(Order).where(among(Order.id, rows))
        transaction.connection.execute(statement.values(payment=Payment.PAID.value))
        transaction.then = lambda results: on_rows(
            results, act(context, transaction, RuleEvent.PAID, list(rows))
        )
        return dict.fromkeys(rows, done(note(Said.PAID)))

    call = ("orders.pay", {"orders": list(orders)}, ("payment",))
    return change_fit(context, call, how, why_not, change)
