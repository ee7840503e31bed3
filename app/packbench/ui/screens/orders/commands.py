"""The commands of the Orders tab."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from packbench.domain.orders import OrderStatus
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.words.language import tr, tr_count

if TYPE_CHECKING:
    from packbench.ui.screens.orders.controller import OrdersController

TAB = "orders"
_WITHOUT_SHIPMENT = {
    OrderStatus.NEW,
    OrderStatus.ATTENTION,
    OrderStatus.BACK_ORDER,
    OrderStatus.CANCELLED,
}


def order_commands(do: "Callable[[], OrdersController]") -> list[CommandSpec]:
    """Every command of the tab."""
    return [
        CommandSpec(
            CommandId.ALLOCATE,
            tr("Allocate"),
            lambda: do().allocate(),
            "boxes",
            "F9",
            tr("Give stock to the selected orders; to all new orders when none is selected"),
            _here,
            text_when=_allocate_words,
        ),
        CommandSpec(
            CommandId.PACKING_SLIPS,
            tr("Print packing slips"),
            lambda: do().print_packing_slips(),
            "printer",
            "Ctrl+P",
            tr("Print the packing slips of the selected orders' shipments"),
            _has_shipments,
            why_not=tr("Select orders that have shipments first."),
        ),
    ]


def _here(context: CommandContext) -> bool:
    return context.online and context.tab == TAB


def _allocate_words(context: CommandContext) -> str:
    if context.tab != TAB or not context.selected:
        return tr("Allocate new orders")
    words = tr_count("Allocate {count} order", "Allocate {count} orders", context.selected)
    return words.format(count=QLocale().toString(context.selected))


def _has_shipments(context: CommandContext) -> bool:
    known = context.states
    return (
        _here(context) and context.selected > 0 and (not known or bool(known - _WITHOUT_SHIPMENT))
    )
