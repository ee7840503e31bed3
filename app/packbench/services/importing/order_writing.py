"""What changes of an order that is there: columns and lines, written and planned again at once.

A file that says otherwise than before and somebody who edits the order come here alike.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from packbench.db.queries.planning.demand import Wanted
from packbench.db.queries.planning.queue import products_waited_for
from packbench.db.queries.planning.victims import promises_of_orders
from packbench.db.queries.records.order_rows import (
    begun_shipments,
    lines_of_orders,
    order_row,
    routed_orders,
    unpicked,
)
from packbench.db.queries.records.pick_tasks import waves_of_orders
from packbench.db.schema import Order, OrderLine, OrderProblem, Product, Waiting
from packbench.db.sql.rows import AnyRow, Promised
from packbench.domain.addresses import PARTS, missing_parts
from packbench.domain.changes import Kind
from packbench.domain.orders import Problem, Verify
from packbench.domain.outcomes import Note
from packbench.domain.queue import queue_key
from packbench.engine.allocation import route_orders
from packbench.engine.command.core import Transaction
from packbench.engine.leaving_waves import waves_told
from packbench.engine.settling import plan_again
from packbench.engine.verifying import ask_to_verify, asking_channels
from packbench.engine.writes.give_back import GivenBack, give_back
from packbench.engine.writes.order_copies import NewLine, add_lines, shrink_line
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.problems import refresh_problems
from packbench.engine.writes.substitution import NewProduct, exchange_product
from packbench.exchange.kinds import OrderHead
from packbench.services.importing.said import FileLineChange, SaidLine
from packbench.services.orders.cancelling import cancel_units

_ROUTED_BY = {"country", "max_warehouses", "ship_partial", "channel"}
_QUEUED_BY = {"priority", "ship_by", "ordered_at"}
_ADDRESS = {"street", "city", "postal_code", "region", "country", "customer_name", "company"}
_LOOKED_AT = _ADDRESS | {"street2", "customer_email", "phone", "channel"}
"""What somebody who verifies an order looks at, beside its lines."""


@dataclass(frozen=True, slots=True)
class OrderChanges:
    """What is to change of an order.

    Attributes:
        values: columns by name.
        lines: lines as they are and as they are to be; of one SKU each, unless it is exchanged.
        at_once: it is planned even where nothing of it was before, as of an order that is mended.
    """

    values: Mapping[str, Any]
    lines: Sequence[FileLineChange]
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class OrderWritten:
    """What followed from changes of an order.

    Attributes:
        added: the numbers of lines that are new.
        freed: products of which stock may now be given to somebody who waits.
        notes: what pickers of the order have to know.
    """

    added: list[int]
    freed: set[int]
    notes: list[Note]


def write_changes(
    transaction: Transaction, row: AnyRow, lines: Collection[AnyRow], changes: OrderChanges
) -> OrderWritten:
    """Inside a command: changes an order; what was promised to it is planned again where needed.

    Args:
        transaction: a command's.
        row: the order, all columns.
        lines: its lines as they are.
        changes: what is to change; nothing is taken of a line that somebody picked.
    """
    connection, order_id = transaction.connection, row.id
    in_waves = waves_of_orders(connection, [order_id])
    freed = products_waited_for(connection, order_id)
    routed = bool(routed_orders(connection, [order_id])) or changes.at_once
    again = bool(changes.lines) or bool(_ROUTED_BY & set(changes.values))
    asks = _asks_anew(connection, row, lines, changes)
    given = GivenBack()
    if again:
        given = give_back(transaction, _to_give_back(connection, order_id, lines, changes, asks))
    added = _change_lines(transaction, order_id, changes.lines)
    _change_head(connection, row, changes.values)
    if asks:
        freed |= ask_to_verify(transaction, [order_id]).product_ids | given.product_ids
    elif again or changes.at_once:
        _route_again(transaction, order_id, given, routed=routed)
    refresh_orders(connection, [order_id])
    transaction.changed(Kind.ORDER, {order_id})
    told = waves_told(connection, in_waves).get(order_id, [])
    return OrderWritten(added, freed, told)


def _to_give_back(
    connection: Connection,
    order_id: int,
    lines: Collection[AnyRow],
    changes: OrderChanges,
    asks: bool,
) -> dict[Promised, int]:
    """What is promised and planned again; of another SKU also what somebody is picking."""
    exchanged = {
        before.line
        for before, theirs in changes.lines
        if before is not None and theirs is not None and before.key != theirs.key
    }
    places = dict(unpicked(connection, [one.id for one in lines if one.line in exchanged]))
    return places if asks else places | promises_of_orders(connection, [order_id])


def _asks_anew(
    connection: Connection, row: AnyRow, lines: Collection[AnyRow], changes: OrderChanges
) -> bool:
    """Whether somebody has to look at the order again: what was verified is another order now."""
    told = bool(changes.lines) or bool(_LOOKED_AT & set(changes.values))
    channel = changes.values.get("channel", row.channel)
    if not told or (row.verify != Verify.DONE and channel == row.channel):
        return False
    begun = begun_shipments(connection, [row.id])
    gone = any(line.shipped for line in lines)
    return not begun and not gone and channel in asking_channels(connection)


def _route_again(
    transaction: Transaction, order_id: int, given: GivenBack, *, routed: bool
) -> None:
    """Plans what was given back and what is new of an order that was planned before."""
    connection = transaction.connection
    query = select(OrderLine.id, OrderLine.unrouted).where(OrderLine.order_id == order_id)
    unrouted = {row.id: row.unrouted for row in connection.execute(query)}
    back = {
        line_id: min(units, unrouted[line_id])
        for line_id, units in given.units_by_line.items()
        if unrouted.get(line_id)
    }
    if given.order_ids:
        plan_again(transaction, given, Wanted(given_back=back))
    elif routed:
        route_orders(transaction, [order_id])


def _change_lines(
    transaction: Transaction, order_id: int, changes: Sequence[FileLineChange]
) -> list[int]:
    """Writes what changes of lines, all else of them stays; the numbers of new lines."""
    connection = transaction.connection
    if not changes:
        return []
    now = {line.line: line for line in lines_of_orders(connection, [order_id])[order_id]}
    added = [theirs for before, theirs in changes if before is None and theirs is not None]
    # First, so that none has the number of a line that goes: a file may still mean that one.
    add_lines(connection, order_id, [_new_line(connection, one) for one in added])
    for before, theirs in changes:
        if before is not None:
            _change_line(transaction, now[before.line], before, theirs)
    refresh_problems(connection, {order_id})
    numbers = select(OrderLine.line).where(OrderLine.order_id == order_id).order_by(OrderLine.line)
    return list(connection.execute(numbers).scalars())[-len(added) :] if added else []


def _change_line(
    transaction: Transaction, line: AnyRow, before: SaidLine, theirs: SaidLine | None
) -> None:
    connection = transaction.connection
    statement = update(OrderLine).where(OrderLine.id == line.id)
    if theirs is not None and theirs.facts != before.facts:
        connection.execute(statement.values(unit_price=_price(theirs)))
    fewer = before.quantity - (theirs.quantity if theirs is not None else 0)
    if fewer > 0:
        cancel_units(transaction, [(line, fewer)])
        shrink_line(connection, line.id, fewer)
    elif fewer < 0:
        more = {"ordered": line.ordered - fewer, "unrouted": line.unrouted - fewer}
        connection.execute(statement.values(more))
    if theirs is not None and theirs.key != before.key:
        _exchange(connection, line.id, theirs)


def _exchange(connection: Connection, line_id: int, theirs: SaidLine) -> None:
    """Another product on a line of which nothing is picked; the first SKU stays on record."""
    query = select(Product.id, Product.sku).where(Product.sku_key == theirs.key)
    product = connection.execute(query).one()
    exchange_product(connection, line_id, NewProduct(product.id, product.sku))


def _new_line(connection: Connection, line: SaidLine) -> NewLine:
    product = select(Product.id).where(Product.sku_key == line.key)
    product_id = connection.execute(product).scalar_one_or_none()
    return NewLine(product_id, line.sku, None, _price(line), line.quantity)


def _price(line: SaidLine) -> Decimal | None:
    (price,) = line.facts
    return None if price is None else Decimal(str(price))


def _change_head(connection: Connection, row: AnyRow, changed: Mapping[str, Any]) -> None:
    """Writes the columns that change, and what follows from them."""
    if not changed:
        return
    values = dict(changed)
    if _QUEUED_BY & values.keys():
        queued = {name: values.get(name, getattr(row, name)) for name in _QUEUED_BY}
        key = queue_key(queued["priority"], queued["ship_by"], queued["ordered_at"], row.number)
        values["queue_key"] = key
        waiting = update(Waiting).where(Waiting.order_id == row.id)
        connection.execute(waiting.values(queue_key=key))
    connection.execute(update(Order).where(Order.id == row.id).values(values))
    if _ADDRESS & values.keys():
        _write_problems(connection, row.id, address_problems(order_row(connection, row.id)))


def address_problems(address: OrderHead | AnyRow) -> list[Problem]:
    """What is missing in the address of an order."""
    found = []
    if address.country is None:
        found.append(Problem.COUNTRY_MISSING)
    if missing_parts({name: getattr(address, name) for name in PARTS}):
        found.append(Problem.ADDRESS_INCOMPLETE)
    return found


def _write_problems(connection: Connection, order_id: int, found: Collection[Problem]) -> None:
    ours = (Problem.COUNTRY_MISSING.value, Problem.ADDRESS_INCOMPLETE.value)
    connection.execute(
        delete(OrderProblem).where(OrderProblem.order_id == order_id, OrderProblem.code.in_(ours))
    )
    rows = [{"order_id": order_id, "code": code.value, "line": 0} for code in found]
    if rows:
        connection.execute(insert(OrderProblem), rows)
