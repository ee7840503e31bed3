"""What labels are made for: bins, products, operators."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from packbench.db.schema import Barcode, Location, Operator, Product, Warehouse
from packbench.db.sql.among import among_texts
from packbench.domain.catalog import code_key
from packbench.domain.refusals import Code, Refusal
from packbench.domain.walk import walk_key
from packbench.domain.warehousing import LocationKind


@dataclass(frozen=True, slots=True)
class LabelledBin:
    """A bin as its label names it; `barcode` is its own, where it has one."""

    id: int
    code: str
    barcode: str | None
    zone: str | None
    warehouse: str


@dataclass(frozen=True, slots=True)
class LabelledProduct:
    """A product as its label names it; `barcode` is the first of its own."""

    sku: str
    name: str
    barcode: str | None


def bins_to_label(
    connection: Connection, warehouse_id: int | None, codes: Collection[str], zone: str | None
) -> list[LabelledBin]:
    """Bins by their codes, or all of a zone or a warehouse, in the order of the walk.

    Refuses `not_found` for a code that no bin has. The floor and the staging place count only where
    they are named.
    """
    columns: tuple[Any, ...] = (
        *(Location.id, Location.code, Location.barcode, Location.zone, Warehouse.name),
        *(Location.sequence, Location.code_key),
    )
    query: Select[Any] = select(*columns).join(Warehouse, Warehouse.id == Location.warehouse_id)
    if warehouse_id is not None:
        query = query.where(Location.warehouse_id == warehouse_id)
    if zone is not None:
        query = query.where(func.lower(Location.zone) == zone.lower())
    if codes:
        query = query.where(among_texts(Location.code_key, {code_key(code) for code in codes}))
    else:
        query = query.where(Location.kind == LocationKind.BIN)
    rows = connection.execute(query.order_by(Location.warehouse_id)).all()
    _require_all(codes, {row.code_key for row in rows}, "location")
    rows = sorted(rows, key=lambda row: (row.name, walk_key(row.code, row.sequence)))
    return [LabelledBin(*tuple(row)[:5]) for row in rows]


def products_to_label(connection: Connection, skus: Collection[str]) -> list[LabelledProduct]:
    """Products by their SKUs; refuses `not_found`."""
    first = (
        select(func.min(Barcode.id))
        .where(Barcode.product_id == Product.id, Barcode.units == 1)
        .correlate(Product)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(Product.sku_key, Product.sku, Product.name, Barcode.code)
        .outerjoin(Barcode, Barcode.id == first)
        .where(among_texts(Product.sku_key, {code_key(sku) for sku in skus}))
    ).all()
    known = {row.sku_key: LabelledProduct(*tuple(row)[1:]) for row in rows}
    _require_all(skus, set(known), "product")
    return [known[code_key(sku)] for sku in skus]


def operators_to_label(connection: Connection, names: Collection[str]) -> list[tuple[int, str]]:
    """Operators with their ids, by their names; all active ones without. Refuses `not_found`."""
    query = select(Operator.id, Operator.name).order_by(Operator.name)
    query = query.where(Operator.name.in_(names) if names else Operator.active)
    rows = [(row.id, row.name) for row in connection.execute(query)]
    missing = [name for name in names if name not in {found for _, found in rows}]
    if missing:
        raise Refusal(Code.NOT_FOUND, kind="operator", name=missing[0])
    return rows


def _require_all(codes: Collection[str], found: Collection[str], kind: str) -> None:
    for code in codes:
        if code_key(code) not in found:
            raise Refusal(Code.NOT_FOUND, kind=kind, name=code)
