"""The command that shows what channels see; it runs on every tab."""

from functools import partial

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


def channel_commands(place: Workplace) -> list[CommandSpec]:
    """What channels see of a product."""
    return [
        CommandSpec(
            CommandId.CHANNEL_SIGHT,
            tr("What channels see…"),
            partial(_show, place),
            "search",
            "Alt+Shift+S",
            tr("How many of a product each channel is told, why, and what another rule would do"),
            _online,
        )
    ]


def _online(context: CommandContext) -> bool:
    return context.online


def _show(place: Workplace) -> None:
    from packbench.ui.screens.channels.controller import show_sight  # noqa: PLC0415 - see Office

    show_sight(place)
