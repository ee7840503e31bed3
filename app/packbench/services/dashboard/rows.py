"""The rows behind a number: a list and its filter; and how many rows a list shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, select

from packbench.db.queries.lists import back_orders, inventory, orders, pick_steps, purchasing
from packbench.domain.views import FilterState, Moment, ViewTab
from packbench.services.office.list_tabs import LISTS

SPANS = (7, 30, 90, 365)
"""The days that plots look back."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What the dashboard looks at.

    Attributes:
        warehouse: its code; empty for all.
        days: so many days are looked back, today the last of them.
    """

    warehouse: str = ""
    days: int = 30

    def first(self, today: date) -> date:
        """The first day of the span."""
        return today - timedelta(days=self.days - 1)


@dataclass(frozen=True, slots=True)
class Behind:
    """A list and what it is filtered by."""

    tab: ViewTab
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def filter(self) -> FilterState:
        """The same as the list takes it."""
        return FilterState("", self.values)

    def at(self, warehouse: str) -> "Behind":
        """Only of a warehouse; of all where none is named."""
        if not warehouse:
            return self
        return replace(self, values={**self.values, "warehouse": frozenset({warehouse})})


def behind(tab: ViewTab, **values: str) -> Behind:
    """A list with one value of each of these filters."""
    return Behind(tab, {group: frozenset({value}) for group, value in values.items()})


def span_value(first: date, last: date) -> str:
    """Days as the filter by the day of ordering takes them."""
    return f"{first}..{last}"


_SELECTS: Mapping[ViewTab, Callable[[Any], Select[int]]] = {
    ViewTab.ORDERS: orders.select_ids,
    ViewTab.BACK_ORDERS: back_orders.select_ids,
    ViewTab.INVENTORY: inventory.select_ids,
    ViewTab.PURCHASE_ORDERS: purchasing.select_ids,
    ViewTab.PICK_STEPS: pick_steps.select_ids,
}


def count_rows(connection: Connection, rows: Behind, at: Moment) -> int:
    """How many rows the list shows: its own query, counted."""
    there = LISTS[rows.tab]
    ids = _SELECTS[rows.tab](there.query(rows.filter, there.order, at)).order_by(None).subquery()
    return int(connection.execute(select(func.count()).select_from(ids)).scalar_one())
