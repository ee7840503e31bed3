"""Commands on chosen lines, or quantities of lines, of one order or of hundreds."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from packbench.db.queries.records.order_rows import OrderState, lines_of_orders
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.outcomes import Said
from packbench.domain.quantities import check_units
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import (
    Answer,
    Chosen,
    How,
    Results,
    Rows,
    Told,
    change_orders,
    named_orders,
    refused,
)
from packbench.engine.command.core import Transaction


@dataclass(frozen=True, slots=True)
class ChosenOrder:
    """An order with its lines, and what of it is chosen."""

    row: OrderState
    lines: Mapping[int, AnyRow]
    choices: Sequence[Chosen]

    @property
    def is_whole(self) -> bool:
        """Whether no line of it is named."""
        return any(one.line is None for one in self.choices)

    def chosen(self) -> Iterable[tuple[AnyRow, Chosen]]:
        """Every chosen line with its choice; refuses a line that it has not, and one twice."""
        seen: set[int] = set()
        for one in self.choices:
            numbers = list(self.lines) if one.line is None else [one.line]
            for number in numbers:
                if number not in self.lines:
                    raise Refusal(Code.NOT_FOUND, kind="line", name=number)
                if number in seen:
                    raise Refusal(
                        Code.NOTHING_TO_DO, why=Said.LINE_TWICE, line=number, name=self.row.number
                    )
                seen.add(number)
                yield self.lines[number], one


def change_lines(
    transaction: Transaction,
    rows: Sequence[Chosen],
    how: How,
    work: Callable[[Mapping[int, ChosenOrder]], Told],
) -> Results:
    """Does `work` to the chosen orders, which it gets in queue order by their ids."""
    for row in rows:
        if row.quantity is not None:
            check_units(row.quantity)
    queue = named_orders(transaction, [row.order for row in rows])
    by_number: dict[str, dict[tuple[int | None, int | None], Chosen]] = defaultdict(dict)
    for row in rows:
        by_number[code_key(row.order)][row.line, row.quantity] = row

    def change(orders: Rows) -> Told:
        how.on_progress(0, len(queue))
        lines = lines_of_orders(transaction.connection, orders)
        told = work(
            {
                order.id: ChosenOrder(
                    orders[order.id],
                    {line.line: line for line in lines[order.id]},
                    list(by_number[code_key(order.number)].values()),
                )
                for order in queue
            }
        )
        how.on_progress(len(queue), len(queue))
        return told

    return change_orders(transaction, queue, change)


def plan_each(
    orders: Mapping[int, ChosenOrder], plan: Callable[[ChosenOrder], Answer]
) -> dict[int, Answer]:
    """The answers of `plan`; an order that it refuses is refused alone."""
    told = {}
    for order_id, order in orders.items():
        try:
            told[order_id] = plan(order)
        except Refusal as refusal:
            told[order_id] = refused(refusal)
    return told


def content_of(rows: Sequence[Chosen]) -> dict[str, Any]:
    """The rows as a command's content."""
    return {"rows": [(row.order, row.line, row.quantity) for row in rows]}
