"""The command that lists transfers; it runs on every tab."""

from functools import partial

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


def transfer_commands(place: Workplace) -> list[CommandSpec]:
    """What is on its way between warehouses."""
    return [
        CommandSpec(
            CommandId.TRANSFERS,
            tr("Transfers…"),
            partial(_transfers, place),
            "truck",
            "Alt+Y",
            tr("What is on its way between warehouses: send, receive, close short, cancel"),
            _online,
        ),
    ]


def _online(context: CommandContext) -> bool:
    return context.online


def _transfers(place: Workplace) -> None:
    from packbench.ui.screens.transfers.controller import Transfers  # noqa: PLC0415 - see Office

    Transfers(place)
