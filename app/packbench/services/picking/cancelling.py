"""Waves that are not picked after all: their orders are ready again and keep their stock.

What was picked for them is laid back into the bins it came from, and told as a list to put away.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from packbench.db.queries.records.lookups import find_order_id, find_wave_id
from packbench.db.queries.records.pick_tasks import TaskRow
from packbench.db.queries.records.picking import (
    PutAway,
    ShipmentInWave,
    WaveView,
    shipments_in_wave,
    show_wave,
)
from packbench.domain.orders import UNPACKED
from packbench.domain.outcomes import Said
from packbench.domain.picking import WaveStatus
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.leaving_waves import take_out
from packbench.engine.rejoining import to_take_out
from packbench.engine.undo.undoer import Undoer
from packbench.engine.wave_lists import renew_lists


def cancel_wave(
    context: Context, number: str, *, orders: Sequence[str] = (), key: str | None = None
) -> WaveView:
    """Takes a wave back, or only these orders out of it, until they are packed.

    The orders are ready again and keep their stock; what was picked is laid back into its bins
    (`put_away`). A wave of which nothing is left is cancelled. Refuses an order that is not in the
    wave or is packed, and a cancelled wave. An undo puts all back as it was (`put_back_in`).
    """

    def work(transaction: Transaction) -> WaveView:
        connection = transaction.connection
        wave_id = find_wave_id(connection, number)
        wave = show_wave(connection, wave_id)
        if wave.status == WaveStatus.CANCELLED:
            raise Refusal(Code.WRONG_STATE, name=wave.number, state=wave.status)
        chosen = of_orders(connection, shipments_in_wave(connection, wave_id), orders)
        for one in chosen:
            if one.status not in UNPACKED:
                raise Refusal(Code.WRONG_STATE, name=one.number, state=one.status)
        transaction.undo = to_take_out(connection, wave_id, [one.id for one in chosen])
        picked = take_out(transaction, wave_id, {one.id: one.order_id for one in chosen})
        renew_lists(transaction)  # the wave that is shown has its new walk
        return replace(show_wave(connection, wave_id), put_away=put_away_list(picked))

    content = {"wave": number, "orders": list(orders)}
    return run_command(context, Call("pick.cancel", content, key), WaveView, work)


def of_orders(
    connection: Connection, shipments: Sequence[ShipmentInWave], orders: Sequence[str]
) -> Sequence[ShipmentInWave]:
    """The shipments of these orders, of all when none is named."""
    if not orders:
        return shipments
    ids = {find_order_id(connection, number): number for number in orders}
    for order_id, number in ids.items():
        if all(one.order_id != order_id for one in shipments):
            raise Refusal(Code.NOT_FOUND, kind="order in the wave", name=number)
    return [one for one in shipments if one.order_id in ids]


def put_away_list(picked: Sequence[TaskRow]) -> list[PutAway]:
    """What is to be carried back to its bins, of tasks as they were picked."""
    return [
        PutAway(task.location or "", task.sku, task.lot or None, task.picked, task.shipment)
        for task in picked
        if task.stock_bin_id is not None
    ]


@dataclass(frozen=True, slots=True)
class MadeWave:
    """A wave as a command made it: its shipments by their ids."""

    wave_id: int
    number: str
    shipments: list[int]


@dataclass(frozen=True, slots=True)
class MadeWaves:
    """The waves that a command made."""

    waves: list[MadeWave]


def keep_waves(transaction: Transaction, wave_ids: Sequence[int]) -> None:
    """Writes down which waves a command made, so that it can be taken back."""
    connection = transaction.connection
    made = []
    for wave_id in wave_ids:
        shipments = [one.id for one in shipments_in_wave(connection, wave_id)]
        made.append(MadeWave(wave_id, show_wave(connection, wave_id).number, shipments))
    transaction.undo = MadeWaves(made)


def _undo_waves(transaction: Transaction, made: MadeWaves) -> None:
    """Cancels the waves; refuses one that somebody picks, or of which orders were taken out."""
    for wave in made.waves:
        now = shipments_in_wave(transaction.connection, wave.wave_id)
        for one in now:
            if one.begun:
                raise Refusal(Code.CANNOT_UNDO, why=Said.PICKED_SINCE, order=one.order_number)
        if [one.id for one in now] != wave.shipments:
            raise Refusal(Code.CANNOT_UNDO, why=Said.WAVE_CHANGED_SINCE, wave=wave.number)
        take_out(transaction, wave.wave_id, {one.id: one.order_id for one in now})


UNDO_WAVES = Undoer(MadeWaves, _undo_waves)
