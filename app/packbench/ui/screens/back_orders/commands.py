"""The commands of the Back Orders tab."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from packbench.domain.orders import OrderStatus
from packbench.services.commands.declaration import Declaration
from packbench.ui.parts.bulk.commands import declared_commands
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.ui.screens.back_orders import products
from packbench.ui.screens.back_orders.declared import DECLARED, OF_ORDERS
from packbench.ui.screens.back_orders.table import NAME, TAB
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.back_orders.controller import BackOrdersController

ORDERS = "orders"
_NEVER_WAIT = frozenset({OrderStatus.NEW})
"""Orders of which nothing waits yet."""
Do = Callable[[], "BackOrdersController"]


def back_order_commands(do: Do) -> list[CommandSpec]:
    """Every command of the tab."""
    return [
        *_trying(do),
        *_declared(do),
        *_taking(do),
        *_choosing(do),
        *_viewing(do),
    ]


def _trying(do: Do) -> list[CommandSpec]:
    return [
        CommandSpec(
            CommandId.ALLOCATE_AGAIN,
            tr("Allocate these again"),
            lambda: do().allocate_again(),
            "boxes",
            "Shift+F9",
            tr("Try to give stock to the selected back orders, in the order of the queue"),
            _some_orders,
            why_not=_choose_first(),
        ),
        CommandSpec(
            CommandId.SHOW_ORDER,
            tr("Show the order"),
            lambda: do().show_order(),
            "arrow-right",
            "Ctrl+Return",
            tr("Go to the order in the Orders tab"),
            _one_order,
            why_not=tr("Choose one back order first."),
        ),
    ]


def _declared(do: Do) -> list[CommandSpec]:
    def why_not(declared: Declaration) -> str:
        return _choose_first() if declared.only_waiting else tr("Choose orders first.")

    return declared_commands(DECLARED, lambda command: do().change(command), _can_run, why_not)


def _taking(do: Do) -> list[CommandSpec]:
    return [
        CommandSpec(
            CommandId.EXPORT_BACK_ORDERS,
            tr("Export…"),
            lambda: do().export(),
            "download",
            "Ctrl+E",
            tr("Write the chosen back orders, or all of the filter, to a CSV or XLSX file"),
            _online_here,
        ),
        CommandSpec(
            CommandId.COPY_LETTERS,
            tr("Copy e-mail text"),
            lambda: do().copy_letters(),
            "mail",
            "Ctrl+Shift+E",
            tr("Put a text for each customer on the clipboard: what is late and until when"),
            _some_orders,
            why_not=_choose_first(),
        ),
        CommandSpec(
            CommandId.PREORDER_CALENDAR,
            tr("Pre-order calendar"),
            lambda: do().show_calendar(),
            "calendar-days",
            "Ctrl+Shift+D",
            tr("The days on which pre-orders become available, and what is promised of each"),
            lambda context: context.online and _on_tab(context),
        ),
    ]


def _choosing(do: Do) -> list[CommandSpec]:
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


def _viewing(do: Do) -> list[CommandSpec]:
    return [
        CommandSpec(
            CommandId.BACK_ORDERS_BY_ORDER,
            tr("By order"),
            lambda: do().show_view(NAME),
            "clipboard-list",
            "Shift+F3",
            tr("Back orders: one row an order"),
            _on_tab,
            lambda context: context.view == NAME,
        ),
        CommandSpec(
            CommandId.BACK_ORDERS_BY_PRODUCT,
            tr("By product"),
            lambda: do().show_view(products.NAME),
            "package",
            "F3",
            tr("Back orders: one row a product that is waited for"),
            _on_tab,
            lambda context: context.view == products.NAME,
        ),
        CommandSpec(
            CommandId.SHOW_WAITING_ORDERS,
            tr("Show who waits for it"),
            lambda: do().show_waiting_orders(),
            "arrow-right",
            "Ctrl+Shift+Return",
            tr("Show the back orders that wait for the selected products (Enter)"),
            _some_products,
            why_not=tr("Select a product first."),
        ),
        CommandSpec(
            CommandId.PURCHASE_PRODUCTS,
            tr("Create purchase order…"),
            lambda: do().purchase_products(),
            "truck",
            "Shift+F7",
            tr("Put what is missing of the selected products on draft purchase orders"),
            lambda context: context.online and _some_products(context),
            why_not=tr("Select a product first."),
        ),
    ]


def _choose_first() -> str:
    return tr("Choose back orders first: Space ticks one, Ctrl+A all.")


def _on_tab(context: CommandContext) -> bool:
    return context.tab == TAB


def _here(context: CommandContext) -> bool:
    return _on_tab(context) and context.view == NAME


def _online_here(context: CommandContext) -> bool:
    return context.online and _here(context)


def _some_orders(context: CommandContext) -> bool:
    return _online_here(context) and context.selected > 0


def _can_run(command: CommandId, declared: Declaration, context: CommandContext) -> bool:
    """Whether some of the chosen orders are in a state that the command is for."""
    of_orders = context.online and context.tab == ORDERS and context.selected > 0
    chosen = _some_orders(context) or (of_orders and command in OF_ORDERS)
    states = declared.states - (_NEVER_WAIT if declared.only_waiting else set())
    return chosen and (not context.states or bool(context.states & states))


def _one_order(context: CommandContext) -> bool:
    return _here(context) and context.selected == 1


def _some_products(context: CommandContext) -> bool:
    return _on_tab(context) and context.view == products.NAME and context.selected > 0
