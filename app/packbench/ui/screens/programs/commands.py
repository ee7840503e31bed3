"""The command on programs of channels; it runs on every tab."""

from functools import partial

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


def program_commands(place: Workplace) -> list[CommandSpec]:
    """Programs of channels."""
    return [
        CommandSpec(
            CommandId.CHANNEL_PROGRAMS,
            tr("Programs of channels…"),
            partial(_open, place),
            "sliders-horizontal",
            "Alt+Shift+Z",
            tr("Tokens by which shops send orders and ask for stock; what came in by itself"),
            _online,
        )
    ]


def _online(context: CommandContext) -> bool:
    return context.online


def _open(place: Workplace) -> None:
    from packbench.ui.screens.programs.controller import Programs  # noqa: PLC0415 - see Office

    Programs(place)
