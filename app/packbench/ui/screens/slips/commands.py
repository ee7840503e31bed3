"""The command that opens the templates of slips."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.slips.controller import SlipsController


def slip_commands(do: "Callable[[], SlipsController]") -> list[CommandSpec]:
    """The command; it can be run on every tab."""
    return [
        CommandSpec(
            CommandId.SLIP_TEMPLATES,
            tr("Templates of slips…"),
            lambda: do().open(),
            "clipboard-list",
            "",
            tr("How packing slips and gift slips look, by channel: logo, texts, fields, prices"),
            _online,
        )
    ]


def _online(context: CommandContext) -> bool:
    return context.online
