"""The commands of the Back Orders tab."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from packbench.texts import tr
from packbench.ui.back_orders import products
from packbench.ui.back_orders.table import NAME
from packbench.ui.commands.ids import CommandId
from packbench.ui.commands.spec import CommandSpec, Context

if TYPE_CHECKING:
    from packbench.ui.back_orders.controller import BackOrdersController

TAB = "back_orders"


def back_order_commands(do: "Callable[[], BackOrdersController]") -> list[CommandSpec]:
    """Every command of the tab."""
    return [
        CommandSpec(
            CommandId.ALLOCATE_AGAIN,
            tr("Allocate these again"),
            lambda: do().allocate_again(),
            "boxes",
            "Shift+F9",
            tr("Try to give stock to the selected back orders, in the order of the queue"),
            _some_selected,
        ),
        CommandSpec(
            CommandId.SHOW_ORDER,
            tr("Show the order"),
            lambda: do().show_order(),
            "arrow-right",
            "Ctrl+Return",
            tr("Go to the order in the Orders tab"),
            _one_selected,
        ),
        *_choosing(do),
        *_viewing(do),
    ]


def _choosing(do: "Callable[[], BackOrdersController]") -> list[CommandSpec]:
    return [
        CommandSpec(
            CommandId.CHOOSE_ALL,
            tr("Choose all"),
            lambda: do().choose_all(),
            "square-check",
            "Ctrl+A",
            tr("Tick every back order that fits the filter; Space ticks one"),
            _here,
        ),
        CommandSpec(
            CommandId.CHOOSE_NONE,
            tr("Choose none"),
            lambda: do().choose_none(),
            "square",
            "Ctrl+Shift+A",
            tr("Take all ticks away, also of rows that the filter hides"),
            _here,
        ),
    ]


def _viewing(do: "Callable[[], BackOrdersController]") -> list[CommandSpec]:
    return [
        CommandSpec(
            CommandId.BACK_ORDERS_BY_ORDER,
            tr("By order"),
            lambda: do().show_view(NAME),
            "clipboard-list",
            "Alt+1",
            tr("Back orders: one row an order"),
            _on_tab,
            lambda context: context.view == NAME,
        ),
        CommandSpec(
            CommandId.BACK_ORDERS_BY_PRODUCT,
            tr("By product"),
            lambda: do().show_view(products.NAME),
            "package",
            "Alt+2",
            tr("Back orders: one row a product that is waited for"),
            _on_tab,
            lambda context: context.view == products.NAME,
        ),
        CommandSpec(
            CommandId.SHOW_WAITING_ORDERS,
            tr("Show who waits for it"),
            lambda: do().show_waiting_orders(),
            "arrow-right",
            "Alt+Return",
            tr("Show the back orders that wait for the selected products (Enter)"),
            _some_products,
        ),
    ]


def _on_tab(context: Context) -> bool:
    return context.tab == TAB


def _some_products(context: Context) -> bool:
    return context.tab == TAB and context.view == products.NAME and context.selected > 0


def _here(context: Context) -> bool:
    return context.tab == TAB and context.view == NAME


def _some_selected(context: Context) -> bool:
    return context.online and _here(context) and context.selected > 0


def _one_selected(context: Context) -> bool:
    return _here(context) and context.selected == 1
