"""The Inventory tab: the table, the details and the commands put together."""

from functools import cache, partial
from typing import TYPE_CHECKING

from packbench.domain.changes import Kind
from packbench.domain.custom_fields import PRODUCT_COLUMNS, FieldOf
from packbench.domain.views import ViewTab
from packbench.services.custom_fields import fields_in_use
from packbench.services.office.lists import InventoryQuery, InventoryRow, filter_values
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandSpec
from packbench.ui.parts.shell.record_page import RecordPage, RecordSpec
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.screens.inventory.commands import inventory_commands
from packbench.ui.screens.inventory.details import StockDetails, StockDetailsView, read_details
from packbench.ui.screens.inventory.table import groups, table
from packbench.ui.totals import totals_of
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.inventory.controller import InventoryController

KEY = "inventory"
_COMMANDS = (
    *(CommandId.RECEIVE_STOCK, CommandId.ADJUST_STOCK, CommandId.COUNT_STOCK),
    *(CommandId.MOVE_STOCK, CommandId.TRANSFER_STOCK, CommandId.DAMAGE_STOCK),
    *(CommandId.QUARANTINE_STOCK, CommandId.MAKE_GOOD, None),
    *(CommandId.SHOW_PRODUCT, CommandId.STOCK_LEVELS),
    *(CommandId.PRODUCT_PACKS, CommandId.PRODUCT_CUSTOMS),
)
_BESIDE = (CommandId.RECEIVE_STOCK,)
_KINDS = frozenset(
    {Kind.STOCK, Kind.PRODUCT, Kind.WAREHOUSE, Kind.ORDER, Kind.PURCHASE_ORDER, Kind.SETTING}
)


def commands(place: Workplace) -> list[CommandSpec]:
    """The tab's commands."""
    return inventory_commands(cache(partial(_controller, place)))


def make_page(place: Workplace) -> RecordPage[InventoryQuery, InventoryRow, StockDetails]:
    """The page, when the tab is first in front."""
    desk, context = place.desk, place.context
    view = StockDetailsView(place)
    spec = RecordSpec(
        table=table(context),
        totals=totals_of(context, ViewTab.INVENTORY),
        kinds=_KINDS,
        commands=_COMMANDS,
        beside_tabs=_BESIDE,
        read_groups=lambda: groups(filter_values(context)),
        read_counts=dict,
        read_details=partial(read_details, context),
        show_details=view.show,
        show_several=view.show_several,
        states=lambda _: frozenset(),
        own=PRODUCT_COLUMNS,
        read_own=lambda: fields_in_use(context, FieldOf.PRODUCT),
        nothing=EmptyText(
            "panel-right",
            tr("No product selected"),
            tr("Select a row, or scan a product."),
        ),
    )
    registry = desk.window.registry
    empty_actions = [registry.action(CommandId.IMPORT), registry.action(CommandId.RECEIVE_STOCK)]
    return RecordPage(spec, desk, context.origin, empty_actions)


def _controller(place: Workplace) -> "InventoryController":
    from packbench.ui.screens.inventory.controller import InventoryController  # noqa: PLC0415 - see Office

    return InventoryController(place)
