"""Customers: who has an e-mail is known by it, everybody else by name and postal code."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from sqlalchemy import select, update

from helpers.stockroom import Stockroom
from packbench.db.queries.lists import customer_ids, narrowing
from packbench.db.schema import Order, OrderLine
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.services.office.customers import (
    CustomerQuery,
    CustomerRow,
    CustomerValue,
    customer_list,
    customer_of_order,
    find_customer,
    orders_of,
)
from packbench.services.office.finding import is_in_orders, sent_with, suggest
from packbench.services.orders.cancelling import cancel

ANA = {"customer_name": "Ana Novak", "customer_email": "Ana@Example.org", "currency": "EUR"}


@pytest.fixture
def room(context: Context) -> Stockroom:
    """Ana with three orders, spelled in two ways; Žan with two and no e-mail; his namesake."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 3}})
    room.order("O1", ("A", 2), **ANA, phone="+43 (0)660 123-45-67")
    room.order("O2", ("A", 4), **{**ANA, "customer_email": " ana@example.org", "city": "Graz"})
    room.order("O3", ("A", 1), **{**ANA, "currency": "USD"})
    for number, code in (("O4", "1000"), ("O5", "1000"), ("O6", "2000")):
        room.order(number, ("A", 1), customer_name="Žan Čeh", postal_code=code)
    with context.database.write.begin() as connection:
        connection.execute(update(OrderLine).values(unit_price=Decimal("2.50")))
        unpriced = select(Order.id).where(Order.number.in_(["O4", "O5", "O6"]))
        connection.execute(
            update(OrderLine).where(OrderLine.order_id.in_(unpriced)).values(unit_price=None)
        )
    room.allocate()
    return room


def listed(room: Stockroom, **query: object) -> list[CustomerRow]:
    found = customer_list(room.context)
    return found.first_page(CustomerQuery(**query))  # type: ignore[arg-type]


def test_orders_of_one_customer_are_one_row(room: Stockroom) -> None:
    cancel(room.context, [Chosen("O3")])
    rows = listed(room, sort="orders")
    assert [(row.orders, row.open) for row in rows] == [(3, 2), (2, 2), (1, 1)]
    ana = rows[0]
    assert (ana.key, ana.last_order, ana.waiting) == ("ana@example.org", "O3", 3)
    assert ana.values == (
        CustomerValue("EUR", Decimal("15.00")),
        CustomerValue("USD", Decimal("0.00")),
    )
    assert rows[1].values == ()
    assert [
        row.last_order for row in listed(room, waiting=True, sort="name", descending=False)
    ] == [
        "O3",
        *(row.last_order for row in rows[1:] if row.waiting),
    ]
    assert [row.key for row in listed(room, text="NOVAK")] == ["ana@example.org"]
    assert [row.key for row in listed(room, text="0043 660 1234567")] == ["ana@example.org"]


def test_the_way_from_an_order_to_its_customer_and_back(room: Stockroom) -> None:
    context = room.context
    zan = find_customer(context, "Žan Čeh, 1000")
    assert [one.number for one in orders_of(context, zan.key)] == ["O5", "O4"]
    ids = {one.number: one.id for one in orders_of(context, zan.key)}
    assert customer_of_order(context, ids["O5"]) == zan.id
    assert find_customer(context, "ANA@example.org").orders == 3
    with pytest.raises(Refusal) as refused:
        find_customer(context, "nobody@example.org")
    assert refused.value.code is Code.NOT_FOUND


def test_one_field_finds_by_whatever_is_known(room: Stockroom) -> None:
    context = room.context
    for typed in ("0660/1234567", "+436601234567", "ana@ex", "novak", "Žan"):
        assert is_in_orders(context, typed), typed
        assert suggest(context, typed), typed
    for typed in ("0661/1234567", "12345", "nobody"):
        assert not is_in_orders(context, typed), typed
    assert not sent_with(context, "1Z-NOBODY-77")
    assert [one.name for one in suggest(context, "o1")] == ["O1"]
    assert suggest(context, "a") == []
    assert {one.name for one in suggest(context, "%_")} == set()


def test_orders_that_name_nobody_are_of_one_customer(room: Stockroom) -> None:
    context = room.context
    found = []
    for number in ("N1", "N2"):
        room.order(number, ("A", 1), customer_name=None, customer_email="  ")
        with context.database.read.connect() as connection:
            order_id = connection.execute(select(Order.id).where(Order.number == number)).scalar()
        assert order_id is not None
        found.append((order_id, customer_of_order(context, order_id)))
    assert [first for _, first in found] == [found[0][0]] * 2
    assert find_customer(context, ", ").orders == 2


def test_the_first_customers_are_those_that_all_ids_begin_with(
    room: Stockroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By every column, up and down, with each filter, however few orders are walked at a time."""
    context = room.context
    for number in range(16):
        named = {"customer_name": ("Zoe", "ana novak", "Ömer")[number % 3]}
        if number % 4:
            named["customer_email"] = f"c{number % 7}@example.org"
        room.order(f"M{number}", ("A", number % 5 + 1), **named, company="x" * (number % 2))
    room.order("NOBODY", ("A", 1))
    cancel(context, [Chosen(f"M{number}") for number in range(0, 16, 4)])
    table = customer_list(context)
    tried = 0
    for steps, many in (((1_000,), 20_000), ((3, 4, 5), -1)):
        monkeypatch.setattr(customer_ids, "_STEPS", steps)
        monkeypatch.setattr(narrowing, "MANY", many)
        for sort, down in product(("last", "name", "email", "orders", "open", "waiting"), (0, 1)):
            for asked in (CustomerQuery(), CustomerQuery(open=True, text="an")):
                query = replace(asked, sort=sort, descending=bool(down))
                every = list(table.ids(query))
                for limit in (4, 200):
                    with context.database.read.connect() as connection:
                        first = list(customer_ids.read_ids(connection, query, limit))
                    assert first == every[:limit], (query, limit, steps)
                    tried += len(first)
    assert tried > 300
    room.check()
