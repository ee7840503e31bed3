"""The commands of the Pick & Pack tab."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from packbench.domain.orders import OrderStatus
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.ui.screens.picking import sent, steps
from packbench.ui.screens.picking.stuck import mend_of
from packbench.ui.screens.picking.table import NAME, NUMBERS, TAB
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.picking.controller import PickingController

ORDERS = "orders"
Do = Callable[[], "PickingController"]
_UNDONE = frozenset({"open", "picking"})
_UNPACKED = frozenset({*_UNDONE, "picked"})


def picking_commands(do: Do) -> list[CommandSpec]:
    """Every command of the tab."""
    return [
        *_release(do),
        *_walking(do),
        *_booking(do),
        *_beside_the_walk(do),
        *_of_waves(do),
        *_of_shipments(do),
        *_viewing(do),
    ]


def _release(do: Do) -> list[CommandSpec]:
    return [
        CommandSpec(
            CommandId.RELEASE,
            tr("Release to picking…"),
            lambda: do().release(),
            "send",
            "Ctrl+F9",
            tr(
                "Make waves of what is ready: of the selection, the filter, or what goes well"
                " together"
            ),
            lambda context: context.online and context.tab in {TAB, ORDERS},
        ),
        CommandSpec(
            CommandId.PICK_LIST,
            tr("Release and print pick lists…"),
            lambda: do().release(printing=True),
            "list-checks",
            "Ctrl+Shift+P",
            tr("Release the selected orders to picking, then show their pick lists"),
            _ready_orders,
            why_not=tr("Select orders that are ready first."),
        ),
    ]


def _ready_orders(context: CommandContext) -> bool:
    known = context.states
    here = context.online and context.tab == ORDERS
    return here and context.selected > 0 and (not known or OrderStatus.READY in known)


def _walking(do: Do) -> list[CommandSpec]:
    why_not = tr("Select one wave that is not done first.")
    return [
        CommandSpec(
            CommandId.BEGIN_WALK,
            tr("Begin the walk"),
            lambda: do().begin_walk(),
            "play",
            "Shift+F12",
            tr("Take the wave on: it is in picking then, and you are its picker"),
            _one_untouched_wave,
            why_not=tr("Select one open wave that nobody walks yet first."),
        ),
        CommandSpec(
            CommandId.WALK_ON_SCREEN,
            tr("Walk on screen…"),
            lambda: do().walk_on_screen(),
            "monitor",
            "Ctrl+F11",
            tr("Go from bin to bin by the screen: large type, scans count"),
            _one_open_wave,
            why_not=why_not,
        ),
        CommandSpec(
            CommandId.HAND_OVER,
            tr("Hand over…"),
            lambda: do().hand_over(),
            "user",
            "Ctrl+Shift+F12",
            tr("Give the wave to another picker"),
            _one_open_wave,
            why_not=why_not,
        ),
        CommandSpec(
            CommandId.BINS_TO_COUNT,
            tr("Bins to count"),
            lambda: do().show_bins_to_count(),
            "clipboard-check",
            "Ctrl+Shift+F9",
            tr("The bins that pickers found short and nobody has counted since"),
            lambda context: context.online and _on_tab(context),
        ),
    ]


def _booking(do: Do) -> list[CommandSpec]:
    why_not = tr("Select one wave that is not done first.")
    return [
        CommandSpec(
            CommandId.ALL_PICKED,
            tr("All picked"),
            lambda: do().all_picked(),
            "check",
            "F12",
            tr("Book all that is left of the wave as its list says"),
            _one_open_wave,
            why_not=why_not,
        ),
        CommandSpec(
            CommandId.ONE_TASK,
            tr("One task…"),
            lambda: do().one_task(),
            "triangle-alert",
            "Ctrl+F12",
            tr("Book one task that went otherwise: fewer units, or none, and why"),
            _one_open_wave,
            why_not=why_not,
        ),
    ]


def _beside_the_walk(do: Do) -> list[CommandSpec]:
    return [
        CommandSpec(
            CommandId.SORT_TO_SLOTS,
            tr("Sort to slots"),
            lambda: do().sort_to_slots(),
            "split",
            "Shift+F11",
            tr("Scan what was picked together; each scan tells the slot it goes into"),
            lambda context: _waves(context) and context.selected == 1,
            why_not=tr("Select one wave first."),
        ),
        CommandSpec(
            CommandId.FLOOR_PLAN,
            tr("Floor plan"),
            lambda: do().show_floor_plan(),
            "warehouse",
            "Ctrl+Shift+F11",
            tr("Show the warehouse from above, with the walk of the wave"),
            lambda context: _waves(context) and context.selected == 1,
            why_not=tr("Select one wave first."),
        ),
    ]


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
            CommandId.ADD_ORDERS,
            tr("Put orders in…"),
            lambda: do().add_orders(),
            "package-plus",
            "Ctrl+Shift+N",
            tr("Put ready orders into a wave that nobody walks yet, an urgent one for instance"),
            _one_untouched_wave,
            why_not=tr("Select one open wave that nobody walks yet first."),
        ),
        CommandSpec(
            CommandId.TAKE_ORDER_OUT,
            tr("Take an order out…"),
            lambda: do().take_order_out(),
            "circle-x",
            "Ctrl+Shift+T",
            tr("Take one order out of the wave; it is ready again and keeps its stock"),
            _one_unpacked_wave,
            why_not=tr("Select one wave that is not cancelled first."),
        ),
        CommandSpec(
            CommandId.CANCEL_WAVE,
            tr("Cancel the wave…"),
            lambda: do().cancel_wave(),
            "ban",
            "Ctrl+F8",
            tr("Take the selected wave back; its orders are ready again and keep their stock"),
            _one_unpacked_wave,
            why_not=tr("Select one wave that is not cancelled first."),
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
        CommandSpec(
            CommandId.SHOW_SENT,
            tr("Shipments"),
            lambda: do().show_view(sent.NAME),
            "truck",
            "Ctrl+F2",
            tr("Pick & Pack: what is packed and what has left, with tracking numbers"),
            _on_tab,
            lambda context: context.view == sent.NAME,
        ),
        CommandSpec(
            CommandId.SHOW_NUMBERS,
            tr("Numbers"),
            lambda: do().show_view(NUMBERS),
            "clock",
            "Ctrl+Shift+F",
            tr("Pick & Pack: parcels, pace, errors caught and how long orders stand, as charts"),
            lambda context: context.online,
            lambda context: context.tab == TAB and context.view == NUMBERS,
        ),
        CommandSpec(
            CommandId.EXPORT_NUMBERS,
            tr("Export…"),
            lambda: do().export_numbers(),
            "download",
            "",
            tr("Write the rows behind the chart's bar in hand, or all parcels, to a file"),
            lambda context: context.online and context.tab == TAB and context.view == NUMBERS,
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


def _one_untouched_wave(context: CommandContext) -> bool:
    known = context.states
    return _waves(context) and context.selected == 1 and (not known or "open" in known)


def _one_unpacked_wave(context: CommandContext) -> bool:
    known = context.states
    return _waves(context) and context.selected == 1 and (not known or bool(known & _UNPACKED))
