"""Takes units off a line so that a line of another order has them, as they are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from packbench.db.queries.records.order_rows import unpicked
from packbench.db.sql.rows import AnyRow, Promised
from packbench.domain.orders import Reason
from packbench.engine.writes.buckets import Move, move_units
from packbench.engine.writes.give_back import GivenBack, first_units, give_back
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


def take_off(transaction: "Transaction", parts: Sequence[tuple[AnyRow, int]]) -> list[TakenOff]:
    """Inside a command: cancels units of lines for other lines to have them.

    What waits goes first, then what lacks and what is new, what is promised last; of what waits,
    units that an operator marked.

    Args:
        transaction: a command's.
        parts: lines with how many of their units are `marked` (`lines_of_orders`), each once, and
            how many go: no more than are unpicked.
    """
    connection = transaction.connection
    moved = [_free_units(row, units) for row, units in parts]
    ids = [row.id for row, _ in parts]
    before = waits_of(connection, ids)
    promised = {
        row.id: units - sum(free.values()) for (row, units), free in zip(parts, moved, strict=True)
    }
    given = give_back(transaction, _to_give(unpicked(connection, ids), promised))
    moves, still, taken = [], [], []
    by_line = _stock_by_line(given)
    for (row, units), free in zip(parts, moved, strict=True):
        free["unrouted"] += promised[row.id]
        moves += [Move(row.id, bucket, "cancelled", n) for bucket, n in free.items()]
        waits = before.get(row.id)
        marked = min(row.marked, free["waiting"])
        if waits is not None and row.waiting > free["waiting"]:
            still.append(_said(waits, row.waiting - free["waiting"], waits.marked - marked))
        line = _new_line(row, units, free, waits, marked)
        taken.append(TakenOff(line, promised[row.id], *by_line.get(row.id, ({}, frozenset()))))
    move_units(connection, moves)
    wait(connection, still)
    return taken


def _free_units(row: AnyRow, units: int) -> dict[str, int]:
    """How many units go from each bucket before promised ones do."""
    moved = {}
    for bucket in _FREE_FIRST:
        moved[bucket] = min(units, getattr(row, bucket))
        units -= moved[bucket]
    return moved


def _to_give(promised: Mapping[Promised, int], wanted: Mapping[int, int]) -> dict[Promised, int]:
    """So many promised units of each line."""
    by_line: dict[int, dict[Promised, int]] = defaultdict(dict)
    for place, units in promised.items():
        by_line[place[1]][place] = units
    chosen: dict[Promised, int] = {}
    for line_id, units in wanted.items():
        chosen |= first_units(by_line[line_id], units)
    return chosen


def _stock_by_line(given: GivenBack) -> dict[int, tuple[dict[int, int], frozenset[int]]]:
    """By line: of which stock rows it held how much, and the products that are free."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for (line_id, stock_id), units in given.by_stock.items():
        found[line_id][stock_id] = units
    free = frozenset(given.product_ids)
    return {line_id: (stock, free) for line_id, stock in found.items()}


def _new_line(
    row: AnyRow, units: int, free: Mapping[str, int], waits: Waits | None, marked: int
) -> NewLine:
    return NewLine(
        *(row.product_id, row.sku, row.original_sku, row.unit_price, units),
        waiting=free["waiting"],
        unavailable=free["unavailable"],
        backorder_allowed=row.backorder_allowed,
        waits=_said(waits, free["waiting"], marked) if waits is not None else None,
    )


def _said(before: Waits, waiting: int, marked: int) -> Waits:
    """`manual` is the reason of a line of which every waiting unit is marked, and of no other."""
    reason = before.reason
    if marked == waiting:
        reason = Reason.MANUAL.value
    elif reason == Reason.MANUAL:
        reason = Reason.OUT_OF_STOCK.value
    return before._replace(reason=reason, marked=marked)
