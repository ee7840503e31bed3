"""The command that opens the rules for orders."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.rules.controller import RulesController


def rule_commands(do: "Callable[[], RulesController]") -> list[CommandSpec]:
    """The command; it can be run on every tab."""
    return [
        CommandSpec(
            CommandId.RULES,
            tr("Rules for orders…"),
            lambda: do().open(),
            "list-checks",
            "",
            tr("What is done by itself to orders that come in, are paid, or wait"),
            _online,
        )
    ]


def _online(context: CommandContext) -> bool:
    return context.online
