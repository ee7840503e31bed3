"""The commands of the Back Orders tab."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandSpec, Context
from packbench.ui.screens.back_orders import products
from packbench.ui.screens.back_orders.table import NAME, TAB
from packbench.words.language import mark, tr

if TYPE_CHECKING:
    from packbench.ui.screens.back_orders.controller import BackOrdersController

ORDERS = "orders"
Do = Callable[[], "BackOrdersController"]

CHANGES = (
    (
        CommandId.UPDATE_SKU,
        mark("Update SKU…"),
        "replace",
        "Ctrl+U",
        mark("Give what waits another product; the old SKU stays on record"),
    ),
    (
        CommandId.BACK_TO_SHIP,
        mark("Back to ship…"),
        "boxes",
        "Ctrl+B",
        mark("Try what waits again, also what was marked by hand"),
    ),
    (
        CommandId.REROUTE_BACK_ORDERS,
        mark("Reroute…"),
        "split",
        "Ctrl+R",
        mark("Send the whole orders from another warehouse"),
    ),
    (
        CommandId.PRIORITIZE_BACK_ORDERS,
        mark("Set priority…"),
        "arrow-up",
        "Ctrl+Shift+R",
        mark("Move orders in the queue; higher is served earlier"),
    ),
    (
        CommandId.CANCEL_WAITING,
        mark("Cancel quantity…"),
        "ban",
        "Ctrl+D",
        mark("Cancel what waits; what is promised goes on"),
    ),
    (
        CommandId.PURCHASE_MISSING,
        mark("Create purchase order…"),
        "truck",
        "Ctrl+Shift+O",
        mark("Put what is missing on draft purchase orders, one a supplier"),
    ),
    (
        CommandId.HOLD_BACK_ORDERS,
        mark("Hold…"),
        "circle-pause",
        "Ctrl+H",
        mark("Send nothing of these orders until somebody resumes them"),
    ),
    (
        CommandId.RESUME_BACK_ORDERS,
        mark("Resume…"),
        "play",
        "Ctrl+Shift+H",
        mark("Let held orders go on"),
    ),
    (
        CommandId.MARK_BACK_ORDER,
        mark("Mark as back order…"),
        "hourglass",
        "Ctrl+Shift+B",
        mark("Give promised units back; they wait until they are sent back to ship"),
    ),
    (
        CommandId.ALLOW_BACK_ORDER,
        mark("Allow back order…"),
        "circle-check",
        "Ctrl+Shift+L",
        mark("Let units wait whose product may not be back-ordered"),
    ),
    (
        CommandId.MOVE_PROMISES,
        mark("Move promises…"),
        "warehouse",
        "Ctrl+Shift+M",
        mark("From a virtual warehouse to one that ships, in queue order"),
    ),
)
"""What one dialog each asks for: id, words, icon, shortcut, tip."""

ALSO_OF_ORDERS = (
    CommandId.MARK_BACK_ORDER,
    CommandId.ALLOW_BACK_ORDER,
    CommandId.MOVE_PROMISES,
)
"""What is for orders that need not wait yet: these run on the Orders tab, too."""


def back_order_commands(do: Do) -> list[CommandSpec]:
    """Every command of the tab."""
    return [
        *_trying(do),
        *_changes(do),
        *_splitting(do),
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


def _changes(do: Do) -> list[CommandSpec]:
    def run(command: CommandId) -> Callable[[], None]:
        return lambda: do().change(command)

    return [
        CommandSpec(
            command,
            tr(text),
            run(command),
            icon,
            shortcut,
            tr(tip),
            _some_of_either_tab if command in ALSO_OF_ORDERS else _some_orders,
            why_not=tr("Choose orders first.") if command in ALSO_OF_ORDERS else _choose_first(),
        )
        for command, text, icon, shortcut, tip in CHANGES
    ]


def _splitting(do: Do) -> list[CommandSpec]:
    return [
        CommandSpec(
            CommandId.SHIP_WHAT_IS_HERE,
            tr("Ship what is here…"),
            lambda: do().change(CommandId.SHIP_WHAT_IS_HERE),
            "package-open",
            "Ctrl+Shift+S",
            tr("Send what is there now; the rest follows in a shipment of its own"),
            _some_orders,
            why_not=_choose_first(),
        ),
        CommandSpec(
            CommandId.WAIT_FOR_ALL,
            tr("Wait for all…"),
            lambda: do().change(CommandId.WAIT_FOR_ALL),
            "hourglass",
            "Ctrl+Shift+W",
            tr("Send nothing until everything is there; what is promised is given back"),
            _some_orders,
            why_not=_choose_first(),
        ),
    ]


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


def _on_tab(context: Context) -> bool:
    return context.tab == TAB


def _here(context: Context) -> bool:
    return _on_tab(context) and context.view == NAME


def _online_here(context: Context) -> bool:
    return context.online and _here(context)


def _some_orders(context: Context) -> bool:
    return _online_here(context) and context.selected > 0


def _some_of_either_tab(context: Context) -> bool:
    """Nothing waits yet of an order that may not wait, or whose promises are to be moved."""
    of_orders = context.online and context.tab == ORDERS and context.selected > 0
    return of_orders or _some_orders(context)


def _one_order(context: Context) -> bool:
    return _here(context) and context.selected == 1


def _some_products(context: Context) -> bool:
    return _on_tab(context) and context.view == products.NAME and context.selected > 0
