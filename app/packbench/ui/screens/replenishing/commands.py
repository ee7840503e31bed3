"""The commands of replenishment and slotting; they run on every tab."""

from functools import partial

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


def replenishing_commands(place: Workplace) -> list[CommandSpec]:
    """What is carried to pick bins, and which bins are better."""
    return [
        CommandSpec(
            CommandId.REPLENISHMENT,
            tr("Replenishment…"),
            partial(_replenish, place),
            "boxes",
            "Alt+J",
            tr("Plan what pick bins need out of reserve, and say what was carried"),
            _online,
        ),
        CommandSpec(
            CommandId.SLOTTING,
            tr("Better bins…"),
            partial(_slotting, place),
            "warehouse",
            "Alt+L",
            tr("Which products had better lie nearer, and how many metres a day that saves"),
            _online,
        ),
    ]


def _online(context: CommandContext) -> bool:
    return context.online


def _replenish(place: Workplace) -> None:
    from packbench.ui.screens.replenishing.tasks import Replenishment  # noqa: PLC0415 - see Office

    Replenishment(place)


def _slotting(place: Workplace) -> None:
    from packbench.ui.screens.replenishing.slotting import Slotting  # noqa: PLC0415 - the same

    Slotting(place)
