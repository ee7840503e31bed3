"""What channels see, and the history of their rules; these run on every tab."""

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
        ),
        CommandSpec(
            CommandId.RULE_HISTORY,
            tr("History of the rules of channels…"),
            partial(_show_history, place),
            "clock",
            "Alt+N",
            tr("Who changed which rule or exclusion of a channel, from what to what"),
            _online,
        ),
    ]


def _show_history(place: Workplace) -> None:
    from packbench.ui.rule_history import show_rule_history  # noqa: PLC0415 - see Office

    show_rule_history(place)


def _online(context: CommandContext) -> bool:
    return context.online


def _show(place: Workplace) -> None:
    from packbench.ui.screens.channels.controller import show_sight  # noqa: PLC0415 - see Office

    show_sight(place)
