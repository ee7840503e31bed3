"""How each command of replenishment is taken back, by its name."""

from collections.abc import Mapping
from typing import Any

from packbench.engine.undo.undoer import Undoer
from packbench.services.replenishing.doing import UNDO_CARRIED, UNDO_GIVEN_UP
from packbench.services.replenishing.planning import UNDO_PLAN
from packbench.services.replenishing.slotting import UNDO_SLOTTING

REPLENISH_UNDOERS: Mapping[str, Undoer[Any]] = {
    "replenish.plan": UNDO_PLAN,
    "replenish.done": UNDO_CARRIED,
    "replenish.cancel": UNDO_GIVEN_UP,
    "slotting.do": UNDO_SLOTTING,
}
