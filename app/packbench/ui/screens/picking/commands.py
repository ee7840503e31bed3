"""The commands of the Pick & Pack tab."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.ui.screens.picking.table import NAME, TAB
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.picking.controller import PickingController

Do = Callable[[], "PickingController"]
_UNDONE = frozenset({"open", "picking"})


def picking_commands(do: Do) -> list[CommandSpec]:
    """Every command of the tab."""
    return [*_of_waves(do)]


def _of_waves(do: Do) -> list[CommandSpec]:
    return [
        CommandSpec(
            CommandId.PRINT_WAVES,
            tr("Print the pick list"),
            lambda: do().print_waves(),
            "printer",
            "Ctrl+T",
            tr("Show the pick lists of the selected waves, to be printed or saved"),
            _waves_to_print,
            why_not=tr("Select waves that are not cancelled first."),
        ),
        CommandSpec(
            CommandId.TAKE_ORDER_OUT,
            tr("Take an order out…"),
            lambda: do().take_order_out(),
            "circle-x",
            "Ctrl+Shift+T",
            tr("Take one order out of the wave; it is ready again and keeps its stock"),
            _one_open_wave,
            why_not=tr("Select one wave that is not done first."),
        ),
        CommandSpec(
            CommandId.CANCEL_WAVE,
            tr("Cancel the wave…"),
            lambda: do().cancel_wave(),
            "ban",
            "Ctrl+F8",
            tr("Take the selected wave back; its orders are ready again and keep their stock"),
            _one_open_wave,
            why_not=tr("Select one wave that is not done first."),
        ),
    ]


def _waves(context: CommandContext) -> bool:
    """Whether waves are selected; a page whose rows are still read tells no states."""
    here = context.online and context.tab == TAB and context.view in {"", NAME}
    return here and context.selected > 0


def _waves_to_print(context: CommandContext) -> bool:
    return _waves(context) and (not context.states or bool(context.states - {"cancelled"}))


def _one_open_wave(context: CommandContext) -> bool:
    known = context.states
    return _waves(context) and context.selected == 1 and (not known or bool(known & _UNDONE))
