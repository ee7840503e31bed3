"""Keeps the reasons of what waits true: what lacks now, whoever took it, whatever rule changed."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection

from packbench.db.queries.planning.demand import Demand, load_demand, load_plain_lines
from packbench.db.queries.planning.reasons import (
    Group,
    Rest,
    complete_only_orders,
    complete_only_waiting,
    contending_orders,
    lines_of_group,
    products_in_rests,
    rests,
    waiting_groups,
)
from packbench.db.queries.planning.supply import load_rules, load_stock
from packbench.db.schema import Waiting
from packbench.db.sql.bulk import update_rows
from packbench.db.today import today
from packbench.domain.allocation.demand import DemandLine, DemandOrder
from packbench.domain.allocation.planner import plan, reason_now
from packbench.domain.allocation.rules import Rules
from packbench.domain.allocation.supply import Supply
from packbench.domain.orders import Reason
from packbench.engine.writes.plan_writer import reasons_now
from packbench.engine.writes.preorder_limits import keep_pools_within_limits

_OF_WAREHOUSES = (
    *(Reason.NOT_STOCKED, Reason.EXCLUDED, Reason.COUNTRY_NOT_SERVED, Reason.WAREHOUSE_INACTIVE),
)
_OF_RULES = (*_OF_WAREHOUSES, Reason.OUT_OF_STOCK, Reason.AT_CAPACITY)
_KEPT_WHILE_STOCKED = (Reason.STOCK_LOST, Reason.WAITING_FOR_REST, Reason.AT_CAPACITY)
"""Reasons that say more than that there is none now, and are true for as long as that is."""


def tell_what_lacks(connection: Connection, taken: Collection[int]) -> set[int]:
    """After stock of these products went: lines that wait for the rest may lack it now.

    What a line can't use any more, another one of its order may: then it waits for the rest now.
    Gives the ids of orders of which a reason changed.
    """
    if not taken:
        return set()
    contending = contending_orders(connection, taken)
    lacking = _lacking(connection, products_in_rests(connection, taken))
    return _plan_reasons(connection, contending | lacking)


def _lacking(connection: Connection, products: Collection[int]) -> set[int]:
    """Orders that wait for the rest with lines of which there is not enough any more."""
    if not products:
        return set()
    order_ids: set[int] = set()
    rules = load_rules(connection)
    lines = load_plain_lines(connection, products, today(connection))
    supply = _supply(connection, rules, lines.values())
    for group in rests(connection, products):
        if not _covers(group, lines[group.product_id], supply, rules):
            order_ids |= complete_only_orders(connection, group, [Reason.WAITING_FOR_REST.value])
    return order_ids


def tell_what_came(connection: Connection, product_ids: Collection[int]) -> set[int]:
    """After stock of products came that nobody is given by itself: as `tell_what_lacks`."""
    return _plan_reasons(connection, complete_only_waiting(connection, product_ids))


def tell_what_forbids(connection: Connection, product_ids: Collection[int] | None) -> set[int]:
    """After a warehouse may serve more or fewer: every reason of these products (None: of all).

    Gives the ids of orders of which a reason changed.
    """
    reasons = [reason.value for reason in {*_OF_RULES, *_KEPT_WHILE_STOCKED}]
    groups = waiting_groups(connection, product_ids, reasons)
    if not groups:
        return set()
    rules = load_rules(connection)
    lines = load_plain_lines(connection, {group.product_id for group in groups}, today(connection))
    supply = _supply(connection, rules, lines.values())
    changed: set[int] = set()
    for group in groups:
        reason = _reason_of(group, lines[group.product_id], supply, rules)
        if reason != group.reason:
            rows = lines_of_group(connection, group)
            values = [(line_id, reason) for line_id, _ in rows]
            update_rows(connection, Waiting, ("reason",), values, key="order_line_id")
            changed |= {order_id for _, order_id in rows}
    rest = Reason.WAITING_FOR_REST.value
    in_rests = {group.product_id for group in groups if group.reason == rest}
    contending = contending_orders(connection, {group.product_id for group in groups})
    return changed | _plan_reasons(connection, contending | _lacking(connection, in_rests))


def _reason_of(group: Group, line: DemandLine, supply: Supply, rules: Rules) -> str:
    reason = reason_now(_asking(group, line), line, supply, rules)
    if reason not in _OF_RULES:
        return group.reason
    if reason is Reason.OUT_OF_STOCK and group.reason in _KEPT_WHILE_STOCKED:
        return group.reason
    return reason.value


def _asking(group: Group | Rest, line: DemandLine) -> DemandOrder:
    return DemandOrder(0, group.country, group.channel, (line,))


def _covers(group: Rest, line: DemandLine, supply: Supply, rules: Rules) -> bool:
    """Whether there is enough for every order of the group that asks alone."""
    wanted = line._replace(quantity=group.most)
    order = _asking(group, wanted)._replace(max_warehouses=1 if group.limited else None)
    (planned,) = plan([order], supply, rules)
    for promise in planned.promises:
        if promise.managed:
            place = next(
                w for w, one in enumerate(rules.warehouses) if one.id == promise.warehouse_id
            )
            supply.take(promise.product_id, place, -promise.quantity)
    return not planned.waits and not planned.lacks


def _supply(connection: Connection, rules: Rules, lines: Collection[DemandLine]) -> Supply:
    parts = {part.product_id for line in lines for part in line.parts if part.managed}
    return Supply(len(rules.warehouses), load_stock(connection, rules, parts).free)


def _plan_reasons(connection: Connection, order_ids: Collection[int]) -> set[int]:
    """Asks the planner anew why orders that ship only complete wait; nothing is given to them."""
    if not order_ids:
        return set()
    demand = load_demand(connection, order_ids, today(connection))
    told = _asked_each(connection, demand)
    update_rows(connection, Waiting, ("reason",), told, key="order_line_id")
    return {demand.lines[line_id].order_id for line_id, _ in told}


def _asked_each(connection: Connection, demand: Demand) -> Sequence[tuple[int, str]]:
    rules = load_rules(connection)
    free = load_stock(connection, rules, demand.product_ids()).free
    keep_pools_within_limits(connection, rules, free, demand.lines)
    told: list[tuple[int, str]] = []
    for order in demand.orders:
        wanted = {part.product_id for line in order.lines for part in line.parts if part.managed}
        alone = Supply.under(rules, {product_id: list(free[product_id]) for product_id in wanted})
        for planned in plan([order], alone, rules):
            told += reasons_now(demand, planned)
    return told
