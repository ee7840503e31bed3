"""The command that lets shipments go on which stand still."""

from collections.abc import Collection, Mapping

from packbench.domain.picking import WorkStep
from packbench.services.commands import orders
from packbench.services.commands.declaration import Declaration

_MENDS: Mapping[str, Declaration] = {
    WorkStep.UNPAID.value: orders.PAY,
    WorkStep.ON_HOLD.value: orders.RESUME,
    WorkStep.COLLECTING.value: orders.SHIP_PARTS,
    WorkStep.PROMISED.value: orders.MOVE_PROMISES,
}


def mend_of(steps: Collection[str]) -> Declaration | None:
    """What lets shipments at these steps go on; None where nothing does, or different things."""
    found = {step for step in steps if step in _MENDS}
    return _MENDS[found.pop()] if len(found) == 1 else None
