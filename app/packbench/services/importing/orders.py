"""Orders: written in bulk, with the problems that somebody has to mend."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from packbench.db.channels import spell_channels
from packbench.db.schema import Order, OrderLine, OrderProblem, OrderSaid
from packbench.db.sql.bulk import Row, insert_rows, reserve_ids
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.custom_fields import ORDER_COLUMNS, FieldOf, defined_of, heading_of
from packbench.domain.order_status import OrderTotals, order_status
from packbench.domain.orders import NOT_BLOCKING, Problem, Verify
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.queue import queue_key
from packbench.domain.rejects import RejectCode
from packbench.engine.command.core import Transaction
from packbench.engine.verifying import asking_channels
from packbench.exchange.formulas import is_formula
from packbench.exchange.kinds import OrderHead
from packbench.exchange.kinds import OrderLineFields as LineRow
from packbench.exchange.records import Record
from packbench.exchange.rejects import shown
from packbench.services.importing.channel_terms import as_channels_have_it, channel_terms
from packbench.services.importing.customs_ahead import customs_ahead
from packbench.services.importing.known import KnownProduct, all_products
from packbench.services.importing.order_keys import KnownOrders, SeveralChannels
from packbench.services.importing.order_updates import read_known, settle_order
from packbench.services.importing.order_writing import address_problems
from packbench.services.importing.outcome import ImportJob
from packbench.services.importing.said import FileSaid

_Record = Record[OrderHead, LineRow]

_HEAD = (
    *("channel", "ordered_at", "customer_name", "customer_email", "company", "street", "street2"),
    *("city", "postal_code", "region", "country", "phone", "currency", "priority", "ship_by"),
    *("max_warehouses", "ship_partial", "payment", "note", "gift_message", "ship_method"),
    *("shipping_charged", "discount", "tax", "tags"),
    *ORDER_COLUMNS,
    *("queue_key", "imported_hash"),
)
_COUNTS = ("status", "line_count", "unit_count", "unrouted_units")
_LINE = (
    *("order_id", "line", "product_id", "sku", "sku_key", "unit_price", "ordered", "unrouted"),
)
_NAMED = ("id", "number", "number_key", "source_number", "source_key", "verify")
_TOLD = 5


def import_orders(job: ImportJob[OrderHead, LineRow]) -> None:
    """Adds orders as `new`; they stand still where their channel asks to verify them first.

    With `--update` what the file changed of a known order changes here, too, its lines while nobody
    picks them. What was promised to it is planned again where that could be otherwise now.
    """
    connection = job.transaction.connection
    records: Sequence[_Record] = job.parsed.records
    keys = [code_key(record.fields.order_number) for record in records]
    channels = spell_channels(connection, (record.fields.channel or "" for record in records))
    terms = channel_terms(connection, set(channels.values()))
    records = as_channels_have_it(records, job.parsed.columns, channels, terms)
    orders = KnownOrders.of(connection, keys, {one: x.number_prefix for one, x in terms.items()})
    fresh: list[Fresh] = []
    known: dict[int, _Record] = {}
    for record in job.filled(FieldOf.ORDER, records):
        channel = channels[record.fields.channel or ""]
        try:
            row = orders.find(record.fields, channel, job.parsed.columns)
        except SeveralChannels as several:
            value, code = record.fields.order_number, RejectCode.SEVERAL_CHANNELS
            job.outcome.reject(record, "channel", value, code, channels=several.args[0])
            continue
        if row is None:
            fresh += _numbered(job, record, channel, orders)
        elif row.imported_hash == record.content:
            job.outcome.unchanged += 1
        elif row.id in known:
            first, code = known[row.id].rows[0], RejectCode.DUPLICATE
            job.outcome.reject(record, "order_number", row.number, code, first_row=first)
        else:
            known[row.id] = record
    states = read_known(connection, known.keys())
    for order_id, record in known.items():
        settle_order(job, record, states[order_id], channels[record.fields.channel or ""])
    _tell_numbers(job, fresh)
    _tell_ahead(job, fresh)
    ids = insert_orders(job.transaction, fresh)
    job.outcome.imported += len(ids)
    for order_id, one in zip(ids, fresh, strict=True):
        job.outcome.brought.add(order_id, one.record.content)


class Fresh(NamedTuple):
    """A new order: what the file says of it, its number here, its channel as we spell it."""

    record: _Record
    number: str
    channel: str

    @property
    def source(self) -> tuple[str | None, str | None]:
        """Its channel's number for it and how that is compared, where ours is another."""
        theirs = self.record.fields.order_number
        return (None, None) if theirs == self.number else (theirs, code_key(theirs))


def _numbered(
    job: ImportJob[OrderHead, LineRow], record: _Record, channel: str, orders: KnownOrders
) -> list[Fresh]:
    """The new order with its number; none where another channel has every number for it."""
    number = orders.number(record.fields, channel)
    if number is not None:
        return [Fresh(record, number, channel)]
    value = record.fields.order_number
    number = orders.prefixed(channel, value)
    job.outcome.reject(record, "order_number", value, RejectCode.NUMBER_TAKEN, number=number)
    return []


def _tell_numbers(job: ImportJob[OrderHead, LineRow], fresh: Sequence[Fresh]) -> None:
    """Tells which orders got another number than their channel gave them."""
    renamed = [one for one in fresh if one.source[0] is not None]
    job.outcome.notes += [
        note(
            Said.NUMBER_OF_ANOTHER,
            theirs=one.source[0],
            channel=one.channel,
            number=one.number,
        )
        for one in renamed[:_TOLD]
    ]
    left = len(renamed) - _TOLD
    if left > 0:
        job.outcome.notes.append(note(Said.MORE_NUMBERS_OF_OTHERS, count=left))


def _tell_ahead(job: ImportJob[OrderHead, LineRow], fresh: Sequence[Fresh]) -> None:
    """Tells once of a file what somebody should look at before it comes to the bench."""
    told = {one.code for one in job.outcome.notes}
    if Said.LIKE_A_FORMULA not in told:
        job.outcome.notes += _formulas(fresh)
    if not told & {Said.CUSTOMS_AHEAD, Said.CUSTOMS_AHEAD_MORE, Said.PHONES_AHEAD}:
        records = [one.record for one in fresh]
        job.outcome.notes += customs_ahead(job.transaction.connection, records)


_TYPED_BY_STRANGERS = ("phone", "customer_name", "company", "street", "note", "gift_message")


def _formulas(fresh: Sequence[Fresh]) -> list[Note]:
    """The first text that a spreadsheet program would compute: here it is a text."""
    columns = (*_TYPED_BY_STRANGERS, *(one.column for one in defined_of(FieldOf.ORDER)))
    for one in fresh:
        for column in columns:
            text = getattr(one.record.fields, column)
            if text and is_formula(text):
                row, named = one.record.rows[0], heading_of(column)
                return [note(Said.LIKE_A_FORMULA, column=named, value=shown(text), row=row)]
    return []


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


def insert_orders(transaction: Transaction, fresh: Sequence[Fresh]) -> Sequence[int]:
    """Inside a command: adds new orders with their problems, and what was said of them; their ids.

    Those of a channel that asks for it stand still until somebody has looked at them.
    """
    connection, at = transaction.connection, transaction.at
    products, asking = _Products(all_products(connection)), asking_channels(connection)
    ids = reserve_ids(connection, Order, len(fresh))
    orders, problems = [], []
    for order_id, one in zip(ids, fresh, strict=True):
        record = one.record
        asked = Verify.ASKED.value if one.channel in asking else None
        found = _problems(record, products)
        if asked:
            found.append((Problem.TO_BE_VERIFIED, 0))
        problems += [(order_id, code.value, line) for code, line in found]
        head = _head(one, record.fields.ordered_at or at)
        counts = _counts(record, found)
        named = (order_id, one.number, code_key(one.number), *one.source, asked)
        orders.append((*named, *head, *counts))
    insert_rows(connection, Order, (*_NAMED, *_HEAD, *_COUNTS), orders)
    lines = (
        row
        for order_id, one in zip(ids, fresh, strict=True)
        for row in _line_rows(order_id, one.record, products)
    )
    insert_rows(connection, OrderLine, _LINE, lines)
    insert_rows(connection, OrderProblem, ("order_id", "code", "line"), problems)
    said = (
        (order_id, FileSaid.of(one.record.fields, one.record.lines).to_json())
        for order_id, one in zip(ids, fresh, strict=True)
    )
    insert_rows(connection, OrderSaid, ("order_id", "body"), said)
    transaction.changed(Kind.ORDER, list(ids))
    return ids


def _head(one: Fresh, ordered_at: datetime) -> tuple[Any, ...]:
    """The columns of _HEAD that the file says, in their order."""
    row = one.record.fields
    values = {name: getattr(row, name) for name in _HEAD[:-2]}
    values["channel"] = one.channel
    values["ordered_at"] = ordered_at
    key = queue_key(row.priority, row.ship_by, ordered_at, one.number)
    return (*values.values(), key, one.record.content)


def _counts(record: _Record, problems: list[tuple[Problem, int]]) -> tuple[str, int, int, int]:
    units = sum(line.quantity for line in record.lines)
    blocked = any(code not in NOT_BLOCKING for code, _ in problems)
    totals = OrderTotals(units, units, 0, 0, 0, 0, (), blocked=blocked)
    return (order_status(totals).value, len(record.lines), units, units)


def _problems(record: _Record, products: _Products) -> list[tuple[Problem, int]]:
    """(problem, line), line 0 for the order itself."""
    found = [
        (Problem.UNKNOWN_SKU, number)
        for number, line in enumerate(record.lines, 1)
        if products.find(line.sku)[0] is None
    ]
    return found + [(code, 0) for code in address_problems(record.fields)]


def _line_rows(order_id: int, record: _Record, products: _Products) -> Iterator[Row]:
    for number, line in enumerate(record.lines, 1):
        product_id, key = products.find(line.sku)
        units = line.quantity
        yield (order_id, number, product_id, line.sku, key, line.unit_price, units, units)
