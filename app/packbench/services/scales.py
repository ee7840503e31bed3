"""The scale of this station: how it is reached, kept in the database for the station."""

from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, delete, insert, select

from packbench.db.schema import Station, StationScale
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal
from packbench.domain.scales.readings import ScaleProtocol, ScaleReading, ScaleSetup, Steadiness
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer
from packbench.scales.port import PORT_ERRORS, port_trouble, weigh_once

PATIENCE_S = 8.0
"""How long the command line waits until a scale is at rest."""


def get_scale(context: Context) -> ScaleSetup | None:
    """How this station's scale is set up; None where it has none."""
    with context.database.read.connect() as connection:
        return _stored(connection, context.station)


def set_scale(
    context: Context, setup: ScaleSetup | None, *, key: str | None = None
) -> ScaleSetup | None:
    """Says how this station's scale is reached; None: it has none. Can be taken back.

    Refuses (`invalid`) a port without a name and a speed that can't be.
    """
    wanted = None if setup is None else replace(setup, port=setup.port.strip())
    if wanted is not None and wanted.fault is not None:
        raise Refusal(Code.INVALID, field=wanted.fault, value=getattr(wanted, wanted.fault))

    def work(transaction: Transaction) -> ScaleChange:
        before = _stored(transaction.connection, context.station)
        _write(transaction, context.station, wanted)
        transaction.undo = ScaleChange(context.station, before, wanted)
        return transaction.undo

    content = {} if wanted is None else {**asdict(wanted), "protocol": wanted.protocol.value}
    call = Call("station.scale", content, key, moves_stock=False)
    return run_command(context, call, ScaleChange, work).after


def weigh(context: Context, patience_s: float = PATIENCE_S) -> ScaleReading:
    """A stable weight above nothing, read from this station's scale now.

    Refuses `not_found` where the station has no scale. A scale that is not reached, says nothing or
    no weight within `patience_s` is the fault `scale_failed`.
    """
    setup = get_scale(context)
    if setup is None:
        raise Refusal(Code.NOT_FOUND, kind="scale", name=context.station)
    try:
        reading = weigh_once(setup, patience_s)
    except PORT_ERRORS as error:
        cause = port_trouble(error)
        raise EnvironmentFault(FaultCode.SCALE_GONE, port=setup.port, cause=cause) from error
    if reading is None or reading.kind is not Steadiness.STABLE or not reading.weight_g:
        raise EnvironmentFault(FaultCode.SCALE_FAILED, reading=reading)
    return reading


@dataclass(frozen=True, slots=True)
class ScaleChange:
    """A station's scale before a command and after it; None: it had none."""

    station: str
    before: ScaleSetup | None
    after: ScaleSetup | None


def _stored(connection: Connection, station: str) -> ScaleSetup | None:
    table = StationScale
    query = (
        select(table.port, table.baud, table.protocol, table.asks)
        .join(Station, Station.id == table.station_id)
        .where(Station.name == station)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return ScaleSetup(row.port, row.baud, ScaleProtocol(row.protocol), row.asks)


def _write(transaction: Transaction, station: str, setup: ScaleSetup | None) -> None:
    connection = transaction.connection
    station_id = connection.execute(select(Station.id).where(Station.name == station)).scalar_one()
    connection.execute(delete(StationScale).filter_by(station_id=station_id))
    if setup is not None:
        values = {**asdict(setup), "protocol": setup.protocol.value}
        connection.execute(insert(StationScale).values(station_id=station_id, **values))
    transaction.changed_many(Kind.SETTING)


def _undo_scale(transaction: Transaction, change: ScaleChange) -> None:
    """As it was; refuses what somebody set since."""
    if _stored(transaction.connection, change.station) != change.after:
        raise Refusal(Code.CANNOT_UNDO, why=Said.SETTINGS_CHANGED_SINCE)
    _write(transaction, change.station, change.before)


UNDO_SCALE = Undoer(ScaleChange, _undo_scale)
