"""Taking back an import: all that it brought and changed, as one command, exactly (decision 0014).

What it did is found by comparing the rows as it leaves them with those that others still see before
it is committed. It can be taken back while every row is still what it left; what the stock of a
count served is taken back with it.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, delete, exists, select, update
from sqlalchemy.exc import IntegrityError

from packbench.db import images
from packbench.db.images import Image, RowChanges, Scope
from packbench.db.queries.records.commands import movements_of_command
from packbench.db.queries.records.order_rules import commands_of_event
from packbench.db.schema import (
    Allocation,
    Decision,
    Order,
    OrderLine,
    OrderProblem,
    OrderSaid,
    OrderStuck,
    Product,
    PurchaseOrder,
    RuleAct,
    Shipment,
    Stock,
    StockBin,
)
from packbench.db.sql.among import among
from packbench.domain.changes import Kind
from packbench.domain.customs import PRODUCT_FACTS, WAREHOUSE_FACTS
from packbench.domain.history import RecordKind
from packbench.domain.orders import CUSTOMS_PROBLEMS
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.core import Transaction
from packbench.engine.customs_needs import forget_customs
from packbench.engine.release import release
from packbench.engine.settling import serve_no_more
from packbench.engine.undo.reversing import reversed_entries
from packbench.engine.undo.undoer import Undoer
from packbench.engine.writes.command_records import forget_records
from packbench.engine.writes.movements import write_entries
from packbench.engine.writes.order_copies import empty_orders
from packbench.engine.writes.rule_changes import NAMING_TABLES, RULE_TABLES, note_rules
from packbench.exchange import kinds
from packbench.services.importing.fields_kept import kept_fields, refuse_other_fields
from packbench.services.importing.order_updates import is_as_said, read_known
from packbench.services.importing.outcome import NewOrders, digest_of_contents

_TABLES: Mapping[str, tuple[str, ...]] = {
    kinds.PRODUCTS.name: ("product", "barcode", "supplier"),
    kinds.KITS.name: ("product", "kit_component"),
    kinds.WAREHOUSES.name: ("warehouse", "warehouse_country", "location"),
    kinds.LOCATIONS.name: ("location",),
    kinds.PICK_BINS.name: ("pick_bin",),
    kinds.STOCK.name: ("stock",),
    kinds.CHANNELS.name: ("channel",),
    kinds.ORDERS.name: ("channel",),
    kinds.SUPPLIERS.name: ("supplier",),
    kinds.SUPPLIER_PRODUCTS.name: (
        *("supplier_product", "price_break", "price_history", "product"),
    ),
    kinds.REORDER_RULES.name: ("reorder_rule",),
    kinds.PURCHASE_ORDERS.name: ("purchase_order", "purchase_order_line"),
    kinds.PURCHASE_HISTORY.name: (
        *("purchase_order", "purchase_order_line", "purchase_milestone", "past_receipt"),
    ),
    kinds.CHANNEL_RULES.name: ("channel", "channel_rule"),
    kinds.CONFIRMATIONS.name: (*("purchase_order", "purchase_order_line", "purchase_milestone"),),
    kinds.CHANNEL_EXCLUSIONS.name: ("channel", "channel_exclusion"),
    kinds.POSTAL_CODES.name: ("postal_code",),
    kinds.SHIPPING_METHODS.name: ("shipping_method", "shipping_word"),
    kinds.BOXES.name: ("box_type",),
    kinds.SHARED_CODES.name: ("shared_barcode",),
    kinds.TRACKING.name: (),
}
"""The tables that an import of a kind writes as a whole, beside orders."""

_OF_ORDERS = {
    "orders": "id",
    "order_line": "order_id",
    "order_problem": "order_id",
    "order_said": "order_id",
    "shipment": "order_id",
    "waiting": "order_id",
}
_MOST_ROWS = 200_000
"""What changes more rows than these is not kept: taking it back would need as much room again."""


@dataclass(frozen=True, slots=True)
class Brought:
    """New orders: spans of their ids, and a digest of what the file said of them."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    digest: str = ""


@dataclass(frozen=True, slots=True)
class ImportChange:
    """What an import did: rows by table, orders that it touched, orders that it brought.

    `never` tells why it can't be taken back, whatever happens. `fields`: by the column of a shop's
    own field of which it changed a value, which field that was, and its name.
    """

    changes: dict[str, RowChanges] = field(default_factory=dict)
    orders: list[int] = field(default_factory=list)
    brought: Brought = Brought()
    never: Said | None = None
    fields: dict[str, tuple[int, str]] = field(default_factory=dict)


def tables_of(kind: str, columns: Collection[str] = ()) -> Mapping[str, Scope]:
    """The tables that an import of a kind writes, beside orders, each with all its rows.

    Those of products only where a price list says who is preferred.
    """
    named = dict.fromkeys(_TABLES[kind])
    if kind == kinds.SUPPLIER_PRODUCTS.name and "preferred" not in columns:
        del named["product"]
    return named


def keep_for_undo(
    transaction: Transaction,
    before: Connection,
    tables: Mapping[str, Scope],
    brought: NewOrders | None = None,
) -> None:
    """Writes down what an import or a change by hand did, at its end; nothing where it did nothing.

    Args:
        transaction: its command, which has written everything.
        before: a connection that does not see yet what it wrote.
        tables: which rows of which tables it may have written, beside orders.
        brought: the new orders.
    """
    change = rows_kept(transaction, before, tables, brought)
    if change is not None:
        transaction.undo = change


def rows_kept(
    transaction: Transaction,
    before: Connection,
    tables: Mapping[str, Scope] = MappingProxyType({}),
    brought: NewOrders | None = None,
) -> ImportChange | None:
    """What a command did to rows of orders and of tables; None where it did nothing.

    Args:
        transaction: the command, which has written everything.
        before: a connection that does not see yet what it wrote.
        tables: which rows of which tables it may have written, beside orders.
        brought: new orders that nothing more is kept of.
    """
    connection, brought = transaction.connection, brought or NewOrders()
    touched = sorted(one for one in transaction.orders if one not in brought)
    both = {
        name: (_image(before, name, scope), _image(connection, name, scope))
        for name, scope in tables.items()
    } | _order_images(before, connection, touched)
    note_rules(transaction, both)
    changes = {name: images.row_changes(name, then, now) for name, (then, now) in both.items()}
    made = {name: one for name, one in changes.items() if not one.is_nothing}
    if not (made or brought.spans or movements_of_command(connection, transaction.command_id)):
        return None
    if _tasks(before, touched) != _tasks(connection, touched):
        return ImportChange(never=Said.IMPORT_MET_PICKING)
    if sum(len(part) for one in made.values() for part in one) > _MOST_ROWS:
        return ImportChange(never=Said.IMPORT_TOO_LARGE)
    fields = kept_fields(connection, made)
    return ImportChange(made, touched, Brought(brought.spans, brought.digest), fields=fields)


def _image(connection: Connection, name: str, scope: Scope) -> Image:
    return images.image(connection, name, *(scope or ()))


def _order_images(
    before: Connection, after: Connection, order_ids: Collection[int]
) -> dict[str, tuple[Image, Image]]:
    """By table: rows of orders as they were and as they are."""
    names = (*_OF_ORDERS, "allocation")
    return {
        name: (_order_image(before, name, order_ids), _order_image(after, name, order_ids))
        for name in names
    }


def _order_image(connection: Connection, name: str, order_ids: Collection[int]) -> Image:
    if name == "allocation":
        return images.image(connection, name, "shipment_id", _shipments(connection, order_ids))
    rows = images.image(connection, name, _OF_ORDERS[name], order_ids)
    if name == "order_problem":  # what customs ask for follows from the rest
        return {key: row for key, row in rows.items() if row["code"] not in CUSTOMS_PROBLEMS}
    return rows


def _tasks(connection: Connection, order_ids: Collection[int]) -> Image:
    return images.image(connection, "pick_task", "shipment_id", _shipments(connection, order_ids))


def _shipments(connection: Connection, order_ids: Collection[int]) -> list[int]:
    query = select(Shipment.id).where(among(Shipment.order_id, order_ids))
    return list(connection.execute(query).scalars())


def take_back(transaction: Transaction, change: ImportChange) -> None:
    """Takes an import back.

    Refuses `cannot_undo` where somebody has worked on what it brought or changed since, uses it, or
    holds stock that it needs.
    """
    if change.never is not None:
        raise Refusal(Code.CANNOT_UNDO, why=change.never)
    connection = transaction.connection
    changes = {
        name: images.known_now(connection, name, one) for name, one in change.changes.items()
    }
    refuse_other_fields(connection, changes, change.fields)
    _refuse_changed(connection, changes, change.orders)
    then = _rules_of(connection, changes)
    try:
        _take_back_rows(transaction, changes, change.orders)
        _drop_orders(transaction, change.brought)
    except IntegrityError as error:
        raise Refusal(Code.CANNOT_UNDO, why=Said.IMPORT_IN_USE) from error
    now = _rules_of(connection, changes)
    note_rules(transaction, {name: (then[name], now[name]) for name in then})
    _ask_customs_anew(transaction, changes)
    transaction.changed(Kind.ORDER, set(change.orders))
    for kind in (Kind.ORDER, Kind.STOCK, Kind.PRODUCT, Kind.WAREHOUSE, Kind.PURCHASE_ORDER):
        transaction.changed_many(kind)


def _rules_of(connection: Connection, changes: Mapping[str, RowChanges]) -> dict[str, Image]:
    """Rows of rules of channels that are taken back, and of what they name, as they are now."""
    if not changes.keys() & RULE_TABLES:
        return {}
    names = changes.keys() & {*RULE_TABLES, *NAMING_TABLES}
    return {name: images.image_of(connection, name, changes[name]) for name in names}


def _ask_customs_anew(transaction: Transaction, changes: Mapping[str, RowChanges]) -> None:
    """Notes what rows that are as they were again may change of what orders lack for customs."""
    nothing = RowChanges({}, {}, [])
    houses, kits = (changes.get(name, nothing) for name in ("warehouse", "kit_component"))
    transaction.customs_changed |= bool(houses.added or houses.removed) or any(
        was.keys() & WAREHOUSE_FACTS for _, was in houses.changed.values()
    )
    transaction.products |= {
        json.loads(key)[0]
        for key, (_, was) in changes.get("product", nothing).changed.items()
        if was.keys() & PRODUCT_FACTS
    }
    transaction.products |= {json.loads(key)[0] for key in kits.added}
    transaction.products |= {row["kit_id"] for row in kits.removed}


def _refuse_changed(
    connection: Connection, changes: Mapping[str, RowChanges], order_ids: Collection[int]
) -> None:
    for name, one in changes.items():
        of_orders = name in _OF_ORDERS or name == "allocation"
        now = _order_image(connection, name, order_ids) if of_orders else None
        row = images.first_changed(
            images.image_of(connection, name, one) if now is None else now, one, name
        )
        if row is not None:
            why, record = _changed(connection, name, row)
            raise Refusal(Code.CANNOT_UNDO, why=why, record=record)


def _changed(connection: Connection, table: str, row: Mapping[str, Any]) -> tuple[Said, str]:
    """What is told of a row, and its name: its own, or that of what it belongs to."""
    for column in ("number",) if "order_id" in row else ("number", "sku", "code"):
        if row.get(column):
            return _NAMED.get(table, Said.IMPORT_CHANGED_SINCE), str(row[column])
    for column, (name, told) in _BELONGS.items():
        if column in row:
            found = connection.execute(select(name).where(name.table.c.id == row[column]))
            return told, str(found.scalar_one_or_none() or row[column])
    return Said.IMPORT_ROWS_CHANGED, ""


_NAMED = {
    "orders": Said.IMPORT_ORDER_CHANGED,
    "shipment": Said.IMPORT_SHIPMENT_CHANGED,
    "purchase_order": Said.IMPORT_PURCHASE_CHANGED,
    "product": Said.IMPORT_PRODUCT_CHANGED,
}
"""By table, what is told of a row with a name of its own."""
_BELONGS = {
    "order_id": (Order.number, Said.IMPORT_ORDER_CHANGED),
    "shipment_id": (Shipment.number, Said.IMPORT_SHIPMENT_CHANGED),
    "purchase_order_id": (PurchaseOrder.number, Said.IMPORT_PURCHASE_CHANGED),
    "kit_id": (Product.sku, Said.IMPORT_KIT_CHANGED),
    "product_id": (Product.sku, Said.IMPORT_CHANGED_SINCE),
}


def _take_back_rows(
    transaction: Transaction, changes: Mapping[str, RowChanges], orders: Collection[int]
) -> None:
    """Promises that the import made go first, then its stock, then all else, promises last."""
    connection, command_id = transaction.connection, transaction.undoes or 0
    promised = changes.get("allocation", RowChanges({}, {}, []))
    products = _promised_products(connection, promised)
    _shrink_promises(connection, promised)
    entries = reversed_entries(connection, command_id)
    write_entries(connection, (transaction.command_id, transaction.at), entries)
    stocked = _with_ledger(connection, changes.get("stock"))
    forget_customs(connection, orders)
    of_orders = changes.keys() & {*_OF_ORDERS, "allocation"}
    # Orders first: their lines may name a product that goes.
    for names in (images.in_order(of_orders), images.in_order(changes.keys() - of_orders)):
        for name in reversed(names):
            kept = stocked.keys() if name == "stock" else ()
            images.drop_added(connection, name, changes[name], kept)
            _forget_added(connection, name, changes[name])
        for name in names:
            images.put_back(connection, name, changes[name])
    gained = {entry.product_id for entry in entries if entry.quantity > entry.unavailable}
    opened = set(stocked.values())
    serve_no_more(transaction, orders)
    release(transaction, gained | products | opened, opened)


def _forget_added(connection: Connection, table: str, changes: RowChanges) -> None:
    """What goes leaves no history to whoever gets its number."""
    if table in set(RecordKind):
        for key in changes.added:
            [record_id] = json.loads(key)
            forget_records(connection, RecordKind(table), record_id, record_id)


def _promised_products(connection: Connection, promised: RowChanges) -> set[int]:
    """The products of promises that go or shrink."""
    ids = [json.loads(key)[0] for key in (*promised.added, *promised.changed)]
    query = select(Allocation.product_id).where(among(Allocation.id, ids))
    return set(connection.execute(query).scalars())


def _shrink_promises(connection: Connection, promised: RowChanges) -> None:
    """Promises that are new go, and those that grew get smaller, so that their units are free."""
    images.drop_added(connection, "allocation", promised)
    for key, (_, was) in promised.changed.items():
        if "allocated" in was:
            smaller = update(Allocation).where(
                Allocation.id == json.loads(key)[0], Allocation.allocated > was["allocated"]
            )
            connection.execute(smaller.values(allocated=was["allocated"]))


def _with_ledger(connection: Connection, stock: RowChanges | None) -> dict[str, int]:
    """Stock rows that stay, because the ledger tells of them, with their products, by key."""
    ids = [json.loads(key)[0] for key in stock.added] if stock else []
    there = exists().where(
        StockBin.warehouse_id == Stock.warehouse_id, StockBin.product_id == Stock.product_id
    )
    query = select(Stock.id, Stock.product_id).where(among(Stock.id, ids), there)
    return {json.dumps([row.id]): row.product_id for row in connection.execute(query)}


def _drop_orders(transaction: Transaction, brought: Brought) -> None:
    """Takes the new orders away, while they are what the file said and nobody has planned them."""
    connection = transaction.connection
    rules = commands_of_event(connection, transaction.undoes or 0)
    for first, last in brought.spans:
        _refuse_worked_on(transaction, range(first, last + 1), rules)
    contents = digest_of_contents()
    for first, last in brought.spans:
        said = select(Order.imported_hash).where(Order.id.between(first, last)).order_by(Order.id)
        for content in connection.execute(said).scalars():
            contents.update(str(content).encode())
    if brought.spans and contents.hexdigest() != brought.digest:
        raise Refusal(Code.CANNOT_UNDO, why=Said.IMPORTED_AGAIN_SINCE)
    for first, last in brought.spans:
        _drop_span(connection, first, last)


def _drop_span(connection: Connection, first: int, last: int) -> None:
    """Takes orders away whose ids follow each other.

    Those that a rule planned are cancelled orders without a line, since what was decided of them
    stays written. They give their numbers up, so that the file can be imported again.
    """
    query = select(Decision.order_id).where(Decision.order_id.between(first, last)).distinct()
    planned = set(connection.execute(query).scalars())
    for model in (RuleAct, OrderStuck, OrderSaid, OrderProblem, OrderLine):
        connection.execute(delete(model).where(model.order_id.between(first, last)))
    empty_orders(connection, planned)
    start = first
    for order_id in sorted(planned):
        _drop_whole(connection, start, order_id - 1)
        start = order_id + 1
    _drop_whole(connection, start, last)


def _drop_whole(connection: Connection, first: int, last: int) -> None:
    if first <= last:
        connection.execute(delete(Order).where(Order.id.between(first, last)))
        forget_records(connection, RecordKind.ORDER, first, last)


def _planned_by(transaction: Transaction, ids: range, rules: Collection[int]) -> set[int]:
    """Orders that nobody but these commands of rules planned, and that have no shipment."""
    if not rules:
        return set()
    page = Decision.order_id.between(ids[0], ids[-1])
    ours = among(Decision.command_id, rules)
    undoing = among(Decision.command_id, [*transaction.inner, transaction.command_id])
    others = ~ours & ~undoing
    shipped = select(Shipment.order_id).where(Shipment.order_id.between(ids[0], ids[-1]))
    theirs, foreign, kept = (
        set(transaction.connection.execute(query).scalars())
        for query in (
            select(Decision.order_id).where(page, ours),
            select(Decision.order_id).where(page, others),
            shipped,
        )
    )
    return theirs - foreign - kept


def _refuse_worked_on(transaction: Transaction, ids: range, rules: Collection[int]) -> None:
    connection = transaction.connection
    for start in range(0, len(ids), _PAGE):
        page = ids[start : start + _PAGE]
        known = read_known(connection, page)
        planned = _planned_by(transaction, page, rules)
        for order_id in page:
            one = known.get(order_id)
            if one is None:
                raise Refusal(Code.CANNOT_UNDO, why=Said.IMPORT_ORDER_GONE)
            if not is_as_said(one, freed=order_id in planned):
                number = one.row.number
                raise Refusal(Code.CANNOT_UNDO, why=Said.WORKED_ON_SINCE, order=number)


_PAGE = 1000

UNDO_IMPORT = Undoer(ImportChange, take_back)
"""Takes back whatever keeps an `ImportChange`."""

IMPORTS = tuple(f"import.{kind}" for kind in _TABLES)
"""The names of the commands that do."""
