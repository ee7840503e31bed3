"""What a command on chosen orders has to know before it asks its questions."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from packbench.db.queries.records.shipping import known_methods
from packbench.db.schema import Channel, Order, OrderLine, Supplier, Waiting, Warehouse
from packbench.db.sql.among import among
from packbench.db.sql.sums import total
from packbench.domain.tags import split_tags
from packbench.domain.warehousing import WarehouseKind


@dataclass(frozen=True, slots=True)
class WaitingSku:
    """A SKU that waits, with its units and orders among those chosen."""

    sku: str
    units: int
    orders: int


@dataclass(frozen=True, slots=True)
class ChosenOrders:
    """Chosen orders: numbers in queue order, what of them waits, the most first, and their tags."""

    numbers: tuple[str, ...]
    skus: tuple[WaitingSku, ...]
    tags: tuple[str, ...] = ()

    @property
    def units(self) -> int:
        """All waiting units."""
        return sum(one.units for one in self.skus)


def read_chosen(connection: Connection, ids: Collection[int]) -> ChosenOrders:
    """The orders with these ids; those that are gone are left out."""
    numbers = select(Order.number).where(among(Order.id, ids)).order_by(Order.queue_key, Order.id)
    units = total(OrderLine.waiting)
    skus = (
        select(OrderLine.sku, units, func.count(func.distinct(OrderLine.order_id)))
        .join(Waiting, Waiting.order_line_id == OrderLine.id)
        .where(among(OrderLine.order_id, ids))
        .group_by(OrderLine.sku)
        .order_by(units.desc(), OrderLine.sku)
    )
    tagged = select(Order.tags).where(among(Order.id, ids), Order.tags.is_not(None)).distinct()
    tags = {tag for text in connection.execute(tagged).scalars() for tag in split_tags(text)}
    return ChosenOrders(
        tuple(connection.execute(numbers).scalars()),
        tuple(WaitingSku(*row) for row in connection.execute(skus)),
        tuple(sorted(tags)),
    )


@dataclass(frozen=True, slots=True)
class Places:
    """What dialogs offer: warehouses that ship, pools, suppliers, methods, channels, by code."""

    physical: tuple[str, ...]
    virtual: tuple[str, ...]
    suppliers: tuple[str, ...]
    methods: tuple[tuple[str, str], ...] = ()
    channels: tuple[str, ...] = ()


def read_places(connection: Connection) -> Places:
    """Active warehouses by rank, suppliers and shipping methods by code."""
    query = (
        select(Warehouse.code, Warehouse.kind)
        .where(Warehouse.active.is_(True))
        .order_by(Warehouse.rank, Warehouse.code_key)
    )
    rows = connection.execute(query).all()
    suppliers = connection.execute(select(Supplier.code).order_by(Supplier.code)).scalars()
    return Places(
        tuple(row.code for row in rows if row.kind != WarehouseKind.VIRTUAL),
        tuple(row.code for row in rows if row.kind == WarehouseKind.VIRTUAL),
        tuple(suppliers),
        tuple((one.code, one.name) for one in known_methods(connection).methods),
        tuple(connection.execute(select(Channel.code).order_by(Channel.code_key)).scalars()),
    )
