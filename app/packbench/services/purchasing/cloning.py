"""Cloning purchase orders: drafts with the same supplier, warehouse and lines."""

from collections.abc import Sequence

from packbench.db.sql.rows import AnyRow
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.domain.refusals import Refusal
from packbench.engine.bulk import DO_IT, How, Results, RowResult, run_bulk
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.services.purchasing.orders import (
    MadePurchases,
    copy_of,
    named_purchases,
)


def clone(context: Context, numbers: Sequence[str], *, how: How = DO_IT) -> Results:
    """Makes a draft like each, whatever became of it; its days are left out.

    Refuses those whose supplier or product is out of use, and what has become a kit.
    """

    def work(transaction: Transaction) -> Results:
        found = named_purchases(transaction.connection, numbers)
        rows: list[RowResult] = []
        made = []
        for done, row in enumerate(found, 1):
            try:
                order_id, number = copy_of(transaction, row)
            except Refusal as refusal:
                rows.append(RowResult(row.number, RowOutcome.REFUSED, [Note.of(refusal)]))
            else:
                made.append(order_id)
                rows += _rows(row, number)
            how.on_progress(done, len(found))
        transaction.undo = MadePurchases(made) if made else None
        return Results(rows)

    return run_bulk(context, "po.clone", {"numbers": list(numbers)}, how, work)


def _rows(row: AnyRow, number: str) -> list[RowResult]:
    return [
        RowResult(row.number, RowOutcome.DONE, [note(Said.PURCHASE_CLONED_AS, other=number)]),
        RowResult(number, RowOutcome.MADE, [note(Said.PURCHASE_LIKE, other=row.number)]),
    ]
