"""Taking stock from later orders, for several orders at once: each loser is told."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from packbench.db.queries.planning.expected import bringing, expected_by_line
from packbench.db.queries.planning.queue import OrderInQueue
from packbench.db.queries.records.order_rows import OrderState, order_rows
from packbench.db.queries.records.pick_tasks import waves_of_orders
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import (
    DO_IT,
    Answer,
    How,
    Results,
    RowResult,
    Told,
    closed,
    done,
    in_state,
    named_orders,
    refused,
    results_of,
    run_bulk,
    tell_waves,
)
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.taking_from_later import Lost
from packbench.engine.taking_in_turn import TurnTaken, take_in_turn
from packbench.engine.undo.remembered import Remembered
from packbench.engine.undo.remembering import keep_for_undo


def reallocate_orders(context: Context, orders: Sequence[str], *, how: How = DO_IT) -> Results:
    """Gives orders the stock of later ones that nobody picks, first in the queue first.

    Behind the chosen orders stands each that loses by it, with how much, to whom, and until when. A
    chosen order is refused alone that is done or on hold, or that no later order's stock helps.
    """

    def work(transaction: Transaction) -> Results:
        queue = named_orders(transaction, orders)
        taking = _Taking(context, transaction, queue)
        told = taking.told(how)
        if not transaction.tried:
            keep_for_undo(transaction, taking.before())
        told = tell_waves(transaction.connection, taking.in_waves, told)
        results = results_of(queue, told)
        return Results([*results.results, *taking.losers()])

    return run_bulk(context, "orders.reallocate", {"orders": list(orders)}, how, work)


class _Taking:
    """Orders that are given stock of later ones, one after the other."""

    def __init__(
        self, context: Context, transaction: Transaction, queue: Sequence[OrderInQueue]
    ) -> None:
        self._context, self._transaction = context, transaction
        ids = [order.id for order in queue]
        self._queue = queue
        self._rows = order_rows(transaction.connection, ids)
        tried = transaction.tried
        self._before = Remembered() if tried else Remembered.of(transaction.connection, ids)
        self._touched: set[int] = set()
        self.in_waves = dict(waves_of_orders(transaction.connection, ids))
        self._chosen = set(ids)
        self._lost: list[tuple[Lost, str]] = []

    def told(self, how: How) -> Told:
        """What became of each of them."""
        told = {}
        for order in self._queue:
            row = self._rows[order.id]
            why = closed(row) or (in_state(row) if row.hold is not None else None)
            if why is not None:
                told[order.id] = refused(why)
        fit = [order.id for order in self._queue if order.id not in told]
        how.on_progress(len(told), len(self._queue))
        for taken in take_in_turn(self._transaction, fit):
            told[taken.order_id] = self._answer(taken)
            how.on_progress(len(told), len(self._queue))
        return told

    def _answer(self, taken: TurnTaken) -> Answer:
        row = self._rows[taken.order_id]
        if taken.units is None:
            return refused(_nobody(row))
        self._touched.update(taken.order_ids)
        self._lost += [(one, row.number) for one in taken.lost]
        return done(note(Said.TAKES_FROM, count=taken.units))

    def losers(self) -> list[RowResult]:
        """The orders that were not chosen and lose, first in the queue first."""
        notes: dict[str, list[Note]] = defaultdict(list)
        connection = self._transaction.connection
        products = {lost.product_id for lost, _ in self._lost if lost.product_id is not None}
        expected = expected_by_line(connection, products)
        numbers = bringing(connection, products)
        for lost, winner in self._lost:
            if lost.order_id not in self._chosen:
                notes[lost.number].append(_loses(lost, winner, expected, numbers))
        return [RowResult(number, RowOutcome.LOSES, found) for number, found in notes.items()]

    def before(self) -> Remembered:
        """All orders that were touched, as they were: nobody else sees yet what was done."""
        first = self._before
        with self._context.database.read.connect() as unchanged:
            more = Remembered.of(unchanged, self._touched - first.numbers.keys())
        return Remembered(
            {**first.numbers, **more.numbers},
            {**first.fields, **more.fields},
            {**first.lines, **more.lines},
        )


def _nobody(row: OrderState) -> Refusal:
    return Refusal(Code.NOTHING_TO_DO, why=Said.NOBODY_TO_TAKE_FROM, name=row.number)


def _loses(
    lost: Lost,
    winner: str,
    expected: Mapping[int, date | None],
    numbers: Mapping[tuple[int, date], str],
) -> Note:
    day = expected.get(lost.line_id)
    number = numbers.get((lost.product_id, day)) if lost.product_id and day else None
    if day is None or number is None:
        return note(Said.LOSES, count=lost.units, sku=lost.sku, other=winner)
    return note(
        Said.LOSES_UNTIL,
        count=lost.units,
        sku=lost.sku,
        other=winner,
        day=day.isoformat(),
        po=number,
    )
