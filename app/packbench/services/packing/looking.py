"""Looking at the bench: a shipment as it lies there, what a scan opens, what waits to be packed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from packbench.db.queries.lists.bench_numbers import BenchNumbers, numbers_of
from packbench.db.queries.lists.to_pack import (
    WaitingToPack,
    in_slot,
    needing,
    of_order,
    of_wave,
    open_at,
    waiting_to_pack,
)
from packbench.db.queries.records.codes import station_warehouse
from packbench.db.queries.records.lookups import find_shipment_id, find_wave_id
from packbench.db.queries.records.packing import (
    PackLineView,
    PackView,
    bench_row,
    show_packing,
)
from packbench.db.today import today
from packbench.domain.codes import SLOTS_A_CART, OwnKind, parse_own_code
from packbench.domain.orders import ShipmentStatus
from packbench.domain.packing import PackVerdict
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.engine.command.context import Context
from packbench.services.packing.bench import unpackable
from packbench.services.scanning import resolve

__all__ = [
    "BenchNumbers",
    "Opens",
    "PackLineView",
    "PackView",
    "WaitingToPack",
    "bench_numbers",
    "find_for_scan",
    "get_packing",
    "open_here",
    "refuse_cancelled",
    "waiting_here",
]


def get_packing(context: Context, shipment: str) -> PackView:
    """A shipment as its bench shows it, whatever its state; refuses `not_found`."""
    with context.database.read.connect() as connection:
        return show_packing(connection, find_shipment_id(connection, shipment))


def refuse_cancelled(context: Context, shipments: Sequence[str]) -> None:
    """Refuses (`wrong_state`) the first cancelled one: nothing is sent that would need papers."""
    with context.database.read.connect() as connection:
        for shipment in shipments:
            row = bench_row(connection, find_shipment_id(connection, shipment))
            refusal = unpackable(connection, row)
            if refusal is not None and row.status == ShipmentStatus.CANCELLED:
                raise refusal


@dataclass(frozen=True, slots=True)
class Opens:
    """What a scan opens where no order is open.

    Attributes:
        shipment: the one to open; `open_packing` tells where it can't be. None: nothing to open.
        is_item: an item was scanned: it is to be scanned into the shipment as well.
        verdict: why there is nothing to open: `unknown`, `command`, `several`, `wrong_item` (nobody
            here needs it, or nothing is picked of it).
        name: what the code stands for.
        choices: the shipments of which one has to be chosen.
    """

    shipment: str | None
    is_item: bool = False
    verdict: PackVerdict | None = None
    name: str = ""
    choices: list[str] = field(default_factory=list)


def find_for_scan(context: Context, code: str, *, wave: str | None = None) -> Opens:
    """What a scan opens at this station while no order is open there.

    A shipment's or order's code opens that, a list its first slot, a cart's slot what lies in it,
    an item the first shipment in the queue that needs it: of this station's warehouse, where that
    was said, or of `wave`. What is open at this station already comes first.
    """
    meaning = resolve(context, code)
    own = parse_own_code(code)
    with context.database.read.connect() as connection:
        place = _Here(
            context.station,
            station_warehouse(connection, context.station),
            None if wave is None else find_wave_id(connection, wave),
        )
        if own is not None and own.kind in {OwnKind.CART, OwnKind.TOTE}:
            slot = own.number % (SLOTS_A_CART + 1) if own.kind is OwnKind.CART else own.number
            return _slot(connection, code, slot, place)
        return _opens(connection, meaning, place)


def waiting_here(context: Context) -> list[WaitingToPack]:
    """What is picked and waits to be packed in this station's warehouse, by shipping method."""
    with context.database.read.connect() as connection:
        return waiting_to_pack(connection, station_warehouse(connection, context.station))


def open_here(context: Context) -> str | None:
    """The shipment that is open at this station, as after a crash; the last one of several."""
    with context.database.read.connect() as connection:
        return next(iter(open_at(connection, context.station)), None)


def bench_numbers(context: Context, day: date | None = None) -> list[BenchNumbers]:
    """What each operator packed at each station on a day, today unless it is named."""
    with context.database.read.connect() as connection:
        return numbers_of(connection, day or today(connection))


@dataclass(frozen=True, slots=True)
class _Here:
    station: str
    warehouse: str | None
    wave_id: int | None


def _opens(connection: Connection, meaning: Meaning, place: _Here) -> Opens:
    several = meaning.choices if meaning.kind is ScanKind.SEVERAL else (meaning,)
    products = [
        one.record_id
        for one in several
        if one.kind is ScanKind.PRODUCT and one.record_id is not None
    ]
    if products:
        found = needing(
            *(connection, products, place.station),
            warehouse=place.warehouse,
            wave_id=place.wave_id,
        )
        if found is not None:
            return Opens(found, is_item=True, name=meaning.name)
    for one in several:
        number = _of_paper(connection, one, place)
        if number is not None:
            return Opens(number, name=one.name)
    verdicts = {ScanKind.UNKNOWN: PackVerdict.UNKNOWN, ScanKind.COMMAND: PackVerdict.COMMAND}
    return Opens(
        None, verdict=verdicts.get(meaning.kind, PackVerdict.WRONG_ITEM), name=meaning.name
    )


def _of_paper(connection: Connection, meaning: Meaning, place: _Here) -> str | None:
    if meaning.record_id is None:
        return None
    if meaning.kind is ScanKind.SHIPMENT:
        return meaning.name
    if meaning.kind is ScanKind.ORDER:
        return of_order(connection, meaning.record_id, place.station)
    if meaning.kind is ScanKind.WAVE:
        return of_wave(connection, meaning.record_id, place.station)
    return None


def _slot(connection: Connection, code: str, slot: int, place: _Here) -> Opens:
    found = in_slot(
        connection, slot, place.station, warehouse=place.warehouse, wave_id=place.wave_id
    )
    if len(found) == 1:
        return Opens(found[0], name=code)
    verdict = PackVerdict.SEVERAL if found else PackVerdict.WRONG_ITEM
    return Opens(None, verdict=verdict, name=code, choices=found)
