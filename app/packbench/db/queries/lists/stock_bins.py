"""Stock by bin and by lot: one row a product, lot and location; its id is the place's."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from packbench.db.queries.lists.stock_filters import (
    is_of_products,
    of_places,
    of_warehouses,
    uncounted,
)
from packbench.db.schema import Location, Product, StockBin, Warehouse
from packbench.db.sql.all_ids import ids_of
from packbench.db.sql.among import among
from packbench.domain.warehousing import NO_LOT, LocationKind


@dataclass(frozen=True, slots=True)
class StockBinQuery:
    """What the table is narrowed to and how it is sorted; empty narrows nothing.

    Attributes:
        text: a part of a SKU or a name, or a whole barcode.
        expires: `expired`, `soon` or `dated`: only lots whose last day is so.
        day, soon: today, and the last day of what expires soon.
        state: `kept_back`, `floor`, `bench` or `no_pick`: only what stands so.
        uncounted_since: only what nobody has counted since.
        with_lot: only goods of a lot.
        sort: `bin`, `sku`, `name`, `lot`, `expires`, `on_hand`, `unavailable`, `counted`.
    """

    text: str = ""
    skus: tuple[str, ...] = ()
    warehouses: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    bins: tuple[str, ...] = ()
    lots: tuple[str, ...] = ()
    expires: tuple[str, ...] = ()
    day: date = date.min
    soon: date = date.max
    state: tuple[str, ...] = ()
    uncounted_since: datetime | None = None
    with_lot: bool = False
    sort: str = "bin"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class StockBinRow:
    """What lies in a place; `held` units are promised to open pick tasks."""

    id: int
    location: str
    zone: str | None
    warehouse: str
    sku: str
    name: str
    lot: str
    expires_on: date | None
    on_hand: int
    unavailable: int
    held: int
    kind: str
    pickable: bool
    counted_at: datetime | None

    @property
    def free(self) -> int:
        """Units that can be given out from here; none at the bench or where nobody may pick."""
        if self.kind == LocationKind.STAGING:
            return 0
        return max(0, self.on_hand - self.unavailable - self.held)


_SORTS: dict[str, tuple[Any, ...]] = {
    "bin": (Location.warehouse_id, Location.code_key),
    "sku": (Product.sku_key,),
    "name": (Product.name,),
    "lot": (StockBin.lot,),
    "expires": (StockBin.expires_on,),
    "on_hand": (StockBin.on_hand,),
    "unavailable": (StockBin.unavailable,),
    "counted": (StockBin.counted_at,),
}


_LATER: dict[str, Any] = {"expires": StockBin.expires_on, "counted": StockBin.counted_at}
"""Columns that not all have: whoever has none comes last, up or down."""


def read_ids(connection: Connection, query: StockBinQuery, limit: int | None) -> Sequence[int]:
    """The ids of the places that fit, in the order that was asked for; without a date last.

    Those with a date are read by its index, and the others only once these are at their end.
    """
    column = _LATER.get(query.sort)
    if column is None:
        return ids_of(connection, select_ids(query), limit)
    order = [key.desc() if query.descending else key.asc() for key in (column, StockBin.id)]
    narrowed = _narrowed(query)
    dated = narrowed.where(column.is_not(None)).order_by(*order)
    found = array("q", ids_of(connection, dated, limit))
    if limit is None or len(found) < limit:
        left = None if limit is None else limit - len(found)
        rest = narrowed.where(column.is_(None)).order_by(order[-1])
        found.extend(array("q", ids_of(connection, rest, left)))
    return found


def select_ids(query: StockBinQuery) -> Select[int]:
    """The ids of the places that fit, in the order that was asked for; without a date last.

    Nothing is joined that neither sorts nor narrows. Where little narrows, what sorts is read by
    its index and the places of each behind it: `+ 0` keeps the other order of joining away.
    """
    keys = (*_SORTS.get(query.sort, _SORTS["bin"]), StockBin.id)
    order = [key.desc() if query.descending else key.asc() for key in keys]
    if query.sort in _LATER:
        order = [keys[0].is_(None), *order]
    elif query.sort == "bin" and not _is_wide(query):
        narrowed = keys[0] + 0  # what narrows comes first, and is sorted then
        order[0] = narrowed.desc() if query.descending else narrowed.asc()
    return _narrowed(query).order_by(*order)


def _narrowed(query: StockBinQuery) -> Select[int]:
    found = select(StockBin.id)
    is_wide, by_bin = _is_wide(query), _is_by_bin(query)
    if by_bin or query.uncounted_since:
        place = Location.id + 0 if is_wide and by_bin else Location.id
        found = found.join(Location, place == StockBin.location_id)
    if query.sort in {"sku", "name"}:
        product = Product.id + 0 if is_wide else Product.id
        found = found.join(Product, product == StockBin.product_id)
    return found.where(*_conditions(query))


def _is_by_bin(query: StockBinQuery) -> bool:
    return query.sort == "bin" or query.sort not in _SORTS


def _is_wide(query: StockBinQuery) -> bool:
    """Whether little narrows it, such as a warehouse, so that whole tables would be sorted."""
    return not any(
        (
            *(query.text, query.skus, query.zones, query.bins, query.lots),
            *(query.expires, query.state, query.with_lot),
        )
    )


def _conditions(query: StockBinQuery) -> list[ColumnElement[bool]]:
    found = [StockBin.on_hand > 0, *of_places(query.zones, query.bins, query.lots)]
    found += is_of_products(StockBin.product_id, query.text, query.skus)
    if query.warehouses:
        chosen = select(Warehouse.id).where(*of_warehouses(query.warehouses))
        column = Location.warehouse_id if _is_by_bin(query) else StockBin.warehouse_id
        found.append(column.in_(chosen))
    if query.with_lot:
        found.append(StockBin.lot > NO_LOT)
    if query.uncounted_since is not None:
        found += [uncounted(query.uncounted_since), Location.kind != LocationKind.STAGING]
    return found + _state_conditions(query)


def _state_conditions(query: StockBinQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if "expired" in query.expires:
        found.append(StockBin.expires_on < query.day)
    elif "soon" in query.expires:
        found.append(StockBin.expires_on.between(query.day, query.soon))
    elif "dated" in query.expires:
        found.append(StockBin.expires_on.is_not(None))
    states = {
        "kept_back": StockBin.unavailable > 0,
        "floor": _at(Location.kind == LocationKind.FLOOR),
        "bench": _at(Location.kind == LocationKind.STAGING),
        "no_pick": _at(Location.pickable.is_(False)),
    }
    return found + [states[one] for one in query.state if one in states]


def _at(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """In one of these locations, which are few and read first."""
    return StockBin.location_id.in_(select(Location.id).where(condition))


def read_rows(connection: Connection, ids: Sequence[int]) -> list[StockBinRow]:
    """The rows of some places, in any order."""
    query = (
        select(
            *(StockBin.id, Location.code, Location.zone, Warehouse.code, Product.sku),
            *(Product.name, StockBin.lot, StockBin.expires_on, StockBin.on_hand),
            *(StockBin.unavailable, StockBin.allocated, Location.kind, Location.pickable),
            StockBin.counted_at,
        )
        .join(Location, Location.id == StockBin.location_id)
        .join(Product, Product.id == StockBin.product_id)
        .join(Warehouse, Warehouse.id == StockBin.warehouse_id)
        .where(among(StockBin.id, ids))
    )
    return [StockBinRow(*tuple(row)) for row in connection.execute(query)]
