"""The command that opens the labels."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.labels.controller import LabelsController


def label_commands(do: "Callable[[], LabelsController]") -> list[CommandSpec]:
    """The command; it can be run on every tab."""
    return [
        CommandSpec(
            CommandId.LABELS,
            tr("Labels…"),
            lambda: do().open(),
            "printer",
            "Ctrl+Shift+F6",
            tr("Labels of bins, products, totes, carts and people, on sheets or a label printer"),
            _online,
        )
    ]


def _online(context: CommandContext) -> bool:
    return context.online
