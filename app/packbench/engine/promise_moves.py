"""Moves what pools promise to warehouses where the goods are in, first in the queue first."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.planning.kits import kits_holding
from packbench.db.queries.planning.promises import PromiseRow, promises_at
from packbench.db.queries.planning.supply import load_rules
from packbench.domain.changes import Kind
from packbench.engine.allocation import Planning, route_orders
from packbench.engine.command.transaction import Transaction
from packbench.engine.one_warehouse import NotSent, not_sent
from packbench.engine.pools import leave_pools
from packbench.engine.undo.line_states import line_states
from packbench.engine.writes.buckets import Move, move_units
from packbench.engine.writes.give_back import give_back
from packbench.engine.writes.plan_writer import Written
from packbench.engine.writes.waiting_room import wait


def move_to_real(
    transaction: Transaction, place_id: int, pool_id: int, promises: Sequence[PromiseRow]
) -> tuple[Mapping[int, int], list[NotSent]]:
    """Inside a command: gives promises of a pool back, plans them at a place, the rest at the pool.

    Gives the moved units by line, and what the place can't send.
    """
    connection = transaction.connection
    order_ids = {row.order_id for row in promises}
    before = line_states(connection, order_ids)
    units: dict[int, int] = defaultdict(int)
    for row in promises:
        units[row.order_line_id] += row.units
    given = give_back(
        transaction, {(row.shipment_id, row.order_line_id): row.units for row in promises}
    )
    only = Wanted(only=units, in_parts=True)
    own = given.by_order()
    # Who was chosen is brought over, whatever a pool has promised to others.
    there = Planning(only_warehouse=place_id, after_pools=False)
    back = Planning(only_warehouse=pool_id)
    written = route_orders(transaction, order_ids, only, own=own, how=there)
    moved = dict(written.taken)
    _unwait(transaction, written)
    left = {line: n - moved.get(line, 0) for line, n in units.items() if n > moved.get(line, 0)}
    stay = Wanted(only=left, in_parts=True)
    kept = route_orders(transaction, order_ids, stay, own=own, how=back)
    # What waited before waits for the same reason still.
    wait(connection, [before[line].waits for line in units if before[line].waiting])
    leave_pools(transaction, given.by_stock, [*written.plans, *kept.plans])
    return moved, not_sent(written.plans, {row.order_line_id: row.sku for row in promises})


def _unwait(transaction: Transaction, written: Written) -> None:
    """What did not fit is to be routed once more."""
    waits = [
        Move(one.line_id, "waiting", "unrouted", one.quantity)
        for plan in written.plans
        for one in plan.waits
    ]
    lacks = [
        Move(one.line_id, "unavailable", "unrouted", one.quantity)
        for plan in written.plans
        for one in plan.lacks
    ]
    move_units(transaction.connection, waits + lacks)


def bring_over(transaction: Transaction, product_ids: Collection[int]) -> None:
    """Inside a command: moves what pools promise of these products to wherever it is really there.

    Each order in its turn, at the best-ranked warehouse first.
    """
    connection = transaction.connection
    rules = load_rules(connection)
    wanted = set(product_ids) | {kit_id for kit_id, _ in kits_holding(connection, product_ids)}
    for pool in (one for one in rules.warehouses if one.virtual):
        for place in (one for one in rules.warehouses if one.active and not one.virtual):
            promises = [
                row for product_id in wanted for row in promises_at(connection, pool.id, product_id)
            ]
            if promises:
                move_to_real(transaction, place.id, pool.id, promises)
                transaction.changed(Kind.ORDER, {row.order_id for row in promises})
