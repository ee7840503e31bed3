"""The commands that open the printers and the print queue."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.printers.controller import PrintersController


def printer_commands(do: "Callable[[], PrintersController]") -> list[CommandSpec]:
    """The commands; they can be run on every tab."""
    return [
        CommandSpec(
            CommandId.PRINTERS,
            tr("Printers…"),
            lambda: do().open(),
            "printer",
            "Ctrl+Shift+J",
            tr("Which printer this station prints what on; a test page"),
            _online,
        ),
        CommandSpec(
            CommandId.PRINT_QUEUE,
            tr("Print queue…"),
            lambda: do().open_queue(),
            "list-checks",
            "Ctrl+Shift+Q",
            tr("What was sent to printers and what became of it; print or save it again"),
            _online,
        ),
    ]


def _online(context: CommandContext) -> bool:
    return context.online
