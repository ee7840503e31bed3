"""The numbers of the floor for some days of the company's."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from packbench.db.queries.exports import ExportRow
from packbench.db.queries.lists import floor_numbers as lists
from packbench.db.today import company_zone, end_of_day, today
from packbench.domain.floor_numbers import (
    Caught,
    Pace,
    Packed,
    Stay,
    StepTime,
    stays,
    step_times,
)
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.exchange.outputs import Output
from packbench.exchange.writer import TABLE_ENDINGS, write_table
from packbench.exchange.zone import files_in

__all__ = [
    "Caught",
    "FloorNumbers",
    "Pace",
    "Packed",
    "Stay",
    "StepTime",
    "export_caught",
    "export_packed",
    "export_stays",
    "floor_numbers",
]

MOST_DAYS = 92
"""So many days are told at once at most: what is behind each number is read with it."""


@dataclass(frozen=True, slots=True)
class FloorNumbers:
    """What was done from one day to another, and what is behind it.

    Attributes:
        today: whether the last of the days is the one that it is now.
        packed: shipments by the moment at which they were closed.
        scanned: how fast operators were at stations.
        caught: wrong scans.
        stays: where the shipments that left on these days had stood, and how long.
        steps: the same by warehouse and step.
    """

    first: date
    last: date
    today: bool
    packed: list[Packed] = field(default_factory=list)
    scanned: list[Pace] = field(default_factory=list)
    caught: list[Caught] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    steps: list[StepTime] = field(default_factory=list)


def floor_numbers(
    context: Context, first: date | None = None, last: date | None = None
) -> FloorNumbers:
    """The numbers from the first day to the last one; of today where none is named.

    Refuses (`invalid`) days that end before they begin, and more than MOST_DAYS.
    """
    with context.database.read.connect() as connection:
        day = today(connection)
        first = first or last or day
        last = last or first
        if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
            raise Refusal(Code.INVALID, field="days", value=f"{first} – {last}")
        span = end_of_day(connection, first - timedelta(days=1)), end_of_day(connection, last)
        stood = [one for found in lists.moments(connection, span) for one in stays(found)]
        return FloorNumbers(
            first,
            last,
            today=last == day,
            packed=lists.packed(connection, span),
            scanned=lists.scanned(connection, span, company_zone(connection)),
            caught=lists.caught(connection, span),
            stays=stood,
            steps=step_times(stood),
        )


_PACKED = ("shipment", "order_number", "warehouse", "station", "operator", "packed_at")
_CAUGHT = ("at", "station", "operator", "shipment", "code", "verdict")
_STAYS = ("shipment", "order_number", "warehouse", "step", "began", "ended", "seconds")


def export_packed(context: Context, path: Path, rows: list[Packed]) -> int:
    """Writes packed shipments to XLSX or CSV, as the name ends; how many."""
    told: list[ExportRow] = [
        (
            *(one.shipment, one.order, one.warehouse, one.station, one.operator, one.at),
            *(one.parcels, one.lines),
        )
        for one in rows
    ]
    return _write(context, path, (*_PACKED, "parcels", "lines"), told)


def export_caught(context: Context, path: Path, rows: list[Caught]) -> int:
    """Writes wrong scans to XLSX or CSV; how many."""
    told: list[ExportRow] = [
        (one.at, one.station, one.operator, one.shipment, one.code, one.verdict) for one in rows
    ]
    return _write(context, path, _CAUGHT, told)


def export_stays(context: Context, path: Path, rows: list[Stay]) -> int:
    """Writes how long shipments stood at a step to XLSX or CSV; how many."""
    told: list[ExportRow] = [
        (
            *(one.shipment, one.order, one.warehouse, one.stage.value, one.began, one.ended),
            round(one.took.total_seconds()),
        )
        for one in rows
    ]
    return _write(context, path, _STAYS, told)


def _write(context: Context, path: Path, columns: tuple[str, ...], rows: list[ExportRow]) -> int:
    output = Output(path, context.database.path, force=True)
    output.require_ending(*TABLE_ENDINGS)
    with context.database.read.connect() as connection, files_in(company_zone(connection)):
        return write_table(output, columns, iter(rows))
