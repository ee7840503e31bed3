"""Orders that are imported again: what the file did not change stays what operators made of it."""

import itertools
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from helpers import one_order as order_changes
from helpers import one_order as order_copies
from helpers.importing import Files, causes, counts, messages, notes
from helpers.snapshots import standing
from packbench.db.schema import Order, OrderSaid
from packbench.domain.refusals import Refusal
from packbench.engine.command.context import Context
from packbench.services.back_orders.changes import substitute
from packbench.services.office import administration
from packbench.services.office.undo import undo
from packbench.services.orders import allocating
from packbench.services.orders.looking import get_order
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.stock import changes as inventory
from packbench.services.stock.changes import Receipt

HEAD = "order_number,sku,quantity,customer_name,street,city,postal_code,country,phone"


def order(number: str, sku: str, quantity: int, phone: str = "") -> str:
    return f"{number},{sku},{quantity},Ana,Street 1,Graz,8010,AT,{phone}\n"


@pytest.fixture
def files(context: Context, tmp_path: Path) -> Files:
    made = Files(context, tmp_path)
    made.load("warehouses", "code,name\nW1,Graz\n")
    made.load("products", "sku,name\nA,Apple\nB,Bowl\nC,Cup\n")
    made.load("stock", "warehouse,sku,quantity\nW1,A,10\nW1,B,5\nW1,C,0\n")
    return made


def lines(context: Context, number: str) -> list[tuple[str, int, int]]:
    """(SKU, ordered, cancelled)."""
    return [(one.sku, one.ordered, one.cancelled) for one in get_order(context, number).lines]


def again(files: Files, *rows: str, update: bool = True) -> tuple[int, int, int, int]:
    return counts(files.load("orders", f"{HEAD}\n{''.join(rows)}", update=update))


def phone_of(context: Context, number: str) -> str | None:
    with context.database.read.connect() as connection:
        row = connection.execute(Order.__table__.select().where(Order.number == number)).one()
        return row.phone  # type: ignore[no-any-return]


def split(context: Context) -> None:
    order_copies.split(context, "O1", line=1, quantity=2)


def merge(context: Context) -> None:
    order_copies.merge(context, "O1", ["O2"])


def cancel_some(context: Context) -> None:
    order_changes.cancel(context, "O1", line=1, quantity=1)


def cancel_all(context: Context) -> None:
    order_changes.cancel(context, "O1")


def cancel_and_restore(context: Context) -> None:
    order_changes.cancel(context, "O1", line=1)
    order_changes.restore(context, "O1")


def substitute_it(context: Context) -> None:
    substitute(context, "B", ["O1"], old_sku="C")


def hold(context: Context) -> None:
    order_changes.hold(context, "O1", reason="fraud", release_stock=True)


WORK = (split, merge, cancel_some, cancel_all, cancel_and_restore, substitute_it, hold)


@pytest.mark.parametrize("work", WORK)
@pytest.mark.parametrize("planned", [True, False])
def test_a_telephone_more_changes_nothing_else(files: Files, work: Any, planned: bool) -> None:
    first = order("O1", "A", 4), order("O1", "C", 2), order("O2", "B", 1)
    again(files, *first)
    if planned or work is substitute_it:
        allocating.allocate(files.context)
    work(files.context)
    before = standing(files.context.database)
    assert again(files, *first) == (0, 0, 2, 0)
    assert standing(files.context.database) == before
    told = order("O1", "A", 4, "+43"), order("O1", "C", 2), order("O2", "B", 1, "+44")
    assert again(files, *told, update=False) == (0, 0, 0, 2)
    assert standing(files.context.database) == before
    assert again(files, *told) == (0, 2, 0, 0)
    assert (phone_of(files.context, "O1"), phone_of(files.context, "O2")) == ("+43", "+44")
    after = standing(files.context.database)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"orders", "order_said", "order_search"}
    assert administration.check(files.context.database).ok


@pytest.mark.parametrize("work", [split, cancel_some, substitute_it, cancel_all])
def test_what_both_changed_is_told_with_both_values(files: Files, work: Any) -> None:
    again(files, order("O1", "C", 4))
    allocating.allocate(files.context)
    work(files.context)
    before = standing(files.context.database)
    result = files.load("orders", f"{HEAD}\n{order('O1', 'C', 7)}", update=True)
    assert [code for _, _, code in causes(result)] == ["changed_here"]
    assert "7 of C" in messages(result)[0]
    assert "4 of C" in messages(result)[0]
    assert standing(files.context.database) == before


def test_the_file_may_say_what_an_operator_did_already(files: Files) -> None:
    again(files, order("O1", "A", 6))
    split(files.context)
    assert again(files, order("O1", "A", 4)) == (0, 0, 1, 0)
    # Its other half is still out there: who asks for 6 again is told so.
    assert again(files, order("O1", "A", 6)) == (0, 0, 1, 0)
    assert lines(files.context, "O1") == [("A", 4, 0)]


def test_a_file_that_adds_what_was_merged_in(files: Files) -> None:
    again(files, order("O1", "A", 1), order("O2", "B", 2))
    merge(files.context)
    own = order("O1", "A", 1), order("O1", "B", 2)
    before = standing(files.context.database)
    assert again(files, *own) == (0, 0, 1, 0)
    assert standing(files.context.database) == before
    clash = files.load("orders", f"{HEAD}\n{order('O1', 'A', 1)}{order('O1', 'B', 3)}", update=True)
    assert causes(clash) == [(1, "sku", "changed_here")]
    assert again(files, order("O1", "A", 1, "+43")) == (0, 1, 0, 0)
    assert lines(files.context, "O1") == [("A", 1, 0), ("B", 2, 0)]


def test_fields_that_operators_changed(files: Files) -> None:
    head = f"{HEAD},priority,payment"
    row = order("O1", "A", 1).strip()
    files.load("orders", f"{head}\n{row},0,awaiting\n")
    order_changes.set_priority(files.context, "O1", 5)
    order_changes.pay(files.context, "O1")
    paid = files.load("orders", f"{head}\n{row}7,0,awaiting\n", update=True)
    assert counts(paid) == (0, 1, 0, 0)
    shown = get_order(files.context, "O1")
    assert (shown.priority, shown.payment) == (5, "paid")
    clash = files.load("orders", f"{head}\n{row}7,3,awaiting\n", update=True)
    assert causes(clash) == [(1, "priority", "changed_here")]
    same = files.load("orders", f"{head}\n{row}8,5,awaiting\n", update=True)
    assert counts(same) == (0, 1, 0, 0)
    later = files.load("orders", f"{head}\n{row}8,3,awaiting\n", update=True)
    assert counts(later) == (0, 1, 0, 0)
    assert get_order(files.context, "O1").priority == 3


def test_lines_that_the_file_adds_changes_and_leaves_out(files: Files) -> None:
    again(files, order("O1", "A", 4), order("O1", "B", 2), order("O1", "C", 1))
    allocating.allocate(files.context)
    order_copies.split(files.context, "O1", line=1, quantity=1)
    rows = order("O1", "A", 4), order("O1", "B", 3), order("O1", "X", 9)
    assert again(files, *rows) == (0, 1, 0, 0)
    shown = get_order(files.context, "O1")
    assert [(one.sku, one.ordered, one.allocated) for one in shown.lines] == [
        ("A", 3, 3),
        ("B", 3, 3),
        ("X", 9, 0),
    ]
    assert [one.code for one in shown.problems] == ["unknown_sku"]
    assert again(files, *rows) == (0, 0, 1, 0)
    assert administration.check(files.context.database).ok


def test_lines_of_a_parcel_in_work_stay(files: Files) -> None:
    again(files, order("O1", "A", 2), order("O1", "C", 1))
    allocating.allocate(files.context)
    create_wave(files.context, WaveRequest(orders=["O1"]))
    before = standing(files.context.database)
    result = files.load(
        "orders", f"{HEAD}\n{order('O1', 'A', 3)}{order('O1', 'C', 1)}", update=True
    )
    assert causes(result) == [(1, "order_number", "order_in_work")]
    assert standing(files.context.database) == before
    assert again(files, order("O1", "A", 2, "1"), order("O1", "C", 1)) == (0, 1, 0, 0)


def forget(context: Context) -> None:
    """As a database is of which an older version imported the orders."""
    with context.database.write.begin() as connection:
        connection.execute(delete(OrderSaid))


def test_a_database_of_before_where_nobody_worked_since(files: Files) -> None:
    again(files, order("O1", "A", 2))
    forget(files.context)
    assert again(files, order("O1", "A", 3, "1")) == (0, 1, 0, 0)
    assert lines(files.context, "O1") == [("A", 3, 0)]


def test_a_database_of_before_where_somebody_worked_since(files: Files) -> None:
    again(files, order("O1", "A", 4))
    split(files.context)
    forget(files.context)
    before = standing(files.context.database)
    result = files.load("orders", f"{HEAD}\n{order('O1', 'A', 4, '1')}", update=True)
    assert [code for _, _, code in causes(result)] == ["changed_here"]
    assert standing(files.context.database) == before
    assert again(files, order("O1", "A", 2, "1")) == (0, 1, 0, 0)
    assert phone_of(files.context, "O1") == "1"


def test_the_same_number_of_two_channels_is_two_orders(files: Files) -> None:
    head = "order_number,sku,quantity,channel,customer_name\n"
    assert counts(files.load("orders", f"{head}1001,A,1,Shopify,Ann\n")) == (1, 0, 0, 0)
    told = files.load("orders", f"{head}1001,B,2,ebay,Bob\n", update=True)
    assert counts(told) == (1, 0, 0, 0)
    assert notes(told) == ["Order 1001 of ebay is ebay-1001 here: 1001 is another order."]
    assert lines(files.context, "1001") == [("A", 1, 0)]
    assert lines(files.context, "EBAY-1001") == [("B", 2, 0)]
    assert counts(files.load("orders", f"{head}1001,B,2,eBay,Bob\n")) == (0, 0, 1, 0)
    assert counts(files.load("orders", f"{head}1001,B,3,EBAY,Bob\n", update=True)) == (0, 1, 0, 0)
    assert lines(files.context, "ebay-1001") == [("B", 3, 0)]
    unnamed = files.load("orders", "order_number,sku,quantity\n1001,B,9\n", update=True)
    assert causes(unnamed) == [(1, "channel", "several_channels")]
    both = files.load("orders", f"{head}2002,A,1,shopify,Ann\n2002,B,2,ebay,Bob\n")
    assert counts(both) == (2, 0, 0, 0)
    assert get_order(files.context, "2002").channel == "Shopify"


def test_rows_that_contradict_the_first_one_reject_the_order(files: Files) -> None:
    head = "order_number,sku,quantity,customer_name,country\n"
    result = files.load(
        "orders", f"{head}1,A,1,Ann,AT\n1,B,1,,Austria\n2,A,1,Ann,AT\n2,B,1,Bob,DE\n"
    )
    assert counts(result) == (1, 0, 0, 1)
    assert causes(result) == [
        (4, "customer_name", "contradiction"),
        (4, "country", "contradiction"),
    ]


def test_an_order_without_a_channel_gets_the_one_of_its_customer(files: Files) -> None:
    files.load("orders", "order_number,sku,quantity,customer_name\n7,A,1,Ann\n8,A,1,Ann\n")
    head = "order_number,sku,quantity,customer_name,channel\n"
    result = files.load("orders", f"{head}7,A,1,Ann,web\n8,A,1,Bob,web\n", update=True)
    assert counts(result) == (1, 1, 0, 0)
    assert get_order(files.context, "7").channel == "web"
    assert get_order(files.context, "8").channel == ""
    assert get_order(files.context, "web-8").customer_name == "Bob"


_RUNS = itertools.count(1)
"""Each example has orders of its own."""


def _random_work(context: Context, dice: Random, numbers: list[str]) -> None:
    """Something that an operator may do; what the rules refuse is not done."""
    number, other = dice.sample(numbers, 2)
    what: list[Any] = [
        lambda: allocating.allocate(context),
        lambda: order_copies.split(context, number, line=1, quantity=1),
        lambda: order_copies.merge(context, number, [other]),
        lambda: order_changes.cancel(context, number, line=1, quantity=1),
        lambda: order_changes.cancel(context, number),
        lambda: order_changes.restore(context, number),
        lambda: order_changes.hold(context, number, reason="x", release_stock=dice.random() < 0.5),
        lambda: order_changes.resume(context, number),
        lambda: order_changes.set_priority(context, number, dice.randint(0, 3)),
        lambda: substitute(context, "B", [number]),
        lambda: inventory.receive(context, Receipt("W1", dice.choice("ABC"), 3)),
        lambda: create_wave(context, WaveRequest(orders=[number])),
    ]
    try:
        dice.choice(what)()
    except Refusal:
        return


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 10**6))
def test_random_work_between_two_imports_stays(files: Files, seed: int) -> None:
    dice = Random(seed)  # noqa: S311 - no secret
    context = files.context
    ours = [f"{next(_RUNS)}-O{number}" for number in (1, 2, 3)]
    one, two, three = ours
    first = [order(one, "A", 4), order(one, "C", 2), order(two, "A", 3), order(three, "C", 5)]
    again(files, *first)
    for _ in range(dice.randint(1, 8)):
        _random_work(context, dice, ours)
    before = standing(context.database)
    again(files, *first)
    assert standing(context.database) == before
    told = [row.strip() + "+43\n" for row in first]
    result = files.load("orders", f"{HEAD}\n{''.join(told)}", update=True)
    assert counts(result) == (0, 3, 0, 0)
    after = standing(context.database)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"orders", "order_said", "order_search"}
    undo(context)
    assert standing(context.database) == before
    more = [order(one, "A", 5), order(one, "C", 2), order(two, "A", 1), order(three, "B", 1)]
    if files.load("orders", f"{HEAD}\n{''.join(more)}", update=True).updated:
        assert administration.check(context.database).ok
        try:
            undo(context)
        except Refusal:
            return
        assert standing(context.database) == before
