"""Orders: written in bulk, with the problems that somebody has to mend."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from packbench.db.queries import exports
from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.planning.queue import products_waited_for
from packbench.db.queries.planning.victims import promises_of_orders
from packbench.db.queries.records.order_rows import order_row, work_begun
from packbench.db.schema import Order, OrderLine, OrderProblem, Waiting
from packbench.db.sql.among import among_texts
from packbench.db.sql.bulk import Row, insert_rows, reserve_ids
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.order_status import OrderTotals, order_status
from packbench.domain.orders import WARNINGS, Problem
from packbench.domain.queue import queue_key
from packbench.engine.settling import plan_again
from packbench.engine.writes.give_back import GivenBack, give_back
from packbench.engine.writes.order_totals import refresh_orders
from packbench.exchange.kinds import ORDERS, OrderHead
from packbench.exchange.kinds import OrderLine as LineRow
from packbench.exchange.records import Record
from packbench.exchange.rejects import RejectCode
from packbench.services.importing.known import KnownProduct, all_products
from packbench.services.importing.outcome import Document, Job

_Record = Record[OrderHead, LineRow]

_HEAD = (
    *("channel", "ordered_at", "customer_name", "customer_email", "company", "street", "street2"),
    *("city", "postal_code", "region", "country", "phone", "currency", "priority", "ship_by"),
    *("max_warehouses", "ship_partial", "payment", "note", "gift_message", "queue_key"),
    "imported_hash",
)
_COUNTS = ("status", "line_count", "unit_count", "unrouted_units")
_LINE = (
    *("order_id", "line", "product_id", "sku", "sku_key", "unit_price", "ordered", "unrouted"),
)
_ROUTED_BY = ("country", "max_warehouses", "ship_partial")
_ADDRESS = ("street", "city", "postal_code")


def import_orders(job: Job[OrderHead, LineRow]) -> None:
    """Adds orders as `new`.

    With `--update` the fields of a known order that the file gives change, and its lines too while
    nobody picks it. What was promised to it is planned again where that could be otherwise now.
    """
    connection = job.transaction.connection
    numbers = [code_key(record.fields.order_number) for record in job.parsed.records]
    query = select(Order.number_key, Order.id, Order.number, Order.imported_hash).where(
        among_texts(Order.number_key, numbers)
    )
    known = {row.number_key: row for row in connection.execute(query)}
    products = _Products(all_products(connection))
    fresh = []
    for record in job.parsed.records:
        row = known.get(code_key(record.fields.order_number))
        if row is None:
            fresh.append(record)
        else:
            _settle(job, record, row, products)
    _insert(job, fresh, products)


class _Products:
    """Products by the SKU as it is written, so that each spelling is folded once."""

    def __init__(self, by_key: dict[str, KnownProduct]) -> None:
        self._by_key = by_key
        self._seen: dict[str, tuple[int | None, str]] = {}

    def find(self, sku: str) -> tuple[int | None, str]:
        """(product id or None, SKU key)."""
        found = self._seen.get(sku)
        if found is None:
            key = code_key(sku)
            product = self._by_key.get(key)
            found = self._seen[sku] = (product.id if product else None, key)
        return found


def _insert(job: Job[OrderHead, LineRow], fresh: Sequence[_Record], products: _Products) -> None:
    connection, at = job.transaction.connection, job.transaction.at
    ids = reserve_ids(connection, Order, len(fresh))
    orders, problems = [], []
    for order_id, record in zip(ids, fresh, strict=True):
        found = _problems(record, products)
        problems += [(order_id, code.value, line) for code, line in found]
        number = record.fields.order_number
        head = _head(record, record.fields.ordered_at or at)
        orders.append((order_id, number, code_key(number), *head.values(), *_counts(record, found)))
    insert_rows(connection, Order, ("id", "number", "number_key", *_HEAD, *_COUNTS), orders)
    lines = (
        row
        for order_id, record in zip(ids, fresh, strict=True)
        for row in _line_rows(order_id, record, products)
    )
    insert_rows(connection, OrderLine, _LINE, lines)
    insert_rows(connection, OrderProblem, ("order_id", "code", "line"), problems)
    job.outcome.imported += len(orders)
    job.transaction.changed(Kind.ORDER, list(ids))


def _head(record: _Record, ordered_at: datetime) -> dict[str, Any]:
    """The columns of an order that the file says, in the order of _HEAD."""
    row = record.fields
    values = {name: getattr(row, name) for name in _HEAD[:-2]}
    values["channel"] = row.channel or ""
    values["ordered_at"] = ordered_at
    values["queue_key"] = queue_key(row.priority, row.ship_by, ordered_at, row.order_number)
    values["imported_hash"] = record.content
    return values


def _counts(record: _Record, problems: list[tuple[Problem, int]]) -> tuple[str, int, int, int]:
    units = sum(line.quantity for line in record.lines)
    blocked = any(code not in WARNINGS for code, _ in problems)
    totals = OrderTotals(units, units, 0, 0, 0, 0, (), blocked=blocked)
    return (order_status(totals).value, len(record.lines), units, units)


def _problems(record: _Record, products: _Products) -> list[tuple[Problem, int]]:
    """(problem, line), line 0 for the order itself."""
    found = [
        (Problem.UNKNOWN_SKU, number)
        for number, line in enumerate(record.lines, 1)
        if products.find(line.sku)[0] is None
    ]
    row = record.fields
    if row.country is None:
        found.append((Problem.COUNTRY_MISSING, 0))
    named = row.customer_name or row.company
    if not named or not all(getattr(row, name) for name in _ADDRESS):
        found.append((Problem.ADDRESS_INCOMPLETE, 0))
    return found


def _line_rows(order_id: int, record: _Record, products: _Products) -> Iterator[Row]:
    for number, line in enumerate(record.lines, 1):
        product_id, key = products.find(line.sku)
        units = line.quantity
        yield (order_id, number, product_id, line.sku, key, line.unit_price, units, units)


def _settle(
    job: Job[OrderHead, LineRow], record: _Record, row: AnyRow, products: _Products
) -> None:
    """An order that is known: unchanged, updated or rejected."""
    if row.imported_hash == record.content:
        job.outcome.unchanged += 1
        return
    rows = list(exports.orders(job.transaction.connection, [row.id]))
    known = Document.of_rows(ORDERS, rows)
    columns = set(job.parsed.columns)
    if record.fields.ordered_at is None:
        columns.discard("ordered_at")  # an empty cell: nobody says when
    same_lines = known.has_lines(record.lines, columns)
    if job.update and not same_lines and _in_work(job, row.id):
        job.outcome.reject(record, "order_number", row.number, RejectCode.ORDER_IN_WORK)
        return
    same = same_lines and known.has_head(record.fields, columns)
    if not job.settle_known(record, row.number, same=same):
        return
    merged = replace(
        record,
        fields=known.merged(record.fields, columns - {"order_number"}),
        lines=known.merged_lines(record.lines, columns),
    )
    _free_waiting(job, row.id)
    given = _take_back(job, row.id, merged, same_lines=same_lines)
    if not same_lines:
        _replace_lines(job, row.id, merged, products)
    _write_head(job, row.id, merged, record.content)
    _write_problems(job, row.id, merged, products)
    _route_again(job, row.id, given, same_lines=same_lines)
    refresh_orders(job.transaction.connection, [row.id])
    job.transaction.changed(Kind.ORDER, {row.id})


def _free_waiting(job: Job[OrderHead, LineRow], order_id: int) -> None:
    """What the order waits for is tried again: its country or its place in the queue may change."""
    job.outcome.freed |= products_waited_for(job.transaction.connection, order_id)


def _take_back(
    job: Job[OrderHead, LineRow], order_id: int, record: _Record, *, same_lines: bool
) -> GivenBack:
    """What nobody picks yet is given back where the order may be routed otherwise now."""
    connection = job.transaction.connection
    before, after = order_row(connection, order_id), record.fields
    changed = before.channel != (after.channel or "") or any(
        getattr(before, name) != getattr(after, name) for name in _ROUTED_BY
    )
    if same_lines and not changed:
        return GivenBack()
    return give_back(connection, promises_of_orders(connection, [order_id]))


def _route_again(
    job: Job[OrderHead, LineRow], order_id: int, given: GivenBack, *, same_lines: bool
) -> None:
    """Plans what was given back, or the new lines in its place; others get what is left."""
    if not given.order_ids:
        return
    units = given.units_by_line
    if not same_lines:
        query = select(OrderLine.id, OrderLine.unrouted).where(
            OrderLine.order_id == order_id, OrderLine.product_id.is_not(None)
        )
        units = {row.id: row.unrouted for row in job.transaction.connection.execute(query)}
    plan_again(job.transaction, given, Wanted(only=units))


def _replace_lines(
    job: Job[OrderHead, LineRow], order_id: int, record: _Record, products: _Products
) -> None:
    connection = job.transaction.connection
    connection.execute(delete(Waiting).where(Waiting.order_id == order_id))
    connection.execute(delete(OrderLine).where(OrderLine.order_id == order_id))
    connection.execute(delete(OrderProblem).where(OrderProblem.order_id == order_id))
    insert_rows(connection, OrderLine, _LINE, _line_rows(order_id, record, products))


def _write_head(job: Job[OrderHead, LineRow], order_id: int, record: _Record, content: str) -> None:
    connection = job.transaction.connection
    head = _head(record, record.fields.ordered_at or job.transaction.at)
    head["imported_hash"] = content
    connection.execute(update(Order).where(Order.id == order_id).values(head))
    waiting = update(Waiting).where(Waiting.order_id == order_id)
    connection.execute(waiting.values(queue_key=head["queue_key"]))


def _in_work(job: Job[OrderHead, LineRow], order_id: int) -> bool:
    """Whether somebody picks or packs the order, or a part of it was shipped or cancelled."""
    connection = job.transaction.connection
    gone = OrderLine.shipped + OrderLine.cancelled
    query = select(OrderLine.id).where(OrderLine.order_id == order_id, gone > 0)
    begun = work_begun(connection, order_id) is not None
    return begun or connection.execute(query.limit(1)).first() is not None


def _write_problems(
    job: Job[OrderHead, LineRow], order_id: int, record: _Record, products: _Products
) -> None:
    connection = job.transaction.connection
    found = _problems(record, products)
    ours = (Problem.UNKNOWN_SKU, Problem.COUNTRY_MISSING, Problem.ADDRESS_INCOMPLETE)
    connection.execute(
        delete(OrderProblem).where(
            OrderProblem.order_id == order_id, OrderProblem.code.in_([code.value for code in ours])
        )
    )
    rows = [(order_id, code.value, line) for code, line in found]
    insert_rows(connection, OrderProblem, ("order_id", "code", "line"), rows)
