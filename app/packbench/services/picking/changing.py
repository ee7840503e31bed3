"""Orders that come into a wave or leave it while nobody walks it yet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select, update

from packbench.db.queries.records.lookups import find_wave_id
from packbench.db.queries.records.picking import (
    PickableShipment,
    WaveView,
    shipments_in_wave,
    show_wave,
)
from packbench.db.schema import Wave
from packbench.db.sql.rows import AnyRow
from packbench.domain.outcomes import Said
from packbench.domain.picking import WaveMode
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.leaving_waves import take_out
from packbench.engine.rejoining import to_take_out
from packbench.engine.routing import order_walk
from packbench.engine.undo.undoer import Undoer
from packbench.engine.writes.wave_events import raise_revisions
from packbench.services.picking.cancelling import of_orders
from packbench.services.picking.choosing import left_out_for, none_fit, pickable
from packbench.services.picking.confirming import require_open
from packbench.services.picking.tasks import put_in_wave


def add_orders(
    context: Context, wave: str, orders: Sequence[str], *, key: str | None = None
) -> WaveView:
    """Releases orders into a wave that nobody walks yet; what is unfit is left out and told.

    A wave of one order becomes a batch. Its undo takes the orders out again while nobody has picked
    for them. Refuses a wave that was started, is picked or cancelled, and orders of which nothing
    is fit.
    """

    def work(transaction: Transaction) -> WaveView:
        connection = transaction.connection
        wave_id = find_wave_id(connection, wave)
        row = _not_started(connection, wave_id)
        if not orders:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_ORDER_CHOSEN)
        found = pickable(connection, orders)
        here: list[PickableShipment] = []
        left_out = list(found.left_out)
        for one in found.fit:
            if one.warehouse_id == row.warehouse_id:
                here.append(one)
            else:
                left_out.append(left_out_for(one, Said.IN_ANOTHER_WAREHOUSE))
        if not here:
            raise none_fit(left_out)
        if row.mode == WaveMode.SINGLE:
            more = update(Wave).where(Wave.id == wave_id)
            connection.execute(more.values(mode=WaveMode.BATCH.value))
        raise_revisions(transaction, {wave_id})
        put_in_wave(transaction, wave_id, here)
        transaction.undo = AddedOrders(wave_id, row.number, [one.id for one in here])
        return replace(show_wave(connection, wave_id), left_out=left_out)

    content = {"wave": wave, "orders": list(orders)}
    return run_command(context, Call("pick.add", content, key), WaveView, work)


def remove_orders(
    context: Context, wave: str, orders: Sequence[str], *, key: str | None = None
) -> WaveView:
    """Takes orders out of a wave that nobody walks yet; they are ready and keep their stock.

    Refuses a wave that was started (then `cancel_wave` takes them out, with what was picked), and
    an order that is not in it.
    """

    def work(transaction: Transaction) -> WaveView:
        connection = transaction.connection
        wave_id = find_wave_id(connection, wave)
        _not_started(connection, wave_id)
        if not orders:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_ORDER_CHOSEN)
        chosen = of_orders(connection, shipments_in_wave(connection, wave_id), orders)
        transaction.undo = to_take_out(connection, wave_id, [one.id for one in chosen])
        take_out(transaction, wave_id, {one.id: one.order_id for one in chosen})
        order_walk(connection, wave_id)
        return show_wave(connection, wave_id)

    content = {"wave": wave, "orders": list(orders)}
    return run_command(context, Call("pick.remove", content, key), WaveView, work)


def _not_started(connection: Connection, wave_id: int) -> AnyRow:
    """The wave; refuses one that is not open any more or that somebody walks."""
    require_open(connection, wave_id)
    query = select(Wave.number, Wave.mode, Wave.status, Wave.warehouse_id, Wave.started_at).where(
        Wave.id == wave_id
    )
    row = connection.execute(query).one()
    if row.started_at is not None:
        raise Refusal(Code.WRONG_STATE, why=Said.WAVE_STARTED, name=row.number, state="picking")
    return row


@dataclass(frozen=True, slots=True)
class AddedOrders:
    """The shipments, by their ids, that came into a wave."""

    wave_id: int
    number: str
    shipments: list[int]


def _undo_added(transaction: Transaction, added: AddedOrders) -> None:
    """Takes them out again; refuses when somebody picked for one, or took it out, since."""
    connection = transaction.connection
    now = {one.id: one for one in shipments_in_wave(connection, added.wave_id)}
    ours = [now[id_] for id_ in added.shipments if id_ in now]
    for one in ours:
        if one.begun:
            raise Refusal(Code.CANNOT_UNDO, why=Said.PICKED_SINCE, order=one.order_number)
    if len(ours) < len(added.shipments):
        raise Refusal(Code.CANNOT_UNDO, why=Said.WAVE_CHANGED_SINCE, wave=added.number)
    take_out(transaction, added.wave_id, {one.id: one.order_id for one in ours})
    order_walk(connection, added.wave_id)


UNDO_ADDED = Undoer(AddedOrders, _undo_added)
