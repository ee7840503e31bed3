"""The Back Orders tab: the table, the details and the commands put together."""

from functools import cache, partial
from typing import TYPE_CHECKING

from packbench.domain.changes import Kind
from packbench.services.lists import (
    BackOrderQuery,
    BackOrderRow,
    back_order_counts,
    filter_values,
    still_waiting,
)
from packbench.texts import tr
from packbench.ui.back_orders.commands import back_order_commands
from packbench.ui.back_orders.details import BackOrderDetails, BackOrderDetailsView, read_details
from packbench.ui.back_orders.table import groups, table
from packbench.ui.commands.ids import CommandId
from packbench.ui.commands.spec import CommandSpec
from packbench.ui.shell.record_page import RecordPage, RecordSpec
from packbench.ui.widgets.empty_state import EmptyText
from packbench.ui.workplace import Workplace

if TYPE_CHECKING:
    from packbench.ui.back_orders.controller import BackOrdersController

KEY = "back_orders"
_COMMANDS = (CommandId.ALLOCATE_AGAIN, CommandId.SHOW_ORDER)
_KINDS = frozenset({Kind.ORDER, Kind.PRODUCT, Kind.WAREHOUSE, Kind.PURCHASE_ORDER})


def commands(place: Workplace) -> list[CommandSpec]:
    """The tab's commands."""
    return back_order_commands(cache(partial(_controller, place)))


def make_page(place: Workplace) -> RecordPage[BackOrderQuery, BackOrderRow, BackOrderDetails]:
    """The page, when the tab is first in front."""
    desk, context = place.desk, place.context
    view = BackOrderDetailsView(desk.theme, desk.window.registry, _COMMANDS)
    spec = RecordSpec(
        table=table(context),
        kinds=_KINDS,
        commands=_COMMANDS,
        beside_tabs=(),
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


def _controller(place: Workplace) -> "BackOrdersController":
    from packbench.ui.back_orders.controller import BackOrdersController  # noqa: PLC0415 - see Office

    return BackOrdersController(place)
