"""The commands of the Inventory tab."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.inventory.controller import InventoryController


def inventory_commands(do: "Callable[[], InventoryController]") -> list[CommandSpec]:
    """Every command of the tab; goods can be received from any tab."""
    return [
        CommandSpec(
            CommandId.RECEIVE_STOCK,
            tr("Receive stock"),
            lambda: do().receive(),
            "package-plus",
            "F7",
            tr("Book units in that came; whoever waits for them is served at once"),
            _online,
        ),
        CommandSpec(
            CommandId.SHOW_PRODUCT,
            tr("Show product…"),
            lambda: do().show_product(),
            "package",
            "",
            tr("The product as it is kept: codes, sizes, prices, policies; change it there"),
            _one_product,
        ),
        CommandSpec(
            CommandId.STOCK_LEVELS,
            tr("Safety stock and levels…"),
            lambda: do().say_levels(),
            "sliders-horizontal",
            "Alt+Shift+L",
            tr("What a warehouse keeps back of the product, and when it is bought again"),
            _one_or_filled,
        ),
        CommandSpec(
            CommandId.PRODUCT_PACKS,
            tr("Packs of the product"),
            lambda: do().say_packs(),
            "boxes",
            "Ctrl+Shift+F7",
            tr("Say which code counts how many pieces, and whether it is picked in whole packs"),
            _one_product,
        ),
        CommandSpec(
            CommandId.PRODUCT_CUSTOMS,
            tr("Customs data of the product…"),
            lambda: do().say_customs(),
            "clipboard-list",
            "",
            tr("HS code, origin, value and weight, as customs forms have them"),
            _one_product,
        ),
    ]


def _one_product(context: CommandContext) -> bool:
    return context.online and context.tab == "inventory" and context.selected == 1


def _one_or_filled(context: CommandContext) -> bool:
    """From the stock of a product, and from the advice on an order that names one."""
    return context.online and (context.tab != "inventory" or context.selected == 1)


def _online(context: CommandContext) -> bool:
    return context.online
