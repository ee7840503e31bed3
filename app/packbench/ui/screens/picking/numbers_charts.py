"""The charts of the floor: their bars, and the rows that stand behind each of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QDate, QLocale

from packbench.services.packing.numbers import Caught, FloorNumbers, Packed, Stay
from packbench.ui import company_clock
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.bars import Bar, Chart
from packbench.ui.parts.widgets.states import capital
from packbench.words.caught import caught_words
from packbench.words.durations import duration_words
from packbench.words.language import tr, tr_count
from packbench.words.states import status_word

Row = Packed | Caught | Stay
_MINUTE_S = 60


def charts(numbers: FloorNumbers) -> list[Chart]:
    """Parcels by hour or day, lines an hour, errors caught, and how long orders stand."""
    return [_parcels(numbers), _pace(numbers), _errors(numbers), _steps(numbers)]


def _parcels(numbers: FloorNumbers) -> Chart:
    one_day = numbers.first == numbers.last
    found: dict[str, list[Packed]] = defaultdict(list)
    for label in _hours(numbers.packed) if one_day else ():
        found[label] = []
    for one in numbers.packed:
        found[_hour(one.at) if one_day else _day(one.at)].append(one)
    bars = [
        _counted(label, sum(one.parcels for one in rows), rows) for label, rows in found.items()
    ]
    title = tr("Parcels by hour") if one_day else tr("Parcels by day")
    return Chart("parcels", title, tr("Nothing was packed."), Tone.READY, bars, upright=True)


def _hours(rows: Sequence[Packed]) -> list[str]:
    """Every hour from the first parcel to the last one, also those without any."""
    hours = [company_clock.local(one.at).hour for one in rows]
    return [f"{hour:02}:00" for hour in range(min(hours), max(hours) + 1)] if hours else []


def _hour(at: datetime) -> str:
    return f"{company_clock.local(at).hour:02}:00"


def _day(at: datetime) -> str:
    day = company_clock.local(at)
    return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.ShortFormat)


def _pace(numbers: FloorNumbers) -> Chart:
    rows: dict[tuple[str, str], list[Packed]] = defaultdict(list)
    for one in numbers.packed:
        rows[one.operator, one.station].append(one)
    bars = [
        _counted(
            _who(one.operator, one.station), one.lines_per_hour, rows[one.operator, one.station]
        )
        for one in numbers.scanned
    ]
    return Chart("pace", tr("Lines an hour"), tr("Nobody scanned."), Tone.MOVING, bars)


def _errors(numbers: FloorNumbers) -> Chart:
    rows: dict[str, list[Caught]] = defaultdict(list)
    for one in numbers.caught:
        rows[_who(one.operator, one.station)].append(one)
    bars = [_counted(label, len(found), found) for label, found in sorted(rows.items())]
    empty = tr("No wrong scan was caught.")
    return Chart("errors", tr("Errors caught"), empty, Tone.WRONG, bars)


def _steps(numbers: FloorNumbers) -> Chart:
    rows: dict[tuple[str, str], list[Stay]] = defaultdict(list)
    for one in numbers.stays:
        rows[one.warehouse, one.stage].append(one)
    bars = []
    for step in numbers.steps:
        longest = sorted(rows[step.warehouse, step.stage], key=lambda one: one.took, reverse=True)
        words = tr("{median} · 9 of 10 within {p90}").format(
            median=duration_words(step.median_s), p90=duration_words(step.p90_s)
        )
        label = f"{step.warehouse} · {status_word(step.stage)}"
        minutes = (step.median_s / _MINUTE_S, step.p90_s / _MINUTE_S)
        bars.append(Bar(label, minutes[0], words, longest, minutes[1]))
    empty = tr("Nothing was shipped.")
    return Chart("steps", tr("Minutes in each step"), empty, Tone.WAITING, bars)


def _counted(label: str, count: int, rows: Sequence[Row]) -> Bar:
    return Bar(label, count, QLocale().toString(count), rows)


def _who(operator: str, station: str) -> str:
    return f"{operator} · {station}"


COLUMNS: Mapping[str, str] = {
    "parcels": "packed",
    "pace": "packed",
    "errors": "caught",
    "steps": "stays",
}
"""By chart: which columns its rows have."""


def packed_columns() -> list[ListColumn[Packed]]:
    """Of packed shipments."""
    return [
        ListColumn(tr("Shipment"), lambda one: Cell(one.shipment, bold=True), 12),
        ListColumn(tr("Order"), lambda one: Cell(one.order), 10),
        ListColumn(tr("Packed"), lambda one: Cell(formats.exact(one.at)), 14),
        ListColumn(tr("Station"), lambda one: Cell(one.station), 10),
        ListColumn(tr("Operator"), lambda one: Cell(one.operator), 10),
        ListColumn(tr("Parcels"), lambda one: formats.number(one.parcels), 6, Align.END),
        ListColumn(tr("Lines"), lambda one: formats.number(one.lines), 6, Align.END),
    ]


def caught_columns() -> list[ListColumn[Caught]]:
    """Of wrong scans."""
    return [
        ListColumn(tr("When"), lambda one: Cell(formats.exact(one.at)), 14),
        ListColumn(tr("What"), lambda one: Cell(capital(caught_words(one.verdict))), 18),
        ListColumn(tr("Code"), lambda one: Cell(one.code), 14),
        ListColumn(tr("Shipment"), lambda one: formats.words(one.shipment), 12),
        ListColumn(tr("Station"), lambda one: Cell(one.station), 10),
        ListColumn(tr("Operator"), lambda one: Cell(one.operator), 10),
    ]


def stay_columns() -> list[ListColumn[Stay]]:
    """Of shipments that stood at a step, the longest first."""
    return [
        ListColumn(tr("Shipment"), lambda one: Cell(one.shipment, bold=True), 12),
        ListColumn(tr("Order"), lambda one: Cell(one.order), 10),
        ListColumn(tr("Step"), lambda one: Cell(status_word(one.stage)), 10),
        ListColumn(tr("Took"), _took, 12),
        ListColumn(tr("From"), lambda one: Cell(formats.exact(one.began)), 14),
        ListColumn(tr("Until"), lambda one: Cell(formats.exact(one.ended)), 14),
    ]


def _took(one: Stay) -> Cell:
    return Cell(duration_words(round(one.took.total_seconds())), bold=True)


def summary(numbers: FloorNumbers) -> str:
    """The numbers that a person comes for."""
    parcels = sum(one.parcels for one in numbers.packed)
    lines = sum(one.lines for one in numbers.packed)
    errors = len(numbers.caught)
    told = (
        (tr_count("{count} parcel", "{count} parcels", parcels), parcels),
        (tr_count("{count} line", "{count} lines", lines), lines),
        (tr_count("{count} error caught", "{count} errors caught", errors), errors),
    )
    return " · ".join(words.format(count=QLocale().toString(count)) for words, count in told)
