"""Rules for orders: what they do when something happens to orders, and what is told of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from helpers.clocks import Clock, on
from helpers.importing import Files, counts, notes
from helpers.snapshots import standing
from helpers.stockroom import Stockroom
from packbench.domain.history import HistoryEvent, RecordKind
from packbench.domain.order_rules import RuleBody, RuleEvent
from packbench.domain.outcomes import RowOutcome
from packbench.domain.refusals import Code, Refusal
from packbench.domain.rule_texts import read_action, read_condition
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.services.importing import undoing
from packbench.services.masters.kinds import CHANNELS, FIELDS, PRODUCTS, SHIPPING_METHODS
from packbench.services.masters.saving import create, edit, remove, switch
from packbench.services.office import settings
from packbench.services.office.history import history_of, record_id
from packbench.services.office.sweep import turn_day
from packbench.services.office.undo import undo
from packbench.services.orders.changes import hold, resume
from packbench.services.orders.cloning import clone
from packbench.services.orders.excluding import exclude, include
from packbench.services.orders.looking import get_order
from packbench.services.orders.merging import merge
from packbench.services.orders.paying import pay
from packbench.services.orders.shipping_choice import choose_method
from packbench.services.orders.splitting import split
from packbench.services.picking import waves as picking
from packbench.services.picking.waves import WaveRequest
from packbench.services.rules import keeping
from packbench.services.rules.daily import rules_of_day
from packbench.services.rules.files import read_rules_file, rules_text
from packbench.services.rules.trying import try_rules
from packbench.words.history import event_lines, title_words
from packbench.words.order_rules import missing_words
from packbench.words.refusals import message, sentence

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


def history(context: Context, number: str) -> list[HistoryEvent]:
    found = history_of(context, RecordKind.ORDER, record_id(context, RecordKind.ORDER, number))
    return found.events


def told_of(context: Context, number: str) -> list[str]:
    """The titles of an order's history, oldest first."""
    return [title_words(one) for one in reversed(history(context, number))]


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
    undo(context, history(context, "O1")[-1].command)
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


def test_what_may_not_be_is_told_and_not_done(files: Files, room: Stockroom) -> None:
    """O1 is being picked, O2 is on hold already, O3 has it so; a method is gone meanwhile."""
    context = room.context
    files.load("orders", ORDERS)
    room.allocate("O1")
    picking.create_wave(context, WaveRequest(orders=["O1"]))
    hold(context, ["O2"], reason="fraud")
    room.set("O3", ship_method="POST")
    room.set("O1", payment="awaiting")
    room.set("O3", payment="awaiting")
    keeping.create(context, body("Paid", "paid", "", "exclude=WIEN", "hold=Look", "shipping=POST"))
    keeping.create(context, body("Gone", "paid", "", "shipping=EXPRESS"))
    keeping.switch(context, ["Paid", "Gone"], on=True, holds_all=True)
    with context.database.write.begin() as connection:
        connection.execute(text("DELETE FROM shipping_method WHERE code = 'EXPRESS'"))
    results = {one.order_number: message(one.notes) for one in pay(context, ["O1", "O2"]).results}
    assert "Rule “Paid” could not do all with it." in results["O2"]
    assert "on hold" in results["O2"]
    assert "There is no shipping method EXPRESS." in results["O2"]
    assert get_order(context, "O2").ship_method == "POST"
    assert get_order(context, "O2").hold_reason == "fraud"
    lines = [line for one in history(context, "O2") for line in event_lines(one)]
    assert "Rule “Gone” could not do all with it." in lines
    assert get_order(context, "O1").ship_method == "POST"
    pay(context, ["O3"])
    assert told_of(context, "O3")[-1] == "Rule “Paid”: Put on hold"
    room.check()


@pytest.mark.parametrize(
    ("condition", "action", "words"),
    [
        ("country=Atlantis", "verify", "“Atlantis” is not a country we know."),
        ("sku=SAMPEL", "verify", "There is no product SAMPEL. Did you mean SAMPLE?"),
        ("lines>=1", "warehouse=GRATZ", "There is no warehouse GRATZ. There are: GRAZ, WIEN."),
        ("lines>=1", "shipping=EXPRES", "There is no shipping method EXPRES. There are: EXPRESS"),
        ("lines>=1,2", "verify", "“1,2” can't be used for “lines”."),
        ("value>=nan", "verify", "“nan” can't be used for “value”."),
        ("lines=3", "verify", "The condition “lines” compares by >= <=, not by “=”."),
        ("country=", "verify", "Type a value for “Country”"),
        ("postal_code=9000..1000", "verify", "can't be used for “postal_code”"),
        ("lines>=1", "add=0*A", "“0” can't be used for “add”."),
        ("lines>=1", "hold-until=+0", "“+0” can't be used for “hold-until”."),
        ("lines>=1", "priority=9999999999999999999", "can't be used for “priority”"),
        ("lines>=1", "hold=", "Type a value for “Put on hold”"),
        ("lines>=1", "verify=yes", "“yes” can't be used for “verify”."),
    ],
)
def test_a_rule_that_can_not_be_is_told_by_name(
    files: Files, condition: str, action: str, words: str
) -> None:
    context = files.context
    before = standing(context.database)
    with pytest.raises(Refusal) as refused:
        keeping.create(context, body("Bad", "import", condition, action))
    assert words in sentence(refused.value)
    assert standing(context.database) == before


def test_rules_are_kept_in_order_tried_and_undone(files: Files) -> None:
    context = files.context
    files.load("orders", ORDERS)
    names = ("A", "B", "C")
    for name, condition in zip(
        names, ("country=ch,CH,Switzerland", "tag!=x", "value>=100"), strict=True
    ):
        told = keeping.create(context, body(name, "import", condition, "hold=Look"))
        assert len(told.notes) == (1 if name == "A" else 0)  # a country named twice counts once
    tried = try_rules(context, "B")
    assert (tried.looked_at, tried.untouched, tried.rules[0].holds) == (3, 0, True)
    with pytest.raises(Refusal, match="bad_rule"):
        keeping.switch(context, ["B"], on=True)
    keeping.switch(context, ["A", "C"], on=True)
    tried = try_rules(context)
    assert [(one.order_number, one.rules) for one in tried.orders] == [
        ("O3", ["A"]),
        ("O2", ["C"]),
        ("O1", ["A"]),
    ]
    with pytest.raises(Refusal, match="bad_rule"):
        keeping.edit(context, "A", body("A", "import", "", "hold=All"))
    keeping.move(context, "C", 1)
    keeping.remove(context, ["A"])
    assert [one.name for one in keeping.rules(context)] == ["C", "B"]
    undo(context)
    undo(context)
    assert [(one.name, one.active) for one in keeping.rules(context)] == [
        ("A", True),
        ("B", False),
        ("C", True),
    ]
    path = files.folder / "rules.toml"
    path.write_text(rules_text(keeping.rules(context)), encoding="utf-8")
    kept = [one.body for one in keeping.rules(context)]
    assert read_rules_file(path) == kept
    keeping.remove(context, names)
    assert keeping.take_in(context, read_rules_file(path)).rules == ["A", "B", "C"]
    assert [(one.body, one.active) for one in keeping.rules(context)] == [
        (one, False) for one in kept
    ]


def test_a_field_of_the_shops_own_is_a_condition(files: Files) -> None:
    context = files.context
    for name, kind, choices in (("ribbon", "choice", "red;blue"), ("layers", "number", "")):
        new = {"of": "order", "name": name, "label": name, "kind": kind, "choices": choices}
        create(context, FIELDS, new)
    add(context, "Red", "import", "field:RIBBON=Red", "tag=red")
    add(context, "High", "import", "field:layers>=2.5", "tag=high")
    add(context, "Plain", "import", "field:ribbon!=red,blue", "tag=plain")
    files.load(
        "orders",
        "order_number,sku,quantity,field:ribbon,field:layers\n"
        "C1,A,1,red,3\nC2,A,1,blue,2.5\nC3,A,1,,1\n",
    )
    tags = {number: get_order(context, number).tags for number in ("C1", "C2", "C3")}
    assert tags == {"C1": ["high", "red"], "C2": ["high"], "C3": ["plain"]}
    for wrong in ("field:ribon=red", "field:ribbon>=red", "field:ribbon=green", "field:layers>=x"):
        with pytest.raises(Refusal) as refused:
            keeping.create(context, body("Wrong", "import", wrong, "tag=x"))
        assert refused.value.code is Code.BAD_RULE
    assert [one.name for one in keeping.rules(context)] == ["Red", "High", "Plain"]


def test_an_import_is_undone_though_a_rule_planned_its_orders(
    files: Files, room: Stockroom
) -> None:
    """What was decided stays written; the file can be imported again as if nothing had been."""
    context = files.context
    add(context, "West", "import", "country=CH", "warehouse=WIEN", "exclude=GRAZ", "tag=west")
    for _ in range(2):
        assert notes(files.load("orders", ORDERS)) == ["Rule “West” acted on 2 orders."]
        assert {one.warehouse for one in get_order(context, "O1").allocations} == {"WIEN"}
        undo(context, history(context, "O1")[-1].command)
        for number in ("O1", "O2", "O3"):
            with pytest.raises(Refusal, match="not_found"):
                get_order(context, number)
        room.check()
    left = [get_order(context, number) for number in ("O1/2", "O1/3", "O3/2", "O3/3")]
    assert {(one.status, len(one.lines), len(one.allocations)) for one in left} == {
        ("cancelled", 0, 0)
    }


def test_a_field_that_is_not_in_use_lets_its_rules_do_nothing(
    files: Files, room: Stockroom
) -> None:
    """What a rule names can't be taken away; a rule whose field is gone all the same is told."""
    context = files.context
    create(context, FIELDS, {"of": "order", "name": "gift", "label": "Gift", "kind": "yes_no"})
    files.load("products", "sku,name\nRIBBON,Ribbon\n")
    files.load("channels", "channel\neshop\n")
    add(context, "Plain", "import", "field:gift!=yes", "add=RIBBON", "shipping=EXPRESS")
    add(context, "Others", "import", "channel=eshop", "exclude=WIEN")
    before = standing(context.database)
    for master, key in (
        (FIELDS, ["order", "gift"]),
        (PRODUCTS, ["RIBBON"]),
        (SHIPPING_METHODS, ["EXPRESS"]),
        (CHANNELS, ["eshop"]),
    ):
        (row,) = remove(context, master, [key]).results
        assert row.outcome is RowOutcome.REFUSED
        assert "names it. Change that rule or delete it first." in message(row.notes)
    (row,) = switch(context, FIELDS, [["order", "gift"]], on=False).results
    assert message(row.notes).startswith("field:gift stays as it is: rule “Plain” names it.")
    with pytest.raises(Refusal, match="bad_rule"):
        edit(context, PRODUCTS, ["RIBBON"], {"sku": "RIBBON-2"})
    assert standing(context.database) == before
    switch(context, SHIPPING_METHODS, [["EXPRESS"]], on=False)
    told = " ".join(notes(files.load("orders", ORDERS)))
    assert "Shipping method EXPRESS is out of use." in told
    with context.database.write.begin() as connection:
        connection.execute(text("UPDATE custom_field SET active = false"))
    told = " ".join(notes(files.load("orders", ORDERS.replace("O", "P"))))
    assert told.startswith("Rule “Plain” was left out: the field Gift, which")
    assert [line.sku for line in get_order(context, "P1").lines] == ["A"]
    assert message(try_rules(context, "Plain").told).startswith("Rule “Plain” was left out")
    assert {one.name: missing_words(one) for one in keeping.rules(context) if one.missing} == {
        "Plain": "Field “Gift” is off: this rule does nothing until it is in use again."
    }
    with pytest.raises(Refusal) as off:
        choose_method(context, ["P1"], "express")
    assert sentence(off.value) == (
        "Shipping method EXPRESS is out of use. Put it into use again (Data, Shipping methods), or"
        " take one that is in use: POST."
    )
    room.check()


def test_what_rules_said_goes_along_with_splits_and_merges(files: Files, room: Stockroom) -> None:
    """A part is not acted on again, a clone is; who takes an order is kept out where it was."""
    context = files.context
    files.load("orders", ORDERS.replace("1200", "8001").replace("shop", "web"))
    room.allocate("O1")
    add(context, "Ask", "paid", "country=CH", "note=Hi")
    room.set("O1", payment="awaiting")
    pay(context, ["O1"])
    split(context, [Chosen("O1", 1, 1)])
    clone(context, ["O1"])
    for number in ("O1/2", "O1/3"):
        room.set(number, payment="awaiting")
    pay(context, ["O1/2", "O1/3"])
    told = {one: get_order(context, one).note for one in ("O1", "O1/2", "O1/3")}
    assert (told["O1"], told["O1/2"]) == ("Hi", "Hi")
    assert told["O1/3"] == "Hi\nHi"
    exclude(context, ["O3"], "GRAZ")
    room.allocate("O3")
    assert {one.warehouse for one in get_order(context, "O1").allocations} == {"GRAZ"}
    before = standing(context.database)["order_exclusion"]
    merge(context, ["O3"], into="O1")
    assert {one.warehouse for one in get_order(context, "O1").allocations} == {"WIEN"}
    room.check()
    undo(context)
    assert standing(context.database)["order_exclusion"] == before
    for number, warehouse in (("O1", "GRAZ"), ("O3", "WIEN")):
        assert {one.warehouse for one in get_order(context, number).allocations} == {warehouse}
    room.check()


def test_a_hold_by_hand_ends_by_hand(context: Context) -> None:
    """Though the order was held until a day before, for the same reason; undone it counts again."""
    clock = Clock()
    room = Stockroom(on(context, clock))
    context = room.context
    settings.set_setting(context, "company.time_zone", "UTC")
    room.fill({"GRAZ": {"A": 10}})
    add(context, "Wait", "allocated", "sku=A", "hold-until=+1 Ask")
    for number in ("O1", "O2"):
        room.order(number, ("A", 1))
    room.allocate("O1", "O2")
    resume(context, ["O1", "O2"])
    undo(context)
    resume(context, ["O1"])
    hold(context, ["O1"], reason="Ask")
    clock.turn()
    done = rules_of_day(context)
    assert done is not None
    assert done.resumed == ["O2"]
    assert get_order(context, "O1").status == "on_hold"


def test_a_rule_that_somebody_changed_is_not_written_over_unseen(context: Context) -> None:
    keeping.create(context, body("Ask", "import", "country=AT", "tag=a"))
    seen = keeping.rule(context, "Ask").body
    keeping.edit(context, "Ask", replace(seen, stop=True), seen=seen)
    before = standing(context.database)
    theirs = body("Ask", "import", "country=CH", "tag=b")
    with pytest.raises(Refusal) as refused:
        keeping.edit(replace(context, station="S2"), "Ask", theirs, seen=seen)
    assert sentence(refused.value).startswith("Somebody changed rule “Ask” meanwhile.")
    assert standing(context.database) == before
    keeping.edit(context, "Ask", theirs, seen=keeping.rule(context, "Ask").body)
    assert keeping.rule(context, "Ask").body == theirs


def test_what_a_file_says_is_paid_starts_the_rules_for_that(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing is kept to undo it, and in a dry run, too; what comes in paid does not."""
    context = files.context
    add(context, "Paid", "paid", "", "tag=paid")
    assert notes(files.load("orders", ORDERS)) == []
    monkeypatch.setattr(undoing, "_MOST_ROWS", 0)
    before = standing(context.database)
    now = ORDERS.replace("awaiting", "paid")
    told = ["Rule “Paid” acted on 1 order."]
    would = [one.replace("acted on", "would act on") for one in told]
    assert notes(files.load("orders", now, update=True, dry_run=True)) == would
    assert standing(context.database) == before
    assert notes(files.load("orders", now, update=True)) == told
    tags = [get_order(context, number).tags for number in ("O1", "O2", "O3")]
    assert tags == [[], ["paid"], []]


def test_an_order_that_was_kept_out_is_let_in_again(context: Context) -> None:
    """What waits is served at once; undone it is kept out again and waits."""
    room = Stockroom(context)
    room.fill({"GRAZ": {"A": 10}, "WIEN": {}})
    room.order("O1", ("A", 2))
    exclude(context, ["O1"], "GRAZ")
    room.allocate("O1")
    shown = get_order(context, "O1")
    assert (shown.allocations, shown.excluded) == ([], ["GRAZ"])
    (row,) = include(context, ["O1"], "WIEN").results
    assert message(row.notes) == "Order O1 is not kept out of it."
    before = standing(context.database)
    (row,) = include(context, ["O1"], "graz").results
    assert message(row.notes).startswith("GRAZ may serve it again.")
    assert [one.warehouse for one in get_order(context, "O1").allocations] == ["GRAZ"]
    room.check()
    undo(context)
    assert standing(context.database) == before
    room.check()
