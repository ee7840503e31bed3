"""The command that opens the dialog of the channels."""

from functools import partial

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandSpec
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


def channel_commands(place: Workplace) -> list[CommandSpec]:
    """The command; it can be run on every tab."""
    return [
        CommandSpec(
            CommandId.CHANNELS,
            tr("Channels…"),
            partial(_open, place),
            "sliders-horizontal",
            "",
            tr("Whether somebody verifies each order of a channel before it gets stock"),
            lambda context: context.online,
        ),
    ]


def _open(place: Workplace) -> None:
    from packbench.ui.screens.channels.dialog import ask_channel  # noqa: PLC0415 - see Office

    ask_channel(place)
