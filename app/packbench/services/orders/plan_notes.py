"""What of an order comes from where, as notes: the plan that a preview tells."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, select

from packbench.db.queries.records.order_rows import lines_of_orders
from packbench.db.schema import Warehouse
from packbench.domain.outcomes import Note, Said, note
from packbench.engine.undo.line_states import line_states

_STANDS = (
    ("waiting", Said.UNITS_WAIT),
    ("unavailable", Said.UNITS_LACK),
    ("unrouted", Said.UNITS_NEW),
)


def plan_notes(connection: Connection, order_ids: Collection[int]) -> dict[int, list[Note]]:
    """By order: which warehouse sends what of it, what waits, lacks, and is not allocated."""
    codes = {
        row.id: row.code
        for row in connection.execute(
            select(Warehouse.id, Warehouse.code).order_by(Warehouse.rank, Warehouse.id)
        )
    }
    lines = lines_of_orders(connection, order_ids)
    sent: dict[int, dict[int, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))
    states = line_states(connection, order_ids)
    for line in (line for found in lines.values() for line in found):
        for warehouse_id, units in states[line.id].promised.items():
            sent[line.order_id][warehouse_id].append((line.sku, units))
    told: dict[int, list[Note]] = {}
    for order_id, found in lines.items():
        told[order_id] = [
            _units(Said.SENT_FROM, sent[order_id][warehouse_id], warehouse=code)
            for warehouse_id, code in codes.items()
            if warehouse_id in sent[order_id]
        ]
        for bucket, said in _STANDS:
            stand = [(line.sku, getattr(line, bucket)) for line in found if getattr(line, bucket)]
            if stand:
                told[order_id].append(_units(said, stand))
    return told


def _units(said: Said, units: list[tuple[str, int]], **params: str) -> Note:
    count = sum(n for _, n in units)
    return note(said, count=count, skus=[f"{sku} ×{n}" for sku, n in units], **params)
