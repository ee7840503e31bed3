"""A change of stock told row by row: the product before and after, who loses, who is served."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from packbench.db.queries.records.inventory import StockRow
from packbench.db.queries.records.stock_places import PickedFrom
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.engine.bulk import Results, RowResult
from packbench.services.stock.changing import StockChange


def told_of_stock(change: StockChange, *, undoable: bool = True) -> Results:
    """A row for each product at a warehouse, then each order that loses by it or gets of it.

    What was gained and promised at once can't be taken back, so no Undo is offered.
    """
    before = {(row.warehouse, row.sku): row for row in change.before}
    rows = []
    for now in change.stock:
        notes = list(_stock_notes(before.get((now.warehouse, now.sku)), now))
        notes += _bin_notes(change, now.warehouse)
        rows.append(RowResult(f"{now.sku} · {now.warehouse}", RowOutcome.DONE, notes))
    rows[0].notes.extend(_wave_notes(change))
    undoable = undoable and not (change.released and not change.taken_back)
    return Results([*rows, *order_rows_of(change)], undoable=undoable)


def place_notes(change: StockChange) -> list[Note]:
    """Bins and lots before and after, and the waves that pick there."""
    return [*_bin_notes(change), *_wave_notes(change)]


def _bin_notes(change: StockChange, warehouse: str | None = None) -> list[Note]:
    return [
        place_note(one.location, one.lot, one.before, one.after)
        for one in change.places  # units that are kept back are told of the product
        if one.before != one.after and warehouse in {None, one.warehouse}
    ]


def place_note(location: str, lot: str, before: int, after: int) -> Note:
    """What lies in a bin, of a lot where it has one, before and after."""
    if not lot:
        return note(Said.BIN_BECOMES, location=location, before=before, after=after)
    return note(Said.LOT_IN_BIN_BECOMES, location=location, lot=lot, before=before, after=after)


def _wave_notes(change: StockChange) -> list[Note]:
    return [_wave_note(one) for one in change.picking]


def _wave_note(one: PickedFrom) -> Note:
    if not one.picker:
        return note(Said.WAVE_PICKS_THERE, wave=one.wave, location=one.location, units=one.units)
    return note(
        Said.WAVE_PICKS_THERE_OF,
        wave=one.wave,
        location=one.location,
        units=one.units,
        picker=one.picker,
    )


def order_rows_of(change: StockChange) -> Iterator[RowResult]:
    """The orders that lose units by it, then those that get some."""
    lost: dict[str, list[Note]] = defaultdict(list)
    for taken in change.taken_back:
        told = note(Said.LOST_OF_IT, count=taken.quantity, sku=taken.sku)
        lost[taken.order_number].append(told)
    given: dict[tuple[str, str], int] = defaultdict(int)
    for one in change.released:
        given[one.order_number, one.sku] += one.quantity
    served: dict[str, list[Note]] = defaultdict(list)
    for (number, sku), units in given.items():
        served[number].append(note(Said.GIVEN_OF_IT, count=units, sku=sku))
    for number, notes in lost.items():
        yield RowResult(number, RowOutcome.LOSES, notes)
    for number, notes in served.items():
        yield RowResult(number, RowOutcome.DONE, notes)


def _stock_notes(before: StockRow | None, now: StockRow) -> Sequence[Note]:
    if before is None:
        return [note(Said.STOCK_BEGINS, after=now.on_hand, free_after=now.available)]
    kept_back = note(Said.KEPT_BACK_BECOMES, before=before.unavailable, after=now.unavailable)
    found = [kept_back] if before.unavailable != now.unavailable else []
    if found and (before.on_hand, before.available) == (now.on_hand, now.available):
        return found
    counts = note(
        Said.STOCK_BECOMES,
        before=before.on_hand,
        after=now.on_hand,
        free_before=before.available,
        free_after=now.available,
    )
    return [counts, *found]
