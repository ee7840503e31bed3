"""What people do to stock in its bins, each as one act: adjust, count, block, make good, move.

An act says which ledger rows it writes. It is done alone (`perform`) or with others in one command
(`services.stock.sheets`).
"""

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from packbench.db.queries.records.bins import BinRow, spread_blocked, spread_loss
from packbench.db.queries.records.stock_places import mark_counted
from packbench.domain.outcomes import Said
from packbench.domain.quantities import check_units
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import Cause, Entry
from packbench.engine.bulk import DO_IT, How
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.short_picks import take_off_count_list
from packbench.services.stock.changing import (
    ProductThere,
    StockChange,
    bins_there,
    change_at,
    entry_of,
    found_units,
    free_portions,
    is_expired,
    lost_units,
    moved_units,
    not_enough,
    stock_location,
)


class ActKind(enum.StrEnum):
    """What is done; also the last part of the command's name."""

    ADJUST = "adjust"
    COUNT = "count"
    DAMAGE = "damage"
    QUARANTINE = "quarantine"
    RELEASE = "release"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class StockAct:
    """One thing that is done to a product in a warehouse.

    Attributes:
        quantity: units; of an adjustment signed, of a count what was counted.
        location: a bin's code; None: the floor first, then wherever it lies. Of a move the source.
        lot: only of this lot; None: of any.
        reason: why; an adjustment and a quarantine have to say it.
        target: of a move, the bin that the goods go to.
    """

    kind: ActKind
    warehouse: str
    sku: str
    quantity: int
    location: str | None = None
    lot: str | None = None
    reason: str | None = None
    target: str | None = None

    @property
    def command(self) -> str:
        """The command's name, as the audit list has it."""
        return f"stock.{self.kind.value}"

    def content(self) -> dict[str, Any]:
        """What was told, by the names that each command has always had for it."""
        found: dict[str, Any] = {"warehouse": self.warehouse, "sku": self.sku}
        match self.kind:
            case ActKind.ADJUST:
                told = {"delta": self.quantity, "reason": self.reason, "location": self.location}
                return found | told | {"lot": self.lot}
            case ActKind.MOVE:
                found |= {"quantity": self.quantity, "source": self.location, "target": self.target}
            case _:
                found |= {"quantity": self.quantity, "location": self.location}
        more = {"lot": self.lot, "reason": self.reason}
        return found | {key: value for key, value in more.items() if value is not None}


_NEED_REASON = frozenset({ActKind.ADJUST, ActKind.QUARANTINE})


def check_act(act: StockAct) -> None:
    """Refuses what can't be done anywhere: no units, no reason where one is needed."""
    counts = act.kind is ActKind.COUNT
    units = abs(act.quantity) if act.kind is ActKind.ADJUST else act.quantity
    check_units(units, least=0 if counts else 1)
    if act.kind in _NEED_REASON and not (act.reason or "").strip():
        raise Refusal(Code.INVALID, field="reason", value=act.reason or "")


def perform(context: Context, act: StockAct, *, how: How = DO_IT) -> StockChange:
    """Does one act as a command, or only tells what it would do.

    Promises that are not covered any more are taken back, who waits is served. Refuses unknown
    codes, kits, products whose stock is not counted, and what the act itself refuses.
    """
    check_act(act)

    def work(transaction: Transaction, place: ProductThere) -> Sequence[Entry]:
        return entries_of_act(transaction, place, act)

    return change_at(context, act.command, act.content(), work, how)


def entries_of_act(transaction: Transaction, place: ProductThere, act: StockAct) -> list[Entry]:
    """The ledger rows that an act writes, as the bins are now."""
    return _ENTRIES[act.kind](transaction, place, act)


def _adjusted(transaction: Transaction, place: ProductThere, act: StockAct) -> list[Entry]:
    if act.quantity > 0:
        where = (act.location, act.lot)
        found = found_units(transaction, place, where, act.quantity, Cause.ADJUSTMENT, act.reason)
        return [found]
    bins = bins_there(transaction, place, act.location, act.lot)
    return lost_units(place, bins, -act.quantity, Cause.ADJUSTMENT, act.reason)


def _counted(transaction: Transaction, place: ProductThere, act: StockAct) -> list[Entry]:
    bins = bins_there(transaction, place, act.location, act.lot)
    where = stock_location(transaction.connection, place, act.location)
    only = None if act.location is None else where.id
    take_off_count_list(transaction, place.warehouse.id, place.product.id, only)
    mark_counted(transaction.connection, [one.id for one in bins], transaction.at)
    delta = act.quantity - sum(one.on_hand for one in bins)
    if delta and len(bins) > 1:
        raise Refusal(
            Code.SEVERAL_PLACES,
            sku=place.product.sku,
            warehouse=place.warehouse.code,
            places=[one.location for one in bins],
            lots=[one.lot for one in bins],
        )
    if delta <= 0:
        return lost_units(place, bins, -delta, Cause.COUNT, act.reason)
    if not bins:
        told = (act.location, act.lot)
        return [found_units(transaction, place, told, delta, Cause.COUNT, act.reason)]
    blocked = delta if place.blocks(bins[0], bins[0].expires_on) else 0
    found = entry_of(place, bins[0], delta, Cause.COUNT, unavailable=blocked, note=act.reason)
    return [found]


def _blocked(transaction: Transaction, place: ProductThere, act: StockAct) -> list[Entry]:
    cause = Cause.DAMAGE if act.kind is ActKind.DAMAGE else Cause.QUARANTINE
    there = bins_there(transaction, place, act.location, act.lot)
    bins = [one for one in there if one.on_hand > one.unavailable]
    good = sum(one.on_hand - one.unavailable for one in bins)
    if act.quantity > good:
        raise not_enough(place, good, "good")
    portions = [one for one in spread_loss(bins, act.quantity) if not one.unavailable]
    return [
        entry_of(place, one.bin, 0, cause, unavailable=one.units, note=act.reason)
        for one in portions
    ]


def _made_good(transaction: Transaction, place: ProductThere, act: StockAct) -> list[Entry]:
    there = bins_there(transaction, place, act.location, act.lot)
    bins = [one for one in there if one.unavailable]
    fit = [one for one in bins if not place.blocks(one, one.expires_on)]
    held = sum(one.unavailable for one in fit)
    if act.quantity > held:
        stays = next((one for one in bins if one not in fit), None)
        raise _not_made_good(place, held, stays)
    return [
        entry_of(place, one.bin, 0, Cause.RELEASE, unavailable=-one.units, note=act.reason)
        for one in spread_blocked(fit, act.quantity)
    ]


def _not_made_good(place: ProductThere, held: int, stays: BinRow | None) -> Refusal:
    """Why not so many can be made good: fewer are kept back, or they stay blocked anyway."""
    if stays is None:
        return not_enough(place, held, "kept_back")
    why = Said.LOT_STAYS_BLOCKED if is_expired(stays.expires_on, place.day) else Said.BIN_BLOCKS
    day = stays.expires_on.isoformat() if stays.expires_on else ""
    sku = place.product.sku
    return Refusal(
        Code.NOTHING_TO_DO, why=why, location=stays.location, lot=stays.lot, day=day, sku=sku
    )


def _moved(transaction: Transaction, place: ProductThere, act: StockAct) -> list[Entry]:
    connection = transaction.connection
    to = stock_location(connection, place, act.target)
    start = stock_location(connection, place, act.location)
    if start.id == to.id:
        raise Refusal(Code.INVALID, field="bin of a move", value=to.code)
    bins = bins_there(transaction, place, start.code, act.lot)
    blocked = [one for one in bins if place.blocks(one, one.expires_on)]
    portions = spread_blocked(blocked, act.quantity)
    taken = sum(portion.units for portion in portions)
    if act.quantity > taken:
        fit = [one for one in bins if one not in blocked]
        portions += free_portions(place, fit, act.quantity - taken, start, taken)
    note = act.reason
    return [
        entry for one in portions for entry in moved_units(place, one, place.warehouse, to, note)
    ]


_ENTRIES: Mapping[ActKind, Callable[[Transaction, ProductThere, StockAct], list[Entry]]] = {
    ActKind.ADJUST: _adjusted,
    ActKind.COUNT: _counted,
    ActKind.DAMAGE: _blocked,
    ActKind.QUARANTINE: _blocked,
    ActKind.RELEASE: _made_good,
    ActKind.MOVE: _moved,
}
