"""The command that opens the back-ups."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.backups.controller import BackupsController


def backup_commands(do: "Callable[[], BackupsController]") -> list[CommandSpec]:
    """The command; it can be run on every tab."""
    return [
        CommandSpec(
            CommandId.BACKUPS,
            tr("Back-ups…"),
            lambda: do().open(),
            "archive",
            "Ctrl+Shift+K",
            tr("When the database was backed up last; make or test a back-up"),
            _online,
        ),
    ]


def _online(context: CommandContext) -> bool:
    return context.online
