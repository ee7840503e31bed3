"""The verify step: somebody looks at each order of a channel before it goes on."""

from collections.abc import Sequence

from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.records.order_rows import OrderState, lines_of_orders
from packbench.domain.orders import Verify
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import (
    DO_IT,
    How,
    Results,
    Rows,
    Told,
    change_fit,
    closed,
    done,
    refuse_begun,
    refused,
    serve,
    tell_served,
)
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.release import release_beside
from packbench.engine.verifying import ask_to_verify, asking_channels, set_verify
from packbench.engine.writes.problems import refresh_problems


def verify(context: Context, orders: Sequence[str], *, how: How = DO_IT) -> Results:
    """Orders are right: each takes its place in the queue and is routed at once.

    An order that nobody has to verify is refused alone. One that is on hold stays on hold.
    """
    with context.database.read.connect() as connection:
        asking = asking_channels(connection)

    def why_not(row: OrderState) -> Refusal | None:
        if closed(row) or row.verify == Verify.ASKED:
            return closed(row)
        unasked = Said.GOES_ON_UNVERIFIED if row.channel in asking else Said.NOT_TO_VERIFY
        why = Said.VERIFIED_ALREADY if row.verify == Verify.DONE else unasked
        return Refusal(Code.WRONG_STATE, why=why, name=row.number, state=row.status)

    def change(transaction: Transaction, rows: Rows) -> Told:
        set_verify(transaction.connection, rows, Verify.DONE)
        refresh_problems(transaction.connection, list(rows))
        served = serve(transaction, list(rows), Wanted(), how.on_progress)
        told = tell_served(transaction, list(rows), served)
        return {
            order_id: done(note(Said.VERIFIED), *_stands(rows[order_id], answer.notes))
            for order_id, answer in told.items()
        }

    call = ("orders.verify", {"orders": list(orders)}, ("verify",))
    return change_fit(context, call, how, why_not, change)


def _stands(row: OrderState, notes: tuple[Note, ...]) -> tuple[Note, ...]:
    """What is told of its stock; of an order on hold that it is."""
    return notes if row.hold is None else (note(Said.STAYS_ON_HOLD),)


def unverify(context: Context, orders: Sequence[str], *, how: How = DO_IT) -> Results:
    """Orders have to be verified again: what is promised to them goes to others meanwhile.

    An order is refused alone when nobody verified it, or when something of it is picked.
    """

    def why_not(row: OrderState) -> Refusal | None:
        if closed(row) or row.verify == Verify.DONE:
            return closed(row)
        return Refusal(Code.WRONG_STATE, why=Said.NOT_VERIFIED, name=row.number, state=row.status)

    def change(transaction: Transaction, rows: Rows) -> Told:
        connection = transaction.connection
        told = refuse_begun(connection, rows)
        for order_id, lines in lines_of_orders(connection, rows).items():
            if order_id not in told and any(line.shipped for line in lines):
                row, why = rows[order_id], Said.PARTLY_SHIPPED
                params = {"name": row.number, "state": row.status}
                told[order_id] = refused(Refusal(Code.WRONG_STATE, why=why, **params))
        chosen = [order_id for order_id in rows if order_id not in told]
        given = ask_to_verify(transaction, chosen)
        release_beside(transaction, given.product_ids)
        return told | dict.fromkeys(chosen, done(note(Said.TO_VERIFY_AGAIN)))

    call = ("orders.unverify", {"orders": list(orders)}, ("verify",))
    return change_fit(context, call, how, why_not, change)
