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

TAB, CUSTOMERS = "orders", "customers"
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
        *_of_customers(do),
    ]


def _of_customers(do: "Callable[[], OrdersController]") -> list[CommandSpec]:
    return [
        CommandSpec(
            CommandId.SHOW_ORDERS,
            tr("Orders"),
            lambda: do().show_view(TAB),
            "clipboard-list",
            tip=tr("Orders: one row an order"),
            enabled_when=_either_view,
            checked_when=lambda context: context.tab == TAB,
        ),
        CommandSpec(
            CommandId.SHOW_CUSTOMERS,
            tr("Customers"),
            lambda: do().switch_view(),
            "user",
            "Ctrl+F4",
            tr("Customers: orders, what waits, value and last address of each; again: the orders"),
            _either_view,
            lambda context: context.tab == CUSTOMERS,
        ),
        CommandSpec(
            CommandId.SHOW_CUSTOMER,
            tr("Show the customer"),
            lambda: do().show_customer(),
            "user",
            tip=tr("Go to the customer of the selected order"),
            enabled_when=lambda context: _here(context) and context.selected == 1,
            why_not=tr("Select one order first."),
        ),
        CommandSpec(
            CommandId.SHOW_CUSTOMER_ORDERS,
            tr("Show the orders"),
            lambda: do().show_customer_orders(),
            "clipboard-list",
            tip=tr("Show all orders of the selected customer (Enter)"),
            enabled_when=lambda context: context.tab == CUSTOMERS and context.selected == 1,
            why_not=tr("Select one customer first."),
        ),
    ]


def _either_view(context: CommandContext) -> bool:
    return context.tab in {TAB, CUSTOMERS}


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
