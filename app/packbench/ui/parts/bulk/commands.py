"""Declared commands as commands of the window."""

from collections.abc import Callable, Mapping

from packbench.services.commands.declaration import Declaration
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.words.language import tr

CanRun = Callable[[CommandId, Declaration, CommandContext], bool]


def declared_commands(
    declared: Mapping[CommandId, Declaration],
    run: Callable[[CommandId], None],
    can_run: CanRun,
    why_not: Callable[[Declaration], str],
) -> list[CommandSpec]:
    """Each with its own words, icon and keys.

    Args:
        declared: the commands of a tab.
        run: asks for one of them.
        can_run: whether it can be used now.
        why_not: what is told while it can't.
    """
    return [_spec(*one, run, can_run, why_not(one[1])) for one in declared.items()]


def _spec(
    command: CommandId,
    declared: Declaration,
    run: Callable[[CommandId], None],
    can_run: CanRun,
    why_not: str,
) -> CommandSpec:
    return CommandSpec(
        command,
        tr("{command}…").format(command=tr(declared.words.title)),
        lambda: run(command),
        declared.icon,
        declared.keys,
        tr(declared.words.tip),
        lambda context: can_run(command, declared, context),
        why_not=why_not,
    )
