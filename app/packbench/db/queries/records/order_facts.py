"""What rules look at of orders: read for all of them at once."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from packbench.db.queries.records.custom_fields import field_values, used_fields
from packbench.db.schema import (
    Order,
    OrderExclusion,
    OrderLine,
    Product,
    RuleAct,
    Shipment,
    Warehouse,
)
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import FieldOf
from packbench.domain.order_rules import RuledOrder, postal_key
from packbench.domain.orders import OrderStatus, ShipmentStatus
from packbench.domain.tags import split_tags

_CLOSED = (OrderStatus.SHIPPED.value, OrderStatus.CANCELLED.value)


def order_facts(
    connection: Connection, order_ids: Collection[int], today: date, *, lines: bool, all_: bool
) -> dict[int, RuledOrder]:
    """Some orders by id, in the order of their ids.

    Args:
        connection: of a command, or to look.
        order_ids: which.
        today: from which ship-by days are counted.
        lines: read what stands on their lines, too.
        all_: read what no condition asks for, too: notes, warehouses.
    """
    columns = (
        *(Order.id, Order.number, Order.status, Order.channel, Order.country, Order.postal_code),
        *(Order.tags, Order.line_count, Order.unit_count, Order.ship_by, Order.priority),
        *(Order.hold_reason, Order.hold, Order.ship_method, Order.ship_partial, Order.verify),
        Order.note,
    )
    query = select(*columns).where(among(Order.id, order_ids)).order_by(Order.id)
    rows = connection.execute(query).all()
    of_lines = _of_lines(connection, order_ids) if lines else {}
    places = _warehouses(connection, order_ids) if all_ else {}
    excluded = _excluded(connection, order_ids) if all_ else {}
    own = _own_values(connection, order_ids)
    channels = {row.channel: code_key(row.channel) for row in rows}
    return {
        row.id: RuledOrder(
            id=row.id,
            number=row.number,
            status=row.status,
            channel=channels[row.channel],
            country=row.country or "",
            postal_code=postal_key(row.postal_code or ""),
            tags=frozenset(split_tags(row.tags)) if row.tags else frozenset(),
            lines=row.line_count,
            units=row.unit_count,
            ship_by_days=None if row.ship_by is None else (row.ship_by - today).days,
            priority=row.priority,
            hold=row.hold_reason or row.hold or "",
            method=row.ship_method or "",
            partial=row.ship_partial,
            verify=row.verify or "",
            note=(row.note or "") if all_ else "",
            warehouses=places.get(row.id, frozenset()),
            excluded=excluded.get(row.id, frozenset()),
            own=own.get(row.id, {}),
            **of_lines.get(row.id, _NO_LINES)._asdict(),
        )
        for row in rows
    }


class _OfLines(NamedTuple):
    skus: frozenset[str] = frozenset()
    value: object = None
    weight_g: int = 0


_NO_LINES = _OfLines()


def _of_lines(connection: Connection, order_ids: Collection[int]) -> dict[int, _OfLines]:
    line = OrderLine
    wanted = line.ordered - line.cancelled
    query = (
        select(
            *(line.order_id, line.sku_key, line.unit_price, wanted.label("units")),
            func.coalesce(Product.weight_g, 0).label("weight_g"),
        )
        .outerjoin(Product, Product.id == line.product_id)
        .where(among(line.order_id, order_ids), wanted > 0)
    )
    found: dict[int, list[AnyRow]] = defaultdict(list)
    for row in connection.execute(query).all():
        found[row.order_id].append(row)
    return {
        order_id: _OfLines(
            frozenset(row.sku_key for row in rows),
            None
            if any(row.unit_price is None for row in rows)
            else sum(row.unit_price * row.units for row in rows),
            sum(row.weight_g * row.units for row in rows),
        )
        for order_id, rows in found.items()
    }


def _own_values(connection: Connection, order_ids: Collection[int]) -> dict[int, dict[str, str]]:
    fields = used_fields(connection, FieldOf.ORDER)
    keys = [code_key(one.heading) for one in fields]
    return {
        order_id: {
            key: one.value for key, one in zip(keys, values, strict=True) if one.value is not None
        }
        for order_id, values in field_values(connection, fields, order_ids).items()
    }


def _warehouses(connection: Connection, order_ids: Collection[int]) -> dict[int, frozenset[str]]:
    query = (
        select(Shipment.order_id, Warehouse.code)
        .join(Warehouse, Warehouse.id == Shipment.warehouse_id)
        .where(
            among(Shipment.order_id, order_ids),
            Shipment.status != ShipmentStatus.CANCELLED.value,
        )
    )
    return _grouped(connection.execute(query).all())


def _excluded(connection: Connection, order_ids: Collection[int]) -> dict[int, frozenset[str]]:
    query = (
        select(OrderExclusion.order_id, Warehouse.code)
        .join(Warehouse, Warehouse.id == OrderExclusion.warehouse_id)
        .where(among(OrderExclusion.order_id, order_ids))
    )
    return _grouped(connection.execute(query).all())


def _grouped(rows: Collection[AnyRow]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for order_id, code in rows:
        found[order_id].add(code)
    return {order_id: frozenset(codes) for order_id, codes in found.items()}


def acted_already(
    connection: Connection, order_ids: Collection[int], rule_ids: Collection[int]
) -> set[tuple[int, int]]:
    """(order, rule) of those that did something together already."""
    query = select(RuleAct.order_id, RuleAct.rule_id).where(
        among(RuleAct.order_id, order_ids), RuleAct.rule_id.in_(rule_ids), RuleAct.done
    )
    return {(row.order_id, row.rule_id) for row in connection.execute(query)}


def open_order_ids(connection: Connection) -> list[int]:
    """The orders of which something is still to be done, first in the queue first."""
    query = select(Order.id).where(Order.status.not_in(_CLOSED)).order_by(Order.queue_key, Order.id)
    return list(connection.execute(query).scalars())


def last_order_ids(connection: Connection, count: int) -> list[int]:
    """The orders that came in last."""
    query = select(Order.id).order_by(Order.id.desc()).limit(count)
    return list(connection.execute(query).scalars())
