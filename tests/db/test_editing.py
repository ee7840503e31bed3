"""An order is edited: the import's rules, planned again at once, nothing overwritten unseen."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.importing import Files, counts
from helpers.snapshots import standing
from helpers.stockroom import Stockroom
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.office import administration
from packbench.services.office.undo import undo
from packbench.services.orders import changes
from packbench.services.orders.edited import LineEdit, OrderEdit
from packbench.services.orders.editing import edit_order, editable_order
from packbench.services.orders.looking import get_order
from packbench.services.orders.promised import UnitsStand
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.walking import start_wave
from packbench.services.picking.waves import WaveRequest, create_wave, get_wave
from packbench.words.refusals import message, sentence


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """O1 has all 3 of A and 1 of B; O2 waits for 2 of A."""
    room = Stockroom(context)
    about = {"W1": {"countries": "AT"}, "W2": {"countries": "DE"}}
    room.fill({"W1": {"A": 3, "B": 5, "C": 0}, "W2": {"A": 4, "B": 4, "C": 4}}, warehouses=about)
    home = {"customer_name": "Ana", "street": "Ring 9", "city": "Graz", "postal_code": "8010"}
    room.order("O1", ("A", 3), ("B", 1), country="AT", **home)
    room.order("O2", ("A", 2), country="AT", **home)
    room.allocate()
    yield room
    assert administration.check(context.database).ok


def lines(context: Context, number: str) -> list[tuple[int, str, int]]:
    return [(one.line, one.sku, one.ordered) for one in get_order(context, number).lines]


def test_lines_are_edited_planned_again_and_put_back(room: Stockroom) -> None:
    context = room.context
    before = standing(context.database)
    edit = OrderEdit(
        {"street": " Ring 1 ", "ship_by": "2031-05-01"},
        [
            LineEdit(1, quantity="1"),
            LineEdit(2, remove=True),
            LineEdit(None, "c", "2", "4.50"),
        ],
    )
    tried = edit_order(context, "O1", edit, dry_run=True)
    assert standing(context.database) == before
    done = edit_order(context, "O1", edit)
    assert (tried.promises, tried.changed, tried.lines) == (done.promises, done.changed, done.lines)
    assert (done.changed, done.lines) == (["street", "ship_by"], 3)
    assert lines(context, "O1") == [(1, "A", 1), (3, "C", 2)]
    told = [(one.sku, one.quantity, one.standing, one.warehouse) for one in done.promises]
    assert told == [("A", 1, UnitsStand.PROMISED, "W1"), ("C", 2, UnitsStand.WAITING, None)]
    assert room.promised("O2") == {(1, "W1"): 2}  # who waited is served in the same transaction
    undo(context)
    assert standing(context.database) == before


def test_another_country_ships_from_where_it_is_served(room: Stockroom) -> None:
    context = room.context
    edit_order(context, "O1", OrderEdit({"country": "Germany"}))
    assert get_order(context, "O1").country == "DE"
    assert room.promised("O1") == {(1, "W2"): 3, (2, "W2"): 1}
    assert room.promised("O2") == {(1, "W1"): 2}
    undo(context)
    assert room.promised("O1") == {(1, "W1"): 3, (2, "W1"): 1}
    assert room.waits("O2") == {1: (2, "out_of_stock")}


WRONG = {
    "an unknown country": (OrderEdit({"country": "Narnia"}), "Country: “Narnia” is not a country"),
    "a day": (OrderEdit({"ship_by": "soon"}), "Ship by: “soon” is not a date"),
    "half a piece": (OrderEdit({}, [LineEdit(1, quantity="1.5")]), "Line 1, Quantity: “1.5” is no"),
    "no SKU": (OrderEdit({}, [LineEdit(None, "", "1")]), "Line 3, SKU: “SKU” is empty"),
    "no line": (OrderEdit({}, [LineEdit(9, quantity="1")]), "9"),
    "nothing": (OrderEdit({"country": "AT"}, [LineEdit(1, quantity="3")]), "nothing was changed"),
    "nothing left": (
        OrderEdit({}, [LineEdit(1, remove=True), LineEdit(2, remove=True)]),
        "Cancel it instead",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_an_import_would_reject_changes_nothing(room: Stockroom, what: str) -> None:
    edit, words = WRONG[what]
    before = standing(room.context.database)
    with pytest.raises(Refusal) as refused:
        edit_order(room.context, "O1", edit)
    assert words in sentence(refused.value)
    assert standing(room.context.database) == before


def test_an_unknown_sku_is_told_with_those_that_are_near(context: Context, tmp_path: Path) -> None:
    room = Stockroom(context)
    room.fill({"W1": {"KB-100": 1, "KB-200": 1, "MOUSE": 1}})
    head = "order_number,sku,quantity,country,customer_name,street,city,postal_code\n"
    rows = "O1,KB-10O,1,AT,Ana,Ring 1,Graz,8010\nO1,MOUSE,1,,,,,\n"
    Files(context, tmp_path).load("orders", head + rows)
    room.allocate()
    assert get_order(context, "O1").problems[0].near == ["KB-100"]
    with pytest.raises(Refusal) as refused:
        edit_order(context, "O1", OrderEdit({}, [LineEdit(1, sku="KB-20O")]))
    assert "Did you mean KB-200" in sentence(refused.value)
    edit_order(context, "O1", OrderEdit({}, [LineEdit(1, sku="KB-100")]))
    order = get_order(context, "O1")
    assert (order.status, order.problems) == ("ready", [])
    assert [(one.line, one.sku, one.original_sku) for one in order.lines] == [
        (1, "KB-100", "KB-10O"),
        (2, "MOUSE", None),
    ]
    undo(context)
    assert [one.code for one in get_order(context, "O1").problems] == ["unknown_sku"]


def test_a_country_that_was_missing_plans_the_order_at_once(context: Context) -> None:
    room = Stockroom(context)
    room.fill({"W1": {"A": 1}})
    room.order("O1", ("A", 1), country=None)
    edit_order(context, "O1", OrderEdit({"country": "AT"}))
    assert room.status("O1") == "ready"
    undo(context)
    assert room.status("O1") != "ready"


def test_what_somebody_else_changed_is_told_and_not_overwritten(room: Stockroom) -> None:
    context, ana = room.context, replace(room.context, operator="Ana")
    seen = editable_order(context, "O1").seen
    hers = OrderEdit({"street": "Hers 1", "phone": "1"}, [LineEdit(1, quantity="2")])
    edit_order(ana, "O1", hers)
    before = standing(context.database)
    mine = OrderEdit({"street": "Mine 2"}, [LineEdit(1, quantity="1")], seen)
    with pytest.raises(Refusal) as refused:
        edit_order(context, "O1", mine)
    assert refused.value.code is Code.EDITED_MEANWHILE
    words = sentence(refused.value)
    assert "Ana" in words
    assert "Street is “Hers 1” now" in words
    assert "Line 1, Quantity is “2” now" in words
    assert standing(context.database) == before
    # What he does not edit stays hers, and is told.
    done = edit_order(context, "O1", OrderEdit({"city": "Wien"}, [], seen))
    assert "Phone is “1” now: Ana changed it" in message(done.notes)
    again = replace(mine, seen=editable_order(context, "O1").seen)
    edit_order(context, "O1", again)
    assert lines(context, "O1")[0] == (1, "A", 1)


def test_an_order_in_picking(room: Stockroom) -> None:
    context = room.context
    wave = create_wave(context, WaveRequest(orders=("O1",))).number
    start_wave(replace(context, operator="Ana"), wave)
    revision = get_wave(context, wave).revision
    task = next(one for one in get_wave(context, wave).tasks if one.sku == "A")
    confirm_picks(context, wave, [PickedTask(task.task, 2)])
    before = standing(context.database)
    for line in (LineEdit(1, quantity="1"), LineEdit(1, sku="C"), LineEdit(1, remove=True)):
        with pytest.raises(Refusal) as refused:
            edit_order(context, "O1", OrderEdit({}, [line]))
        assert "2 of A on line 1 of order O1 are picked" in sentence(refused.value)
    assert standing(context.database) == before
    done = edit_order(context, "O1", OrderEdit({}, [LineEdit(1, quantity="2")]))
    assert wave in message(done.notes)
    assert "Ana" in message(done.notes)
    assert get_wave(context, wave).revision > revision
    undo(context)
    assert lines(context, "O1") == [(1, "A", 3), (2, "B", 1)]


def test_only_complete_stays_complete_or_nothing(context: Context) -> None:
    room = Stockroom(context)
    room.fill({"W1": {"A": 3, "C": 0}})
    room.order("O1", ("A", 3), ship_partial=False)
    room.order("O2", ("A", 1))
    room.allocate()
    edit_order(context, "O1", OrderEdit({}, [LineEdit(None, "C", "1")]))
    assert room.promised("O1") == {}
    assert room.promised("O2") == {(1, "W1"): 1}


def test_a_kit_line(context: Context) -> None:
    room = Stockroom(context)
    room.fill({"W1": {"A": 4, "B": 2}}, kits={"KIT": {"A": 2, "B": 1}})
    room.order("O1", ("KIT", 2))
    room.allocate()
    edit_order(context, "O1", OrderEdit({}, [LineEdit(1, quantity="1")]))
    assert room.components("O1") == {(1, "W1", "A"): 2, (1, "W1", "B"): 1}
    edit_order(context, "O1", OrderEdit({}, [LineEdit(1, sku="A", quantity="3")]))
    assert room.promised("O1") == {(1, "W1"): 3}
    undo(context)
    assert room.components("O1") == {(1, "W1", "A"): 2, (1, "W1", "B"): 1}


def test_closed_orders_and_holds(room: Stockroom) -> None:
    context = room.context
    changes.hold(context, ["O1"], reason="fraud")
    edit_order(context, "O1", OrderEdit({"street": "Ring 1"}, [LineEdit(2, quantity="3")]))
    assert room.status("O1") == "on_hold"
    changes.resume(context, ["O1"])
    assert room.promised("O1") == {(1, "W1"): 3, (2, "W1"): 3}


def test_an_edit_survives_the_same_file(context: Context, tmp_path: Path) -> None:
    files = Files(context, tmp_path)
    files.load("warehouses", "code,name\nW1,Graz\n")
    files.load("products", "sku,name\nA,Apple\nB,Bowl\nC,Cup\n")
    head = "order_number,sku,quantity,customer_name,street,city,postal_code,country,phone\n"
    row = "O1,{sku},{units},Ana,Street 1,Graz,8010,AT,{phone}\n"
    first = head + row.format(sku="A", units=4, phone="") + row.format(sku="B", units=1, phone="")
    files.load("orders", first)
    edit = [LineEdit(1, sku="C", quantity="2"), LineEdit(2, remove=True), LineEdit(None, "B", "7")]
    edit_order(context, "O1", OrderEdit({"street": "Ring 5"}, edit))
    assert counts(files.load("orders", first, update=True)) == (0, 0, 1, 0)
    told = head + row.format(sku="A", units=4, phone="7") + row.format(sku="B", units=1, phone="7")
    assert counts(files.load("orders", told, update=True)) == (0, 1, 0, 0)
    assert lines(context, "O1") == [(1, "C", 2), (3, "B", 7)]
    more = told.replace("A,4", "A,5")
    assert counts(files.load("orders", more, update=True)) == (0, 0, 0, 1)


def test_the_address_is_complete_by_its_country_and_the_postal_code_is_looked_up(
    context: Context, tmp_path: Path
) -> None:
    room = Stockroom(context)
    room.fill({"W1": {"A": 1}})
    room.order("O1", ("A", 1), country="AT")
    full = {"customer_name": "Ana", "street": "Ring 1", "city": "Graz", "postal_code": "8010"}
    edit_order(context, "O1", OrderEdit(full))
    assert get_order(context, "O1").problems == []
    edit_order(context, "O1", OrderEdit({"country": "US"}))
    assert [one.code for one in get_order(context, "O1").problems] == ["address_incomplete"]
    edit_order(context, "O1", OrderEdit({"country": "HK", "postal_code": ""}))
    assert get_order(context, "O1").problems == []
    codes = "country_code,postal_code,lat,lon\nAT,8010,47.0,15.4\n"
    Files(context, tmp_path).load("postal-codes", codes)
    done = edit_order(context, "O1", OrderEdit({"country": "AT", "postal_code": "8O10"}))
    assert "8O10 is none of the postal codes of AT" in message(done.notes)
    assert edit_order(context, "O1", OrderEdit({"postal_code": "8010"})).notes == []
