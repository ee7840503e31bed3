"""The commands of the Inventory tab."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from packbench.services.stock.acts import ActKind
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.ui.screens.inventory import places, products
from packbench.words.language import mark, tr

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
        *(_act(do, one) for one in _ACTS),
        CommandSpec(
            CommandId.TRANSFER_STOCK,
            tr("Transfer to another warehouse…"),
            lambda: do().transfer(),
            "truck",
            "Alt+Shift+F",
            tr("Move units to another warehouse; who waits there is served"),
            _online,
        ),
        CommandSpec(
            CommandId.MAKE_SETS,
            tr("Sets of a kit…"),
            lambda: do().make_sets(),
            "boxes",
            "Alt+U",
            tr("Put sets together of a kit's components, or take them apart"),
            _online,
        ),
        CommandSpec(
            CommandId.STOCK_FROM_SHEET,
            tr("Change stock from a spreadsheet…"),
            lambda: do().from_sheet(),
            "file-input",
            "Ctrl+Shift+0",
            tr("Counts, changes or levels from copied rows or a file; each row before and after"),
            _online,
        ),
        *(_view(do, one) for one in _VIEWS),
        CommandSpec(
            CommandId.STOCK_ATTENTION,
            tr("Stock requiring attention"),
            lambda: do().show_attention(),
            "triangle-alert",
            "Ctrl+Shift+5",
            tr("Short, below minimum, less than nothing available, expiring, to be counted"),
            _online,
        ),
        *_product_commands(do),
    ]


def _product_commands(do: "Callable[[], InventoryController]") -> list[CommandSpec]:
    return [
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


def _act(do: "Callable[[], InventoryController]", one: "_Act") -> CommandSpec:
    return CommandSpec(
        one.id,
        tr(one.text),
        lambda: do().act(one.kind),
        one.icon,
        one.keys,
        tr(one.tip),
        _online,
    )


class _Act(NamedTuple):
    """A command that does one thing to stock."""

    id: CommandId
    kind: ActKind
    text: str
    icon: str
    keys: str
    tip: str


_ACTS = (
    _Act(
        CommandId.ADJUST_STOCK,
        ActKind.ADJUST,
        mark("Adjust stock…"),
        "pencil",
        "Alt+Shift+A",
        mark("Add units that were found, or take off units that are gone"),
    ),
    _Act(
        CommandId.COUNT_STOCK,
        ActKind.COUNT,
        mark("Count stock…"),
        "clipboard-list",
        "Ctrl+Shift+1",
        mark("Set what was counted, in a bin or in the whole warehouse"),
    ),
    _Act(
        CommandId.MOVE_STOCK,
        ActKind.MOVE,
        mark("Move to another bin…"),
        "arrow-right",
        "Ctrl+Shift+2",
        mark("Scan the bin, the item, how many, and the bin they go to"),
    ),
    _Act(
        CommandId.DAMAGE_STOCK,
        ActKind.DAMAGE,
        mark("Report damage…"),
        "triangle-alert",
        "Alt+Shift+D",
        mark("Damaged units stay on hand and can't be given out"),
    ),
    _Act(
        CommandId.QUARANTINE_STOCK,
        ActKind.QUARANTINE,
        mark("Put into quarantine…"),
        "hourglass",
        "Ctrl+Shift+3",
        mark("Keep units back until somebody has looked at them"),
    ),
    _Act(
        CommandId.MAKE_GOOD,
        ActKind.RELEASE,
        mark("Make good again…"),
        "circle-check",
        "Ctrl+Shift+4",
        mark("Damaged or quarantined units can be given out again"),
    ),
)


class _View(NamedTuple):
    """A view of stock."""

    id: CommandId
    view: str
    text: str
    icon: str
    keys: str
    tip: str


_VIEWS = (
    _View(
        CommandId.STOCK_BY_WAREHOUSE,
        "inventory",
        mark("By warehouse"),
        "warehouse",
        "Ctrl+Shift+6",
        mark("Stock: one row a product and warehouse"),
    ),
    _View(
        CommandId.STOCK_BY_PRODUCT,
        products.NAME,
        mark("By product"),
        "package",
        "Ctrl+Shift+7",
        mark("Stock: one row a product, over all warehouses"),
    ),
    _View(
        CommandId.STOCK_BY_BIN,
        places.BINS,
        mark("By bin"),
        "boxes",
        "Ctrl+Shift+8",
        mark("Stock: what lies in each bin"),
    ),
    _View(
        CommandId.STOCK_BY_LOT,
        places.LOTS,
        mark("By lot"),
        "calendar-days",
        "Ctrl+Shift+9",
        mark("Stock: the lots, that which expires first on top"),
    ),
)


def _view(do: "Callable[[], InventoryController]", one: _View) -> CommandSpec:
    return CommandSpec(
        one.id,
        tr(one.text),
        lambda: do().show_view(one.view),
        one.icon,
        one.keys,
        tr(one.tip),
        lambda context: context.online and context.tab == "inventory",
        lambda context: context.view == one.view,
    )


def _one_product(context: CommandContext) -> bool:
    return context.online and context.tab == "inventory" and context.selected == 1


def _one_or_filled(context: CommandContext) -> bool:
    """From the stock of a product, and from the advice on an order that names one."""
    return context.online and (context.tab != "inventory" or context.selected == 1)


def _online(context: CommandContext) -> bool:
    return context.online
