"""What a parcel weighs, compared with what it should; and who said that it may weigh otherwise."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from packbench.db.queries.records.boxes import boxes_by_key
from packbench.db.queries.records.packing import (
    BenchRow,
    PackView,
    bench_row,
    expected_weight_g,
    parcels_of,
    scans_of,
    show_packing,
)
from packbench.db.schema import Operator, Order, WeightOverrule
from packbench.db.sql.rows import AnyRow
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer
from packbench.services.packing.bench import opened_bench, who_sends
from packbench.services.packing.checks_made import read_checks
from packbench.services.packing.parcels import refuse_stopped


@dataclass(frozen=True, slots=True)
class _Differs:
    """A parcel that weighs other than it should."""

    parcel_id: int
    sequence: int
    weight_g: int
    expected_g: int


def refuse_other_weight(context: Context, connection: Connection, row: BenchRow) -> None:
    """Refuses (`weight_differs`) a parcel that is out of this station's tolerance.

    One that nobody weighed, whose products have no weight, or for whose weight somebody said so
    (`overrule_weight`) is let pass.
    """
    differs = _first_that_differs(context, connection, row)
    if differs is not None:
        raise Refusal(
            Code.WEIGHT_DIFFERS,
            name=row.number,
            parcel=differs.sequence,
            weight_g=differs.weight_g,
            expected_g=differs.expected_g,
        )


def overrule_weight(
    context: Context,
    shipment: str,
    reason: str,
    *,
    by: str | None = None,
    key: str | None = None,
) -> PackView:
    """Says that the parcel that is out of tolerance may weigh what it weighs, and why.

    It holds for this weight and these contents; another weight is asked about again.

    Args:
        context: who packs, and where.
        shipment: its number; open here.
        reason: why, in the packer's words.
        by: the operator who says so, where it is another than who packs here.
        key: sent twice, it is done once.

    Refuses `nothing_to_do` where no parcel is out of tolerance, `invalid` an empty reason,
    `not_found` an unknown operator.
    """
    reason = reason.strip()
    if not reason:
        raise Refusal(Code.INVALID, field="reason", value=reason)

    def work(transaction: Transaction) -> PackView:
        connection = transaction.connection
        row = opened_bench(context, transaction, shipment)
        refuse_stopped(row)
        differs = _first_that_differs(context, connection, row)
        if differs is None:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.WEIGHT_IS_RIGHT, name=row.number)
        values = {
            "parcel_id": differs.parcel_id,
            "weight_g": differs.weight_g,
            "expected_g": differs.expected_g,
            "reason": reason,
            "operator_id": operator_of(transaction, by),
            "command_id": transaction.command_id,
        }
        made = insert(WeightOverrule).values(values).returning(WeightOverrule.id)
        overrule_id = connection.execute(made).scalar_one()
        transaction.undo = OverruledWeight(row.shipment_id, overrule_id)
        transaction.changed(Kind.SHIPMENT, {row.shipment_id})
        return show_packing(connection, row.shipment_id)

    content = {"shipment": shipment, "reason": reason, "by": by}
    call = Call("pack.weight", content, key, moves_stock=False)
    return run_command(context, call, PackView, work)


def operator_of(transaction: Transaction, name: str | None) -> int:
    """The id of an active operator; None: of who sends the command. Refuses `not_found`."""
    if name is None:
        return who_sends(transaction)["operator_id"]
    query = select(Operator.id).where(Operator.name == name, Operator.active)
    found = transaction.connection.execute(query).scalar_one_or_none()
    if found is None:
        raise Refusal(Code.NOT_FOUND, kind="operator", name=name)
    return found


def unknown_weights(context: Context, view: PackView) -> list[str]:
    """The SKUs and boxes of a shipment's parcels without a weight, where weights are compared."""
    with context.database.read.connect() as connection:
        if not read_checks(connection, context.station, view.order.channel).checks_weight:
            return []
        scans = scans_of(connection, view.shipment_id)
        boxes = boxes_by_key(connection, [one.box for one in view.parcels])
    unknown = {scan.sku for scan in scans if scan.weight_g is None}
    return sorted(unknown | {one.code for one in boxes.values() if one.weight_g is None})


def _first_that_differs(context: Context, connection: Connection, row: BenchRow) -> _Differs | None:
    checks = read_checks(connection, context.station, _channel(connection, row))
    if not checks.checks_weight:
        return None
    scans: dict[int, list[AnyRow]] = defaultdict(list)
    for scan in scans_of(connection, row.shipment_id):
        scans[scan.parcel_id].append(scan)
    parcels = [one for one in parcels_of(connection, row.shipment_id) if one.id in scans]
    boxes = boxes_by_key(connection, [one.box for one in parcels])
    for sequence, parcel in enumerate(parcels, 1):
        expected_g = expected_weight_g(parcel, scans[parcel.id], boxes)
        if parcel.weight_g is None or expected_g is None:
            continue
        differs = _Differs(parcel.id, sequence, parcel.weight_g, expected_g)
        is_near = abs(parcel.weight_g - expected_g) <= checks.tolerance_g(expected_g)
        if not is_near and not _is_overruled(connection, differs):
            return differs
    return None


def _is_overruled(connection: Connection, differs: _Differs) -> bool:
    query = select(WeightOverrule.id).filter_by(
        parcel_id=differs.parcel_id,
        weight_g=differs.weight_g,
        expected_g=differs.expected_g,
        voided_by=None,
    )
    return connection.execute(query.limit(1)).first() is not None


def _channel(connection: Connection, row: BenchRow) -> str:
    query = select(Order.channel).where(Order.id == row.order_id)
    return connection.execute(query).scalar_one()


@dataclass(frozen=True, slots=True)
class OverruledWeight:
    """That somebody let a weight pass, by its id."""

    shipment_id: int
    overrule_id: int


def _undo_overruling(transaction: Transaction, said: OverruledWeight) -> None:
    """Nobody let it pass; refuses once it is packed."""
    row = bench_row(transaction.connection, said.shipment_id, locked=True)
    if not row.is_open:
        raise Refusal(Code.CANNOT_UNDO, why=Said.PACKING_WENT_ON, shipment=row.number)
    voided = update(WeightOverrule).where(WeightOverrule.id == said.overrule_id)
    transaction.connection.execute(voided.values(voided_by=transaction.command_id))
    transaction.changed(Kind.SHIPMENT, {said.shipment_id})


UNDO_OVERRULING = Undoer(OverruledWeight, _undo_overruling)
