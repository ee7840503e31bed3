"""A new order that somebody enters: one command, with the rules and sentences of the import."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any

from sqlalchemy import Connection, delete, select

from packbench.db.channels import find_channel, spell_channels
from packbench.db.queries.records.order_rows import begun_shipments, lines_of_orders
from packbench.db.queries.records.orders import OrderView, show_order
from packbench.db.schema import Decision, Order, OrderStuck
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.custom_fields import FieldOf
from packbench.domain.order_rules import RuleEvent
from packbench.domain.outcomes import Note, Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.allocation import route_orders
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction
from packbench.engine.command.trials import run_or_try
from packbench.engine.numbering import next_order_number
from packbench.engine.release import release
from packbench.engine.settling import settle
from packbench.engine.undo.changed_since import ChangedSince
from packbench.engine.undo.undoer import Undoer
from packbench.engine.writes.order_totals import refresh_orders
from packbench.exchange.kinds import OrderHead, OrderLineFields
from packbench.exchange.records import Record
from packbench.exchange.typed import WrongCellsError, typed_row
from packbench.services.custom_fields import (
    by_column,
    fields_stay,
    missing_fields,
    told_outside,
)
from packbench.services.importing.channel_terms import channel_terms, with_defaults
from packbench.services.importing.orders import Fresh, insert_orders
from packbench.services.importing.undoing import ImportChange, rows_kept
from packbench.services.importing.undoing import take_back as put_rows_back
from packbench.services.orders.address_notes import address_notes
from packbench.services.orders.cancelling import cancel_units, cancellable_units
from packbench.services.orders.promised import LinePromise, promises_of
from packbench.services.orders.typing_edits import Fault, faults_of, sold_sku
from packbench.services.rules.acting import act, in_short

ENTERED = tuple(
    name for name in OrderHead.__dataclass_fields__ if name not in {"order_number", "ordered_at"}
)
"""The columns of an order that may be told when it is entered, beside its number."""


@dataclass(frozen=True, slots=True)
class NewOrderLine:
    """A line as it is typed."""

    sku: str
    quantity: str
    price: str = ""


@dataclass(frozen=True, slots=True)
class EnteredOrder:
    """An order as it is typed: texts by column, and lines; without a number it is given one."""

    lines: Sequence[NewOrderLine]
    fields: Mapping[str, str] = field(default_factory=dict)
    number: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """The order that was entered, what of it is promised from where, and what has to be known."""

    order: OrderView
    promises: list[LinePromise] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def enter_order(
    context: Context,
    new: EnteredOrder,
    *,
    allocate: bool = True,
    dry_run: bool = False,
    key: str | None = None,
) -> Entered:
    """Enters an order and gives it stock at once, each in its turn of the queue.

    With `dry_run` nothing is kept, and what would come of it is told. It stands still where its
    channel asks to verify its orders first.

    Refuses wrong values as an import does (`bad_fields`), an unknown or inactive SKU, an unknown
    channel, a number that an order has (`order_exists`), an order without lines.
    """

    def work(transaction: Transaction) -> Entered:
        with fields_stay(transaction.connection), told_outside():
            return written(transaction)

    def written(transaction: Transaction) -> Entered:
        record = _typed(transaction.connection, new)
        (order_id,) = insert_orders(transaction, [_fresh(transaction.connection, new, record)])
        if allocate:
            route_orders(transaction, [order_id])
        refresh_orders(transaction.connection, [order_id])
        settle(transaction)
        with context.database.read.connect() as before:
            rows = rows_kept(transaction, before)
        done = _entered(transaction.connection, order_id)
        transaction.undo = EnteredChange(order_id, done.order.number, rows or ImportChange())
        transaction.then = partial(_with_rules, context, transaction, order_id)
        return done

    content = {"new": asdict(new), "allocate": allocate}
    given = context.without_key() if dry_run else context
    call = Call("orders.new", content, key)
    return run_or_try(given, call, Entered, work, keep=lambda _: not dry_run)


def _with_rules(
    context: Context, transaction: Transaction, order_id: int, entered: Entered
) -> Entered:
    """Lets the rules for new orders act on it, and those for allocated ones where it has stock."""
    told = in_short(act(context, transaction, RuleEvent.IMPORT, [order_id]))
    if any(promise.warehouse for promise in promises_of(transaction.connection, order_id)):
        told += in_short(act(context, transaction, RuleEvent.ALLOCATED, [order_id]))
    if not told:
        return entered
    done = _entered(transaction.connection, order_id)
    return replace(done, notes=[*done.notes, *told])


def _entered(connection: Connection, order_id: int) -> Entered:
    order = show_order(connection, order_id)
    notes = address_notes(connection, order.country, order.postal_code)
    return Entered(order, promises_of(connection, order_id), notes)


def _typed(connection: Connection, new: EnteredOrder) -> Record[OrderHead, OrderLineFields]:
    """The order as a file would have told it; refuses all that is wrong with it at once."""
    faults: list[Fault] = []
    lines: list[OrderLineFields] = []
    head = OrderHead(order_number="-")
    try:
        fields = by_column(new.fields)
        head = typed_row(OrderHead, {**fields, "order_number": new.number.strip() or "-"})
        faults += missing_fields(FieldOf.ORDER, fields)
    except WrongCellsError as wrong:
        faults += faults_of(wrong, 0)
    for place, line in enumerate(new.lines, 1):
        texts = {"sku": line.sku, "quantity": line.quantity, "unit_price": line.price}
        try:
            lines.append(typed_row(OrderLineFields, texts))
        except WrongCellsError as wrong:
            faults += faults_of(wrong, place)
    if faults:
        raise Refusal(Code.BAD_FIELDS, faults=faults)
    if not lines:
        raise Refusal(Code.NO_LINES)
    sold = [OrderLineFields(sold_sku(connection, x.sku), x.quantity, x.unit_price) for x in lines]
    return Record((), head, tuple(sold))


def _fresh(
    connection: Connection, new: EnteredOrder, record: Record[OrderHead, OrderLineFields]
) -> Fresh:
    """The order with its number and its channel as we spell it."""
    channel = ""
    if record.fields.channel:
        channel = find_channel(connection, record.fields.channel)
        channel = spell_channels(connection, [channel])[channel]
    number = new.number.strip()
    if not number:
        number = next_order_number(connection, channel)
    elif _exists(connection, record.fields.order_number):
        raise Refusal(Code.ORDER_EXISTS, name=number)
    values: dict[str, Any] = {name: getattr(record.fields, name) for name in ENTERED}
    head = OrderHead(order_number=record.fields.order_number if new.number else number, **values)
    terms = channel_terms(connection, [channel]).get(channel)
    entered = with_defaults(Record((), head, record.lines), new.fields, terms)
    return Fresh(entered, head.order_number, channel)


def _exists(connection: Connection, number: str) -> bool:
    key = code_key(number)
    query = select(Order.id).where((Order.number_key == key) | (Order.source_key == key))
    return connection.execute(query.limit(1)).first() is not None


@dataclass(frozen=True, slots=True)
class EnteredChange:
    """The order that was entered, and all rows that came of it."""

    order_id: int
    number: str
    rows: ImportChange


def _take_back(transaction: Transaction, change: EnteredChange) -> None:
    """Takes the order away; what was decided on it stays written, and it is cancelled then.

    Refuses `cannot_undo` where somebody has worked on it since.
    """
    connection = transaction.connection
    decided = select(Decision.id).where(Decision.order_id == change.order_id).limit(1)
    if connection.execute(decided).first() is None:
        ours = delete(OrderStuck).where(OrderStuck.order_id == change.order_id)
        connection.execute(ours)
        put_rows_back(transaction, change.rows)
        return
    since = ChangedSince(connection, transaction.undoes or 0)
    if since.last(change.number) is not None:
        raise since.refusal(change.number)
    if begun_shipments(connection, [change.order_id]):
        raise Refusal(Code.CANNOT_UNDO, why=Said.PICKED_SINCE, order=change.number)
    lines = lines_of_orders(connection, [change.order_id])[change.order_id]
    freed = cancel_units(transaction, [(line, cancellable_units(line)) for line in lines])
    refresh_orders(connection, [change.order_id])
    transaction.changed(Kind.ORDER, {change.order_id})
    release(transaction, freed)


UNDO_ENTERED = Undoer(EnteredChange, _take_back)
"""Takes an order that was entered away again."""
