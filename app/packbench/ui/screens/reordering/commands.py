"""The commands of what is to be bought; they can be run on every tab."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.reordering.controller import ReorderingController


def reordering_commands(do: "Callable[[], ReorderingController]") -> list[CommandSpec]:
    """What to buy, and drafts that are kept up."""
    return [
        CommandSpec(
            CommandId.SUGGEST_PURCHASES,
            tr("What to buy…"),
            lambda: do().open(),
            "truck",
            "Alt+Shift+B",
            tr("What back orders and reorder rules ask for, each number explained; draft it"),
            _online,
        ),
        CommandSpec(
            CommandId.AUTO_DRAFTS,
            tr("Draft all that is to be bought…"),
            lambda: do().ask_auto(),
            "refresh-cw",
            "Alt+Shift+G",
            tr("Keep one draft a supplier and warehouse; drafts that nobody edited are rewritten"),
            _online,
        ),
    ]


def _online(context: CommandContext) -> bool:
    return context.online
