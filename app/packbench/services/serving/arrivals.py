"""What came in by itself: over HTTP, and from watched folders. All of it is in the history."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from packbench.db.schema import Command, Station
from packbench.engine.command.context import Context

OVER_HTTP, FROM_FOLDER = "HTTP ", "folder "
"""How a station is called by which something came in, before the channel or the folder."""

_IMPORTS = "import."


@dataclass(frozen=True, slots=True)
class Arrived:
    """An import that nobody sat before: when, by which way, of what, and what became of it."""

    at: datetime
    way: str
    file: str
    kind: str
    imported: int
    updated: int
    unchanged: int
    rejected: int


def list_arrivals(context: Context, limit: int = 50) -> list[Arrived]:
    """The last ones, the latest first."""
    ways = or_(*(Station.name.startswith(way) for way in (OVER_HTTP, FROM_FOLDER)))
    with context.database.read.connect() as connection:
        names = {row.id: row.name for row in connection.execute(_STATIONS.where(ways))}
        query = select(Command.at, Command.station_id, Command.content, Command.result)
        query = query.where(Command.station_id.in_(names), Command.name.startswith(_IMPORTS))
        rows = connection.execute(query.order_by(Command.id.desc()).limit(limit)).all()
    return [
        _arrived(row.at, names[row.station_id], json.loads(row.content), json.loads(row.result))
        for row in rows
    ]


_STATIONS = select(Station.id, Station.name)


def _arrived(
    at: datetime, way: str, content: dict[str, str], result: dict[str, int | str]
) -> Arrived:
    counts = [int(result.get(name, 0)) for name in _COUNTS]
    return Arrived(at, way, content.get("file", ""), content.get("kind", ""), *counts)


_COUNTS = ("imported", "updated", "unchanged", "rejected")
