"""The Orders tab: the table, the details and the commands put together."""

from array import array
from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from packbench.domain.changes import Kind
from packbench.domain.custom_fields import ORDER_COLUMNS
from packbench.domain.views import ViewTab
from packbench.services.office.list_tabs import OLDER
from packbench.services.office.lists import OrderQuery, OrderRow, filter_values, order_counts
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.registry import Placement
from packbench.ui.parts.commands.spec import CommandSpec
from packbench.ui.parts.shell.page import Page
from packbench.ui.parts.shell.record_page import RecordPage, RecordSpec
from packbench.ui.parts.shell.views_page import ViewsPage
from packbench.ui.parts.tables.table_pane import TablePane
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.screens.orders import customers
from packbench.ui.screens.orders.commands import order_commands
from packbench.ui.screens.orders.details import OrderDetails, OrderDetailsView, read_details
from packbench.ui.screens.orders.entry_commands import entry_commands
from packbench.ui.screens.orders.table import groups, table
from packbench.ui.totals import totals_of
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.orders.controller import OrdersController

KEY = "orders"
_OF_AN_ORDER = (CommandId.PICK_LIST, CommandId.PACKING_SLIPS)
_EDITED = (CommandId.EDIT_ORDER, CommandId.MEND_ORDER, CommandId.RELEASE)
_BUTTONS = (
    *_OF_AN_ORDER,
    CommandId.HOLD_BACK_ORDERS,
    CommandId.CANCEL_ORDERS,
    CommandId.SPLIT_ORDERS,
    CommandId.TAG_ORDERS,
    CommandId.ADD_NOTE,
)
_OF_THE_TAB = (CommandId.ALLOCATE, CommandId.NEW_ORDER, CommandId.IMPORT)
_KINDS = frozenset(
    {
        *(Kind.ORDER, Kind.SHIPMENT, Kind.WAREHOUSE, Kind.PRODUCT, Kind.PURCHASE_ORDER),
        Kind.SETTING,  # which fields there are
    }
)


def commands(place: Workplace) -> list[CommandSpec]:
    """The tab's commands."""
    return [*order_commands(cache(partial(_controller, place))), *entry_commands(place)]


Merge = Callable[["array[int]"], None]
_Pane = TablePane[OrderQuery, OrderRow]


def make_pane(place: Workplace) -> _Pane:
    """The table of the page: half of the work, that the start does a turn before the rest."""
    desk = place.desk
    empty_actions = [desk.window.registry.action(CommandId.IMPORT)]
    return TablePane(table(place.context), desk.runner, desk.theme, empty_actions)


def make_page(
    place: Workplace, also: Placement, merge: Merge, pane: Callable[[], _Pane]
) -> ViewsPage:
    """The page, when the tab is first in front.

    Args:
        place: the window and the database.
        also: commands of other tabs on its orders.
        merge: begins to merge the orders of these ids.
        pane: its table, made before or now.
    """
    views: dict[str, Callable[[], Page]] = {
        KEY: partial(_by_order, place, also, merge, pane),
        customers.NAME: partial(customers.make_view, place, _OF_THE_TAB),
    }
    return ViewsPage(views)


def _by_order(
    place: Workplace, also: Placement, merge: Merge, pane: Callable[[], _Pane]
) -> RecordPage[OrderQuery, OrderRow, OrderDetails]:
    desk, context = place.desk, place.context
    view = OrderDetailsView(place, _BUTTONS, merge)
    made = pane()
    spec = RecordSpec(
        table=made.spec,
        totals=totals_of(context, ViewTab.ORDERS),
        kinds=_KINDS,
        commands=(
            *(*_OF_THE_TAB, None, *_EDITED, *_OF_AN_ORDER, None, *also, None),
            *(CommandId.SHOW_CUSTOMER, *customers.VIEWS),
        ),
        beside_tabs=_OF_THE_TAB,
        read_groups=lambda: groups(filter_values(context)),
        read_counts=lambda: order_counts(context),
        read_details=partial(read_details, context),
        show_details=view.show,
        show_several=view.show_several,
        states=lambda row: frozenset({row.status}),
        own=ORDER_COLUMNS,
        read_own=lambda: filter_values(context).order_fields,
        left_out=("closed", OLDER),
        nothing=EmptyText(
            "panel-right",
            tr("No order selected"),
            tr("Select a row, or scan an order number."),
        ),
    )
    return RecordPage(spec, desk, context.origin, pane=made)


def _controller(place: Workplace) -> "OrdersController":
    from packbench.ui.screens.orders.controller import OrdersController  # noqa: PLC0415 - see Office

    return OrdersController(place)
