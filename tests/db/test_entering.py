"""An order is entered: the import's rules, one command, taken away by its undo."""

from pathlib import Path

import pytest

from helpers.importing import Files, counts
from helpers.snapshots import standing
from helpers.stockroom import Stockroom
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.channels.verifying import set_verifying
from packbench.services.office import administration
from packbench.services.office.settings import set_setting
from packbench.services.office.undo import undo, undo_key
from packbench.services.orders import changes
from packbench.services.orders.entering import EnteredOrder, NewOrderLine, enter_order
from packbench.services.orders.entry_lookups import find_customers, find_products, read_pasted
from packbench.services.orders.looking import get_order
from packbench.words.refusals import sentence

HOME = {
    "customer_name": "Ana Novak",
    "customer_email": "ana@example.org",
    "street": "Ring 1",
    "city": "Graz",
    "postal_code": "8010",
    "country": "Austria",
}
A2 = NewOrderLine("a", "2", "9.90")


@pytest.fixture
def room(context: Context) -> Stockroom:
    room = Stockroom(context)
    room.fill({"W1": {"A": 3, "B": 0}})
    return room


def test_an_order_is_entered_with_its_stock_and_cancelled_by_undo(room: Stockroom) -> None:
    context, new = room.context, EnteredOrder([A2, NewOrderLine("B", "1")], HOME)
    before = standing(context.database)
    tried = enter_order(context, new, dry_run=True)
    assert standing(context.database) == before
    done = enter_order(context, new, key="k1")
    assert enter_order(context, new, key="k1") == done
    assert done.promises == tried.promises
    assert (done.order.number, done.order.country, done.order.problems) == ("N1", "AT", [])
    assert room.promised("N1") == {(1, "W1"): 2}
    assert room.waits("N1") == {2: (1, "out_of_stock")}
    undo(context)
    assert room.status("N1") == "cancelled"
    assert room.free("A") == {"W1": 3}
    assert enter_order(context, new).order.number == "N2"
    assert administration.check(context.database).ok


def test_without_stock_it_is_new_and_undo_takes_it_away(room: Stockroom) -> None:
    context = room.context
    enter_order(context, EnteredOrder([A2], HOME, "W-7"), allocate=False)
    assert room.status("W-7") == "new"
    undo(context)
    with pytest.raises(Refusal, match="not_found"):
        get_order(context, "W-7")
    enter_order(context, EnteredOrder([A2], HOME, "W-7"), allocate=False, key="entered")
    changes.hold(context, ["W-7"], reason="r")
    with pytest.raises(Refusal) as refused:
        undo_key(context, "entered")
    assert refused.value.code is Code.CANNOT_UNDO
    assert room.status("W-7") == "on_hold"


WRONG = {
    "all at once": (
        EnteredOrder([NewOrderLine("", "x")], {"country": "Narnia"}),
        ("Country: “Narnia”", "Line 1, SKU:", "Line 1, Quantity: “x” is not a whole number"),
    ),
    "no lines": (EnteredOrder([], HOME), ("no lines yet",)),
    "unknown": (EnteredOrder([NewOrderLine("ZZ", "1")], HOME), ("There is no product ZZ",)),
    "known number": (EnteredOrder([A2], HOME, "o1"), ("There is an order o1 already",)),
    "unknown channel": (EnteredOrder([A2], {"channel": "nowhere"}), ("nowhere",)),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_an_import_would_reject_enters_nothing(room: Stockroom, what: str) -> None:
    set_verifying(room.context, {"web": False})
    room.order("O1", ("A", 1))
    new, words = WRONG[what]
    before = standing(room.context.database)
    with pytest.raises(Refusal) as refused:
        enter_order(room.context, new)
    assert all(one in sentence(refused.value) for one in words)
    assert standing(room.context.database) == before


def test_numbers_and_channels(room: Stockroom) -> None:
    context = room.context
    set_verifying(context, {"Web": True})
    set_setting(context, "orders.number_prefix", "tel")
    room.order("TEL1", ("A", 1))
    assert enter_order(context, EnteredOrder([A2], HOME)).order.number == "TEL2"
    asked = enter_order(context, EnteredOrder([A2], {**HOME, "channel": "web"})).order
    assert (asked.number, asked.channel, asked.verify) == ("Web-TEL1", "Web", "asked")
    assert room.promised("Web-TEL1") == {}


def test_a_file_of_the_same_order_is_told_as_known(room: Stockroom, tmp_path: Path) -> None:
    enter_order(room.context, EnteredOrder([A2], HOME, "W-1"), allocate=False)
    head = "order_number,sku,quantity,unit_price,customer_name,country\n"
    files = Files(room.context, tmp_path)
    assert counts(files.load("orders", f"{head}W-1,A,5,9.90,Ana Novak,AT\n")) == (0, 0, 0, 1)


def test_customers_products_and_what_is_pasted(room: Stockroom) -> None:
    context = room.context
    enter_order(context, EnteredOrder([A2], HOME))
    enter_order(context, EnteredOrder([A2], {**HOME, "street": "Ring 2"}))
    (ana,) = find_customers(context, "NOVAK")
    assert (ana.fields["street"], ana.fields["country"]) == ("Ring 2", "AT")
    assert [one.sku for one in find_products(context, "a")] == ["A"]
    pasted = read_pasted(context, "1\tA\t2,50\n\n3\tB\t4.00\nx\tZ\t1.00\n")
    told = [(one.row, one.sku, one.quantity, one.price) for one in pasted.lines]
    assert told == [(1, "A", "1", "2.50"), (2, "B", "3", "4.00"), (3, "Z", "x", "1.00")]
    assert [(one.column, one.code) for one in pasted.lines[2].faults] == [("quantity", "not_whole")]
    headed = read_pasted(context, "Menge;Artikel\n4;B\n")
    assert [(one.row, one.sku, one.quantity) for one in headed.lines] == [(2, "B", "4")]
