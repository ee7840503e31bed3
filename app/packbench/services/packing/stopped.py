"""What was taken away while it lay at a bench: told there once, then nothing is open any more."""

import json
from dataclasses import replace

from sqlalchemy import Connection, select, update

from packbench.db.queries.lists.to_pack import stopped_at
from packbench.db.queries.records.packing import BenchRow, bench_row, who_did
from packbench.db.schema import Packing, Shipment
from packbench.db.transactions import write_transaction
from packbench.domain.packing import PackVerdict
from packbench.engine.command.context import Context
from packbench.services.packing.judging import PutBack, ScanTold


def stopped_told(connection: Connection, row: BenchRow) -> ScanTold | None:
    """Who took a shipment away while it was packed, and what goes back; None where nobody did."""
    if row.stopped_by is None:
        return None
    doer = who_did(connection, row.stopped_by)
    back = [PutBack(*one) for one in json.loads(row.put_back or "[]")]
    told = ScanTold("", PackVerdict.CHANGED, name=row.order_number, put_back=back)
    return replace(told, by=doer.name, who=doer.operator, station=doer.station)


def stopped_here(context: Context) -> dict[str, ScanTold]:
    """What was taken away from this station and not told yet, by shipment, the last one first."""
    with context.database.read.connect() as connection:
        rows = [bench_row(connection, one) for one in stopped_at(connection, context.station)]
        told = {row.number: stopped_told(connection, row) for row in rows}
    return {number: one for number, one in told.items() if one is not None}


def note_told(context: Context, shipment: str) -> None:
    """The packer was told that a shipment was taken away: what goes back is not told again."""

    def write(connection: Connection) -> None:
        named = select(Shipment.id).where(Shipment.number == shipment).scalar_subquery()
        told = update(Packing).where(Packing.shipment_id == named, Packing.stopped_by > 0)
        connection.execute(told.values(put_back=None))

    write_transaction(context.database, write, moves_stock=False)
