"""Scan to verify: each scan puts units into the parcel, or says why not and changes nothing."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.queries.records.packing import (
    BenchRow,
    PackView,
    bench_row,
    pack_lines,
    scans_of,
    show_packing,
)
from packbench.db.schema import PackRefusal, PackScan, Parcel
from packbench.db.sql.among import among
from packbench.db.today import now
from packbench.db.transactions import write_transaction
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.packing import ACCEPTED, CAUGHT, PackVerdict
from packbench.domain.refusals import Code, EnvironmentFault, Refusal
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, registered, run_command
from packbench.engine.command.trials import run_or_try
from packbench.engine.undo.undoer import Undoer
from packbench.services.packing.bench import (
    changed_fields,
    head_seen,
    opened_bench,
    set_packing,
)
from packbench.services.packing.judging import Bench, Judged, ScanTold
from packbench.services.packing.parcels import ParcelSet, filled_parcel, put_in_box, undo_set
from packbench.services.packing.stopped import stopped_told
from packbench.services.scanning import read_unmarked, resolve

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Scanned:
    """What came of scans: the answer to the last one, and the shipment as it is now."""

    last_scan: ScanTold
    packing: PackView

    @property
    def accepted(self) -> bool:
        """Whether the last scan was no error."""
        return self.last_scan.verdict in ACCEPTED


def _at_once(work: Callable[[], None]) -> None:
    work()


def scan_items(
    context: Context,
    shipment: str,
    codes: Sequence[str],
    *,
    chosen: str | None = None,
    key: str | None = None,
    later: Callable[[Callable[[], None]], None] = _at_once,
) -> Scanned:
    """Verifies items of the shipment that this station packs, scan by scan.

    The first scan that is wrong stops it and changes nothing; those before it count. A wrong one is
    counted as an error that was caught. A lot or a serial that was asked for is the next code,
    unless that is known as something else: then it is judged as that, and the question stays.

    Args:
        context: who packs, and where.
        shipment: its number.
        codes: as they were scanned, `5*CODE` counts five; at least one.
        chosen: the SKU that is meant where a code stands for several; remembered for this order.
        key: sent twice, it is counted once.
        later: is given what can be done after the answer: a window lets nobody wait for it.

    Refuses (`wrong_state`) what is not open here: see `bench.opened_bench`; an empty code
    (`invalid`).
    """
    if not all(code.strip() for code in codes):
        raise Refusal(Code.INVALID, field="scanned code", value="")
    meanings = [(code, resolve(context, code)) for code in codes]

    def work(transaction: Transaction) -> _Booked:
        row = opened_bench(context, transaction, shipment)
        changed = _changed(transaction, row)
        if changed is not None:
            return _Booked(changed, [], keep=bool(changed.changes))
        return _Scanning(context, transaction, row, chosen).run(meanings)

    content = {"shipment": shipment, "codes": list(codes), "chosen": chosen}
    call = Call("pack.scan", content, key, moves_stock=False)
    booked = run_or_try(context, call, _Booked, work, keep=lambda done: done.keep)
    if booked.told.verdict in CAUGHT:
        later(partial(_note_caught, context, shipment, booked.told))
    with context.database.read.connect() as connection:
        view = show_packing(connection, find_shipment_id(connection, shipment))
    return Scanned(booked.told, view)


@dataclass(frozen=True, slots=True)
class _Booked:
    """What a call of scans did: the last answer, and the ids of the scans that count."""

    told: ScanTold
    scans: list[int]
    keep: bool


class _Scanning:
    """The scans of one call, one after the other."""

    def __init__(
        self, context: Context, transaction: Transaction, row: BenchRow, chosen: str | None
    ) -> None:
        self._context, self._transaction, self._row = context, transaction, row
        self._bench = Bench(transaction.connection, row)
        self._chosen, self._asked = chosen, row.asked
        self._scans: list[int] = []
        self._boxes: list[ParcelSet] = []

    def run(self, scans: Sequence[tuple[str, Meaning]]) -> _Booked:
        """Books them up to the first wrong one."""
        judged = Judged(ScanTold("", PackVerdict.UNKNOWN))
        for judged in self._judged(scans):
            self._write(judged)
        told = judged.told
        if self._asked != self._row.asked:
            set_packing(self._transaction, self._row.shipment_id, asked=self._asked)
        if self._scans or self._boxes:
            done = ScannedItems(self._row.shipment_id, self._scans, self._boxes)
            self._transaction.undo = done
            self._transaction.changed(Kind.SHIPMENT, {self._row.shipment_id})
        asks = told.verdict in {PackVerdict.ASK_LOT, PackVerdict.ASK_SERIAL}
        keep = bool(self._scans or self._boxes) or asks
        return _Booked(told, self._scans, keep)

    def _judged(self, scans: Sequence[tuple[str, Meaning]]) -> Iterator[Judged]:
        times = 1
        for scanned, read in scans:
            if read.kind is ScanKind.COMMAND and (factor := _factor(read.name)):
                times = factor
                yield Judged(ScanTold(scanned, PackVerdict.COMMAND, name=read.name))
                continue
            meaning, times = replace(read, count=read.count * times), 1
            judged = self._one(meaning, scanned)
            yield judged
            if judged.told.verdict not in ACCEPTED:
                return

    def _one(self, meaning: Meaning, scanned: str) -> Judged:
        if self._asked is None:
            return self._bench.judge(meaning, scanned, self._chosen, None)
        again = resolve(self._context, self._asked)
        read = read_unmarked(self._context, meaning)
        if not self._is_answer(read, again):
            return self._bench.judge(read, scanned, self._chosen, None)
        again = replace(again, count=again.count * read.count)
        answered = self._bench.judge(again, self._asked, self._chosen, read.text)
        return replace(answered, asked=None if answered.taken else self._asked)

    def _is_answer(self, meaning: Meaning, asked: Meaning) -> bool:
        """Whether a code may be the lot or serial that is asked for: it is known as nothing else.

        A lot that was picked of the item is that lot, whatever else is called so.
        """
        records = _records(meaning)
        if any(line.product_id in records for line in self._bench.lines):
            return False
        is_lot = self._bench.is_picked_lot(_records(asked), meaning.text)
        return meaning.is_free or (is_lot and meaning.kind is not ScanKind.COMMAND)

    def _write(self, judged: Judged) -> None:
        if judged.told.verdict in ACCEPTED - _ASIDE:
            self._asked = judged.asked
        if judged.box is not None:
            self._boxes.append(put_in_box(self._transaction, self._row, judged.box))
        if not judged.taken:
            return
        connection, shipment_id = self._transaction.connection, self._row.shipment_id
        parcel_id = filled_parcel(connection, shipment_id)
        last = select(func.coalesce(func.max(PackScan.sequence), 0))
        sequence = connection.execute(last.where(PackScan.shipment_id == shipment_id)).scalar_one()
        for taken in judged.taken:
            values = {
                "shipment_id": shipment_id,
                "sequence": sequence + 1,
                "parcel_id": parcel_id,
                "product_id": taken.line.product_id,
                "allocation_id": taken.line.allocation_id,
                "quantity": taken.units,
                "code": judged.told.code,
                "lot": taken.lot,
                "serial": taken.serial,
                "serial_key": None if taken.serial is None else code_key(taken.serial),
                "command_id": self._transaction.command_id,
            }
            made = connection.execute(insert(PackScan).values(values).returning(PackScan.id))
            self._scans.append(made.scalar_one())


_ASIDE = {PackVerdict.THIS_ORDER, PackVerdict.BOX}
"""Answers that leave a lot or serial asked for."""


def _records(meaning: Meaning) -> set[int | None]:
    """The ids of the products that a code may stand for."""
    several = meaning.choices or (meaning,)
    return {one.record_id for one in several if one.kind is ScanKind.PRODUCT}


def _factor(command: str) -> int:
    """How many the next scan counts by one of the codes Q2 to Q24; 0 for other commands."""
    return int(command[1:]) if command.startswith("Q") and command[1:].isdecimal() else 0


def _changed(transaction: Transaction, row: BenchRow) -> ScanTold | None:
    """What the packer has to be told before anything else: it was taken away, or changed."""
    told = stopped_told(transaction.connection, row)
    if told is not None:
        return told
    now_seen = head_seen(transaction.connection, row.order_id)
    changes = changed_fields(row.seen or "", now_seen)
    if not changes:
        return None
    set_packing(transaction, row.shipment_id, seen=now_seen)
    return ScanTold("", PackVerdict.CHANGED, name=row.order_number, changes=changes)


def _note_caught(context: Context, shipment: str, told: ScanTold) -> None:
    """Counts an error that was caught; what fails of it is logged and keeps nobody waiting."""

    def write(connection: Connection) -> None:
        operator_id, station_id = registered(connection, context.operator, context.station)
        values = {
            "at": now(connection),
            "operator_id": operator_id,
            "station_id": station_id,
            "shipment": shipment,
            "code": told.code,
            "verdict": told.verdict.value,
        }
        connection.execute(insert(PackRefusal).values(values))

    try:
        write_transaction(context.database, write, moves_stock=False)
    except (Refusal, EnvironmentFault, SQLAlchemyError) as error:
        _log.warning("caught error not counted: %s", error)


def take_back_scan(context: Context, shipment: str, *, key: str | None = None) -> PackView:
    """Takes the last scan that counts back, as often as asked while the shipment is open.

    A lot or serial that is asked for is not asked any more, before anything else. Refuses
    `nothing_to_do` when no scan counts.
    """

    def work(transaction: Transaction) -> PackView:
        connection = transaction.connection
        row = opened_bench(context, transaction, shipment)
        if row.asked is not None:
            set_packing(transaction, row.shipment_id, asked=None)
            return show_packing(connection, row.shipment_id)
        scans = scans_of(connection, row.shipment_id)
        if not scans:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_SCAN_TO_TAKE_BACK, name=row.number)
        last = [one.id for one in scans if one.sequence == scans[-1].sequence]
        _take_back(transaction, last)
        transaction.undo = TakenBackScans(row.shipment_id, last)
        transaction.changed(Kind.SHIPMENT, {row.shipment_id})
        return show_packing(connection, row.shipment_id)

    call = Call("pack.take_back", {"shipment": shipment}, key, moves_stock=False)
    return run_command(context, call, PackView, work)


@dataclass(frozen=True, slots=True)
class ScannedItems:
    """Scans that a command made, by their ids, and the boxes that they told."""

    shipment_id: int
    scans: list[int]
    boxes: list[ParcelSet] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TakenBackScans:
    """Scans that a command took back, by their ids."""

    shipment_id: int
    scans: list[int]


def _take_back(transaction: Transaction, scan_ids: Sequence[int]) -> None:
    scans = update(PackScan).where(among(PackScan.id, scan_ids))
    transaction.connection.execute(scans.values(taken_back_by=transaction.command_id))


def _undo_scans(transaction: Transaction, scanned: ScannedItems) -> None:
    """Takes these scans back; refuses where one was already, or the shipment is not open now."""
    row = _still_open(transaction, scanned.shipment_id)
    counted = {one.id for one in scans_of(transaction.connection, scanned.shipment_id)}
    if not counted.issuperset(scanned.scans):
        raise Refusal(Code.CANNOT_UNDO, why=Said.PACKING_WENT_ON, shipment=row.number)
    for box in reversed(scanned.boxes):
        undo_set(transaction, box)
    _take_back(transaction, scanned.scans)
    transaction.changed(Kind.SHIPMENT, {scanned.shipment_id})


def _undo_taking_back(transaction: Transaction, taken: TakenBackScans) -> None:
    """Counts these scans again; refuses where others have taken their place, or it was closed."""
    connection = transaction.connection
    row = _still_open(transaction, taken.shipment_id)
    lines = {line.allocation_id: line.left for line in pack_lines(connection, taken.shipment_id)}
    query = select(PackScan.__table__, Parcel.closed_at).join(
        Parcel, Parcel.id == PackScan.parcel_id
    )
    for scan in connection.execute(query.where(among(PackScan.id, taken.scans))).all():
        left = lines.get(scan.allocation_id or 0, 0) - scan.quantity
        if left < 0 or scan.taken_back_by != transaction.undoes or scan.closed_at is not None:
            raise Refusal(Code.CANNOT_UNDO, why=Said.PACKING_WENT_ON, shipment=row.number)
        lines[scan.allocation_id] = left
    scans = update(PackScan).where(among(PackScan.id, taken.scans))
    connection.execute(scans.values(taken_back_by=None))
    transaction.changed(Kind.SHIPMENT, {taken.shipment_id})


def _still_open(transaction: Transaction, shipment_id: int) -> BenchRow:
    row = bench_row(transaction.connection, shipment_id, locked=True)
    if not row.is_open:
        raise Refusal(Code.CANNOT_UNDO, why=Said.PACKING_WENT_ON, shipment=row.number)
    return row


UNDO_SCANS = Undoer(ScannedItems, _undo_scans)
UNDO_TAKING_BACK = Undoer(TakenBackScans, _undo_taking_back)
