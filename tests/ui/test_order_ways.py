"""Every command of the command line on orders has a way in the window."""

from typer.main import get_command

from helpers.command_tree import commands
from packbench.cli.back_orders import app as back_orders
from packbench.cli.orders import app as orders
from packbench.services.commands.orders import ORDER_COMMANDS
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.screens.back_orders.declared import DECLARED, OF_ORDERS
from packbench.ui.workplace import Workplace

LOOKS = {
    "orders.list": CommandId.GO_ORDERS,
    "orders.show": CommandId.TOGGLE_DETAILS,
    "orders.explain": CommandId.TOGGLE_DETAILS,
    "orders.history": CommandId.TOGGLE_DETAILS,
    "orders.choices": CommandId.SHIP_WHAT_IS_HERE,  # what both mean stands above the two
    "backorders.list": CommandId.GO_BACK_ORDERS,
    "backorders.email": CommandId.COPY_LETTERS,
    "backorders.preorders": CommandId.PREORDER_CALENDAR,
}
"""What tells something and changes nothing: where the window tells it."""
FORMS = {"orders.edit": CommandId.EDIT_ORDER, "orders.new": CommandId.NEW_ORDER}
"""What a form of its own does."""
OF_ORDERS_TOO = {"backorders.reroute", "backorders.priority", "backorders.hold"} | {
    "backorders.resume"
}
"""What the command line has in both groups, and the window once."""


def _names() -> set[str]:
    found = set()
    for group, app in (("orders", orders), ("backorders", back_orders)):
        for path, _ in commands(get_command(app)):
            if path:
                found.add(f"{group}.{'_'.join(path).replace('-', '_')}")
    return found


def _ways() -> dict[str, CommandId]:
    """By its name on the command line, what runs it in the window."""
    ways = {declared.name: id_ for id_, declared in DECLARED.items()}
    return ways | {declared.id: id_ for id_, declared in DECLARED.items()} | LOOKS | FORMS


def test_every_command_has_a_way_in_the_window(place: Workplace) -> None:
    names, ways = _names(), _ways()
    of_orders = {name.replace("backorders", "orders") for name in OF_ORDERS_TOO}
    assert names - ways.keys() - OF_ORDERS_TOO == set()
    assert of_orders <= ways.keys()
    registry = place.desk.window.registry
    assert all(registry.action(ways[name]).text() for name in names - OF_ORDERS_TOO)


def test_every_declared_command_stands_in_the_window_and_on_the_command_line() -> None:
    assert {one.id for one in ORDER_COMMANDS} == {one.id for one in DECLARED.values()}
    names = {"orders.ship_parts": "orders.ship_partial", "orders.ship_whole": "orders.ship_partial"}
    assert {names.get(one.id, one.id) for one in ORDER_COMMANDS} <= _names()
    of_orders = {one.id for one in ORDER_COMMANDS if one.id.startswith("orders.")}
    assert of_orders <= {DECLARED[id_].id for id_ in OF_ORDERS}
