"""What of a shipment is still to be put into boxes, with its measures."""

from collections import Counter

from sqlalchemy import Connection, select

from packbench.db.queries.records.packing import pack_lines, parcels_of, scans_of
from packbench.db.schema import Product
from packbench.db.sql.among import among
from packbench.domain.boxes import ToPack


def goods_to_box(connection: Connection, shipment_id: int) -> list[ToPack]:
    """What of a shipment lies in no parcel that is full, by product; of a kit its parts."""
    units = _units(connection, shipment_id)
    query = (
        select(
            *(Product.id, Product.sku, Product.weight_g),
            *(Product.length_mm, Product.width_mm, Product.height_mm),
        )
        .where(among(Product.id, units))
        .order_by(Product.sku)
    )
    return [
        ToPack(row.sku, units[row.id], _sides(*row[3:]), row.weight_g)
        for row in connection.execute(query)
    ]


def _units(connection: Connection, shipment_id: int) -> Counter[int]:
    full = {row.id for row in parcels_of(connection, shipment_id) if row.closed_at is not None}
    units: Counter[int] = Counter()
    for line in pack_lines(connection, shipment_id):
        units[line.product_id] += line.expected
    for scan in scans_of(connection, shipment_id):
        if scan.parcel_id in full:
            units[scan.product_id] -= scan.quantity
    return +units


def _sides(
    length: int | None, width: int | None, height: int | None
) -> tuple[int, int, int] | None:
    if length is None or width is None or height is None:
        return None
    return (length, width, height)
