"""The commands that open the scanner's settings."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.scanners.controller import ScannersController


def scanner_commands(do: "Callable[[], ScannersController]") -> list[CommandSpec]:
    """The commands; they can be run on every tab."""
    return [
        CommandSpec(
            CommandId.SCANNER,
            tr("Scanner…"),
            lambda: do().open(),
            "sliders-horizontal",
            "Ctrl+Shift+F4",
            tr("How this station's scanner types; a test symbol finds it out"),
            _online,
        ),
        CommandSpec(
            CommandId.LAST_SCANS,
            tr("Last scans…"),
            lambda: do().open_last_scans(),
            "list-checks",
            "Ctrl+Shift+F2",
            tr("The last 50 scans key by key, and what came of them; save them as a file"),
        ),
    ]


def _online(context: CommandContext) -> bool:
    return context.online
