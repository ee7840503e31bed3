"""What a parcel should weigh, so that a scale can tell whether all is in it."""

from sqlalchemy import Connection

from packbench.db.queries.records.packing import show_packing
from packbench.domain.refusals import Code, Refusal


def expected_weight_g(connection: Connection, shipment_id: int, parcel: int) -> int | None:
    """What a parcel of a shipment should weigh: its products and its box.

    Args:
        connection: to read from.
        shipment_id: whose.
        parcel: its number, from 1, as `ParcelView.sequence` counts them.

    None where the weight of one of its products, or of its box, is not known; where no box was
    told for it, what its products weigh. Refuses `not_found` for a parcel that is not there.
    """
    for one in show_packing(connection, shipment_id).parcels:
        if one.sequence == parcel:
            return one.expected_weight_g
    raise Refusal(Code.NOT_FOUND, kind="parcel", name=parcel)
