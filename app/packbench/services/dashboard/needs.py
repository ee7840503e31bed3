"""What needs somebody today: how many of each, and the rows behind."""

from collections.abc import Mapping

from packbench.db.queries.records.lookups import find_warehouse
from packbench.db.queries.records.waves import bins_to_count
from packbench.domain.dashboard import DailyNeed
from packbench.domain.orders import Problem
from packbench.domain.stock_attention import Attention
from packbench.domain.views import ViewTab
from packbench.engine.command.context import Context
from packbench.services.dashboard.rows import Behind, Scope, behind, count_rows
from packbench.services.office.list_tabs import (
    HERE,
    LATE,
    OPEN,
    OVERDUE,
    SOON,
    TODAY,
    moment_of,
)

_MENDED = frozenset(one.value for one in Problem if one is not Problem.TO_BE_VERIFIED)
_ROWS: Mapping[DailyNeed, Behind] = {
    DailyNeed.LATE: behind(ViewTab.ORDERS, ship_by=LATE),
    DailyNeed.DUE: behind(ViewTab.ORDERS, ship_by=TODAY),
    DailyNeed.PROBLEMS: Behind(ViewTab.ORDERS, {"problem": _MENDED, "open": frozenset({OPEN})}),
    DailyNeed.TO_VERIFY: behind(ViewTab.ORDERS, verify=Problem.TO_BE_VERIFIED.value, open=OPEN),
    DailyNeed.COULD_SHIP: behind(ViewTab.BACK_ORDERS, goods=HERE),
    DailyNeed.BELOW_MINIMUM: behind(ViewTab.INVENTORY, attention=Attention.BELOW_MINIMUM),
    DailyNeed.OVERDUE: behind(ViewTab.PURCHASE_ORDERS, needs=OVERDUE),
    DailyNeed.INCOMING: behind(ViewTab.PURCHASE_ORDERS, needs=SOON),
}
EVERYWHERE = frozenset({DailyNeed.PROBLEMS, DailyNeed.TO_VERIFY})
"""Such orders have no warehouse yet: they are counted whatever warehouse is chosen."""


def rows_of_need(need: DailyNeed, scope: Scope) -> Behind | None:
    """The rows behind the number; None for the bins to count, which have a list of their own."""
    rows = _ROWS.get(need)
    if rows is None or need in EVERYWHERE:
        return rows
    return rows.at(scope.warehouse)


def count_need(context: Context, need: DailyNeed, scope: Scope) -> int:
    """How many there are; refuses (`not_found`) a warehouse that nobody knows."""
    at, rows = moment_of(context), rows_of_need(need, scope)
    with context.database.read.connect() as connection:
        place = find_warehouse(connection, scope.warehouse).id if scope.warehouse else None
        if rows is None:
            return len(bins_to_count(connection, place))
        return count_rows(connection, rows, at)
