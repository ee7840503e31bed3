"""The command that teaches a code to a product."""

from collections.abc import Callable

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandSpec
from packbench.words.language import tr


def teach_command(run: Callable[[], None]) -> CommandSpec:
    """The command; it begins with the code that nobody knew last."""
    return CommandSpec(
        CommandId.TEACH_CODE,
        tr("Teach a code…"),
        run,
        "pencil",
        "Ctrl+Shift+F5",
        tr("Let a code that nobody knows stand for a product from now on"),
        lambda context: context.online,
    )
