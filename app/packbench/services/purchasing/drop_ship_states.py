"""What becomes of a drop-ship order to a supplier: sent by him, cancelled, brought back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select, update

from packbench.db.queries.planning.victims import promises_of_orders
from packbench.db.queries.records.drop_ships import (
    drop_shipped_order,
    shipments_of,
    supplier_sends,
)
from packbench.db.queries.records.lookups import find_product
from packbench.db.queries.records.order_rows import lines_of_orders, order_row, order_rows
from packbench.db.queries.records.purchasing import purchase_order_row
from packbench.db.schema import PurchaseOrderLine, Shipment
from packbench.db.sql.rows import AnyRow, Promised
from packbench.domain.changes import Kind
from packbench.domain.orders import Payment, ShipmentStatus
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.domain.purchasing import INCOMING
from packbench.domain.purchasing import PurchaseOrderStatus as Status
from packbench.domain.refusals import Code, Refusal
from packbench.engine.allocation import route_orders
from packbench.engine.bulk import DO_IT, How, Results, RowResult, in_state, run_bulk
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.drop_ships import (
    chosen_units,
    give_back_sent,
    products_on,
    put_at_supplier,
    send_from_supplier,
    take_from_supplier,
    units_on,
)
from packbench.engine.release import release
from packbench.engine.shipping import Dispatch
from packbench.engine.undo.undoer import Undoer
from packbench.engine.writes.buckets import Move, move_units
from packbench.engine.writes.give_back import first_units, give_back
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.waiting_room import Waits, wait_as_long
from packbench.services.purchasing.drafts import (
    lines_of,
    named_purchases,
    received_status,
    set_status,
)
from packbench.services.shipping.sending import tracking_key

AT_WORK = frozenset({Status.DRAFT, *INCOMING})
"""The states in which a supplier is to send something."""


def refuse_to_send(connection: Connection, row: AnyRow) -> None:
    """Refuses to tell a supplier of a customer's order that is not paid."""
    order = drop_shipped_order(connection, row.id)
    if order is not None and order.payment != Payment.PAID:
        raise Refusal(
            Code.WRONG_STATE,
            why=Said.DROP_SHIP_UNPAID,
            name=row.number,
            order=order.number,
            state=order.status,
        )


def follow_status(transaction: Transaction, row: AnyRow, after: Status) -> list[Note]:
    """Inside a command that gave a purchase order another state: its customer's units follow.

    What its supplier had not sent waits again in its place, or is at him again. Refuses what the
    order waits for no more.
    """
    connection = transaction.connection
    shipments = shipments_of(connection, row.id)
    if not shipments or (row.status in AT_WORK) == (after in AT_WORK):
        return []
    if after in AT_WORK:
        return _at_supplier_again(transaction, row, shipments[0])
    open_ = [one for one in shipments if supplier_sends(one)]
    return [note for one in open_ for note in _waits_again(transaction, one)]


def take_back_status(transaction: Transaction, row: AnyRow, before: Status) -> None:
    """Inside a command that takes a change of its state back: its customer's units follow.

    What the order was given from stock since they were with us again goes back, to who waits.
    """
    freed: set[int] = set()
    if before in AT_WORK and row.status not in AT_WORK:
        for shipment in shipments_of(transaction.connection, row.id)[:1]:
            freed = _give_stock_back(transaction, row, shipment.order_id)
    follow_status(transaction, row, before)
    release(transaction, freed)


def _give_stock_back(transaction: Transaction, row: AnyRow, order_id: int) -> set[int]:
    """Promised units of an order wait, as many as a supplier is to send beside those that do."""
    connection = transaction.connection
    wanted = open_units(lines_of(transaction, row))
    lines = lines_of_orders(connection, [order_id])[order_id]
    promised = promises_of_orders(connection, [order_id])
    chosen: dict[Promised, int] = {}
    for line in lines:
        wanted[line.product_id] = wanted.get(line.product_id, 0) - line.waiting
    for line in lines:
        held = {place: units for place, units in promised.items() if place[1] == line.id}
        taken = first_units(held, max(0, wanted[line.product_id]))
        wanted[line.product_id] -= sum(taken.values())
        chosen |= taken
    given = give_back(transaction, chosen)
    moves = [Move(id_, "unrouted", "waiting", units) for id_, units in given.units_by_line.items()]
    move_units(connection, moves)
    return given.product_ids


def open_units(lines: Sequence[AnyRow]) -> dict[int, int]:
    """By product, the units that are open on a purchase order."""
    return {one.product_id: one.ordered - one.received - one.rejected for one in lines}


def _waits_again(transaction: Transaction, shipment: AnyRow) -> list[Note]:
    connection, order_id = transaction.connection, shipment.order_id
    units = take_from_supplier(transaction, shipment.id, "unrouted")
    route_orders(transaction, [order_id])
    wait_as_long(connection, {id_: Waits(id_, "", shipment.since) for id_ in units})
    refresh_orders(connection, {order_id})
    transaction.changed_many(Kind.STOCK)
    order = order_row(connection, order_id).number
    return [note(Said.DROP_SHIP_WAITS_AGAIN, count=sum(units.values()), order=order)]


def _at_supplier_again(transaction: Transaction, row: AnyRow, shipment: AnyRow) -> list[Note]:
    whole = order_rows(transaction.connection, [shipment.order_id])[shipment.order_id]
    if whole.hold is not None:
        raise in_state(whole)
    wanted = open_units(lines_of(transaction, row))
    units = chosen_units(transaction.connection, shipment.order_id, wanted, row.number)
    if not units:
        return []
    rest = _rest_of(transaction.connection, row.id)
    put_at_supplier(transaction, rest, units)
    return [note(Said.DROP_SHIP_AT_SUPPLIER, count=sum(units.values()), order=whole.number)]


def _rest_of(connection: Connection, purchase_order_id: int) -> int:
    """The shipment of a purchase order that holds what its supplier has still to send."""
    cancelled = [
        one
        for one in shipments_of(connection, purchase_order_id)
        if one.status == ShipmentStatus.CANCELLED
    ]
    return int(cancelled[0].id)


@dataclass(frozen=True, slots=True)
class SentBySupplier:
    """Goods that a supplier sent to a customer, and what the purchase order was before."""

    purchase_order_id: int
    shipped_id: int
    rest_id: int
    received: dict[int, int]
    before: Status
    after: Status
    carrier: str | None
    tracking: str | None


@dataclass(frozen=True, slots=True)
class SentBySuppliers:
    """What one command noted as sent."""

    sent: list[SentBySupplier] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SupplierSent:
    """What a supplier says of his sending: who carries it, its number, which units; all without."""

    carrier: str | None = None
    tracking: str | None = None
    units: Mapping[str, int] = field(default_factory=dict)


def parsed_units(parts: Sequence[str]) -> dict[str, int]:
    """Units by SKU of texts such as `SKU:3`; refuses what is none."""
    found: dict[str, int] = {}
    for part in parts:
        sku, _, units = part.rpartition(":")
        if not sku.strip() or not units.strip().isdecimal():
            raise Refusal(Code.INVALID, field="sent units", value=part)
        found[sku.strip()] = found.get(sku.strip(), 0) + int(units)
    return found


def note_shipped(
    context: Context, numbers: Sequence[str], said: SupplierSent, *, how: How = DO_IT
) -> Results:
    """Notes that suppliers sent drop-ship orders to their customers: they are shipped.

    Without units all that is open. No stock moves, since the goods were never here. Refuses one
    for a warehouse, one that was not sent to its supplier, and a tracking number that is in use.
    """
    content = {
        "numbers": list(numbers),
        "carrier": said.carrier,
        "tracking": said.tracking,
        "units": dict(said.units),
    }

    def work(transaction: Transaction) -> Results:
        rows, sent = [], []
        found = named_purchases(transaction.connection, numbers)
        for done, row in enumerate(found, 1):
            try:
                one, told = _send(transaction, row, said)
            except Refusal as refusal:
                rows.append(RowResult(row.number, RowOutcome.REFUSED, [Note.of(refusal)]))
            else:
                sent.append(one)
                rows.append(RowResult(row.number, RowOutcome.DONE, [told]))
            how.on_progress(done, len(found))
        transaction.undo = SentBySuppliers(sent) if sent else None
        return Results(rows)

    return run_bulk(context, "po.shipped", content, how, work)


def _send(transaction: Transaction, row: AnyRow, said: SupplierSent) -> tuple[SentBySupplier, Note]:
    connection = transaction.connection
    order = drop_shipped_order(connection, row.id)
    if order is None:
        raise Refusal(Code.WRONG_STATE, why=Said.NO_DROP_SHIP, name=row.number, state=row.status)
    if row.status not in INCOMING or row.status == Status.AUTHORIZED:
        raise Refusal(Code.WRONG_STATE, name=row.number, state=row.status)
    [rest] = [one for one in shipments_of(connection, row.id) if supplier_sends(one)]
    lines = lines_of(transaction, row)
    wanted = _wanted(connection, row, lines, said)
    units = _of_lines(connection, rest.id, wanted)
    dispatch = _dispatch(transaction, rest, said)
    shipped_id = send_from_supplier(transaction, rest, units, dispatch)
    received = {one.id: wanted[one.product_id] for one in lines if wanted.get(one.product_id)}
    _receive(connection, received)
    after = received_status(transaction, row)
    set_status(transaction, row, after)
    kept = SentBySupplier(
        *(row.id, shipped_id, rest.id, received, Status(row.status), after),
        *(dispatch.carrier, dispatch.tracking),
    )
    count = sum(units.values())
    return kept, note(Said.DROP_SHIP_SENT, count=count, order=order.number)


def _wanted(
    connection: Connection, row: AnyRow, lines: Sequence[AnyRow], said: SupplierSent
) -> dict[int, int]:
    """By product, the units that were sent; refuses more than are open."""
    open_ = open_units(lines)
    if not said.units:
        return {id_: units for id_, units in open_.items() if units}
    found = {}
    for sku, units in said.units.items():
        product = find_product(connection, sku)
        if not 0 < units <= open_.get(product.id, 0):
            most, why = open_.get(product.id, 0), Said.DROP_SHIP_OPEN
            raise Refusal(Code.TOO_MANY, why=why, count=most, sku=product.sku, name=row.number)
        found[product.id] = units
    return found


def _of_lines(
    connection: Connection, shipment_id: int, wanted: Mapping[int, int]
) -> dict[int, int]:
    """Of the order lines on a shipment: so many units of their products, the first line first."""
    left, found = dict(wanted), {}
    held = units_on(connection, shipment_id)
    for line_id, product_id in products_on(connection, shipment_id):
        taken = min(left.get(product_id, 0), held.get(line_id, 0))
        if taken:
            found[line_id] = taken
            left[product_id] -= taken
    return found


def _dispatch(transaction: Transaction, rest: AnyRow, said: SupplierSent) -> Dispatch:
    """With whom it goes; refuses a number that another shipment has."""
    carrier, tracking = ((text or "").strip() or None for text in (said.carrier, said.tracking))
    used = tracking_key(carrier, tracking)
    if used is not None:
        query = select(Shipment.number).where(Shipment.tracking_key == used)
        other = transaction.connection.execute(query).scalar_one_or_none()
        if other is not None:
            raise Refusal(Code.TRACKING_USED, tracking=tracking, other=other, name=rest.number)
    return Dispatch(carrier, tracking, used, transaction.at)


def _receive(connection: Connection, units: Mapping[int, int]) -> None:
    line = PurchaseOrderLine
    for line_id, count in units.items():
        statement = update(line).where(line.id == line_id)
        connection.execute(statement.values(received=line.received + count))


def _undo_sent(transaction: Transaction, kept: SentBySuppliers) -> None:
    """They are at their suppliers again; refuses where somebody changed one since."""
    connection = transaction.connection
    for one in kept.sent:
        row = purchase_order_row(connection, one.purchase_order_id)
        query = select(Shipment.__table__).where(Shipment.id == one.shipped_id)
        shipment = connection.execute(query).one()
        now = (shipment.carrier, shipment.tracking, shipment.status)
        was = (one.carrier, one.tracking, ShipmentStatus.SHIPPED)
        if now != was or row.status != one.after:
            raise Refusal(Code.CANNOT_UNDO, why=Said.PURCHASE_CHANGED_SINCE, order=row.number)
    for one in reversed(kept.sent):
        give_back_sent(transaction, one.shipped_id, one.rest_id)
        _receive(connection, {id_: -count for id_, count in one.received.items()})
        set_status(transaction, purchase_order_row(connection, one.purchase_order_id), one.before)


UNDO_SENT = Undoer(SentBySuppliers, _undo_sent)
