"""Tracking numbers that come after the shipment has left: typed, imported, or read back."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from packbench.carriers.file import DONE, read_tracking, tracking_files
from packbench.carriers.layouts import load_layout
from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.queries.records.packing import BenchRow, bench_row
from packbench.db.queries.records.settings import read_setting
from packbench.db.queries.records.shipping import known_methods
from packbench.domain.orders import ShipmentStatus
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.tracking import carriers_of, fits_carrier
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.command.logged import TakenBackError
from packbench.engine.shipping import set_tracking
from packbench.engine.undo.undoer import Undoer
from packbench.services.shipping.sending import refuse_used, tracking_key
from packbench.settings import CARRIER_FOLDER


@dataclass(frozen=True, slots=True)
class Tracked:
    """A shipment and its number at a carrier; None: the carrier that it was shipped with."""

    shipment: str
    tracking: str
    carrier: str | None = None


@dataclass(frozen=True, slots=True)
class NotTracked:
    """A row that was left out, and why."""

    shipment: str
    tracking: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class TrackedResult:
    """How many shipments got a number, how many had it, and what was left out."""

    tracked: int = 0
    unchanged: int = 0
    left_out: list[NotTracked] = field(default_factory=list)


def track(context: Context, rows: Sequence[Tracked], *, key: str | None = None) -> TrackedResult:
    """Gives shipped shipments their tracking numbers: the good rows, and tells the others.

    A row is left out whose shipment is not there or not shipped, whose number another shipment has
    (`tracking_used`), or that can't be one of its carrier (`tracking_wrong`). Where no row changes
    anything, there is no command: undo goes on with the one before.
    """
    left_out: list[NotTracked] = []
    unchanged = 0

    def work(transaction: Transaction) -> list[int]:
        nonlocal unchanged
        left_out.clear()
        change, unchanged = TrackingChange(), 0
        for row in rows:
            try:
                before = set_one(transaction, row)
            except Refusal as refusal:
                left_out.append(NotTracked(row.shipment, row.tracking, refusal))
                continue
            if before is None:
                unchanged += 1
            else:
                change.before.append(before)
        if not change.before:
            raise TakenBackError
        transaction.undo = change
        return [len(change.before), unchanged]

    content = {"rows": [[one.shipment, one.tracking, one.carrier] for one in rows]}
    # Under the lock of stock: what channels are told comes into view in the order of its commands.
    call = Call("shipping.tracking", content, key, turns_day=False)
    try:
        tracked, unchanged = run_command(context, call, list[int], work)
    except TakenBackError:
        return TrackedResult(0, unchanged, left_out)
    return TrackedResult(tracked, unchanged, left_out)


@dataclass(frozen=True, slots=True)
class TrackedBefore:
    """The number of a shipment before a command and after it."""

    shipment_id: int
    before: tuple[str | None, str | None]
    after: tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class TrackingChange:
    """What a command changed of tracking numbers."""

    before: list[TrackedBefore] = field(default_factory=list)


def set_one(transaction: Transaction, row: Tracked) -> TrackedBefore | None:
    """Inside a command: sets one number; None where the shipment has it already."""
    connection = transaction.connection
    shipment = bench_row(connection, find_shipment_id(connection, row.shipment), locked=True)
    tracking, carrier = tracking_of(shipment, row)
    before, after = (shipment.carrier, shipment.tracking), (carrier, tracking)
    if before == after:
        return None
    _write(transaction, shipment, after)
    return TrackedBefore(shipment.shipment_id, before, after)


def tracking_of(shipment: BenchRow, row: Tracked) -> tuple[str, str | None]:
    """The number and the carrier of a row; refuses what can't be."""
    if shipment.status != ShipmentStatus.SHIPPED:
        number, state = shipment.number, shipment.status
        raise Refusal(Code.WRONG_STATE, why=Said.NOT_SHIPPED_YET, name=number, state=state)
    tracking = row.tracking.strip()
    found = carriers_of(tracking)
    known = found[0] if len(found) == 1 else None
    carrier = (row.carrier or "").strip() or shipment.carrier or known
    if not tracking:
        raise Refusal(Code.TRACKING_MISSING, name=shipment.number, carrier=carrier or "")
    if carrier and not fits_carrier(carrier, tracking):
        others = ", ".join(found)
        raise Refusal(Code.TRACKING_WRONG, tracking=tracking, carrier=carrier, others=others)
    return tracking, carrier


def _write(transaction: Transaction, shipment: BenchRow, to: tuple[str | None, str | None]) -> None:
    carrier, tracking = to
    used = tracking_key(carrier, tracking)
    refuse_used(transaction.connection, shipment, tracking, used)
    set_tracking(transaction, shipment.shipment_id, carrier, tracking, used)


def _undo_tracking(transaction: Transaction, change: TrackingChange) -> None:
    """The numbers that were there before; refuses where one was changed or voided since."""
    connection = transaction.connection
    rows = [bench_row(connection, one.shipment_id, locked=True) for one in change.before]
    for row, one in zip(rows, change.before, strict=True):
        if (row.carrier, row.tracking) != tuple(one.after):
            raise Refusal(Code.CANNOT_UNDO, why=Said.SHIPMENT_CHANGED_SINCE, shipment=row.number)
    for row, one in zip(rows, change.before, strict=True):
        _write(transaction, row, one.before)


UNDO_TRACKING = Undoer(TrackingChange, _undo_tracking)


def read_back(context: Context) -> TrackedResult:
    """Reads the tracking numbers that carriers' software wrote into the shared folder.

    A file that was read is renamed; read twice after a power cut, its rows are `unchanged`. The
    layout is that of the first method of the plug-in `file`.
    """
    with context.database.read.connect() as connection:
        folder = read_setting(connection, CARRIER_FOLDER)
        layouts = _layouts(connection)
    done = TrackedResult()
    for path in tracking_files(folder) if layouts else ():
        rows = [Tracked(*row) for row in read_tracking(path, load_layout(layouts[0]))]
        made = track(context.without_key(), rows)
        done = TrackedResult(
            done.tracked + made.tracked,
            done.unchanged + made.unchanged,
            [*done.left_out, *made.left_out],
        )
        path.replace(path.with_name(path.name + DONE))
    return done


def _layouts(connection: Connection) -> list[str]:
    return [one.profile for one in known_methods(connection).methods if one.plugin == "file"]
