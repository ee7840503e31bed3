"""The command that checks the database."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandSpec
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.checking.controller import CheckController


def check_commands(do: "Callable[[], CheckController]") -> list[CommandSpec]:
    """The command; it can also be run when the database does not answer, and says so then."""
    return [
        CommandSpec(
            CommandId.CHECK_DATABASE,
            tr("Check the database…"),
            lambda: do().open(),
            "clipboard-check",
            "Ctrl+Shift+I",
            tr("Whether the database is whole and nothing in it contradicts; changes nothing"),
        ),
    ]
