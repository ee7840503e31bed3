"""What benches did on a day: shipments, parcels and units packed, and the errors they caught."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from packbench.db.schema import Command, Operator, Packing, PackRefusal, PackScan, Station
from packbench.db.schema.base import UtcDateTime
from packbench.db.sql.sums import total
from packbench.db.today import end_of_day


@dataclass(frozen=True, slots=True)
class BenchNumbers:
    """The day of an operator at a station.

    `scans` and `units` count what went into parcels and was not taken back, `errors` the wrong
    scans that were caught.
    """

    station: str
    operator: str
    shipments: int = 0
    parcels: int = 0
    scans: int = 0
    units: int = 0
    errors: int = 0


def numbers_of(connection: Connection, day: date) -> list[BenchNumbers]:
    """By station and operator, for a day of the company's."""
    since, until = end_of_day(connection, day - timedelta(days=1)), end_of_day(connection, day)
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for query in (_packed(), _scanned(), _caught()):
        for row in connection.execute(query, {"since": since, "until": until}):
            counts = {name: value for name, value in row._asdict().items() if name not in _WHO}
            found[row.station, row.operator].update(counts)
    return [
        BenchNumbers(*who, *(counts.get(name, 0) for name in _COUNTS))
        for who, counts in sorted(found.items())
    ]


_WHO = ("station", "operator")
_COUNTS = ("shipments", "parcels", "scans", "units", "errors")


def _of_day(query: Select[*tuple[Any, ...]], moment: Any) -> Select[*tuple[Any, ...]]:
    """Rows of the day by station and operator."""
    since, until = bindparam("since", type_=UtcDateTime), bindparam("until", type_=UtcDateTime)
    return query.where(moment > since, moment <= until).group_by(Station.name, Operator.name)


def _packed() -> Select[*tuple[Any, ...]]:
    """Shipments that are packed, by who closed them, and their parcels with something in them."""
    scan = PackScan.taken_back_by.is_(None)
    query = (
        select(
            *(Station.name.label("station"), Operator.name.label("operator")),
            func.count(Packing.shipment_id.distinct()).label("shipments"),
            func.count(PackScan.parcel_id.distinct()).label("parcels"),
        )
        .select_from(Packing)
        .join(Station, Station.id == Packing.station_id)
        .join(Operator, Operator.id == Packing.operator_id)
        .outerjoin(PackScan, (PackScan.shipment_id == Packing.shipment_id) & scan)
    )
    return _of_day(query, Packing.closed_at)


def _scanned() -> Select[*tuple[Any, ...]]:
    query = (
        select(
            *(Station.name.label("station"), Operator.name.label("operator")),
            func.count(PackScan.id).label("scans"),
            total(PackScan.quantity).label("units"),
        )
        .select_from(PackScan)
        .join(Command, Command.id == PackScan.command_id)
        .join(Station, Station.id == Command.station_id)
        .join(Operator, Operator.id == Command.operator_id)
        .where(PackScan.taken_back_by.is_(None))
    )
    return _of_day(query, Command.at)


def _caught() -> Select[*tuple[Any, ...]]:
    query = (
        select(
            *(Station.name.label("station"), Operator.name.label("operator")),
            func.count(PackRefusal.id).label("errors"),
        )
        .select_from(PackRefusal)
        .join(Station, Station.id == PackRefusal.station_id)
        .join(Operator, Operator.id == PackRefusal.operator_id)
    )
    return _of_day(query, PackRefusal.at)
