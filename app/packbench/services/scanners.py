"""The scanner of this station: how it is set up, kept in the database for the station."""

from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, delete, insert, select

from packbench.db.schema import Station, StationScanner
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.scanning.scanner import ScannerKind, ScannerSetup
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer


def get_scanner(context: Context) -> ScannerSetup:
    """How this station's scanner is set up; a USB scanner where nobody said."""
    with context.database.read.connect() as connection:
        return _stored(connection, context.station) or ScannerSetup()


def set_scanner(context: Context, setup: ScannerSetup, *, key: str | None = None) -> ScannerSetup:
    """Says how this station's scanner is set up; can be taken back.

    Refuses (`invalid`) a prefix or a speed that can't be (`ScannerSetup.fault`).
    """
    wanted = _tidy(setup)
    if wanted.fault is not None:
        raise Refusal(Code.INVALID, field=wanted.fault, value=getattr(wanted, wanted.fault))

    def work(transaction: Transaction) -> ScannerSetup:
        before = _stored(transaction.connection, context.station)
        _write(transaction, context.station, wanted)
        transaction.undo = ScannerChange(context.station, before, wanted)
        return wanted

    content = {**asdict(wanted), "kind": wanted.kind.value}
    call = Call("station.scanner", content, key, moves_stock=False)
    return run_command(context, call, ScannerSetup, work)


def _tidy(setup: ScannerSetup) -> ScannerSetup:
    """A prefix belongs to one kind alone; a port without a name is none."""
    prefix = setup.prefix if setup.kind is ScannerKind.PREFIX else ""
    port = (setup.port or "").strip() or None
    return replace(setup, prefix=prefix, port=port)


@dataclass(frozen=True, slots=True)
class ScannerChange:
    """A station's scanner before a command and after it; None: nobody had said."""

    station: str
    before: ScannerSetup | None
    after: ScannerSetup | None


def _stored(connection: Connection, station: str) -> ScannerSetup | None:
    table = StationScanner
    query = (
        select(table.kind, table.prefix, table.us_layout, table.port, table.baud)
        .join(Station, Station.id == table.station_id)
        .where(Station.name == station)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return ScannerSetup(ScannerKind(row.kind), row.prefix, row.us_layout, row.port, row.baud)


def _write(transaction: Transaction, station: str, setup: ScannerSetup | None) -> None:
    connection = transaction.connection
    station_id = connection.execute(select(Station.id).where(Station.name == station)).scalar_one()
    connection.execute(delete(StationScanner).filter_by(station_id=station_id))
    if setup is not None:
        values = {**asdict(setup), "kind": setup.kind.value}
        connection.execute(insert(StationScanner).values(station_id=station_id, **values))
    transaction.changed_many(Kind.SETTING)


def _undo_scanner(transaction: Transaction, change: ScannerChange) -> None:
    """As it was; refuses what somebody set since."""
    if _stored(transaction.connection, change.station) != change.after:
        raise Refusal(Code.CANNOT_UNDO, why=Said.SETTINGS_CHANGED_SINCE)
    _write(transaction, change.station, change.before)


UNDO_SCANNER = Undoer(ScannerChange, _undo_scanner)
