"""The commands that touched a record, the latest first: what its history is made of."""

from collections.abc import Collection

from sqlalchemy import Connection, Select, func, select, union

from packbench.db.schema import (
    Command,
    CommandRecord,
    Decision,
    Movement,
    Operator,
    PrintedDocument,
    Shipment,
    Station,
    Warehouse,
    Wave,
    WaveShipment,
)
from packbench.db.schema.mapped import aliased
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.domain.history import Moved, RecordKind

_OF_SHIPMENTS = ("packing_slip", "gift_slip", "customs_cn22", "customs_cn23", "customs_invoice")


def commands_of(
    connection: Connection, kind: RecordKind, record_id: int, *, before: int | None, limit: int
) -> list[AnyRow]:
    """The last commands that touched a record, before one of them; with who took them back."""
    found = union(*(_before(one, before) for one in _sources(kind, record_id))).subquery()
    undoing, undone, by = aliased(Command), aliased(Command), aliased(Operator)
    query = (
        select(
            *(Command.id, Command.name, Command.content, Command.result, Command.undo),
            *(Command.at, Operator.name.label("operator"), Station.name.label("station")),
            *(by.name.label("undone_by"), undone.name.label("undoes")),
        )
        .join(found, found.c.command_id == Command.id)
        .join(Operator, Operator.id == Command.operator_id)
        .join(Station, Station.id == Command.station_id)
        .outerjoin(undoing, undoing.undoes_id == Command.id)
        .outerjoin(by, by.id == undoing.operator_id)
        .outerjoin(undone, undone.id == Command.undoes_id)
        .order_by(Command.id.desc())
        .limit(limit)
    )
    return list(connection.execute(query).all())


def is_older(connection: Connection, kind: RecordKind, record_id: int) -> bool:
    """Whether a record is older than what is written down of its kind."""
    query = select(func.min(CommandRecord.record_id)).where(
        CommandRecord.kind == kind.value, CommandRecord.record_id < 0
    )
    last: int | None = connection.execute(query).scalar()
    return last is not None and record_id <= -last


def moved_by(
    connection: Connection, product_id: int, command_ids: Collection[int]
) -> dict[int, list[Moved]]:
    """By command: the units of a product that came to warehouses or went."""
    query = (
        select(Movement.command_id, Warehouse.code, func.sum(Movement.quantity))
        .join(Warehouse, Warehouse.id == Movement.warehouse_id)
        .where(Movement.product_id == product_id, among(Movement.command_id, command_ids))
        .group_by(Movement.command_id, Warehouse.code)
        .order_by(Movement.command_id, Warehouse.code)
    )
    found: dict[int, list[Moved]] = {}
    for command_id, warehouse, units in connection.execute(query):
        if units:
            found.setdefault(command_id, []).append(Moved(warehouse, int(units)))
    return found


def _before(query: "Select[int]", before: int | None) -> "Select[int]":
    [column] = query.selected_columns
    return query if before is None else query.where(column < before)


def _sources(kind: RecordKind, record_id: int) -> "list[Select[int]]":
    """Where a record's commands are named; each gives their ids."""
    own = select(CommandRecord.command_id).where(
        CommandRecord.kind == kind.value, CommandRecord.record_id == record_id
    )
    if kind is RecordKind.ORDER:
        return [own, *_of_order(record_id)]
    if kind is RecordKind.PRODUCT:
        return [own, select(Movement.command_id).where(Movement.product_id == record_id)]
    if kind is RecordKind.WAVE:
        number = select(Wave.number).where(Wave.id == record_id).scalar_subquery()
        return [own, _printed(("pick_list", "pick_difference"), [number])]
    return [own]


def _of_order(order_id: int) -> "list[Select[int]]":
    """Those of its shipments and their papers, and those that planned it before any was named."""
    of_shipments = (
        select(CommandRecord.command_id)
        .join(Shipment, Shipment.id == CommandRecord.record_id)
        .where(
            CommandRecord.kind == RecordKind.SHIPMENT.value,
            CommandRecord.record_id > 0,
            Shipment.order_id == order_id,
        )
    )
    planned = select(Decision.command_id).where(Decision.order_id == order_id)
    numbers = select(Shipment.number).where(Shipment.order_id == order_id)
    waves = (
        select(Wave.number)
        .join(WaveShipment, WaveShipment.wave_id == Wave.id)
        .join(Shipment, Shipment.id == WaveShipment.shipment_id)
        .where(Shipment.order_id == order_id)
    )
    papers = select(PrintedDocument.command_id).where(
        PrintedDocument.kind.in_(_OF_SHIPMENTS), PrintedDocument.subject.in_(numbers)
    )
    lists = select(PrintedDocument.command_id).where(
        PrintedDocument.kind == "pick_list", PrintedDocument.subject.in_(waves)
    )
    return [of_shipments, planned, papers, lists]


def _printed(kinds: Collection[str], subjects: "list[object]") -> "Select[int]":
    return select(PrintedDocument.command_id).where(
        PrintedDocument.kind.in_(kinds), PrintedDocument.subject.in_(subjects)
    )
