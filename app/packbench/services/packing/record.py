"""What was said of a shipment's parcels at the bench: second checks, weights that were let pass."""

from sqlalchemy import Connection, select

from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.schema import Command, Operator, Parcel, SecondCheck, Station, WeightOverrule
from packbench.domain.said_at_bench import SaidAtBench
from packbench.engine.command.context import Context


def packing_record(context: Context, shipment: str) -> list[SaidAtBench]:
    """All that was said of a shipment, the oldest first; refuses `not_found`."""
    with context.database.read.connect() as connection:
        shipment_id = find_shipment_id(connection, shipment)
        said = [*_checks(connection, shipment_id), *_weights(connection, shipment_id)]
    return sorted(said, key=lambda one: one.at)


def _checks(connection: Connection, shipment_id: int) -> list[SaidAtBench]:
    query = (
        select(Command.at, Operator.name, Station.name, SecondCheck.voided_by.is_(None))
        .select_from(SecondCheck)
        .join(Command, Command.id == SecondCheck.command_id)
        .join(Operator, Operator.id == SecondCheck.operator_id)
        .join(Station, Station.id == Command.station_id)
        .where(SecondCheck.shipment_id == shipment_id)
    )
    return [SaidAtBench("checked", *row) for row in connection.execute(query)]


def _weights(connection: Connection, shipment_id: int) -> list[SaidAtBench]:
    kept = WeightOverrule
    query = (
        select(
            *(Command.at, Operator.name, Station.name, kept.voided_by.is_(None)),
            *(Parcel.sequence, kept.weight_g, kept.expected_g, kept.reason),
        )
        .select_from(kept)
        .join(Parcel, Parcel.id == kept.parcel_id)
        .join(Command, Command.id == kept.command_id)
        .join(Operator, Operator.id == kept.operator_id)
        .join(Station, Station.id == Command.station_id)
        .where(Parcel.shipment_id == shipment_id)
    )
    return [SaidAtBench("weight", *row) for row in connection.execute(query)]
