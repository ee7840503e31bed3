"""What a new day changes: lots that expire, pre-orders that are due, orders taken again."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, select

from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import Location, Order, Product, StockBin, Waiting
from packbench.db.today import end_of_day
from packbench.domain.catalog import BackorderPolicy
from packbench.domain.orders import Reason
from packbench.domain.warehousing import LocationKind
from packbench.settings import CLAIM_AFTER_DAYS


class ExpiredBin(NamedTuple):
    """Units of an expired lot that are still counted as available."""

    warehouse_id: int
    product_id: int
    location_id: int
    lot: str
    units: int


def expired_bins(connection: Connection, today: date) -> list[ExpiredBin]:
    """Bins with units of a lot whose last day is before today; staged goods are left alone."""
    units = StockBin.on_hand - StockBin.unavailable
    query = (
        select(
            *(StockBin.warehouse_id, StockBin.product_id, StockBin.location_id, StockBin.lot),
            units,
        )
        .join(Location, Location.id == StockBin.location_id)
        .where(StockBin.expires_on < today, units > 0, Location.kind != LocationKind.STAGING)
    )
    return [ExpiredBin._make(row) for row in connection.execute(query)]


def preorders_due(connection: Connection, today: date) -> set[int]:
    """Pre-order products whose date has come; kits and components of kits among them."""
    query = select(Product.id).where(
        Product.backorder == BackorderPolicy.PREORDER, Product.available_from <= today
    )
    return set(connection.execute(query).scalars())


def products_claimed(connection: Connection, today: date) -> set[int]:
    """Products that complete-only orders wait for which have waited long enough to collect them."""
    days = read_setting(connection, CLAIM_AFTER_DAYS)
    if days is None:
        return set()
    limit = end_of_day(connection, today - timedelta(days=days))
    query = (
        select(Waiting.product_id)
        .join(Order, Order.id == Waiting.order_id)
        .where(Order.ship_partial.is_(False), Waiting.since <= limit)
    )
    return set(connection.execute(query.distinct()).scalars())


def products_held_up(connection: Connection) -> set[int]:
    """Products that somebody waits for because warehouses had taken their orders of a day."""
    query = select(Waiting.product_id).where(Waiting.reason == Reason.AT_CAPACITY)
    return set(connection.execute(query.distinct()).scalars())
