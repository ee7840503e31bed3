"""The Purchase Orders tab: the table and the details put together."""

from functools import cache, partial
from typing import TYPE_CHECKING

from packbench.domain.changes import Kind
from packbench.domain.views import ViewTab
from packbench.services.office.lists import (
    PurchaseOrderQuery,
    PurchaseOrderRow,
    filter_values,
    purchase_order_counts,
)
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandSpec
from packbench.ui.parts.shell.record_page import RecordPage, RecordSpec
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.screens.purchasing.commands import purchase_commands
from packbench.ui.screens.purchasing.declared import DECLARED, TAB
from packbench.ui.screens.purchasing.details import (
    PurchaseOrderDetails,
    PurchaseOrderDetailsView,
    read_details,
)
from packbench.ui.screens.purchasing.table import groups, table
from packbench.ui.totals import totals_of
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.purchasing.controller import PurchasingController

KEY = TAB
_OF_THE_TAB = (CommandId.NEW_PURCHASE, CommandId.IMPORT)
_MENU = (
    CommandId.NEW_PURCHASE,
    CommandId.EDIT_PURCHASE,
    None,
    *DECLARED,
    CommandId.OPEN_ATTACHMENT,
    None,
    CommandId.PURCHASE_DOCUMENT,
    CommandId.MAIL_PURCHASE,
    CommandId.CONFIRM_PURCHASE,
    CommandId.RECEIVING_DOCK,
    CommandId.RECEIVING_SHEET,
    None,
    CommandId.SUGGEST_PURCHASES,
    CommandId.AUTO_DRAFTS,
    CommandId.IMPORT,
)
_KINDS = frozenset({Kind.PURCHASE_ORDER, Kind.WAREHOUSE})


def commands(place: Workplace) -> list[CommandSpec]:
    """The tab's commands."""
    return purchase_commands(cache(partial(_controller, place)))


def make_page(
    place: Workplace,
) -> RecordPage[PurchaseOrderQuery, PurchaseOrderRow, PurchaseOrderDetails]:
    """The page, when the tab is first in front."""
    desk, context = place.desk, place.context
    view = PurchaseOrderDetailsView(place)
    spec = RecordSpec(
        table=table(context),
        totals=totals_of(context, ViewTab.PURCHASE_ORDERS),
        kinds=_KINDS,
        commands=_MENU,
        beside_tabs=_OF_THE_TAB,
        open=lambda _: desk.window.registry.action(CommandId.EDIT_PURCHASE).trigger(),
        read_groups=lambda: groups(filter_values(context)),
        read_counts=lambda: {"status": purchase_order_counts(context)},
        read_details=partial(read_details, context),
        show_details=view.show,
        show_several=view.show_several,
        states=lambda row: frozenset({row.status}),
        nothing=EmptyText(
            "panel-right",
            tr("No purchase order selected"),
            tr("Select a row, or scan a purchase order."),
        ),
    )
    empty_actions = [desk.window.registry.action(one) for one in _OF_THE_TAB]
    return RecordPage(spec, desk, context.origin, empty_actions)


def _controller(place: Workplace) -> "PurchasingController":
    from packbench.ui.screens.purchasing.controller import PurchasingController  # noqa: PLC0415 - see Office

    return PurchasingController(place)
