"""The command that opens the first steps; they load when it is first run."""

from functools import partial

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandSpec
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


def first_steps_commands(place: Workplace) -> list[CommandSpec]:
    """The command; it can be run on every tab."""
    return [
        CommandSpec(
            CommandId.FIRST_STEPS,
            tr("First steps…"),
            partial(_open, place),
            "play",
            "",
            tr("Where the data is, the first warehouse, import or sample data, scanner, printers"),
            lambda context: context.online,
        )
    ]


def _open(place: Workplace) -> None:
    from packbench.ui.first_steps.controller import open_first_steps  # noqa: PLC0415 - see Office

    open_first_steps(place)
