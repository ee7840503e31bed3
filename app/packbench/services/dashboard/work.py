"""Where open orders stand: by state, by step of the work, and how old they are, where."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from packbench.db.queries.dashboard.work import (
    anything,
    open_by_age,
    open_by_age_and_warehouse,
    open_by_status,
)
from packbench.db.queries.lists.inventory import warehouses
from packbench.db.queries.lists.pick_steps import count_by_step
from packbench.domain.dashboard import ORDER_AGES, Ages
from packbench.domain.orders import OrderStatus
from packbench.domain.picking import WorkStep
from packbench.domain.views import Moment, ViewTab
from packbench.engine.command.context import Context
from packbench.services.dashboard.rows import Behind, Scope, behind
from packbench.services.office.list_tabs import OPEN, moment_of


@dataclass(frozen=True, slots=True)
class OpenWork:
    """How many of something there are, and the rows behind."""

    name: str
    count: int
    rows: Behind


@dataclass(frozen=True, slots=True)
class Aged:
    """How many orders of an age are not done; `warehouse` is empty for all."""

    warehouse: str
    ages: Ages
    count: int
    rows: Behind


def orders_by_state(context: Context, scope: Scope) -> list[OpenWork]:
    """Orders that are not done by their state, in the order of the states."""
    with context.database.read.connect() as connection:
        found = open_by_status(connection, scope.warehouse)
    return [
        OpenWork(one.value, found[one], behind(ViewTab.ORDERS, status=one).at(scope.warehouse))
        for one in OrderStatus
        if found.get(one)
    ]


def shipments_by_step(context: Context, scope: Scope) -> list[OpenWork]:
    """Shipments that have not left by their step, in the order of the work."""
    with context.database.read.connect() as connection:
        found = count_by_step(connection, [scope.warehouse] if scope.warehouse else ())
    return [
        OpenWork(one.value, found[one], _at_step(one).at(scope.warehouse))
        for one in WorkStep
        if found.get(one)
    ]


def orders_by_age(context: Context, scope: Scope) -> list[Aged]:
    """Orders that are not done by their age: all of them, then those of each warehouse by rank.

    An order that two warehouses ship counts at both, one of which no shipment is made only in all.
    """
    at = moment_of(context)
    begins = [_begin(at, one.most) for one in ORDER_AGES if one.most is not None]
    with context.database.read.connect() as connection:
        everywhere = open_by_age(connection, begins)
        there = open_by_age_and_warehouse(connection, begins)
        codes = warehouses(connection)
    found = {("", number): count for number, count in everywhere.items()} | there
    places = [scope.warehouse] if scope.warehouse else ["", *codes]
    return [
        Aged(
            *(place, ages, found[place, number]),
            behind(ViewTab.ORDERS, open=OPEN, ordered=ages.span(at.today)).at(place),
        )
        for place in places
        for number, ages in enumerate(ORDER_AGES)
        if found.get((place, number))
    ]


_STUCK = (WorkStep.UNPAID, WorkStep.ON_HOLD, WorkStep.COLLECTING, WorkStep.PROMISED)


def _at_step(step: WorkStep) -> Behind:
    """The list has chips of their own for what is stuck."""
    if step in _STUCK:
        return behind(ViewTab.PICK_STEPS, stuck=step)
    return behind(ViewTab.PICK_STEPS, step=step)


def _begin(at: Moment, days: int) -> datetime:
    return datetime.combine(at.today - timedelta(days=days), time.min, at.zone)


def is_empty(context: Context) -> bool:
    """Whether there is nothing yet to tell of: no order, no stock, no purchase order."""
    with context.database.read.connect() as connection:
        return not anything(connection)
