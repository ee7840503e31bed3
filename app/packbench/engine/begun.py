"""Orders that somebody picks or packs, refused with the wave and the picker to ask."""

from collections.abc import Collection

from sqlalchemy import Connection

from packbench.db.queries.records.order_rows import begun_shipments, order_rows
from packbench.db.queries.records.pick_tasks import waves_of_orders
from packbench.domain.orders import ShipmentStatus
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal


def begun_refusals(connection: Connection, order_ids: Collection[int]) -> dict[int, Refusal]:
    """By order that is being picked or packed: why a command can't change it now.

    One that is in a wave is told with it, who picks it, and what to do.
    """
    begun = begun_shipments(connection, order_ids)
    waves = waves_of_orders(connection, begun)
    rows = order_rows(connection, waves)
    found = {}
    for order_id, shipment in begun.items():
        params = {"name": shipment.number, "state": shipment.status}
        for wave in waves.get(order_id, [])[:1]:
            params |= {"order": rows[order_id].number, "wave": wave.number}
            params["why"] = Said.IS_PICKED_IN
            if wave.picker is not None:
                params |= {"why": Said.IS_PICKED_IN_BY, "picker": wave.picker}
        if shipment.status == ShipmentStatus.PACKED:
            params["why"] = Said.IS_PACKED_SHUT
        if shipment.status == ShipmentStatus.AT_SUPPLIER:
            params["why"] = Said.IS_AT_SUPPLIER
        found[order_id] = Refusal(Code.WRONG_STATE, **params)
    return found
