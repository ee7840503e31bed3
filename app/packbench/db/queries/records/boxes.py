"""Reads of box types, and of the packaging that packed parcels used up."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, exists, select

from packbench.db.schema import BoxType, ParcelMaterial, Product, Warehouse
from packbench.db.sql.among import among_named, among_texts_named
from packbench.db.sql.rows import AnyRow
from packbench.domain.boxes import Box
from packbench.domain.catalog import code_key


def known_boxes(connection: Connection) -> list[Box]:
    """Every box type, by code."""
    return [_box(row) for row in connection.execute(_BOXES.order_by(BoxType.code_key)).all()]


def boxes_by_key(connection: Connection, codes: Collection[str | None]) -> dict[str, Box]:
    """The box types of codes that parcels have, by the code as it is compared."""
    keys = [code_key(code) for code in codes if code]
    rows = connection.execute(_BY_KEY, {"keys": keys}).all() if keys else []
    return {code_key(row.code): _box(row) for row in rows}


def any_boxes(connection: Connection) -> bool:
    """Whether there is any box type, so that a parcel's box has to be one."""
    return bool(connection.execute(select(exists(select(BoxType.id)))).scalar_one())


def material_ids(connection: Connection, codes: Collection[str | None]) -> dict[str, int]:
    """The products whose stock is counted of which boxes use up a unit, by the box's code key."""
    keys = [code_key(code) for code in codes if code]
    return {row[0]: row[1] for row in connection.execute(_MATERIALS, {"keys": keys})}


# Built once: at the bench building a statement takes longer than running it.
_BOXES = (
    select(
        *(BoxType.code, BoxType.name, BoxType.length_mm, BoxType.width_mm, BoxType.height_mm),
        *(BoxType.outer_length_mm, BoxType.outer_width_mm, BoxType.outer_height_mm),
        *(BoxType.weight_g, BoxType.max_weight_g, BoxType.barcode),
        *(Product.sku.label("material"), Warehouse.code.label("warehouse"), BoxType.active),
    )
    .outerjoin(Product, Product.id == BoxType.material_id)
    .outerjoin(Warehouse, Warehouse.id == BoxType.warehouse_id)
)
_BY_KEY = _BOXES.where(among_texts_named(BoxType.code_key, "keys"))
_MATERIALS = (
    select(BoxType.code_key, Product.id)
    .join(Product, Product.id == BoxType.material_id)
    .where(among_texts_named(BoxType.code_key, "keys"), Product.manage_stock, ~Product.is_kit)
)


def _box(row: AnyRow) -> Box:
    told = row._asdict()
    empty = {name: told[name] or "" for name in ("barcode", "material", "warehouse")}
    return Box(**(told | empty))


class UsedUp(NamedTuple):
    """The packaging of a packed parcel; `location_id` None where the books had none."""

    parcel_id: int
    product_id: int
    sku: str
    location_id: int | None
    lot: str


def used_up(connection: Connection, parcel_ids: Collection[int]) -> list[UsedUp]:
    """What parcels used up, as far as they are packed."""
    return [UsedUp(*row) for row in connection.execute(_USED_UP, {"parcels": parcel_ids})]


_USED_UP = (
    select(
        *(ParcelMaterial.parcel_id, ParcelMaterial.product_id, Product.sku),
        *(ParcelMaterial.location_id, ParcelMaterial.lot),
    )
    .join(Product, Product.id == ParcelMaterial.product_id)
    .where(among_named(ParcelMaterial.parcel_id, "parcels"))
    .order_by(ParcelMaterial.parcel_id)
)
