"""The command that opens the settings."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.settings.controller import SettingsController


def settings_commands(do: "Callable[[], SettingsController]") -> list[CommandSpec]:
    """The command; it can be run on every tab."""
    return [
        CommandSpec(
            CommandId.SETTINGS,
            tr("Settings…"),
            lambda: do().open(),
            "sliders-horizontal",
            "Ctrl+,",
            tr("What all stations share: how stock is given out, and paper and language"),
            _online,
        ),
    ]


def _online(context: CommandContext) -> bool:
    return context.online
