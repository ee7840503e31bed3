"""Releases what a preview planned: each wave takes what its own warehouse sends of its orders."""

from collections.abc import Sequence

from packbench.db.queries.records.picking import show_waves
from packbench.domain.left_out import OrderLeftOut
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.services.picking.cancelling import keep_waves
from packbench.services.picking.choosing import none_fit, pickable
from packbench.services.picking.proposing import PlannedWave
from packbench.services.picking.releasing import ReleasedOrders
from packbench.services.picking.tasks import make_wave


def release_planned(
    context: Context, plan: Sequence[PlannedWave], *, key: str | None = None
) -> ReleasedOrders:
    """Makes the waves of a plan in one command; what is unfit by now is left out and told.

    What another warehouse sends of an order stays ready, unless a wave of that warehouse takes it.
    Refuses an empty plan, and one of which nothing is fit. Its undo cancels all the waves, while
    nobody has picked.
    """

    def work(transaction: Transaction) -> ReleasedOrders:
        connection = transaction.connection
        if not plan:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_ORDER_CHOSEN)
        made: list[int] = []
        left_out: list[OrderLeftOut] = []
        for wave in plan:
            found = pickable(connection, wave.orders)
            here = [one for one in found.fit if one.warehouse == wave.warehouse]
            left_out += found.left_out
            if here:
                made.append(make_wave(transaction, here))
        if not made:
            raise none_fit(left_out)
        keep_waves(transaction, made)
        return ReleasedOrders(show_waves(connection, made), left_out)

    content = {"plan": [[wave.warehouse, list(wave.orders)] for wave in plan]}
    return run_command(context, Call("pick.release_waves", content, key), ReleasedOrders, work)
