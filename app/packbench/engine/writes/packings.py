"""What becomes of a bench whose shipment is taken away: its scans count no more, and it is told."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import insert, select, update

from packbench.db.queries.records.pick_tasks import TaskRow
from packbench.db.schema import Allocation, Packing, PackScan, Shipment
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.engine.command.transaction import Transaction


def stop_packing(
    transaction: Transaction, shipment_ids: Collection[int], picked: Sequence[TaskRow]
) -> None:
    """Inside a command that takes shipments out of their wave: nobody packs them any more.

    Args:
        transaction: a command's.
        shipment_ids: none of them is packed.
        picked: their tasks as they were picked: what lies at the bench and has to go back.
    """
    connection = transaction.connection
    # Whoever scans just now is done before this goes on, and what he scanned is seen.
    theirs = select(Shipment.id).where(among(Shipment.id, shipment_ids)).order_by(Shipment.id)
    connection.execute(theirs.with_for_update(key_share=True))
    stopped = select(Packing.shipment_id).where(among(Packing.shipment_id, shipment_ids))
    packed = list(connection.execute(stopped).scalars())
    back: dict[int, list[list[str | int | None]]] = defaultdict(list)
    for task in picked:
        back[task.shipment_id].append([task.location, task.sku, task.lot or None, task.picked])
    for shipment_id in packed:
        row = update(Packing).where(Packing.shipment_id == shipment_id)
        told = json.dumps(back[shipment_id])
        connection.execute(row.values(stopped_by=transaction.command_id, put_back=told, asked=None))
    forget_scans(transaction, packed)


def forget_scans(transaction: Transaction, shipment_ids: Collection[int]) -> None:
    """Inside a command: the scans of shipments count no more."""
    scans = update(PackScan).where(among(PackScan.shipment_id, shipment_ids))
    still = scans.where(PackScan.taken_back_by.is_(None))
    transaction.connection.execute(still.values(taken_back_by=transaction.command_id))


def loosen_scans(transaction: Transaction, allocation_ids: Collection[int]) -> None:
    """Inside a command: scans let go of promises that will be deleted, and count no more."""
    connection = transaction.connection
    scans = update(PackScan).where(among(PackScan.allocation_id, allocation_ids))
    still = scans.where(PackScan.taken_back_by.is_(None))
    connection.execute(still.values(taken_back_by=transaction.command_id))
    connection.execute(scans.values(allocation_id=None))


def trim_scans(transaction: Transaction, shipment_id: int) -> None:
    """Inside a command: of a promise no more counts as scanned than is picked, the last first."""
    connection = transaction.connection
    query = (
        select(PackScan.__table__, Allocation.picked.label("there"))
        .join(Allocation, Allocation.id == PackScan.allocation_id)
        .where(PackScan.shipment_id == shipment_id, PackScan.taken_back_by.is_(None))
        .order_by(PackScan.id)
    )
    left: dict[int, int] = {}
    for scan in connection.execute(query).all():
        there = left.setdefault(scan.allocation_id, scan.there)
        counts = min(there, scan.quantity)
        left[scan.allocation_id] -= counts
        if counts < scan.quantity:
            _trim(transaction, scan, counts)


def _trim(transaction: Transaction, scan: AnyRow, counts: int) -> None:
    connection = transaction.connection
    gone = update(PackScan).where(PackScan.id == scan.id)
    connection.execute(gone.values(taken_back_by=transaction.command_id))
    if counts:
        kept = {name: getattr(scan, name) for name in _KEPT}
        kept |= {"quantity": counts, "command_id": transaction.command_id}
        connection.execute(insert(PackScan).values(kept))


_KEPT = (
    *("shipment_id", "sequence", "parcel_id", "product_id", "allocation_id", "code", "lot"),
    *("serial", "serial_key"),
)
"""What the scan of some of the units has of the scan of all of them."""
