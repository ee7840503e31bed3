"""The command that opens the floor of a warehouse."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.layouts.controller import LayoutsController


def layout_commands(do: "Callable[[], LayoutsController]") -> list[CommandSpec]:
    """The command; it can be run on every tab."""
    return [
        CommandSpec(
            CommandId.DRAW_LAYOUT,
            tr("Floor and layout…"),
            lambda: do().open(),
            "warehouse",
            "Ctrl+Shift+F8",
            tr("See a warehouse from above with its bins, stock, picks and walks; draw its layout"),
            _online,
        )
    ]


def _online(context: CommandContext) -> bool:
    return context.online
