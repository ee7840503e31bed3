"""What was ordered in the span, by channel and SKU, and a year before in the same days."""

from dataclasses import dataclass
from datetime import date

from packbench.db.queries.dashboard.sales import by_channel, most_ordered, ordered_of
from packbench.domain.views import Moment, ViewTab
from packbench.engine.command.context import Context
from packbench.services.dashboard.rows import Behind, Scope, behind, span_value
from packbench.services.office.list_tabs import KEPT, Sorted, moment_of, orders_query
from packbench.services.office.lists import OrderQuery

TOP = 12
_ANY = Sorted("date")


@dataclass(frozen=True, slots=True)
class Sale:
    """What was ordered of a channel or a SKU.

    Attributes:
        count: orders of a channel, units of a SKU.
        before: the same a year before.
        orders: the rows behind.
    """

    name: str
    count: int
    before: int
    orders: int
    units: int
    rows: Behind

    @property
    def change_percent(self) -> int | None:
        """More than a year before, in percent; None where there was nothing then."""
        return round((self.count - self.before) * 100 / self.before) if self.before else None


def sales_by_channel(context: Context, scope: Scope) -> list[Sale]:
    """Orders of the span by channel, the most first; the nameless channel too."""
    at = moment_of(context)
    now, before = _spans(scope, at)
    with context.database.read.connect() as connection:
        found = by_channel(connection, _query(now, at))
        earlier = by_channel(connection, _query(before, at))
    sales = [
        Sale(
            *(name, sold.orders, earlier[name].orders if name in earlier else 0),
            *(sold.orders, sold.units),
            Behind(ViewTab.ORDERS, {**now.values, "channel": frozenset({name})}),
        )
        for name, sold in found.items()
    ]
    return sorted(sales, key=lambda one: (-one.count, one.name))


def sales_by_sku(context: Context, scope: Scope) -> list[Sale]:
    """The SKUs of the span with the most units."""
    at = moment_of(context)
    now, before = _spans(scope, at)
    with context.database.read.connect() as connection:
        found = most_ordered(connection, _query(now, at), TOP)
        earlier = ordered_of(connection, _query(before, at), found)
    return [
        Sale(
            *(sku, sold.units, earlier.get(sku, 0), sold.orders, sold.units),
            Behind(ViewTab.ORDERS, {**now.values, "sku": frozenset({sku})}),
        )
        for sku, sold in found.items()
    ]


def _spans(scope: Scope, at: Moment) -> tuple[Behind, Behind]:
    """The orders of the span, and those of the same days a year before."""
    spans = scope.first(at.today), at.today
    now = span_value(*spans)
    before = span_value(*map(_year_before, spans))
    of_span, earlier = (
        behind(ViewTab.ORDERS, open=KEPT, ordered=span).at(scope.warehouse)
        for span in (now, before)
    )
    return of_span, earlier


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def _query(rows: Behind, at: Moment) -> OrderQuery:
    return orders_query(rows.filter, _ANY, at)
