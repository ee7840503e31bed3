"""A second person looks into the parcels of orders that are worth it, before they are closed."""

import json
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, insert, select, update

from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.queries.records.packing import (
    BenchRow,
    PackView,
    bench_row,
    pack_lines,
    scans_of,
    show_packing,
)
from packbench.db.queries.records.settings import read_settings
from packbench.db.schema import Command, Operator, Order, OrderLine, Packing, SecondCheck
from packbench.db.sql.among import among
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.second_check import is_worth_it
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer
from packbench.services.packing.bench import not_opened, unpackable
from packbench.services.packing.parcels import refuse_stopped
from packbench.services.packing.weighing import operator_of
from packbench.setting_kinds import EVERY_CHANNEL
from packbench.settings import SECOND_CHECK, SECOND_CHECK_ABOVE


def refuse_unchecked(connection: Connection, row: BenchRow) -> None:
    """Refuses (`second_check_needed`) what a second person has to look into first."""
    if needs_check(connection, row) and not _counting(connection, row):
        packers = ", ".join(sorted(packers_of(connection, row.shipment_id).values()))
        raise Refusal(Code.SECOND_CHECK_NEEDED, name=row.number, who=packers)


def needs_check(connection: Connection, row: BenchRow) -> bool:
    """Whether the settings ask for a second person: by the order's channel, or by its value."""
    settings = read_settings(connection)
    channels, above = settings.of(SECOND_CHECK), settings.of(SECOND_CHECK_ABOVE)
    if not channels and not above:
        return False
    query = select(Order.channel, Order.currency).where(Order.id == row.order_id)
    order = connection.execute(query).one()
    named = {code_key(one) for one in channels}
    if EVERY_CHANNEL in channels or code_key(order.channel) in named:
        return True
    return bool(above) and is_worth_it(_value(connection, row.order_id), order.currency, above)


def check_packing(
    context: Context, shipment: str, *, by: str | None = None, key: str | None = None
) -> PackView:
    """A second person has looked into the parcels and found them right.

    It counts for what is in them now: another scan, or opening them again, asks for a new one.

    Args:
        context: who sends it, and where: it may be another station than the one that packs.
        shipment: its number; somebody packs it, and all of it is scanned.
        by: the operator who looked, by his badge; None: who sends it.
        key: sent twice, it is done once.

    Refuses (`wrong_state`) who packed it himself, what is not open or not complete, and what was
    checked already.
    """

    def work(transaction: Transaction) -> PackView:
        connection = transaction.connection
        row = bench_row(connection, find_shipment_id(connection, shipment), locked=True)
        _refuse_unready(connection, row)
        operator_id = operator_of(transaction, by)
        _refuse_packer(connection, row, operator_id)
        values = {
            "shipment_id": row.shipment_id,
            "operator_id": operator_id,
            "command_id": transaction.command_id,
            "scans": _contents(connection, row),
        }
        made = insert(SecondCheck).values(values).returning(SecondCheck.id)
        check_id = connection.execute(made).scalar_one()
        transaction.undo = CheckedPacking(row.shipment_id, check_id)
        transaction.changed(Kind.SHIPMENT, {row.shipment_id})
        return show_packing(connection, row.shipment_id)

    call = Call("pack.check", {"shipment": shipment, "by": by}, key, moves_stock=False)
    return run_command(context, call, PackView, work)


def packers_of(connection: Connection, shipment_id: int) -> dict[int, str]:
    """Who packs a shipment, and who made one of its scans that count: ids and names."""
    scans = {scan.command_id for scan in scans_of(connection, shipment_id)}
    scanned = select(Command.operator_id).where(among(Command.id, scans))
    holder = select(Packing.operator_id).where(Packing.shipment_id == shipment_id)
    query = select(Operator.id, Operator.name).where(
        Operator.id.in_(scanned) | Operator.id.in_(holder)
    )
    return {row.id: row.name for row in connection.execute(query)}


def void_checks(transaction: Transaction, shipment_id: int) -> None:
    """Inside a command: the parcels are opened again, so nobody has looked into them any more."""
    checks = update(SecondCheck).where(
        SecondCheck.shipment_id == shipment_id, SecondCheck.voided_by.is_(None)
    )
    transaction.connection.execute(checks.values(voided_by=transaction.command_id))


def restore_checks(transaction: Transaction, shipment_id: int) -> None:
    """Inside a command that takes one back: what that one voided counts again."""
    checks = update(SecondCheck).where(
        SecondCheck.shipment_id == shipment_id, SecondCheck.voided_by == transaction.undoes
    )
    transaction.connection.execute(checks.values(voided_by=None))


def _refuse_unready(connection: Connection, row: BenchRow) -> None:
    refusal = unpackable(connection, row)
    if refusal is not None:
        raise refusal
    if row.operator is None:
        raise not_opened(row)
    refuse_stopped(row)
    missing = [line for line in pack_lines(connection, row.shipment_id) if line.left]
    if missing:
        named = ", ".join(f"{line.left} × {line.sku}" for line in missing)
        raise Refusal(Code.NOT_ALL_SCANNED, name=row.number, missing=named)
    checker = _counting(connection, row)
    if checker:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.CHECKED_ALREADY, name=row.number, who=checker)


def _refuse_packer(connection: Connection, row: BenchRow, operator_id: int) -> None:
    packer = packers_of(connection, row.shipment_id).get(operator_id)
    if packer is not None:
        why = Said.PACKED_BY_HIMSELF
        raise Refusal(Code.WRONG_STATE, why=why, name=row.number, who=packer, state=row.status)


def _counting(connection: Connection, row: BenchRow) -> str | None:
    """Who looked into the parcels as they are now; None: nobody."""
    query = (
        select(Operator.name)
        .join(SecondCheck, SecondCheck.operator_id == Operator.id)
        .where(SecondCheck.shipment_id == row.shipment_id, SecondCheck.voided_by.is_(None))
        .where(SecondCheck.scans == _contents(connection, row))
        .where(SecondCheck.operator_id.not_in(packers_of(connection, row.shipment_id)))
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none()


def _contents(connection: Connection, row: BenchRow) -> str:
    """What is in the parcels: the scans that count, as JSON."""
    return json.dumps([scan.id for scan in scans_of(connection, row.shipment_id)])


def _value(connection: Connection, order_id: int) -> Decimal:
    """What was ordered, at its prices; a line without a price counts nothing."""
    query = select(OrderLine.ordered, OrderLine.unit_price).where(OrderLine.order_id == order_id)
    rows = connection.execute(query).all()
    return sum((row.ordered * (row.unit_price or Decimal(0)) for row in rows), Decimal(0))


@dataclass(frozen=True, slots=True)
class CheckedPacking:
    """That a second person looked, by its id."""

    shipment_id: int
    check_id: int


def _undo_check(transaction: Transaction, checked: CheckedPacking) -> None:
    """Nobody looked; refuses once it is packed."""
    row = bench_row(transaction.connection, checked.shipment_id, locked=True)
    if not row.is_open:
        raise Refusal(Code.CANNOT_UNDO, why=Said.PACKING_WENT_ON, shipment=row.number)
    check = update(SecondCheck).where(SecondCheck.id == checked.check_id)
    transaction.connection.execute(check.values(voided_by=transaction.command_id))
    transaction.changed(Kind.SHIPMENT, {checked.shipment_id})


UNDO_CHECK = Undoer(CheckedPacking, _undo_check)
