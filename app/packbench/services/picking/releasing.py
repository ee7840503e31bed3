"""Releases chosen orders to picking: as many waves as it takes, one warehouse each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from packbench.db.queries.records.picking import (
    PickableShipment,
    WaveView,
    show_waves,
)
from packbench.domain.left_out import OrderLeftOut
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.services.picking.cancelling import keep_waves
from packbench.services.picking.choosing import none_fit, pickable
from packbench.services.picking.tasks import make_wave
from packbench.services.picking.waves import ORDERS_A_WAVE


@dataclass(frozen=True, slots=True)
class ReleasedOrders:
    """The waves that were made, and what of the orders could not be released."""

    waves: list[WaveView]
    left_out: list[OrderLeftOut] = field(default_factory=list)


def release_orders(
    context: Context, orders: Sequence[str], *, key: str | None = None
) -> ReleasedOrders:
    """Makes waves of all that is ready of the orders; what is unfit is left out and told.

    Refuses no orders, and orders of which nothing is fit. It is one command: its undo cancels all
    the waves, while nobody has picked.
    """

    def work(transaction: Transaction) -> ReleasedOrders:
        connection = transaction.connection
        if not orders:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_ORDER_CHOSEN)
        found = pickable(connection, orders)
        if not found.fit:
            raise none_fit(found.left_out)
        waves = [make_wave(transaction, part) for part in _parts(found.fit)]
        keep_waves(transaction, waves)
        return ReleasedOrders(show_waves(connection, waves), found.left_out)

    call = Call("pick.release", {"orders": list(orders)}, key)
    return run_command(context, call, ReleasedOrders, work)


def _parts(shipments: Sequence[PickableShipment]) -> list[list[PickableShipment]]:
    """The shipments of each warehouse, by its code, as many at a time as one cart holds."""
    by_place: dict[str, list[PickableShipment]] = defaultdict(list)
    for one in shipments:
        by_place[one.warehouse].append(one)
    return [
        found[start : start + ORDERS_A_WAVE]
        for _, found in sorted(by_place.items())
        for start in range(0, len(found), ORDERS_A_WAVE)
    ]
