"""Takes units off a line so that a line of another order has them, as they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from packbench.db.queries.records.order_rows import unpicked
from packbench.db.sql.rows import AnyRow
from packbench.domain.orders import Reason
from packbench.engine.writes.buckets import Move, move_units
from packbench.engine.writes.give_back import first_units, give_back
from packbench.engine.writes.order_copies import NewLine
from packbench.engine.writes.waiting_room import Waits, wait, waits_of

if TYPE_CHECKING:
    from packbench.engine.command.transaction import Transaction

_FREE_FIRST = ("waiting", "unavailable", "unrouted")


@dataclass(frozen=True, slots=True)
class TakenOff:
    """Units of a line, cancelled there, as a line of another order.

    Attributes:
        line: with what waits and lacks of them; the rest is new.
        promised: how many of the new ones were promised until now.
        by_stock: of which stock row, in units of its product.
        product_ids: products that are free until they are promised again.
    """

    line: NewLine
    promised: int = 0
    by_stock: Mapping[int, int] = field(default_factory=dict)
    product_ids: frozenset[int] = frozenset()


def take_off(transaction: "Transaction", row: AnyRow, units: int) -> TakenOff:
    """Inside a command: cancels units of a line for another line to have them.

    What waits goes first, then what lacks and what is new, what is promised last; of what waits,
    units that an operator marked.

    Args:
        transaction: a command's.
        row: the line with how many of its units are `marked` (`lines_of_orders`).
        units: no more than are unpicked.
    """
    connection = transaction.connection
    moved: dict[str, int] = {}
    left = units
    for bucket in _FREE_FIRST:
        moved[bucket] = min(left, getattr(row, bucket))
        left -= moved[bucket]
    before = waits_of(connection, [row.id]).get(row.id)
    given = give_back(transaction, first_units(unpicked(connection, [row.id]), left))
    moved["unrouted"] += left
    move_units(connection, [Move(row.id, bucket, "cancelled", n) for bucket, n in moved.items()])
    marked = min(row.marked, moved["waiting"])
    if before is not None:
        _still_wait(transaction, before, row.waiting - moved["waiting"], before.marked - marked)
    line = NewLine(
        *(row.product_id, row.sku, row.original_sku, row.unit_price, units),
        waiting=moved["waiting"],
        unavailable=moved["unavailable"],
        backorder_allowed=row.backorder_allowed,
        waits=_said(before, moved["waiting"], marked) if before is not None else None,
    )
    by_stock = {stock_id: n for (_, stock_id), n in given.by_stock.items()}
    return TakenOff(line, left, by_stock, frozenset(given.product_ids))


def _still_wait(transaction: "Transaction", before: Waits, waiting: int, marked: int) -> None:
    """The units that stay wait as they did, those that are marked for their operator."""
    if waiting:
        wait(transaction.connection, [_said(before, waiting, marked)])


def _said(before: Waits, waiting: int, marked: int) -> Waits:
    """`manual` is the reason of a line of which every waiting unit is marked, and of no other."""
    reason = before.reason
    if marked == waiting:
        reason = Reason.MANUAL.value
    elif reason == Reason.MANUAL:
        reason = Reason.OUT_OF_STOCK.value
    return before._replace(reason=reason, marked=marked)
