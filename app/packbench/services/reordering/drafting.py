"""Draft purchase orders of what is proposed: by a person's choice, or kept up by themselves."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from packbench.db.images import Scope
from packbench.db.queries.planning.reordering import drafted_by_itself
from packbench.db.queries.records.purchasing import purchase_order_lines, show_purchase_order
from packbench.db.schema import PurchaseOrder, PurchaseOrderLine
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.domain.purchasing import PurchaseOrderStatus
from packbench.domain.reordering import DraftedBy
from packbench.domain.suggestion import BuyProposal
from packbench.engine.bulk import DO_IT, How, Results, RowResult, run_bulk
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.services.importing.undoing import keep_for_undo
from packbench.services.purchasing.orders import add_lines, insert_draft, set_status
from packbench.services.reordering.suggesting import suggestions

DRAFT, AUTO = "po.draft_suggested", "po.auto"
"""The names of these commands."""

_NOT_OF_IT = frozenset({"drafted_as"})


class ChosenPlace(NamedTuple):
    """A product at a warehouse, by their codes."""

    sku: str
    warehouse: str


class _DraftLine(NamedTuple):
    product_id: int
    units: int
    unit_cost: Decimal | None


@dataclass(slots=True)
class _Group:
    """What is bought of a supplier for a warehouse."""

    supplier: str
    warehouse: str
    currency: str | None
    lines: list[_DraftLine]


def draft_suggested(
    context: Context, chosen: Sequence[ChosenPlace], *, how: How = DO_IT
) -> Results:
    """Drafts what is proposed now of the chosen products, one purchase order a supplier and place.

    What is proposed is worked out again; a chosen row of which nothing is missing any more, or that
    nobody sells, is told and left out.
    """

    def work(transaction: Transaction) -> Results:
        asked = dict.fromkeys((code_key(sku), code_key(place)) for sku, place in chosen)
        found = {
            (code_key(one.sku), code_key(one.warehouse)): one
            for one in suggestions(transaction.connection)
        }
        named = {(code_key(one.sku), code_key(one.warehouse)): one for one in chosen}
        rows = [found[key] for key in asked if key in found]
        drafted = [_new(transaction, *one) for one in _groups(rows).items()]
        told = [_result(transaction.connection, id_, Said.DRAFT_BRINGS) for id_ in drafted]
        told += [_not_sold(one) for one in rows if not one.proposed]
        told += [_enough(named[key]) for key in asked if key not in found]
        _keep(context, transaction, drafted)
        return Results(told, undoable=bool(drafted))

    content = {"chosen": [list(one) for one in chosen]}
    return run_bulk(context, DRAFT, content, how, work)


def auto_draft(context: Context, *, how: How = DO_IT) -> Results:
    """Keeps a draft a supplier and warehouse of all that is proposed; its own are written anew.

    A draft that somebody edited is that person's from then on: it counts as what comes.
    """
    return run_bulk(
        context, AUTO, {}, how, lambda transaction: rewrite_drafts(context, transaction)
    )


def rewrite_drafts(context: Context, transaction: Transaction) -> Results:
    """Inside a command: the same."""
    connection = transaction.connection
    own = _own_drafts(connection)
    groups = _groups(suggestions(connection, but=[row.id for row in own]))
    by_group: dict[tuple[int, int], list[AnyRow]] = defaultdict(list)
    for row in own:
        by_group[row.supplier_id, row.warehouse_id].append(row)
    touched, told = [], []
    for key, group in groups.items():
        mine = by_group.pop(key, [])
        first, by_group[key] = (mine[0] if mine else None), mine[1:]
        if first is None:
            touched.append(_new(transaction, key, group, by=DraftedBy.AUTO))
            told.append(_result(connection, touched[-1], Said.DRAFT_BRINGS))
        elif _rewrite(transaction, first, group):
            touched.append(first.id)
            told.append(_result(connection, first.id, Said.DRAFT_REWRITTEN))
    for row in (row for rows in by_group.values() for row in rows):
        set_status(transaction, row, PurchaseOrderStatus.CANCELLED)
        touched.append(row.id)
        told.append(RowResult(row.number, RowOutcome.DONE, [note(Said.DRAFT_NOT_NEEDED)]))
    if touched:
        _keep(context, transaction, touched)
    return Results(told, undoable=bool(touched))


def _groups(rows: Sequence[BuyProposal]) -> dict[tuple[int, int], _Group]:
    """By (supplier id, warehouse id), what is proposed."""
    found: dict[tuple[int, int], _Group] = {}
    for one in rows:
        if one.proposed and one.supplier_id is not None and one.supplier is not None:
            key = one.supplier_id, one.warehouse_id
            group = found.get(key)
            if group is None:
                group = found[key] = _Group(one.supplier, one.warehouse, one.currency, [])
            group.lines.append(_DraftLine(one.product_id, one.proposed, one.unit_cost))
    return dict(sorted(found.items(), key=lambda item: (item[1].supplier, item[1].warehouse)))


def _new(
    transaction: Transaction,
    key: tuple[int, int],
    group: _Group,
    by: DraftedBy | None = None,
) -> int:
    order_id = insert_draft(transaction, *key)
    connection = transaction.connection
    values = {"currency": group.currency, "drafted_by": by.value if by else None}
    chosen = PurchaseOrder.id == order_id
    connection.execute(update(PurchaseOrder).where(chosen).values(values))
    add_lines(transaction, order_id, group.lines)
    if by is not None:
        _sign(connection, order_id)
    return order_id


def _rewrite(transaction: Transaction, row: AnyRow, group: _Group) -> bool:
    """Writes a draft of its own anew; False where it says so already."""
    connection = transaction.connection
    before = {
        line.product_id: _DraftLine(line.product_id, line.ordered, line.unit_cost)
        for line in purchase_order_lines(connection, row.id)
    }
    same = row.currency == group.currency
    if same and before == {line.product_id: line for line in group.lines}:
        return False
    if not same:
        chosen = update(PurchaseOrder).where(PurchaseOrder.id == row.id)
        connection.execute(chosen.values(currency=group.currency))
    connection.execute(
        delete(PurchaseOrderLine).where(PurchaseOrderLine.purchase_order_id == row.id)
    )
    values = [
        {
            "purchase_order_id": row.id,
            "line": number,
            "product_id": line.product_id,
            "ordered": line.units,
            "unit_cost": line.unit_cost,
        }
        for number, line in enumerate(group.lines, 1)
    ]
    connection.execute(insert(PurchaseOrderLine), values)
    _sign(connection, row.id)
    transaction.changed(Kind.PURCHASE_ORDER, {row.id})
    return True


def _own_drafts(connection: Connection) -> list[AnyRow]:
    """Drafts that were made here and that nobody edited since."""
    found = []
    for order_id in drafted_by_itself(connection):
        row = connection.execute(_whole(order_id)).one()
        if row.drafted_as == _digest(connection, row):
            found.append(row)
    return found


def _whole(order_id: int) -> Any:
    return select(PurchaseOrder.__table__).where(PurchaseOrder.id == order_id)


def _sign(connection: Connection, order_id: int) -> None:
    """Writes down what a draft looks like as it is left."""
    digest = _digest(connection, connection.execute(_whole(order_id)).one())
    chosen = PurchaseOrder.id == order_id
    connection.execute(update(PurchaseOrder).where(chosen).values(drafted_as=digest))


def _digest(connection: Connection, row: AnyRow) -> str:
    """Of all that a draft says; what is empty says nothing, also in columns of later versions."""
    lines = connection.execute(
        select(PurchaseOrderLine.__table__)
        .where(PurchaseOrderLine.purchase_order_id == row.id)
        .order_by(PurchaseOrderLine.line)
    )
    said = [_said(one) for one in (row, *lines)]
    return hashlib.blake2b(json.dumps(said).encode(), digest_size=16).hexdigest()


def _said(row: AnyRow) -> list[tuple[str, str]]:
    return sorted(
        (name, str(value))
        for name, value in zip(row._fields, row, strict=True)
        if value is not None and name not in _NOT_OF_IT
    )


def _result(connection: Connection, order_id: int, said: Said) -> RowResult:
    view = show_purchase_order(connection, order_id)
    units = sum(line.ordered for line in view.lines)
    told: Note = note(said, supplier=view.supplier, count=units, warehouse=view.warehouse)
    return RowResult(view.number, RowOutcome.DONE, [told])


def _not_sold(one: BuyProposal) -> RowResult:
    return RowResult(one.sku, RowOutcome.REFUSED, [note(Said.NOBODY_SELLS, sku=one.sku)])


def _enough(one: ChosenPlace) -> RowResult:
    told = note(Said.NOTHING_TO_BUY, sku=one.sku, warehouse=one.warehouse)
    return RowResult(one.sku, RowOutcome.REFUSED, [told])


def _keep(context: Context, transaction: Transaction, order_ids: Collection[int]) -> None:
    """Writes down what taking it back needs."""
    ids = list(order_ids)
    tables: dict[str, Scope] = {
        "purchase_order": ("id", ids),
        "purchase_order_line": ("purchase_order_id", ids),
    }
    transaction.changed_many(Kind.STOCK)
    with context.database.read.connect() as before:
        keep_for_undo(transaction, before, tables)
