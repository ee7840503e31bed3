"""Answers to what the bench checks: weighed, said to be right, looked into; then it is closed."""

from dataclasses import replace

from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.packing.at_bench import BenchAnswer, finish_at_bench
from packbench.services.packing.looking import PackView
from packbench.services.packing.parcels import set_parcel
from packbench.services.packing.second_checks import check_packing
from packbench.services.packing.weighing import overrule_weight
from packbench.services.picking.walking import badge_owner


def weigh_at_bench(
    context: Context, answer: BenchAnswer, packing: PackView, weight_g: int, *, key: str
) -> BenchAnswer:
    """What the parcel weighs that has no weight yet, or weighs other than it should.

    The last one closes the shipment. Refuses as `set_parcel` does.
    """
    parcel = parcel_to_weigh(answer)
    view = set_parcel(
        context, packing.shipment, weight_g=weight_g, parcel=parcel, key=f"{key}-weight"
    )
    return finish_at_bench(context, replace(answer, packing=view, stopped=None), key=key)


def parcel_to_weigh(answer: BenchAnswer) -> int | None:
    """The parcel that is weighed next, as the packing slip counts them; None: the open one."""
    if answer.stopped is not None and answer.stopped.code is Code.WEIGHT_DIFFERS:
        return int(str(answer.stopped.params["parcel"]))
    parcels = [] if answer.packing is None else answer.packing.parcels
    return next((one.sequence for one in parcels if one.weight_g is None), None)


def overrule_at_bench(
    context: Context,
    answer: BenchAnswer,
    packing: PackView,
    reason: str,
    *,
    by: str | None,
    key: str,
) -> BenchAnswer:
    """The weight is right, for this reason; then it is closed. Refuses as `overrule_weight`."""
    view = overrule_weight(context, packing.shipment, reason, by=by, key=f"{key}-right")
    return finish_at_bench(context, replace(answer, packing=view, stopped=None), key=key)


def check_at_bench(
    context: Context, answer: BenchAnswer, packing: PackView, checker: str, *, key: str
) -> BenchAnswer:
    """A second person has looked; then it is closed. Refuses as `check_packing` does."""
    view = check_packing(context, packing.shipment, by=checker, key=f"{key}-check")
    return finish_at_bench(context, replace(answer, packing=view, stopped=None), key=key)


def badge_owner_here(context: Context, code: str) -> str:
    """Whose badge was scanned; refuses (`not_found`) one that is nobody's."""
    name = badge_owner(context, code)
    if name is None:
        raise Refusal(Code.NOT_FOUND, kind="operator", name=code)
    return name


def waits_for(answer: BenchAnswer, code: Code) -> bool:
    """Whether it was not closed for this reason, and nothing was done since."""
    stopped: Refusal | None = answer.stopped
    return answer.packing is not None and stopped is not None and stopped.code is code
