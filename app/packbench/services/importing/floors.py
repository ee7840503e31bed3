"""Bins of a file after which nobody can walk a warehouse by its coordinates: told at once."""

from typing import Any

from sqlalchemy import Connection, select

from packbench.db.schema import Warehouse
from packbench.domain.catalog import code_key
from packbench.domain.outcomes import Note
from packbench.engine.routing import floor_of
from packbench.exchange import kinds
from packbench.exchange.records import Parsed


def floor_notes(connection: Connection, parsed: Parsed[Any, Any]) -> list[Note]:
    """What is wrong with the floor of each warehouse of a file of locations, after it was written.

    Until it is corrected, walks there go by the codes of the bins and have no length.
    """
    if parsed.kind.name != kinds.LOCATIONS.name:
        return []
    codes = {code_key(record.fields.warehouse) for record in parsed.records}
    rows = connection.execute(select(Warehouse.id, Warehouse.code_key).order_by(Warehouse.id))
    troubles = (floor_of(connection, id_).trouble for id_, key in rows.all() if key in codes)
    return [trouble for trouble in troubles if trouble is not None]
