"""The Purchase Orders tab: the table and the details put together."""

from functools import partial

from packbench.domain.changes import Kind
from packbench.domain.views import ViewTab
from packbench.services.office.lists import (
    PurchaseOrderQuery,
    PurchaseOrderRow,
    filter_values,
    purchase_order_counts,
)
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.record_page import RecordPage, RecordSpec
from packbench.ui.parts.widgets.empty_state import EmptyText
from packbench.ui.screens.purchasing.details import (
    PurchaseOrderDetails,
    PurchaseOrderDetailsView,
    read_details,
)
from packbench.ui.screens.purchasing.table import groups, table
from packbench.ui.totals import totals_of
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

KEY = "purchase_orders"
_KINDS = frozenset({Kind.PURCHASE_ORDER, Kind.WAREHOUSE})


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
        commands=(CommandId.SUGGEST_PURCHASES, CommandId.AUTO_DRAFTS),
        beside_tabs=(),
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
    empty_actions = [desk.window.registry.action(CommandId.IMPORT)]
    return RecordPage(spec, desk, context.origin, empty_actions)
