"""What follows when suppliers, channels and shipping methods are out of use, told before."""

from sqlalchemy import Connection, func, select

from packbench.db.queries.records.shipping import known_methods
from packbench.db.schema import Channel, Order, Product, PurchaseOrder, ShippingMethod, Supplier
from packbench.domain.catalog import code_key
from packbench.domain.orders import OrderStatus
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.purchasing import INCOMING, PurchaseOrderStatus

_GONE = (OrderStatus.SHIPPED.value, OrderStatus.CANCELLED.value)


def supplier_notes(connection: Connection, supplier_id: int, columns: set[str]) -> list[Note]:
    """Which purchase orders stay, and how many products nobody else is named for."""
    active = select(Supplier.active).where(Supplier.id == supplier_id)
    if "active" not in columns or connection.execute(active).scalar_one():
        return []
    statuses = [status.value for status in (*INCOMING, PurchaseOrderStatus.DRAFT)]
    theirs = (PurchaseOrder.supplier_id == supplier_id) & PurchaseOrder.status.in_(statuses)
    query = select(PurchaseOrder.number).where(theirs).order_by(PurchaseOrder.id)
    numbers = list(connection.execute(query).scalars())
    mine = select(func.count()).where(Product.supplier_id == supplier_id, Product.active)
    told = [note(Said.SUPPLIER_OFF, count=int(connection.execute(mine).scalar_one()))]
    return told + ([note(Said.PURCHASES_STAY, numbers=numbers)] if numbers else [])


def channel_notes(connection: Connection, channel_id: int, columns: set[str]) -> list[Note]:
    """That a channel out of use is not offered, and that what is changed holds for new orders."""
    query = select(Channel.code, Channel.active).where(Channel.id == channel_id)
    code, active = connection.execute(query).one()
    told = []
    if columns & {"ship_partial", "max_warehouses", "number_prefix", "listings"}:
        told.append(note(Said.FOR_NEW_ORDERS))
    if "active" in columns and not active:
        left = select(func.count()).where(Order.channel == code, Order.status.not_in(_GONE))
        told.append(note(Said.CHANNEL_OFF, count=int(connection.execute(left).scalar_one())))
    return told


def method_notes(connection: Connection, method_id: int, columns: set[str]) -> list[Note]:
    """How many open orders a method that is out of use leaves without one."""
    query = select(ShippingMethod.code, ShippingMethod.active).where(ShippingMethod.id == method_id)
    code, active = connection.execute(query).one()
    if "active" not in columns or active:
        return []
    method = next(one for one in known_methods(connection).methods if one.code == code)
    words = {code_key(word) for word in (method.code, method.name, *method.words)}
    said = (
        select(Order.ship_method, func.count())
        .where(Order.ship_method.is_not(None), Order.status.not_in(_GONE))
        .group_by(Order.ship_method)
    )
    rows = connection.execute(said).all()
    count = sum(int(row[1]) for row in rows if code_key(row[0] or "") in words)
    return [note(Said.METHOD_OFF, count=count)]
