"""Ledger rows of a command with the opposite sign, while their goods are there and unpromised.

What comes back to a bin from which nobody picks any more, or of a lot whose last day is over by
now, comes back as units that can't be given out.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, and_, or_, select

from packbench.db.queries.planning.victims import shortages
from packbench.db.queries.records.commands import movements_of_command
from packbench.db.schema import Location, StockBin
from packbench.db.sql.among import among
from packbench.db.today import today
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import Cause, Entry, LocationKind


def reversed_entries(
    connection: Connection, command_id: int, *, as_caused: bool = False
) -> list[Entry]:
    """What takes a command's change of stock back; `as_caused` for what it was: a transfer, a loss.

    Refuses `cannot_undo` when goods were moved, picked, damaged or lost since: the places that had
    them do not hold them any more. So it does when they were promised to orders since.
    """
    entries = [
        Entry(
            movement.warehouse_id,
            movement.product_id,
            movement.location_id,
            -movement.quantity,
            Cause(movement.cause) if as_caused else Cause.UNDO,
            lot=movement.lot,
            unavailable=-movement.unavailable,
            document=movement.document if as_caused else None,
        )
        for movement in movements_of_command(connection, command_id)
    ]
    entries = _kept_back(connection, entries)
    _refuse_gone(connection, entries)
    if shortages(connection, entries):
        raise Refusal(Code.CANNOT_UNDO, why=Said.STOCK_PROMISED)
    return entries


_Place = tuple[int, int, str]


def _place_of(entry: Entry) -> _Place:
    return entry.location_id, entry.product_id, entry.lot


def _changes(entries: Sequence[Entry]) -> dict[_Place, tuple[int, int]]:
    """By place: the units that come or go, and of these the unavailable ones."""
    changes: dict[_Place, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for entry in entries:
        units, held = changes[_place_of(entry)]
        changes[_place_of(entry)] = (units + entry.quantity, held + entry.unavailable)
    return changes


def _kept_back(connection: Connection, entries: list[Entry]) -> list[Entry]:
    """The same entries; what comes to where it may not be given out from is unavailable there."""
    free = {place: units - held for place, (units, held) in _changes(entries).items()}
    coming = {place for place, units in free.items() if units > 0}
    if not coming:
        return entries
    query = (
        select(StockBin.location_id, StockBin.product_id, StockBin.lot)
        .join(Location, Location.id == StockBin.location_id)
        .where(
            among(StockBin.location_id, {location_id for location_id, _, _ in coming}),
            among(StockBin.product_id, {product_id for _, product_id, _ in coming}),
            or_(
                StockBin.expires_on < today(connection),
                and_(Location.pickable.is_(False), Location.kind == LocationKind.BIN),
            ),
        )
    )
    blocked = {(row[0], row[1], row[2]) for row in connection.execute(query)} & coming
    found = []
    for entry in entries:
        place = _place_of(entry)
        more = 0
        if place in blocked and entry.quantity > 0:
            more = min(free[place], max(0, entry.quantity - entry.unavailable))
            free[place] -= more
        found.append(replace(entry, unavailable=entry.unavailable + more) if more else entry)
    return found


def _refuse_gone(connection: Connection, entries: Sequence[Entry]) -> None:
    changes = _changes(entries)
    query = select(
        *(StockBin.location_id, StockBin.product_id, StockBin.lot),
        *(StockBin.on_hand, StockBin.unavailable),
    ).where(
        among(StockBin.location_id, {entry.location_id for entry in entries}),
        among(StockBin.product_id, {entry.product_id for entry in entries}),
    )
    for row in connection.execute(query):
        units, held = changes.get((row.location_id, row.product_id, row.lot), (0, 0))
        if not 0 <= row.unavailable + held <= row.on_hand + units:
            raise Refusal(Code.CANNOT_UNDO, why=Said.GOODS_ELSEWHERE)
