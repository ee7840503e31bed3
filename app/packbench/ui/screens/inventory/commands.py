"""The commands of the Inventory tab."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.inventory.controller import InventoryController


def inventory_commands(do: "Callable[[], InventoryController]") -> list[CommandSpec]:
    """Every command of the tab; goods can be received from any tab."""
    return [
        CommandSpec(
            CommandId.RECEIVE_STOCK,
            tr("Receive stock"),
            lambda: do().receive(),
            "package-plus",
            "F7",
            tr("Book units in that came; whoever waits for them is served at once"),
            _online,
        ),
    ]


def _online(context: CommandContext) -> bool:
    return context.online
