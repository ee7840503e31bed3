"""Which box a shipment needs, or what of it is still to be packed."""

from dataclasses import dataclass

from packbench.db.queries.records.boxes import known_boxes
from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.queries.records.packing import bench_row
from packbench.db.queries.records.to_box import goods_to_box
from packbench.domain.box_advice import BoxAdvice, advise_boxes
from packbench.domain.boxes import Box
from packbench.engine.command.context import Context
from packbench.services.packing.boxes import is_usable

__all__ = ["BoxAdvice", "BoxesHere", "advise_shipment", "boxes_here"]


@dataclass(frozen=True, slots=True)
class BoxesHere:
    """The boxes that a shipment may be packed in, and those that it needs."""

    boxes: list[Box]
    advice: BoxAdvice


def boxes_here(context: Context, shipment: str) -> BoxesHere:
    """The boxes of a shipment's warehouse, and which of them hold what lies in no full parcel.

    Nothing is advised where no box types are known, and where all is packed. Refuses `not_found`.
    """
    with context.database.read.connect() as connection:
        row = bench_row(connection, find_shipment_id(connection, shipment))
        boxes = [one for one in known_boxes(connection) if is_usable(one, row.warehouse)]
        goods = goods_to_box(connection, row.shipment_id) if boxes else []
    return BoxesHere(boxes, advise_boxes(boxes, goods))


def advise_shipment(context: Context, shipment: str) -> BoxAdvice:
    """Which boxes a shipment needs, as `boxes_here` tells it."""
    return boxes_here(context, shipment).advice
