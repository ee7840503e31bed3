"""A change of stock told row by row: the product before and after, who loses, who is served."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from packbench.db.queries.records.inventory import StockRow
from packbench.domain.outcomes import Note, Param, RowOutcome, Said, note
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
    found = []
    for one in change.places:
        if one.before == one.after or warehouse not in {None, one.warehouse}:
            continue  # units that are kept back are told of the product
        values: dict[str, Param] = {
            "location": one.location,
            "before": one.before,
            "after": one.after,
        }
        if one.lot:
            found.append(note(Said.LOT_IN_BIN_BECOMES, **values, lot=one.lot))
        else:
            found.append(note(Said.BIN_BECOMES, **values))
    return found


def _wave_notes(change: StockChange) -> list[Note]:
    found = []
    for wave in change.picking:
        told: dict[str, Param] = {"wave": wave.wave, "location": wave.location, "units": wave.units}
        if wave.picker:
            found.append(note(Said.WAVE_PICKS_THERE_OF, **told, picker=wave.picker))
        else:
            found.append(note(Said.WAVE_PICKS_THERE, **told))
    return found


def order_rows_of(change: StockChange) -> Iterator[RowResult]:
    """The orders that lose units by it, then those that get some."""
    lost: dict[str, list[Note]] = defaultdict(list)
    for taken in change.taken_back:
        told = note(Said.LOST_OF_IT, units=taken.quantity, sku=taken.sku)
        lost[taken.order_number].append(told)
    given: dict[tuple[str, str], int] = defaultdict(int)
    for one in change.released:
        given[one.order_number, one.sku] += one.quantity
    served: dict[str, list[Note]] = defaultdict(list)
    for (number, sku), units in given.items():
        served[number].append(note(Said.GIVEN_OF_IT, units=units, sku=sku))
    for number, notes in lost.items():
        yield RowResult(number, RowOutcome.LOSES, notes)
    for number, notes in served.items():
        yield RowResult(number, RowOutcome.DONE, notes)


def _stock_notes(before: StockRow | None, now: StockRow) -> Sequence[Note]:
    if before is None:
        return [note(Said.STOCK_BEGINS, after=now.on_hand, free_after=now.available)]
    found = []
    free = {"free_before": before.available, "free_after": now.available}
    counts = (before.on_hand, before.available)
    if counts != (now.on_hand, now.available):
        values = {"before": before.on_hand, "after": now.on_hand}
        found.append(note(Said.STOCK_BECOMES, **values, **free))
    if before.unavailable != now.unavailable:
        values = {"before": before.unavailable, "after": now.unavailable}
        found.append(note(Said.KEPT_BACK_BECOMES, **values))
    if not found:
        found.append(note(Said.STOCK_BECOMES, before=before.on_hand, after=now.on_hand, **free))
    return found
