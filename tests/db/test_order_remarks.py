"""Tags, notes, ship-by days and channels of orders: set for several, told one by one, undone."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from helpers.importing import Files
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Command
from packbench.domain.refusals import Code
from packbench.engine.bulk import PREVIEW, Results
from packbench.engine.command.context import Context
from packbench.services.channels.excluding import Excluded, exclude
from packbench.services.channels.verifying import set_verifying
from packbench.services.masters.kinds import FIELDS
from packbench.services.masters.saving import create, remove
from packbench.services.office.history import RecordKind, history_of
from packbench.services.office.lists import OrderQuery, OrderRow, filter_values, order_list
from packbench.services.office.undo import undo
from packbench.services.orders.changes import set_ship_by
from packbench.services.orders.channel_choice import assign_channel
from packbench.services.orders.looking import get_order
from packbench.services.orders.own_values import set_own_value
from packbench.services.orders.remarks import MOST_NOTE_CHARACTERS, add_note, tag
from packbench.words.refusals import message


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """Five of A at W1; whatever a test does, every invariant holds at its end."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 5}})
    yield room
    room.check()


def told(results: Results) -> dict[str, tuple[str, str]]:
    """By order: what became of it, and what is told."""
    return {one.order_number: (one.outcome.value, message(one.notes)) for one in results.results}


def test_tags_are_put_on_several_orders_and_found_by(room: Stockroom) -> None:
    for number in ("O1", "O2", "O3"):
        room.order(number, ("A", 1))
    tag(room.context, ["O1", "O2"], add=[" VIP ", "Gift"])
    assert get_order(room.context, "O1").tags == ["gift", "vip"]
    results = told(tag(room.context, ["O1", "O3"], add=["vip"], remove=["gift"]))
    assert results["O1"] == ("done", "Its tags are vip.")
    found = order_list(room.context)
    rows = found.rows(found.ids(OrderQuery(tags=("vip",), sort="number")))
    assert {row.number: row.tags for row in rows} == {
        "O1": ("vip",),
        "O2": ("gift", "vip"),
        "O3": ("vip",),
    }
    assert filter_values(room.context).tags == ("gift", "vip")
    again = told(tag(room.context, ["O1", "O2"], add=["vip"], how=PREVIEW))
    assert [one[0] for one in again.values()] == ["refused", "refused"]
    undo(room.context)
    assert get_order(room.context, "O1").tags == ["gift", "vip"]
    assert get_order(room.context, "O3").tags == []


@pytest.mark.parametrize("text", ["a;b", "x" * 41, "\x07"])
def test_what_is_no_tag_is_refused(room: Stockroom, text: str) -> None:
    room.order("O1", ("A", 1))
    refuse(room, Code.INVALID, lambda: tag(room.context, ["O1"], add=[text]))
    refuse(room, Code.NOTHING_TO_DO, lambda: tag(room.context, ["O1"]))


def test_twenty_tags_are_enough(room: Stockroom) -> None:
    room.order("O1", ("A", 1))
    tag(room.context, ["O1"], add=[f"t{number}" for number in range(20)])
    results = told(tag(room.context, ["O1"], add=["one more"]))
    assert results["O1"][0] == "refused"
    assert len(get_order(room.context, "O1").tags) == 20


def test_a_note_goes_below_what_is_there_and_undo_refuses_after_another(room: Stockroom) -> None:
    room.order("O1", ("A", 1), note="ring twice")
    add_note(room.context, ["O1"], "leave at the gate")
    assert get_order(room.context, "O1").note == "ring twice\nleave at the gate"
    add_note(room.context, ["O1"], "=call")
    refuse(room, Code.CANNOT_UNDO, lambda: undo(room.context, _first_note(room)))
    undo(room.context)
    assert get_order(room.context, "O1").note == "ring twice\nleave at the gate"
    full = told(add_note(room.context, ["O1"], "x" * MOST_NOTE_CHARACTERS))
    assert full["O1"][0] == "refused"
    refuse(room, Code.INVALID, lambda: add_note(room.context, ["O1"], "  "))


def _first_note(room: Stockroom) -> int:
    """The id of the first command that wrote a note."""
    query = select(func.min(Command.id)).where(Command.name == "orders.note")
    with room.context.database.read.connect() as connection:
        return int(connection.execute(query).scalar_one())


def test_a_ship_by_day_moves_an_order_in_the_queue_and_is_taken_back(room: Stockroom) -> None:
    room.order("O1", ("A", 5))
    room.order("O2", ("A", 4))
    set_ship_by(room.context, ["O2"], date(2026, 12, 24))
    assert get_order(room.context, "O2").ship_by == date(2026, 12, 24)
    room.allocate()
    assert room.promised("O2") == {(1, "W1"): 4}
    assert told(set_ship_by(room.context, ["O2"], date(2026, 12, 24)))["O2"][0] == "refused"
    set_ship_by(room.context, ["O2"], None)
    assert get_order(room.context, "O2").ship_by is None
    undo(room.context)
    assert get_order(room.context, "O2").ship_by == date(2026, 12, 24)


class TestChannel:
    @pytest.fixture
    def files(self, context: Context, tmp_path: Path) -> Files:
        made = Files(context, tmp_path)
        made.load("products", "sku,name\nA,A\n")
        made.load("warehouses", "code,name\nW1,One\nW2,Two\n")
        made.load("stock", "warehouse,sku,quantity\nW1,A,5\nW2,A,5\n")
        made.load("orders", ORDERS)
        return made

    def test_it_follows_the_rules_of_its_channel_now(self, room: Stockroom) -> None:
        room.order("O1", ("A", 3), channel="shop")
        set_verifying(room.context, {"web": False, "shop": False})
        exclude(room.context, Excluded("web", "", "W1"))
        room.allocate()
        assert room.promised("O1") == {(1, "W1"): 3}
        assign_channel(room.context, ["O1"], "WEB")
        assert get_order(room.context, "O1").channel == "web"
        assert room.promised("O1") == {}
        undo(room.context)
        assert get_order(room.context, "O1").channel == "shop"
        assert room.promised("O1") == {(1, "W1"): 3}

    def test_a_number_that_the_channel_has_is_refused(self, files: Files) -> None:
        results = told(assign_channel(files.context, ["shop-7", "8"], "web"))
        assert results["8"] == ("done", "It is an order of web now.")
        assert results["shop-7"][0] == "refused"
        assert "web has an order 7 already: 7." in results["shop-7"][1]
        assert get_order(files.context, "shop-7").channel == "shop"

    def test_its_old_file_still_means_it(self, files: Files) -> None:
        assign_channel(files.context, ["8"], "web")
        again = files.load("orders", ORDERS)
        assert (again.imported, again.unchanged) == (0, 3)
        changed = files.load("orders", ORDERS.replace("8,shop,A,1", "8,shop,A,2"), update=True)
        assert (changed.imported, changed.updated) == (0, 1)

    def test_a_channel_that_asks_to_verify_does(self, files: Files) -> None:
        set_verifying(files.context, {"web": True})
        assign_channel(files.context, ["8"], "web")
        assert get_order(files.context, "8").verify == "asked"
        undo(files.context)
        assert get_order(files.context, "8").verify is None


ORDERS = "order_number,channel,sku,quantity\n7,web,A,1\n7,shop,A,1\n8,shop,A,1\n"


def test_a_field_is_set_on_several_orders_and_taken_back_into_that_field_only(
    room: Stockroom,
) -> None:
    context = room.context
    create(context, FIELDS, {"of": "order", "name": "po", "label": "PO number", "kind": "number"})
    for number in ("O1", "O2", "O3"):
        room.order(number, ("A", 1))
    set_own_value(context, ["O1"], "PO", "12.5")
    before = [row.custom for row in _orders(context)]
    results = told(set_own_value(context, ["O1", "O2", "O3"], "po", "12.5", how=PREVIEW))
    assert results["O1"] == ("refused", "PO number of O1 is so already.")
    assert results["O2"] == ("done", "PO number is “12.5” now.")
    assert [row.custom for row in _orders(context)] == before
    set_own_value(context, ["O1", "O2", "O3"], "po", "7")
    assert [row.custom["order_field_1"].value for row in _orders(context)] == ["7", "7", "7"]
    [event, *_] = history_of(context, RecordKind.ORDER, get_order(context, "O1").id).events
    assert event.changes[0].after == "7"
    undo(context)
    assert [row.custom for row in _orders(context)] == before
    set_own_value(context, ["O1"], "po", "")
    assert [row.custom for row in _orders(context)] == [{}, {}, {}]
    remove(context, FIELDS, [["order", "po"]])
    create(context, FIELDS, {"of": "order", "name": "other", "label": "Other"})
    refuse(room, Code.NOT_FOUND, lambda: set_own_value(context, ["O1"], "po", "1"))
    refuse(room, Code.CANNOT_UNDO, lambda: undo(context, _last(context, "orders.field")))
    assert [row.custom for row in _orders(context)] == [{}, {}, {}]


def test_orders_are_sorted_by_a_field_numbers_by_size_and_none_behind(room: Stockroom) -> None:
    context = room.context
    create(context, FIELDS, {"of": "order", "name": "po", "label": "PO number", "kind": "number"})
    create(context, FIELDS, {"of": "order", "name": "who", "label": "Who"})
    for number, po, who in (
        ("O1", "10", "b"),
        ("O2", "", ""),
        ("O3", "9.5", "a"),
        ("O4", "-1", ""),
    ):
        room.order(number, ("A", 1))
        for name, value in (("po", po), ("who", who)):
            if value:
                set_own_value(context, [number], name, value)
    found = order_list(context)

    def by(column: str, *, descending: bool = False) -> list[str]:
        query = OrderQuery(sort=column, descending=descending)
        page = [row.number for row in found.first_page(query)]
        numbers = {row.id: row.number for row in found.rows(found.ids(query))}
        assert [numbers[id_] for id_ in found.ids(query)] == page
        return page

    assert by("order_field_1") == ["O4", "O3", "O1", "O2"]
    assert by("order_field_1", descending=True) == ["O1", "O3", "O4", "O2"]
    assert by("order_field_2") == ["O3", "O1", "O2", "O4"]
    assert by("order_field_2", descending=True) == ["O1", "O3", "O4", "O2"]


def test_what_can_not_stand_in_a_field_changes_nothing(room: Stockroom) -> None:
    context = room.context
    values = {"of": "order", "name": "due", "label": "Due", "kind": "date", "required": "yes"}
    create(context, FIELDS, values)
    room.order("O1", ("A", 1))
    for value in ("soon", "", "2026-13-01"):
        refuse(room, Code.BAD_VALUE, partial(set_own_value, context, ["O1"], "due", value))
    assert [row.custom for row in _orders(context)] == [{}]


def _orders(context: Context) -> list[OrderRow]:
    found = order_list(context)
    rows = found.rows(found.ids(OrderQuery(sort="number")))
    return sorted(rows, key=lambda row: row.number)


def _last(context: Context, name: str) -> int:
    query = select(func.max(Command.id)).where(Command.name == name)
    with context.database.read.connect() as connection:
        return int(connection.execute(query).scalar_one())
