"""What one would write first: an ORM session, a transaction an order, greedy, a query a line."""

import time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, registry

from packbench.db import schema
from packbench.db.engine import Database
from packbench.domain.orders import OrderStatus, Reason

_MAPPED = registry()


def _mapped(model: type[schema.Base]) -> Any:
    """A class whose objects are rows of a table; our own has none."""
    made = type(model.__name__, (), {})
    _MAPPED.map_imperatively(made, model.__table__)
    return made


Allocation, Order, OrderLine = map(_mapped, (schema.Allocation, schema.Order, schema.OrderLine))
Shipment, Stock = _mapped(schema.Shipment), _mapped(schema.Stock)
Waiting, Warehouse = _mapped(schema.Waiting), _mapped(schema.Warehouse)


def lines_a_second(database: Database, orders: int) -> float:
    """Allocates the first orders of the queue, one transaction each."""
    with database.read.connect() as connection:
        queue = select(schema.Order.id).order_by(schema.Order.queue_key).limit(orders)
        ids = list(connection.scalars(queue))
    lines = 0
    started = time.perf_counter()
    for order_id in ids:
        with Session(database.write) as session, session.begin():
            lines += _allocate(session, session.get_one(Order, order_id))
    return lines / (time.perf_counter() - started)


def _allocate(session: Session, order: Any) -> int:
    shipments: dict[int, Any] = {}
    lines = session.scalars(select(OrderLine).where(OrderLine.order_id == order.id)).all()
    for line in lines:
        _serve(session, order, line, shipments)
    waits = any(line.waiting for line in lines)
    order.waiting_units = sum(line.waiting for line in lines)
    order.unrouted_units = 0
    order.shipments_made = len(shipments)
    order.status = OrderStatus.READY if shipments or not waits else OrderStatus.BACK_ORDER
    return len(lines)


def _serve(session: Session, order: Any, line: Any, shipments: dict[int, Any]) -> None:
    places = (
        select(Stock)
        .join(Warehouse, Warehouse.id == Stock.warehouse_id)
        .where(Stock.product_id == line.product_id)
        .order_by(Warehouse.rank)
    )
    for stock in session.scalars(places):
        units = min(line.unrouted, stock.on_hand - stock.unavailable - stock.allocated)
        if units <= 0:
            continue
        shipment = shipments.get(stock.warehouse_id) or _ship(session, order, stock, shipments)
        session.add(
            Allocation(
                order_line_id=line.id,
                shipment_id=shipment.id,
                warehouse_id=stock.warehouse_id,
                product_id=stock.product_id,
                stock_id=stock.id,
                allocated=units,
            )
        )
        line.unrouted -= units
        line.allocated += units
    if line.unrouted:
        _wait(session, order, line)


def _ship(session: Session, order: Any, stock: Any, shipments: dict[int, Any]) -> Any:
    sequence = len(shipments) + 1
    shipment = Shipment(
        order_id=order.id,
        warehouse_id=stock.warehouse_id,
        sequence=sequence,
        number=f"{order.number}-{sequence}",
    )
    session.add(shipment)
    session.flush()
    shipments[stock.warehouse_id] = shipment
    return shipment


def _wait(session: Session, order: Any, line: Any) -> None:
    line.waiting, line.unrouted = line.unrouted, 0
    session.add(
        Waiting(
            order_line_id=line.id,
            order_id=order.id,
            product_id=line.product_id,
            reason=Reason.OUT_OF_STOCK.value,
            since=order.ordered_at,
            queue_key=order.queue_key,
        )
    )
