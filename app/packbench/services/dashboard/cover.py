"""For how many days stock lasts at the pace of the span, and what runs out when."""

from dataclasses import dataclass
from datetime import date, timedelta

from packbench.db.queries.dashboard.stock import wanted
from packbench.domain.views import ViewTab
from packbench.engine.command.context import Context
from packbench.services.dashboard.rows import Behind, Scope, behind
from packbench.services.office.list_tabs import moment_of
from packbench.services.reordering.suggesting import begin_of_days

TOP = 12
_FAR = 3650  # days


@dataclass(frozen=True, slots=True)
class Cover:
    """A product at a warehouse.

    Attributes:
        free: units that are available.
        asked: units that were asked for in the span.
        days: for so many days it lasts.
        on: the day on which nothing is left.
    """

    sku: str
    name: str
    warehouse: str
    free: int
    asked: int
    days: float
    on: date
    rows: Behind


def runs_out(context: Context, scope: Scope) -> list[Cover]:
    """What runs out first, at the pace of the days before today; what is out already is none."""
    today = moment_of(context).today
    with context.database.read.connect() as connection:
        begins = begin_of_days(connection, scope.days)
        found = wanted(connection, begins[0], begins[-1], scope.warehouse)
    covers = []
    for one in found:
        days = one.free * scope.days / one.units
        if days <= _FAR:
            rows = behind(ViewTab.INVENTORY, sku=one.sku).at(one.warehouse)
            on = today + timedelta(days=int(days))
            covers.append(
                Cover(*(one.sku, one.name, one.warehouse, one.free, one.units), days, on, rows)
            )
    return sorted(covers, key=lambda one: (one.days, one.sku, one.warehouse))[:TOP]
