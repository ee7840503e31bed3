"""Which box a shipment needs, or what of it is still to be packed."""

from packbench.db.queries.records.boxes import known_boxes
from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.queries.records.packing import bench_row
from packbench.db.queries.records.to_box import goods_to_box
from packbench.domain.box_advice import BoxAdvice, advise_boxes
from packbench.engine.command.context import Context
from packbench.services.packing.boxes import is_usable

__all__ = ["BoxAdvice", "advise_shipment"]


def advise_shipment(context: Context, shipment: str) -> BoxAdvice:
    """Which boxes of its warehouse hold what of a shipment lies in no parcel that is full.

    Nothing is told where no box types are known, and where all is packed. Refuses `not_found`.
    """
    with context.database.read.connect() as connection:
        row = bench_row(connection, find_shipment_id(connection, shipment))
        boxes = [one for one in known_boxes(connection) if is_usable(one, row.warehouse)]
        goods = goods_to_box(connection, row.shipment_id) if boxes else []
    return advise_boxes(boxes, goods)
