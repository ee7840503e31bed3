"""The commands of the Pick & Pack tab."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.ui.screens.picking import steps
from packbench.ui.screens.picking.mending import mend_of
from packbench.ui.screens.picking.table import NAME, TAB
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.picking.controller import PickingController

Do = Callable[[], "PickingController"]
_UNDONE = frozenset({"open", "picking"})


def picking_commands(do: Do) -> list[CommandSpec]:
    """Every command of the tab."""
    return [*_of_waves(do), *_of_shipments(do), *_viewing(do)]


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


def _of_shipments(do: Do) -> list[CommandSpec]:
    return [
        CommandSpec(
            CommandId.MEND_SHIPMENTS,
            tr("Let it go on"),
            lambda: do().mend(),
            "play",
            "F2",
            tr("Do what lets the selected shipments go on"),
            _stuck,
            text_when=_mend_words,
            why_not=tr("Select shipments that are stuck for one reason first."),
        ),
    ]


def _viewing(do: Do) -> list[CommandSpec]:
    return [
        CommandSpec(
            CommandId.SHOW_WAVES,
            tr("Waves"),
            lambda: do().show_view(NAME),
            "list-checks",
            "Ctrl+Shift+F3",
            tr("Pick & Pack: one row a wave"),
            _on_tab,
            lambda context: context.view == NAME,
        ),
        CommandSpec(
            CommandId.SHOW_STEPS,
            tr("Steps"),
            lambda: do().show_view(steps.NAME),
            "package",
            "Ctrl+F3",
            tr("Pick & Pack: one row a shipment, by the step that it stands at"),
            _on_tab,
            lambda context: context.view == steps.NAME,
        ),
    ]


def _on_tab(context: CommandContext) -> bool:
    return context.tab == TAB


def _shipments(context: CommandContext) -> bool:
    here = context.online and context.tab == TAB and context.view == steps.NAME
    return here and context.selected > 0


def _stuck(context: CommandContext) -> bool:
    return _shipments(context) and mend_of(context.states) is not None


def _mend_words(context: CommandContext) -> str:
    declared = mend_of(context.states) if _shipments(context) else None
    return (
        tr("{command}…").format(command=tr(declared.words.title))
        if declared
        else tr("Let it go on")
    )


def _waves(context: CommandContext) -> bool:
    """Whether waves are selected; a page whose rows are still read tells no states."""
    here = context.online and context.tab == TAB and context.view in {"", NAME}
    return here and context.selected > 0


def _waves_to_print(context: CommandContext) -> bool:
    return _waves(context) and (not context.states or bool(context.states - {"cancelled"}))


def _one_open_wave(context: CommandContext) -> bool:
    known = context.states
    return _waves(context) and context.selected == 1 and (not known or bool(known & _UNDONE))
