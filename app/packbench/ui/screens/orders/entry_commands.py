"""The commands that enter and edit an order, from the Orders and the Back Orders tab."""

from functools import partial
from typing import TYPE_CHECKING

from packbench.domain.orders import OrderStatus
from packbench.services.office.lists import order_list
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.order_entry import OrderEntry

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
            why_not=tr("Select one order that is not shipped or cancelled first."),
        ),
    ]


def entry(place: Workplace) -> "OrderEntry":
    """What opens the form of an order."""
    from packbench.ui.order_entry import OrderEntry  # noqa: PLC0415 - see Office

    return OrderEntry(place)


def _edit(place: Workplace) -> None:
    """Opens the selected order."""
    context, desk, ids = place.context, place.desk, list(place.selected_ids())[:1]
    column = str(desk.window.registry.filled.get("field", ""))

    def show(numbers: list[str]) -> None:
        for number in numbers:
            entry(place).edit(number, column=column)

    def read() -> list[str]:
        return [row.number for row in order_list(context).rows(ids)]

    desk.runner.read("order_entry.number", read, show, owner=desk.window)


def _can_edit(context: CommandContext) -> bool:
    of_orders = context.tab == "orders" or (
        context.tab == "back_orders" and context.view == "back_orders"
    )
    open_ = not context.states or bool(context.states - _CLOSED)
    return context.online and of_orders and context.selected == 1 and open_
