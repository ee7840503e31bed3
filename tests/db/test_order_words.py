"""Orders are found by any part of what they are known by, whatever became of them since."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from helpers import clocks
from helpers.sample import add_order
from helpers.stockroom import Stockroom
from packbench.db.queries.lists import narrowing, order_ids, orders
from packbench.db.queries.lists.orders import OrderQuery
from packbench.db.schema import Order, OrderLine, OrderSearch
from packbench.domain.views import FilterState
from packbench.engine.check.database import check_invariants
from packbench.engine.command.context import Context
from packbench.services.office.list_tabs import OLDER, Sorted, moment_of, orders_query
from packbench.services.office.lists import order_counts, order_list
from packbench.services.office.settings import set_setting

_QUERIES = (
    *(OrderQuery(text=text) for text in ("AB", "12", "gru", "GRUB", "a.gruber@", "0660 1234567")),
    *(OrderQuery(text=text) for text in ("+43 660 1234567", "sku-1", 'o"r', "100%", "x_y", "zzz")),
    OrderQuery(text="gru", statuses=("ready",)),
    OrderQuery(text="gruber", customers=("a.gruber@example.org",)),
    OrderQuery(customers=("a.gruber@example.org", "huber, 8010")),
    OrderQuery(customers=("paul @ home, c/o huber, 8010",)),
    OrderQuery(statuses=("ready", "back_order"), countries=("AT",)),
    OrderQuery(countries=("DE",)),
    OrderQuery(warehouses=("W1",)),
    OrderQuery(warehouses=("W1",), channels=("web",)),
    OrderQuery(channels=("web",), on_hold=True),
    OrderQuery(open=True, unpaid=True),
    OrderQuery(numbers=("ab12", "AB1"), skus=("SKU-1",)),
    OrderQuery(),
    *(OrderQuery(text=text) for text in ("ub", "x_", "0%", 'o"', "zq", "\u00e4\u0142", "IP", "ki")),
    *(
        OrderQuery(text=text)
        for text in ("\u5f20\u4f1f", "\u00df8", "\u03c3\u03c2", "_", "\n@", "7@")
    ),
    OrderQuery(countries=("AT", "DE")),
    OrderQuery(text="o"),
)
_SORTS = (
    *("queue", "number", "date", "customer", "country", "lines", "units", "status", "channel"),
    *("order_field_1", "ship_method"),
)


def _found(context: Context, text: str) -> list[str]:
    rows = order_list(context).first_page(OrderQuery(text=text, sort="number"))
    return [row.number for row in rows]


def _fill(room: Stockroom) -> None:
    room.fill({"W1": {"SKU-1": 5, "B": 2}})
    web = {"channel": "web", "country": "AT", "customer_name": "Anna Gruber"}
    room.order("AB12", ("SKU-1", 1), **web, customer_email="A.Gruber@example.org")
    room.order("AB13", ("B", 9), **web, phone="0043 (0)660/123-45 67")
    room.order("AB1", ("SKU-1", 2), country="DE", company="Grubentuch x_y 100% GmbH")
    room.order("C12", ("SKU-1", 1), customer_name="Huber", postal_code="8010", country="AT")
    room.order("C13", ("B", 1), customer_name="Paul @ Home, c/o Huber", postal_code="8010")
    odd = "\u0130pek Ki\u00e4\u0142 \u212aim \u03a3\u03c3\u03c2 \u5f20\u4f1f \u00df8"
    room.order("C14", ("B", 1), customer_name=odd, customer_email="x7@example.org", country="AT")
    room.order('O"R', ("B", 1), customer_name='Go"rdon', phone="6601234567", country="DE")
    room.allocate()
    room.order("D1", ("B", 1), customer_name="not in the index yet: Gruber")


def test_older_closed_orders_are_left_out_until_somebody_looks_for_them(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the setting leaves out is what the number beside the choice says, whichever way."""
    _fill(Stockroom(context))
    old = "UPDATE orders SET ordered_at = '2020-01-02 00:00:00.000000', status = '{}'"
    old += " WHERE number = '{}'"
    with context.database.write.begin() as connection:
        connection.exec_driver_sql(old.format("shipped", "AB12"))
        connection.exec_driver_sql(old.format("back_order", "AB13"))
        connection.exec_driver_sql("UPDATE orders SET status = 'cancelled' WHERE number = 'C12'")
        if not context.database.is_sqlite:  # nobody has looked yet, whatever a test before left
            unknown = "UPDATE pg_class SET reltuples = -1 WHERE oid = 'orders'::regclass"
            connection.exec_driver_sql(unknown)
    at, newest = moment_of(context), Sorted("date", descending=True)
    plain, table = orders_query(FilterState(), newest, at), order_list(context)

    def listed(query: OrderQuery) -> set[str]:
        every = {row.id: row.number for row in table.first_page(query)}
        assert list(every) == list(table.ids(query))
        return set(every.values())

    every = listed(plain)
    about = table.about(plain)  # a server knows it once it has looked at its tables
    assert about == len(every) if context.database.is_sqlite else about is None
    assert ("AB12" in every, order_counts(context)["closed"]) == (True, {})
    set_setting(context, "orders.closed_days", "1500")
    assert order_counts(context)["closed"] == {OLDER: 1}
    for some, many in ((100_000, 20_000), (-1, -1), (-1, 2)):
        monkeypatch.setattr(narrowing, "SOME", some)
        monkeypatch.setattr(narrowing, "MANY", many)
        for sort in ("date", "units", "customer", "ship_by", "order_field_1"):
            assert listed(replace(plain, sort=sort)) == every - {"AB12"}
    assert table.about(plain) is None
    for state in (
        FilterState("", {"closed": frozenset({OLDER})}),
        FilterState("AB12"),
        FilterState("", {"number": frozenset({"ab12"})}),
        FilterState("", {"ordered": frozenset({"2020-01-01..2020-01-03"})}),
        FilterState("", {"status": frozenset({"shipped"})}),
    ):
        assert "AB12" in listed(orders_query(state, newest, at))


def test_a_closed_order_of_so_many_days_ago_stays_all_day_long(context: Context) -> None:
    """With 3 days, at one at night in Auckland: the day before the third one leaves the list."""
    context = clocks.on(context, clocks.Clock(datetime(2031, 3, 3, 12, tzinfo=UTC)))
    _fill(Stockroom(context))
    begins = datetime(2031, 2, 28, 11, tzinfo=UTC)
    with context.database.write.begin() as connection:
        for number, at in (("AB1", begins), ("AB12", begins - timedelta(microseconds=1))):
            done = {"ordered_at": at, "status": "shipped", "order_field_1": "PO 7"}
            connection.execute(update(Order).where(Order.number == number).values(**done))
        others = Order.number.not_in(("AB1", "AB12"))
        connection.execute(update(Order).where(others).values(status="ready", ordered_at=begins))
    set_setting(context, "company.time_zone", "Pacific/Auckland")
    set_setting(context, "orders.closed_days", "3")

    def listed(**values: frozenset[str]) -> set[str]:
        query = orders_query(FilterState("", values), Sorted("date"), moment_of(context))
        return {row.number for row in order_list(context).first_page(query)}

    assert listed() & {"AB1", "AB12"} == {"AB1"}
    assert order_counts(context)["closed"] == {OLDER: 1}
    assert listed(order_field_1=frozenset({"PO 7"})) == {"AB1", "AB12"}


def test_few_and_many_are_read_alike(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same orders in the same order, as if each of a filter's parts left few, or many."""
    _fill(Stockroom(context))
    asked = 0
    with context.database.read.connect() as connection:
        for place, query in enumerate(_QUERIES):
            sort, down = _SORTS[place % len(_SORTS)], place % 2 == 1
            asked_for = replace(query, sort=sort, descending=down)
            wanted = connection.execute(orders.select_ids(asked_for)).scalars().all()
            for many in (-1, 2, 20_000):
                monkeypatch.setattr(narrowing, "MANY", many)
                found = list(order_ids.read_ids(connection, asked_for, None))
                first = list(order_ids.read_ids(connection, asked_for, 2))
                assert (found, first) == (wanted, wanted[:2]), (asked_for, many)
                asked += len(found)
    assert asked > 100


def test_those_without_a_day_or_a_wait_come_behind(context: Context) -> None:
    room = Stockroom(context)
    _fill(room)
    with context.database.write.begin() as connection:
        for number, day in (("AB1", "2026-11-30"), ("C12", "2026-11-28")):
            connection.exec_driver_sql(
                f"UPDATE orders SET ship_by = '{day}' WHERE number = '{number}'"
            )
    table = order_list(context)

    def shown(sort: str, *, down: bool = False) -> list[str]:
        rows = table.first_page(OrderQuery(sort=sort, descending=down))
        return [row.number for row in rows]

    assert shown("ship_by")[:2] == ["C12", "AB1"]
    assert shown("ship_by", down=True)[:2] == ["AB1", "C12"]
    assert shown("waiting", down=True)[0] == "AB13"
    assert shown("waiting")[-1] == "AB13"
    assert sorted(shown("waiting")) == sorted(shown("ship_by")) == sorted(shown("number"))


def test_words_follow_their_order(context: Context) -> None:
    """Renamed, taken away, and made again under the same id: what is found is what there is."""
    room = Stockroom(context)
    _fill(room)
    assert _found(context, "gruber") == ["AB12", "AB13", "D1"]
    room.receive("W1", "B", 1)  # a command: what was new is in the index now
    assert _found(context, "gruber") == ["AB12", "AB13", "D1"]
    with context.database.write.begin() as connection:
        connection.execute(
            update(Order).where(Order.number == "AB13").values(customer_name="Kowalski")
        )
    assert _found(context, "gruber") == ["AB12", "D1"]
    assert _found(context, "kowal") == ["AB13"]
    with context.database.write.begin() as connection:
        gone = select(Order.id).where(Order.number == "D1").scalar_subquery()
        connection.execute(delete(OrderLine).where(OrderLine.order_id == gone))
        connection.execute(delete(Order).where(Order.number == "D1"))
        add_order(connection, "E1", [("B", 1)], minute=99, customer_name="Gruberova")
    assert _found(context, "gruber") == ["AB12", "E1"]
    room.receive("W1", "B", 1)
    assert _found(context, "gruberova") == ["E1"]
    with context.database.read.connect() as connection:
        kept = connection.execute(select(OrderSearch.order_id)).scalars().all()
        assert sorted(kept) == sorted(connection.execute(select(Order.id)).scalars())
    room.check()
    for order_id, number in ((1_000, "F1"), (900, "F2")):  # the second one by hand, before the last
        with context.database.write.begin() as connection:
            add_order(connection, number, [("B", 1)], id=order_id, customer_name="Ziegler")
        room.receive("W1", "B", 1)
    assert _found(context, "ziegler") == ["F1", "F2"]


def test_an_index_that_lacks_orders_is_told(context: Context) -> None:
    room = Stockroom(context)
    _fill(room)
    room.receive("W1", "B", 1)
    room.check()
    lost = "INSERT INTO order_words (order_words) VALUES ('delete-all')"
    with context.database.write.begin() as connection:
        on_file = context.database.is_sqlite
        connection.exec_driver_sql(lost if on_file else "DELETE FROM order_search")
        bad = [check.name for check in check_invariants(connection) if not check.ok]
    assert bad == ["orders_are_found_by_their_words"]
