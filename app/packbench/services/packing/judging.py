"""What a scan at the bench means for the shipment that lies there: one verdict, nothing written."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, select

from packbench.db.queries.records.packing import (
    BenchRow,
    PackLine,
    PickedLot,
    needed_beside,
    pack_lines,
    picked_lots,
    scans_of,
)
from packbench.db.schema import PackScan, Shipment
from packbench.domain.catalog import Tracking, code_key
from packbench.domain.packing import PackVerdict
from packbench.domain.refusals import Refusal
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.services.packing.boxes import box_for_parcel


@dataclass(frozen=True, slots=True)
class PutBack:
    """Units that are to be carried back to the bin that they were picked from."""

    location: str | None
    sku: str
    lot: str | None
    units: int


@dataclass(frozen=True, slots=True)
class ScanTold:
    """What a scan was answered with.

    Attributes:
        code: as it was scanned.
        verdict: see `domain.packing`.
        sku: the item, where it is one that is sold.
        name: what the code stands for where that is no item: an order, a bin, a command's word.
        units: how many were meant.
        scanned: how many of the item are in the parcels now, of `expected`.
        expected: how many belong in.
        belongs_to: the shipment of the same wave that needs the item, and lies in `slot`; of a
            box the only warehouse that has it.
        slot: its place on the cart.
        choices: the SKUs of which one has to be chosen, the parts of a kit that was scanned
            itself, or the lots that were picked.
        changes: what of the order changed while it was packed, as fields.
        by: the command that changed or took it away, with `who` at `station`.
        who: the operator who did.
        station: where he did.
        put_back: what has to go back to its bins.
    """

    code: str
    verdict: PackVerdict
    sku: str | None = None
    name: str | None = None
    units: int = 0
    scanned: int = 0
    expected: int = 0
    belongs_to: str | None = None
    slot: int | None = None
    choices: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    by: str | None = None
    who: str | None = None
    station: str | None = None
    put_back: list[PutBack] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Taken:
    """Units of a promise that a scan puts into the parcel."""

    line: PackLine
    units: int
    lot: str | None = None
    serial: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, and what is put into the parcel by it."""

    told: ScanTold
    taken: list[Taken] = field(default_factory=list)
    asked: str | None = None
    """The code that waits for a lot or a serial now."""
    box: str | None = None
    """The box that the parcel is packed in."""


class Bench:
    """A shipment as it lies at the bench, read once and counted on from scan to scan."""

    def __init__(self, connection: Connection, row: BenchRow) -> None:
        self._connection, self.row = connection, row
        self._lines = {one.allocation_id: one for one in pack_lines(connection, row.shipment_id)}
        self._lots: list[PickedLot] | None = None
        self._in_lots: dict[tuple[int, str], int] = defaultdict(int)

    @property
    def lines(self) -> list[PackLine]:
        """What belongs in, and how much of it is scanned by now."""
        return list(self._lines.values())

    def is_picked_lot(self, product_ids: Collection[int | None], text: str) -> bool:
        """Whether a text names a lot that was picked of one of these products."""
        lines = [one for one in self._lines.values() if one.product_id in product_ids]
        return any(code_key(one.lot) == code_key(text) for one in self._picked(lines) if one.lot)

    def judge(
        self, meaning: Meaning, scanned: str, chosen: str | None, answer: str | None
    ) -> Judged:
        """The verdict on a scan.

        Args:
            meaning: what the code stands for.
            scanned: the code as it came.
            chosen: the SKU that somebody chose where the code stands for several.
            answer: the lot or serial that was asked for.
        """
        plain = ScanTold(scanned, PackVerdict.UNKNOWN, name=meaning.name, units=meaning.count)
        if meaning.box is not None and not self._lacks(meaning):
            return self._box(meaning.box, plain)
        if meaning.kind is ScanKind.SEVERAL:
            return self._one_of(meaning, plain, chosen, answer)
        if meaning.kind is ScanKind.PRODUCT:
            return self._product(meaning, plain, answer)
        return Judged(self._no_item(meaning, plain))

    def _count(self, taken_now: Sequence[Taken]) -> None:
        """Counts what a scan puts into the parcel."""
        for taken in taken_now:
            line = self._lines[taken.line.allocation_id]
            self._lines[line.allocation_id] = line._replace(scanned=line.scanned + taken.units)
            if taken.lot is not None:
                self._in_lots[line.allocation_id, taken.lot] += taken.units

    def _lacks(self, meaning: Meaning) -> bool:
        """Whether a code stands for an item that is still to be scanned."""
        records = {meaning.record_id, *(one.record_id for one in meaning.choices)}
        kinds = {meaning.kind, *(one.kind for one in meaning.choices)}
        return ScanKind.PRODUCT in kinds and any(
            line.left and line.product_id in records for line in self._lines.values()
        )

    def _box(self, code: str, plain: ScanTold) -> Judged:
        """The box of the parcel; one that is not used here is told."""
        try:
            box = box_for_parcel(self._connection, code, self.row.warehouse)
        except Refusal as refusal:
            only = refusal.params.get("warehouse")
            told = replace(plain, verdict=PackVerdict.WRONG_BOX, name=code, units=0)
            return Judged(told if only is None else replace(told, belongs_to=str(only)))
        return Judged(replace(plain, verdict=PackVerdict.BOX, name=box, units=0), box=box)

    def _no_item(self, meaning: Meaning, plain: ScanTold) -> ScanTold:
        verdicts = {
            ScanKind.COMMAND: PackVerdict.COMMAND,
            ScanKind.UNKNOWN: PackVerdict.UNKNOWN,
            ScanKind.ORDER: PackVerdict.WRONG_ORDER,
            ScanKind.SHIPMENT: PackVerdict.WRONG_ORDER,
        }
        verdict = verdicts.get(meaning.kind, PackVerdict.WRONG_ITEM)
        own = {ScanKind.ORDER: self.row.order_id, ScanKind.SHIPMENT: self.row.shipment_id}
        if meaning.kind in own and own[meaning.kind] == meaning.record_id:
            verdict = PackVerdict.THIS_ORDER
        return replace(plain, verdict=verdict)

    def _one_of(
        self, meaning: Meaning, plain: ScanTold, chosen: str | None, answer: str | None
    ) -> Judged:
        """A code of several things: the one that was chosen, was meant before, or is wanted."""
        products = [one for one in meaning.choices if one.kind is ScanKind.PRODUCT]
        wanted = {line.product_id for line in self._lines.values()}
        fit = [one for one in products if one.record_id in wanted]
        if chosen is not None:
            fit = [one for one in products if code_key(one.name) == code_key(chosen)] or fit
        before = self._meant_before(plain.code)
        fit = [one for one in fit if one.record_id == before] or fit
        if len(fit) == 1:
            return self._product(fit[0], plain, answer)
        if fit:
            names = [one.name for one in fit]
            return Judged(replace(plain, verdict=PackVerdict.SEVERAL, choices=names))
        own = {self.row.order_id, self.row.shipment_id}
        papers = [one for one in meaning.choices if one.kind in _PAPERS and one.record_id in own]
        if papers and not products:
            return Judged(self._no_item(papers[0], plain))
        return Judged(replace(plain, verdict=PackVerdict.WRONG_ITEM))

    def _meant_before(self, code: str) -> int | None:
        scans = scans_of(self._connection, self.row.shipment_id)
        return next((one.product_id for one in reversed(scans) if one.code == code), None)

    def _product(self, meaning: Meaning, plain: ScanTold, answer: str | None) -> Judged:
        lines = [one for one in self._lines.values() if one.product_id == meaning.record_id]
        told = replace(
            plain,
            sku=meaning.name,
            name=None,
            scanned=sum(one.scanned for one in lines),
            expected=sum(one.expected for one in lines),
        )
        parts = [one for one in self._lines.values() if one.kit and one.kit == meaning.name]
        if parts and not lines:
            return Judged(_by_parts(told, parts))
        left = sum(one.left for one in lines)
        if meaning.count > left:
            return Judged(self._not_wanted(told, meaning.record_id or 0, wanted=bool(lines)))
        if lines[0].tracking == Tracking.SERIAL:
            return self._serial(lines, told, answer or meaning.serial)
        if lines[0].tracking == Tracking.LOT:
            return self._lot(lines, told, answer or meaning.lot)
        return self._put_in(told, list(_filled(lines, meaning.count)))

    def _not_wanted(self, told: ScanTold, product_id: int, *, wanted: bool) -> ScanTold:
        """Too many, or nothing of this order; told where in the wave it belongs."""
        beside = needed_beside(self._connection, self.row.shipment_id, product_id)
        if beside is None:
            return replace(told, verdict=PackVerdict.TOO_MANY if wanted else PackVerdict.WRONG_ITEM)
        verdict = PackVerdict.TOO_MANY if wanted else PackVerdict.OTHER_ORDER
        return replace(told, verdict=verdict, belongs_to=beside.shipment, slot=beside.slot)

    def _serial(self, lines: Sequence[PackLine], told: ScanTold, serial: str | None) -> Judged:
        """One unit with a serial that no other one has; several at once have no serial each."""
        if told.units > 1:
            return Judged(replace(told, verdict=PackVerdict.TOO_MANY, expected=1, scanned=0))
        if not serial:
            return Judged(replace(told, verdict=PackVerdict.ASK_SERIAL), asked=told.code)
        used = self._serial_user(lines[0].product_id, serial)
        if used is not None:
            return Judged(
                replace(told, verdict=PackVerdict.SERIAL_USED, name=serial, belongs_to=used)
            )
        line = next(one for one in lines if one.left)
        return self._put_in(told, [Taken(line, 1, serial=serial)])

    def _serial_user(self, product_id: int, serial: str) -> str | None:
        """The shipment that has a serial of a product already."""
        query = (
            select(Shipment.number)
            .join(PackScan, PackScan.shipment_id == Shipment.id)
            .where(PackScan.product_id == product_id, PackScan.serial_key == code_key(serial))
            .where(PackScan.taken_back_by.is_(None))
        )
        return self._connection.execute(query).scalar_one_or_none()

    def _lot(self, lines: Sequence[PackLine], told: ScanTold, lot: str | None) -> Judged:
        """Units of a lot that was picked; where only one was, it need not be scanned."""
        open_lots = [one for one in self._picked(lines) if self._left_of(one)]
        names = list(dict.fromkeys(one.lot for one in open_lots))
        if lot is None and len(names) > 1:
            return Judged(
                replace(told, verdict=PackVerdict.ASK_LOT, choices=names), asked=told.code
            )
        wanted = [one for one in open_lots if lot is None or code_key(one.lot) == code_key(lot)]
        taken = list(self._of_lots(wanted, told.units))
        if sum(one.units for one in taken) < told.units:
            if not names:  # stock that is not counted has no lots: what was scanned is kept
                return self._put_in(told, list(_filled(lines, told.units, lot)))
            return Judged(
                replace(told, verdict=PackVerdict.WRONG_LOT, name=lot or names[0], choices=names)
            )
        return self._put_in(told, taken)

    def _picked(self, lines: Sequence[PackLine]) -> list[PickedLot]:
        if self._lots is None:
            self._lots = picked_lots(self._connection, self._lines)
            for scan in scans_of(self._connection, self.row.shipment_id):
                if scan.lot is not None:
                    self._in_lots[scan.allocation_id, scan.lot] += scan.quantity
        ours = {one.allocation_id for one in lines}
        return [one for one in self._lots if one.allocation_id in ours]

    def _left_of(self, lot: PickedLot) -> int:
        return lot.units - self._in_lots[lot.allocation_id, lot.lot]

    def _of_lots(self, lots: Sequence[PickedLot], units: int) -> Iterator[Taken]:
        for one in lots:
            line = self._lines[one.allocation_id]
            taken = min(units, self._left_of(one), line.left)
            if taken > 0:
                units -= taken
                yield Taken(line, taken, lot=one.lot)

    def _put_in(self, told: ScanTold, taken: list[Taken]) -> Judged:
        self._count(taken)
        lines = [one for one in self._lines.values() if one.sku == told.sku]
        done = all(one.scanned == one.expected for one in lines)
        all_done = all(one.scanned == one.expected for one in self._lines.values())
        verdict = (
            PackVerdict.ORDER_DONE
            if all_done
            else PackVerdict.LINE_DONE
            if done
            else PackVerdict.OK
        )
        scanned = sum(one.scanned for one in lines)
        return Judged(replace(told, verdict=verdict, scanned=scanned), taken)


def _by_parts(told: ScanTold, parts: Sequence[PackLine]) -> ScanTold:
    """A kit of this order is packed by its parts: which of them are still to be scanned."""
    left = list(dict.fromkeys(one.sku for one in parts if one.left))
    verdict = PackVerdict.WRONG_ITEM if left else PackVerdict.TOO_MANY
    return replace(told, verdict=verdict, choices=left)


_PAPERS = (ScanKind.ORDER, ScanKind.SHIPMENT)


def _filled(lines: Sequence[PackLine], units: int, lot: str | None = None) -> Iterator[Taken]:
    """So many units, into the first lines that lack some."""
    for line in lines:
        taken = min(units, line.left)
        if taken:
            units -= taken
            yield Taken(line, taken, lot=lot)
