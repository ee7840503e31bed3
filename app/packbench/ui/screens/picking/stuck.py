"""What lets shipments go on that are stuck at a step."""

from collections.abc import Collection, Mapping

from packbench.domain.picking import WorkStep
from packbench.services.commands import orders
from packbench.services.commands.declaration import Declaration

_OF_STEPS: Mapping[str, Declaration] = {
    WorkStep.UNPAID.value: orders.PAY,
    WorkStep.ON_HOLD.value: orders.RESUME,
    WorkStep.COLLECTING.value: orders.SHIP_PARTS,
    WorkStep.PROMISED.value: orders.MOVE_PROMISES,
}


def mend_of(steps: Collection[str]) -> Declaration | None:
    """What lets shipments at these steps go on; None where nothing does, or different things."""
    found = {step for step in steps if step in _OF_STEPS}
    return _OF_STEPS[found.pop()] if len(found) == 1 else None
