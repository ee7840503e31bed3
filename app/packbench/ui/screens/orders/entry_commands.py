"""The commands that enter and edit an order, from the Orders and the Back Orders tab."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from packbench.domain.orders import OrderStatus, Problem
from packbench.services.office.lists import order_list
from packbench.services.orders.looking import OrderView, get_order
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.orders.mending import PRODUCT_FIELDS, Spot, first_mending
from packbench.ui.workplace import Workplace
from packbench.words.language import mark, tr

if TYPE_CHECKING:
    from packbench.ui.order_entry import OrderEntry

_WHY_NOT = mark("Select one order that is not shipped or cancelled first.")
_CLOSED = frozenset({OrderStatus.SHIPPED, OrderStatus.CANCELLED})


def entry_commands(place: Workplace) -> list[CommandSpec]:
    """New order, from anywhere, and Edit, of the selected one."""
    return [
        CommandSpec(
            CommandId.NEW_ORDER,
            tr("New order…"),
            lambda: entry(place).new(),
            "package-plus",
            "Ctrl+N",
            tr("Enter an order: customer, lines by scan, search or paste, and what it gets"),
            lambda context: context.online,
        ),
        CommandSpec(
            CommandId.EDIT_ORDER,
            tr("Edit order…"),
            partial(_edit, place),
            "pencil",
            "Alt+Return",
            tr("Change address, lines and other fields of the selected order"),
            _can_edit,
            why_not=tr(_WHY_NOT),
        ),
        CommandSpec(
            CommandId.MEND_ORDER,
            tr("Mend the problem…"),
            partial(_mend, place),
            "triangle-alert",
            "Ctrl+9",
            tr("Open what mends the first problem of the selected order, as its panel offers it"),
            _can_edit,
            why_not=tr(_WHY_NOT),
        ),
    ]


def entry(place: Workplace) -> "OrderEntry":
    """What opens the form of an order."""
    from packbench.ui.order_entry import OrderEntry  # noqa: PLC0415 - see Office

    return OrderEntry(place)


def open_product(place: Workplace, sku: str, field: str = "") -> None:
    """Opens the form of a product, with the keyboard in one of its fields."""
    from packbench.ui.masters.opening import show_product  # noqa: PLC0415 - see Office

    show_product(place, sku, field)


def _edit(place: Workplace) -> None:
    """Opens the selected order."""
    column = str(place.desk.window.registry.filled.get("field", ""))
    _read_selected(place, lambda order: entry(place).edit(order.number, column=column))


def _mend(place: Workplace) -> None:
    """Opens what mends the selected order."""
    window = place.desk.window

    def show(order: OrderView) -> None:
        found = first_mending(order)
        if isinstance(found, Spot):
            spot = (found.line, found.column, found.text, found.near)
            entry(place).edit(order.number, *spot)
        elif isinstance(found, CommandId):
            window.registry.action(found).trigger()
        elif found is not None:
            open_product(place, found.sku, PRODUCT_FIELDS[Problem(found.code)])
        else:
            words = tr("Nothing has to be mended in {number}.")
            window.messages.post(Level.INFO, words.format(number=order.number))

    _read_selected(place, show)


def _read_selected(place: Workplace, show: Callable[[OrderView], None]) -> None:
    context, desk, ids = place.context, place.desk, list(place.selected_ids())[:1]

    def told(orders: list[OrderView]) -> None:
        for order in orders:
            show(order)

    def read() -> list[OrderView]:
        return [get_order(context, row.number) for row in order_list(context).rows(ids)]

    desk.runner.read("order_entry.number", read, told, owner=desk.window)


def _can_edit(context: CommandContext) -> bool:
    of_orders = context.tab == "orders" or (
        context.tab == "back_orders" and context.view == "back_orders"
    )
    open_ = not context.states or bool(context.states - _CLOSED)
    return context.online and of_orders and context.selected == 1 and open_
