"""The Back Orders tab: its two views and the commands put together."""

from array import array
from functools import cache, partial
from typing import TYPE_CHECKING

from packbench.domain.changes import Kind
from packbench.domain.views import ViewTab
from packbench.services.office.lists import (
    BackOrderQuery,
    BackOrderRow,
    WantedProductQuery,
    WantedProductRow,
    back_order_counts,
    filter_values,
    still_waiting,
    wanted_product_counts,
)
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandSpec
from packbench.ui.parts.shell.record_page import RecordPage, RecordSpec
from packbench.ui.parts.shell.views_page import ViewsPage
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.screens.back_orders import products
from packbench.ui.screens.back_orders.commands import back_order_commands
from packbench.ui.screens.back_orders.declared import DECLARED
from packbench.ui.screens.back_orders.details import (
    BackOrderDetails,
    BackOrderDetailsView,
    read_details,
)
from packbench.ui.screens.back_orders.products import ProductDetails, ProductDetailsView
from packbench.ui.screens.back_orders.table import NAME, TAB, groups, table
from packbench.ui.totals import totals_of
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.back_orders.controller import BackOrdersController

KEY = TAB
_VIEWS = (CommandId.BACK_ORDERS_BY_ORDER, CommandId.BACK_ORDERS_BY_PRODUCT)
_BUTTONS = (
    CommandId.UPDATE_SKU,
    CommandId.BACK_TO_SHIP,
    CommandId.REROUTE_BACK_ORDERS,
    CommandId.PRIORITIZE_BACK_ORDERS,
    CommandId.CANCEL_WAITING,
    CommandId.SHOW_ORDER,
)
_MENU = (
    *DECLARED,
    None,
    CommandId.ALLOCATE_AGAIN,
    CommandId.SHOW_ORDER,
    CommandId.EDIT_ORDER,
    CommandId.MEND_ORDER,
    None,
    CommandId.COPY_LETTERS,
    CommandId.EXPORT_BACK_ORDERS,
    CommandId.PREORDER_CALENDAR,
    None,
    CommandId.CHOOSE_ALL,
    CommandId.CHOOSE_NONE,
    None,
    *_VIEWS,
)
_PARTS = (CommandId.SHIP_WHAT_IS_HERE, CommandId.WAIT_FOR_ALL)
_PRODUCT_BUTTONS = (CommandId.SHOW_WAITING_ORDERS, CommandId.PURCHASE_PRODUCTS)
_KINDS = frozenset({Kind.ORDER, Kind.PRODUCT, Kind.WAREHOUSE, Kind.PURCHASE_ORDER})


def commands(place: Workplace) -> list[CommandSpec]:
    """The tab's commands."""
    return back_order_commands(cache(partial(_controller, place)))


def ask(place: Workplace, command: CommandId, ids: "array[int]") -> None:
    """Opens the dialog of a command on these orders, whatever is selected."""
    _controller(place).change(command, ids)


def make_page(place: Workplace) -> ViewsPage:
    """The page, when the tab is first in front; its views when they are."""
    return ViewsPage({NAME: partial(_by_order, place), products.NAME: partial(_by_product, place)})


def _by_order(place: Workplace) -> RecordPage[BackOrderQuery, BackOrderRow, BackOrderDetails]:
    desk, context = place.desk, place.context
    view = BackOrderDetailsView(place, _BUTTONS, _PARTS)
    spec = RecordSpec(
        table=table(context),
        totals=totals_of(context, ViewTab.BACK_ORDERS),
        kinds=_KINDS,
        commands=_MENU,
        beside_tabs=_VIEWS,
        read_groups=lambda: groups(filter_values(context)),
        read_counts=lambda: {"reason": back_order_counts(context)},
        read_details=partial(read_details, context),
        show_details=view.show,
        show_several=view.show_several,
        states=lambda row: frozenset({row.status}),
        nothing=EmptyText(
            "panel-right",
            tr("No back order selected"),
            tr("Select a row to see what it waits for."),
        ),
        keep_ticks=partial(still_waiting, context),
    )
    return RecordPage(spec, desk, context.origin)


def _by_product(
    place: Workplace,
) -> RecordPage[WantedProductQuery, WantedProductRow, ProductDetails]:
    desk, context = place.desk, place.context
    view = ProductDetailsView(desk.theme, desk.window.registry, _PRODUCT_BUTTONS)
    show_orders = desk.window.registry.action(CommandId.SHOW_WAITING_ORDERS).trigger
    spec = RecordSpec(
        table=products.table(context),
        totals=totals_of(context, ViewTab.BACK_ORDER_PRODUCTS),
        kinds=_KINDS | {Kind.STOCK},
        commands=(*_PRODUCT_BUTTONS, CommandId.PREORDER_CALENDAR, None, *_VIEWS),
        beside_tabs=_VIEWS,
        read_groups=products.groups,
        read_counts=lambda: {"reason": wanted_product_counts(context)},
        read_details=partial(products.read_details, context),
        show_details=view.show,
        show_several=view.show_several,
        states=lambda _: frozenset(),
        nothing=EmptyText(
            "panel-right",
            tr("No product selected"),
            tr("Select a row to see who waits for it; Enter shows the orders."),
        ),
        open=lambda _: show_orders(),
    )
    return RecordPage(spec, desk, context.origin)


def _controller(place: Workplace) -> "BackOrdersController":
    from packbench.ui.screens.back_orders.controller import BackOrdersController  # noqa: PLC0415 - see Office

    return BackOrdersController(place)
