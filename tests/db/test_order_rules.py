"""Rules for orders: what they do when something happens to orders, and what is told of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from helpers.clocks import Clock, on
from helpers.importing import Files, counts, notes
from helpers.snapshots import standing
from helpers.stockroom import Stockroom
from packbench.domain.history import RecordKind
from packbench.domain.order_rules import RuleBody, RuleEvent
from packbench.domain.rule_texts import read_action, read_condition
from packbench.engine.command.context import Context
from packbench.services.office import settings
from packbench.services.office.history import history_of, record_id
from packbench.services.office.sweep import turn_day
from packbench.services.office.undo import undo
from packbench.services.orders.looking import get_order
from packbench.services.orders.paying import pay
from packbench.services.rules import keeping
from packbench.services.rules.daily import rules_of_day
from packbench.words.history import title_words

ORDERS = """order_number,sku,quantity,channel,country,postal_code,unit_price,payment
O1,A,2,web,CH,8001,10,paid
O2,B,1,web,AT,8010,200,awaiting
O3,A,1,shop,CH,1200,5,paid
"""


@pytest.fixture
def room(context: Context) -> Stockroom:
    room = Stockroom(context)
    room.fill({"GRAZ": {"A": 10, "B": 5, "SAMPLE": 50}, "WIEN": {"A": 10, "B": 5, "SAMPLE": 9}})
    return room


@pytest.fixture
def files(room: Stockroom, tmp_path: Path) -> Files:
    files = Files(room.context, tmp_path)
    files.load("shipping-methods", "code,name\nEXPRESS,Express\nPOST,Post\n")
    return files


def body(name: str, event: str, conditions: str, *actions: str, stop: bool = False) -> RuleBody:
    found = tuple(read_condition(one) for one in conditions.split())
    return RuleBody(name, RuleEvent(event), found, tuple(map(read_action, actions)), stop)


def add(context: Context, *args: str, stop: bool = False) -> None:
    """A rule that is switched on."""
    new = body(*args, stop=stop)
    keeping.create(context, new)
    keeping.switch(context, [new.name], on=True)


def told_of(context: Context, number: str) -> list[str]:
    """The titles of an order's history, oldest first."""
    found = history_of(context, RecordKind.ORDER, record_id(context, RecordKind.ORDER, number))
    return [title_words(one) for one in reversed(found.events)]


def test_an_import_lets_rules_act_once_and_is_undone_with_them(files: Files) -> None:
    context = files.context
    add(context, "Express for CH", "import", "country=CH,LI", "shipping=express", "tag=Alps")
    add(context, "Dear", "import", "value>=100", "hold=Call first", "priority=10", stop=True)
    add(context, "Tagged", "import", "tag=alps channel=WEB", "note=Thanks!")
    before = standing(context.database)
    result = files.load("orders", ORDERS)
    assert notes(result) == [
        "Rule “Express for CH” acted on 2 orders.",
        "Rule “Dear” acted on 1 order.",
        "Rule “Tagged” acted on 1 order.",
    ]
    o1, o2, o3 = (get_order(context, number) for number in ("O1", "O2", "O3"))
    assert (o1.ship_method, o1.tags, o1.note) == ("EXPRESS", ["alps"], "Thanks!")
    assert (o2.status, o2.priority, o2.ship_method) == ("on_hold", 10, None)
    assert (o3.ship_method, o3.tags, o3.note) == ("EXPRESS", ["alps"], None)
    assert told_of(context, "O1") == [
        "Imported from a file",
        "Rule “Express for CH”: Shipping method chosen",
        "Rule “Express for CH”: Tags changed",
        "Rule “Tagged”: Note written",
    ]
    again = files.load("orders", ORDERS)
    assert counts(again) == (0, 0, 3, 0)
    assert get_order(context, "O1").note == "Thanks!"
    found = history_of(context, RecordKind.ORDER, record_id(context, RecordKind.ORDER, "O1"))
    undo(context, found.events[-1].command)
    assert standing(context.database) == before


def test_each_event_and_each_action(files: Files, room: Stockroom) -> None:
    """Every action is done by the service for it, once an order, and taken back with its event."""
    context = room.context
    add(context, "Paid", "paid", "country=AT", "add=2*SAMPLE", "whole", "warehouse=wien")
    add(context, "Got", "allocated", "sku=a", "exclude=graz", "cancel=B", "parts")
    add(context, "Late", "daily", "ship_by<=2", "hold-until=+2 Ask first", "note=Late")
    files.load("orders", ORDERS)
    room.set("O3", ship_by=None)
    before = standing(context.database)
    told = pay(context, ["O2"])
    assert [one.code.value for one in told.results[0].notes][:2] == ["paid", "rule_acted"]
    o2 = get_order(context, "O2")
    assert [(one.sku, one.ordered) for one in o2.lines] == [("B", 1), ("SAMPLE", 2)]
    assert (o2.payment, o2.ship_partial) == ("paid", False)
    assert {one.warehouse for one in o2.allocations} == {"WIEN"}
    undo(context)
    assert standing(context.database) == before
    room.allocate("O1")
    assert {one.warehouse for one in get_order(context, "O1").allocations} == {"WIEN"}
    undo(context)
    assert standing(context.database) == before
    room.check()


def test_the_rules_of_a_day_act_once_whatever_station(context: Context) -> None:
    """At the company's midnight; an order that is held until a day goes on by itself."""
    clock = Clock()
    room = Stockroom(on(context, clock))
    context = room.context
    settings.set_setting(context, "company.time_zone", "UTC")
    room.fill({"GRAZ": {"A": 10}})
    for number, days in (("O1", 2), ("O2", 9)):
        room.order(number, ("A", 1), ship_by=clock.day + timedelta(days=days))
    add(context, "Late", "daily", "ship_by<=1", "hold-until=+2 Ask first", "note=Late")
    turn_day(context)
    assert told_of(context, "O1") == []
    clock.at = datetime.combine(clock.day + timedelta(days=1), datetime.min.time(), UTC)
    turn_day(replace(context, station="S2"))
    turn_day(context)
    assert rules_of_day(context) is None
    assert told_of(context, "O1") == ["Rule “Late”: Put on hold", "Rule “Late”: Note written"]
    assert get_order(context, "O2").status == "new"
    clock.turn(2)
    done = rules_of_day(context)
    assert done is not None
    assert (done.resumed, done.notes) == (["O1"], [])
    shown = get_order(context, "O1")
    assert (shown.status, shown.note) == ("ready", "Late")
    undo(context, done.command)
    assert get_order(context, "O1").status == "on_hold"
    clock.turn()
    again = rules_of_day(context)
    assert again is not None
    assert again.resumed == ["O1"]
    room.check()
