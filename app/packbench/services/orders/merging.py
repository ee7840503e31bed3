"""Merging orders: the open units of orders of one customer and address become one order."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from packbench.db.queries.planning.queue import orders_by_number
from packbench.db.queries.records.alike import open_orders_at
from packbench.db.queries.records.custom_fields import used_fields
from packbench.db.queries.records.lookups import find_order_id
from packbench.db.queries.records.order_rows import lines_of_orders, order_rows_whole
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.custom_fields import FieldOf
from packbench.domain.orders import OrderStatus, Payment, Verify
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.allocation import route_orders
from packbench.engine.begun import begun_refusals
from packbench.engine.bulk import (
    DO_IT,
    Answer,
    How,
    Results,
    Rows,
    Told,
    change_orders,
    done,
    named_orders,
    refused,
    run_bulk,
)
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.release import release
from packbench.engine.settling import hold_all_or_nothing
from packbench.engine.undo.copies import CopiesChange, added_lines
from packbench.engine.undo.remembered import NO_ORDERS, OrdersChange
from packbench.engine.writes.order_copies import add_lines_to
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.problems import refresh_problems
from packbench.engine.writes.taking_off import TakenOff, take_off
from packbench.services.custom_fields import fields_kept
from packbench.services.orders.cancelling import cancellable_units
from packbench.services.orders.excluding import keep_out_as
from packbench.services.orders.plan_notes import plan_notes

_SAME: Mapping[str, tuple[str, ...]] = {
    "customer": ("customer_name", "company", "customer_email"),
    "address": ("street", "street2", "city", "postal_code", "region", "country"),
    "channel": ("channel",),
    "currency": ("currency",),
}
"""What orders of one parcel have in common, by the word for it; letter case does not count."""

_CLOSED = frozenset({OrderStatus.SHIPPED, OrderStatus.CANCELLED})


def merge(
    context: Context, orders: Sequence[str], *, into: str | None = None, how: How = DO_IT
) -> Results:
    """Takes the open units of orders into the first of them of the same customer and address.

    Each such order is routed at once; the others keep what was shipped and show the rest as
    cancelled. An order is refused alone that is held, begun, done, of another customer, address,
    channel or currency than all others, or paid or verified where the one that would take it is
    not (`docs/domain.md`). With `into` all others go into that order, or none of them.
    """
    if into is not None and code_key(into) in map(code_key, orders):
        raise Refusal(Code.INVALID, field="order to merge", value=into)

    def work(transaction: Transaction) -> Results:
        queue = named_orders(transaction, [*([into] if into else []), *orders])
        target = orders_by_number(transaction.connection, [into])[0].id if into else None
        merged = _Merged()

        def change(rows: Rows) -> Told:
            return _merge(transaction, list(rows), target, merged)

        results = change_orders(transaction, queue, change)
        if merged.line_ids:
            kept = transaction.undo
            transaction.undo = CopiesChange(
                orders=kept if isinstance(kept, OrdersChange) else NO_ORDERS,
                added=added_lines(transaction.connection, merged.line_ids),
                excluded=merged.excluded,
            )
        return results

    content = {"orders": list(orders), "into": into}
    return run_bulk(context, "orders.merge", content, how, work)


def mergeable(context: Context, number: str) -> dict[int, str]:
    """By id, the numbers of other open orders that could be merged with this one.

    None where it can't be merged itself, and where it has no postal code.
    """
    with context.database.read.connect() as connection:
        order_id = find_order_id(connection, number)
        own = order_rows_whole(connection, [order_id])[order_id]
        if not own.postal_code or _unfit(connection, [own]):
            return {}
        rows = open_orders_at(connection, own.postal_code)
        alike = [row for row in rows if row.id != own.id and _unlike(own, row) is None]
        unfit = _unfit(connection, alike)
        return {row.id: row.number for row in alike if row.id not in unfit}


@dataclass(slots=True)
class _Merged:
    """By the order that takes them: the others with how many units of each; the new lines.

    `excluded`: orders that are kept out of a warehouse now because of others.
    """

    takers: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    line_ids: list[int] = field(default_factory=list)
    excluded: list[tuple[int, int]] = field(default_factory=list)


def _merge(
    transaction: Transaction, ids: Sequence[int], target: int | None, merged: _Merged
) -> Told:
    connection = transaction.connection
    rows = order_rows_whole(connection, ids)
    in_turn = [rows[order_id] for order_id in ids]
    told = {id_: refused(why) for id_, why in _unfit(connection, in_turn).items()}
    if target is None:
        groups = _groups([row for row in in_turn if row.id not in told])
        told |= _alone(groups, in_turn, told)
    else:
        groups = [[rows[target], *(row for row in in_turn if row.id != target)]]
        _raise_first(told)
    pairs = []
    for first, *others in groups:
        for row in others:
            why = _unlike(first, row)
            if why is not None and target is not None:
                raise why
            if why is None:
                pairs.append((first, row))
            else:
                told[row.id] = refused(why)
    if target is not None and not pairs:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NONE_TO_MERGE_WITH, name=rows[target].number)
    told |= _take_over(transaction, pairs, merged)
    if target is not None:
        _raise_first(told)
    first_ids = {group[0].id for group in groups}
    left = [row for row in in_turn if row.id in first_ids and row.id not in merged.takers]
    told |= {row.id: _none_to_merge_with(row) for row in left}
    return told | _told(connection, merged, rows)


def _raise_first(told: Told) -> None:
    for answer in told.values():
        if answer.outcome == "refused":
            raise answer.notes[0].refusal()


def _unfit(connection: Connection, rows: Sequence[AnyRow]) -> dict[int, Refusal]:
    """Orders that can neither take others nor be taken."""
    found: dict[int, Refusal] = {}
    for row in rows:
        if row.status in _CLOSED:
            found[row.id] = Refusal(Code.WRONG_STATE, name=row.number, state=row.status)
        elif row.hold is not None:
            found[row.id] = Refusal(Code.MERGE_HELD, name=row.number)
    return found | begun_refusals(connection, [row.id for row in rows if row.id not in found])


def _groups(rows: Sequence[AnyRow]) -> list[list[AnyRow]]:
    """The orders by what they have to have in common, first in the queue first."""
    found: dict[tuple[str, ...], list[AnyRow]] = defaultdict(list)
    for row in rows:
        found[tuple(part for names in _SAME.values() for part in _said(row, names))].append(row)
    return list(found.values())


def _said(row: AnyRow, names: Sequence[str]) -> Iterator[str]:
    """What an order says there, as it is compared."""
    return (" ".join(str(getattr(row, name) or "").casefold().split()) for name in names)


def _alone(groups: list[list[AnyRow]], rows: Sequence[AnyRow], told: Told) -> dict[int, Answer]:
    """Orders that are alike with no other; told is the one of the same customer that differs."""
    by_customer: dict[tuple[str, ...], list[AnyRow]] = defaultdict(list)
    for row in rows:
        by_customer[tuple(_said(row, _SAME["customer"]))].append(row)
    found = {}
    for group in [group for group in groups if len(group) == 1]:
        groups.remove(group)
        (row,) = group
        others = by_customer[tuple(_said(row, _SAME["customer"]))]
        if len(rows) == _TWO:  # each is told how it differs from the other one
            others = list(rows)
        other = next((one for one in others if one.id != row.id), None)
        why = None if other is None or other.id in told else _unlike(other, row)
        found[row.id] = _none_to_merge_with(row) if why is None else refused(why)
    return found


_TWO = 2


def _none_to_merge_with(row: AnyRow) -> Answer:
    return refused(Refusal(Code.NOTHING_TO_DO, why=Said.NONE_TO_MERGE_WITH, name=row.number))


def _unlike(first: AnyRow, row: AnyRow) -> Refusal | None:
    """Why an order can't go into another one, though each could be merged."""
    differs = [
        word
        for word, names in _SAME.items()
        if tuple(_said(first, names)) != tuple(_said(row, names))
    ]
    if differs:
        return Refusal(Code.NOT_ALIKE, name=row.number, other=first.number, differs=differs)
    if (row.verify == Verify.ASKED) != (first.verify == Verify.ASKED):
        asked, other = (row, first) if row.verify == Verify.ASKED else (first, row)
        return Refusal(Code.MERGE_UNVERIFIED, name=asked.number, other=other.number)
    if row.payment != first.payment:
        unpaid, paid = (row, first) if row.payment == Payment.AWAITING else (first, row)
        return Refusal(Code.MERGE_UNPAID, name=unpaid.number, other=paid.number)
    return None


def _take_over(
    transaction: Transaction, pairs: Sequence[tuple[AnyRow, AnyRow]], merged: _Merged
) -> dict[int, Answer]:
    """The open units of the second of each pair become lines of the first; those without any."""
    connection = transaction.connection
    lines = lines_of_orders(connection, [row.id for _, row in pairs])
    told, parts, takers = {}, [], []
    for first, row in pairs:
        open_ = [(line, units) for line in lines[row.id] if (units := cancellable_units(line))]
        if not open_:
            why = Refusal(Code.NOTHING_TO_DO, why=Said.NOTHING_TO_MERGE, name=row.number)
            told[row.id] = refused(why)
            continue
        merged.takers[first.id][row.id] = sum(units for _, units in open_)
        parts += open_
        takers += [first.id] * len(open_)
    taken = take_off(transaction, parts)
    new: dict[int, list[TakenOff]] = defaultdict(list)
    for taker, one in zip(takers, taken, strict=True):
        new[taker].append(one)
    made = add_lines_to(connection, {id_: [one.line for one in of] for id_, of in new.items()})
    merged.line_ids += [line_id for ids in made.values() for line_id in ids]
    _plan(transaction, new, merged)
    return told


def _plan(transaction: Transaction, new: Mapping[int, Sequence[TakenOff]], merged: _Merged) -> None:
    """Routes the orders that took units, each with what these had; serves others with the rest."""
    touched = {*new, *(order_id for of in merged.takers.values() for order_id in of)}
    freed = _keep_out(transaction, merged)
    refresh_problems(transaction.connection, touched)
    refresh_orders(transaction.connection, touched)
    own: dict[tuple[int, int], int] = defaultdict(int)
    for order_id, taken in new.items():
        for one in taken:
            for stock_id, units in one.by_stock.items():
                own[order_id, stock_id] += units
    if not new:
        return
    route_orders(transaction, list(new), own=own)
    hold_all_or_nothing(transaction, touched)
    products = freed | {id_ for taken in new.values() for one in taken for id_ in one.product_ids}
    release(transaction, products)
    transaction.changed(Kind.ORDER, touched)


def _keep_out(transaction: Transaction, merged: _Merged) -> set[int]:
    """What the others are kept out of, the orders that take them are, too; products it frees."""
    pairs, freed = keep_out_as(transaction, merged.takers)
    merged.excluded += pairs
    return freed


def _told(connection: Connection, merged: _Merged, rows: Mapping[int, AnyRow]) -> dict[int, Answer]:
    plans = plan_notes(connection, list(merged.takers))
    fields = used_fields(connection, FieldOf.ORDER)
    told = {}
    for first, others in merged.takers.items():
        kept = [one for other in others for one in fields_kept(fields, rows[first], rows[other])]
        told[first] = done(*_takes_over(others, rows), *kept, *plans[first])
        for order_id, units in others.items():
            other = rows[first].number
            told[order_id] = done(note(Said.TAKEN_INTO, count=units, other=other))
    return told


def _takes_over(others: Mapping[int, int], rows: Mapping[int, AnyRow]) -> Collection[Note]:
    return [
        note(Said.TAKES_OVER, count=units, other=rows[order_id].number)
        for order_id, units in others.items()
    ]
