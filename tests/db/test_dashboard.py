"""The numbers of the dashboard are those of the lists that they open."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from helpers.importing import Files
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Order, OrderProblem, Product, Stock
from packbench.db.today import company_zone, today
from packbench.domain.dashboard import DailyNeed
from packbench.domain.orders import Problem
from packbench.domain.picking import ShortReason
from packbench.domain.refusals import Code
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.services.back_orders import marks
from packbench.services.dashboard.cover import runs_out
from packbench.services.dashboard.needs import count_need, rows_of_need
from packbench.services.dashboard.rows import Behind, Scope
from packbench.services.dashboard.sales import sales_by_channel, sales_by_sku
from packbench.services.dashboard.work import orders_by_age, orders_by_state, shipments_by_step
from packbench.services.dashboard.worth import worth_over_time
from packbench.services.office.list_tabs import LISTS, moment_of
from packbench.services.orders import cancelling
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.value.stock import stock_value

_PROBLEMS = {
    "L3": Problem.ADDRESS_INCOMPLETE,
    "L8": Problem.ADDRESS_INCOMPLETE,
    "N1": Problem.UNKNOWN_SKU,
    "N2": Problem.UNKNOWN_SKU,
    "V1": Problem.TO_BE_VERIFIED,
}
EVERYWHERE, AT_W1 = Scope(), Scope("W1")


@pytest.fixture
def room(context: Context, tmp_path: Path) -> Stockroom:
    """W1 and W2 with all that needs somebody, each a number of times of its own."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 20, "B": 3, "C": 0}, "W2": {"A": 5, "B": 9}})
    with context.database.read.connect() as connection:
        day = today(connection)
        noon = datetime.combine(day, time(12), company_zone(connection))
    for number in range(1, 9):
        room.order(f"L{number}", ("A", 1), ship_by=day - timedelta(days=number % 3))
    room.order("N1", ("Z", 1))
    room.order("N2", ("Z", 1))
    room.order("V1", ("A", 1), verify="asked")
    room.order("W1", ("C", 2))
    room.order("H1", ("B", 1))
    room.allocate()
    marks.mark(context, [Chosen("H1")])
    cancelling.cancel(context, [Chosen("L8")])
    wave = create_wave(context, WaveRequest(orders=("L1", "L2"))).number
    confirm_picks(context, wave, [PickedTask(1, 0, ShortReason.DAMAGED)])
    files = Files(context, tmp_path)
    files.load("suppliers", "code,name\nS1,Seller\n")
    table = "po_number,supplier,warehouse,sku,quantity,status,expected_on\n"
    for number, days in enumerate((-1, -9, 0, 6, 7)):
        table += f"P{number},S1,W{1 + number % 2},A,5,sent,{day + timedelta(days=days)}\n"
    assert files.load("purchase-orders", table).rejects == []
    with context.database.write.begin() as connection:
        connection.execute(update(Stock).values(minimum=4))
        for name, problem in _PROBLEMS.items():
            order_id = connection.execute(select(Order.id).where(Order.number == name))
            values = {"order_id": order_id.scalar_one(), "line": 0, "code": problem.value}
            connection.execute(insert(OrderProblem).values(values))
        for name, days in {"L4": 2, "L5": 3, "L6": 7, "L7": 8, "N1": 400}.items():
            at = noon - timedelta(days=days)
            connection.execute(update(Order).where(Order.number == name).values(ordered_at=at))
        new = [Order.number.in_(["L1", "L2", "L3", "H1", "W1", "V1", "N2"])]
        connection.execute(update(Order).where(*new).values(ordered_at=noon))
    return room


def shown(context: Context, rows: Behind) -> int:
    """How many rows the list has that the number opens."""
    there = LISTS[rows.tab]
    query = there.query(rows.filter, there.order, moment_of(context))
    assert all(rows.filter.of(group) for group in rows.values)
    assert rows.values.keys() <= there.filters.keys()
    return len(there.source(context).ids(query))


def test_each_number_is_that_of_the_rows_behind_it(room: Stockroom) -> None:
    context = room.context
    found = {need: count_need(context, need, EVERYWHERE) for need in DailyNeed}
    assert min(found.values()) > 0, found
    assert found[DailyNeed.LATE] == 5
    assert found[DailyNeed.DUE] == 7
    assert (found[DailyNeed.PROBLEMS], found[DailyNeed.TO_VERIFY]) == (3, 1)
    assert (found[DailyNeed.COULD_SHIP], found[DailyNeed.SHORT_PICKS]) == (1, 1)
    assert (found[DailyNeed.OVERDUE], found[DailyNeed.INCOMING]) == (2, 2)
    for scope in (EVERYWHERE, AT_W1, Scope("W2")):
        for need in DailyNeed:
            rows = rows_of_need(need, scope)
            count = count_need(context, need, scope)
            assert rows is None or shown(context, rows) == count, (need, scope)
        for one in (*orders_by_state(context, scope), *shipments_by_step(context, scope)):
            assert shown(context, one.rows) == one.count, (one, scope)
        aged = orders_by_age(context, scope)
        assert all(shown(context, one.rows) == one.count for one in aged), aged
    ages = [one.count for one in orders_by_age(context, EVERYWHERE) if not one.warehouse]
    assert ages == [7, 2, 1, 2]
    assert sum(ages) == sum(one.count for one in orders_by_state(context, EVERYWHERE))
    refuse(room, Code.NOT_FOUND, lambda: count_need(context, DailyNeed.LATE, Scope("NO")))


def test_plots_are_what_their_lists_and_the_value_of_stock_say(room: Stockroom) -> None:
    context, scopes = room.context, (Scope("", 7), Scope("W1", 30), Scope("", 365))
    room.order("X1", ("B", 2))
    room.allocate()
    with context.database.write.begin() as connection:
        day = today(connection)
        connection.execute(update(Product).values(unit_cost=Decimal("2.5")))
        connection.execute(update(Order).where(Order.number == "L5").values(channel="shop"))
        connection.execute(update(Order).where(Order.number == "L4").values(channel="shop"))
        at = datetime.combine(day - timedelta(days=366), time(12), company_zone(connection))
        new = {"ordered_at": at + timedelta(days=365)}
        connection.execute(update(Order).where(Order.number == "X1").values(**new))
        old = {"ordered_at": at, "channel": "shop"}
        connection.execute(update(Order).where(Order.number == "L6").values(**old))
    for scope in scopes:
        by_channel = sales_by_channel(context, scope)
        assert all(shown(context, one.rows) == one.orders for one in by_channel), scope
        assert all(shown(context, one.rows) == one.orders for one in sales_by_sku(context, scope))
        assert all(shown(context, one.rows) == 1 for one in runs_out(context, scope))
    shop = {one.name: one for one in sales_by_channel(context, scopes[0])}["shop"]
    assert (shop.count, shop.before, shop.change_percent) == (2, 1, 100)
    assert [(one.name, one.count, one.before) for one in sales_by_sku(context, scopes[0])] == [
        *(("A", 6, 1), ("B", 3, 0), ("C", 2, 0))
    ]
    [first, *_] = runs_out(context, scopes[0])
    assert (first.sku, first.warehouse, first.asked) == ("B", "W1", 2)
    assert first.days == first.free * 7 / first.asked
    for scope in scopes:
        worth = worth_over_time(context, scope)
        for number, day in enumerate(worth.days):
            value = stock_value(context, day, warehouse=scope.warehouse or None).value
            assert sum((one[number] for one in worth.values.values()), Decimal(0)) == value
        units = sum(one.held.units for one in worth.stock)
        now = stock_value(context, warehouse=scope.warehouse or None)
        assert (units, sum((one.value for one in worth.by_age), Decimal(0))) == (
            *(now.units, now.value),
        )
        assert {one.sku for one in worth.dead} == {"A", "B"}
        assert all(shown(context, one.rows) == 1 for one in worth.stock)
