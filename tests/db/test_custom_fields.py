"""Fields that a shop defines: what they take, where their values go, what keeps them from going."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError

from helpers.importing import Files, causes, contents, counts, messages
from helpers.printed_pages import page_texts
from helpers.stockroom import Stockroom
from packbench.db.queries.records.custom_fields import values_of_orders
from packbench.db.schema import CustomFieldRow, Order
from packbench.domain.bench_settings import BenchSetting
from packbench.domain.history import RecordKind
from packbench.domain.outcomes import RowOutcome
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import Chosen, Results
from packbench.engine.command.context import Context
from packbench.services.documents.printing import packing_slips, pick_lists
from packbench.services.importing.files import ImportRequest, import_file
from packbench.services.importing.mapping import look_at_columns
from packbench.services.masters.kinds import FIELDS, PRODUCTS
from packbench.services.masters.reading import read_record
from packbench.services.masters.saving import create, edit, remove, switch
from packbench.services.office.exporting import export_file
from packbench.services.office.history import history_of, record_id
from packbench.services.office.lists import OrderQuery, order_list
from packbench.services.office.undo import undo
from packbench.services.orders.cloning import clone
from packbench.services.orders.edited import OrderEdit
from packbench.services.orders.editing import edit_order, editable_order
from packbench.services.orders.entering import EnteredOrder, NewOrderLine, enter_order
from packbench.services.orders.looking import get_order
from packbench.services.orders.merging import merge
from packbench.services.orders.splitting import split
from packbench.services.packing.checks import set_checks
from packbench.services.picking import waves as picking
from packbench.services.picking.waves import WaveRequest
from packbench.words.history import event_lines
from packbench.words.refusals import message, sentence

FIELDS_OF_ORDERS = (
    ("po", "PO number", "text", ""),
    ("colour", "Ribbon", "choice", "Red;Dark green"),
    ("gift", "Gift", "yes_no", ""),
    ("event", "Event on", "date", ""),
    ("length", "Length", "number", ""),
)


def define(context: Context, of: str, name: str, label: str = "", **more: str) -> None:
    create(context, FIELDS, {"of": of, "name": name, "label": label or name, **more})


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """Nine of A at W1, a field of orders of each kind; at its end every invariant holds."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 9}})
    for name, label, kind, choices in FIELDS_OF_ORDERS:
        define(context, "order", name, label, kind=kind, choices=choices)
    define(context, "product", "season", "Season", kind="choice", choices="Spring;Autumn")
    yield room
    room.check()


def fields(context: Context, number: str) -> dict[str, str]:
    """The fields of an order that are not empty."""
    return {one.name: one.value for one in get_order(context, number).custom if one.value}


def set_to(context: Context, number: str, **values: str) -> None:
    edit_order(context, number, OrderEdit({f"field:{k}": text for k, text in values.items()}))


def refused(context: Context, work: Callable[[], Any]) -> str:
    """The sentence with which something is refused; nothing has changed then."""
    before = contents(context.database)
    with pytest.raises(Refusal) as refusal:
        work()
    assert contents(context.database) == before
    return sentence(refusal.value)


def test_there_are_twenty_of_each_and_not_one_more(context: Context) -> None:
    for of in ("order", "product"):
        for number in range(19):
            define(context, of, f"f{number}")

    def last(name: str) -> str:
        try:
            define(context, "order", name)
        except Refusal as refusal:
            return refusal.code.value
        return "done"

    with ThreadPoolExecutor(2) as two:
        assert sorted(two.map(last, ("left", "right"))) == ["done", "too_many"]
    define(context, "product", "last")
    told = refused(context, lambda: define(context, "product", "more"))
    assert told.startswith("Products have 20 fields already, the most there can be")
    # The database holds it, too: two in one place, and one behind the last.
    for place in (7, 21):
        row = {"record": "order", "place": place, "name": "x", "name_key": "x", "label": "x"}
        with pytest.raises(IntegrityError), context.database.write.begin() as connection:
            connection.execute(insert(CustomFieldRow).values(row))
    remove(context, FIELDS, [["product", "f3"]])
    define(context, "product", "again")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"name": "a=b"}, "Name: “a=b” is no name for a field."),
        ({"name": "x" * 41}, "Name: “xxx"),
        ({"name": "PO"}, "There is order po already"),
        ({"name": "x", "label": ""}, "Label: “Label” is empty, but required."),
        ({"name": "x", "kind": "choice"}, "Choices: “Choices” is empty, but required."),
        ({"name": "x", "kind": "colour"}, "Kind: “colour” is none of text, number"),
        ({"name": "x", "label": "a\x07b"}, "Label: “a"),
    ],
)
def test_what_can_be_no_field_is_told(room: Stockroom, values: dict[str, str], told: str) -> None:
    wanted = {"of": "order", "label": "Label", **values}
    assert refused(room.context, lambda: create(room.context, FIELDS, wanted)).startswith(told)


def test_a_field_is_renamed_switched_off_and_on_without_losing_a_value(room: Stockroom) -> None:
    context = room.context
    room.order("O1", ("A", 1))
    set_to(
        context, "O1", po="4711", colour="dark GREEN", gift="1", event="2026-12-24", length="2.50"
    )
    kept = {"po": "4711", "colour": "Dark green", "gift": "yes", "event": "2026-12-24"}
    assert fields(context, "O1") == kept | {"length": "2.5"}
    edit(context, FIELDS, ["order", "po"], {"name": "purchase", "label": "Their number"})
    assert fields(context, "O1")["purchase"] == "4711"
    switch(context, FIELDS, [["order", "purchase"]], on=False)
    assert "purchase" not in fields(context, "O1")
    told = refused(context, lambda: set_to(context, "O1", purchase="2"))
    assert told == "There is no purchase. Check the spelling."
    results = remove(context, FIELDS, [["order", "purchase"]])
    assert "Switch it off instead" in message(results.results[0].notes)
    switch(context, FIELDS, [["order", "purchase"]], on=True)
    assert fields(context, "O1")["purchase"] == "4711"
    # Another kind, where it could not hold what is in it; and one that it could.
    told = refused(
        context, lambda: edit(context, FIELDS, ["order", "colour"], {"choices": "Red;Blue"})
    )
    assert told.startswith("“Dark green” stands in the field colour somewhere")
    edit(context, FIELDS, ["order", "colour"], {"kind": "text"})
    edit(context, FIELDS, ["order", "purchase"], {"kind": "number"})
    assert fields(context, "O1")["colour"] == "Dark green"
    undo(context)
    undo(context)
    set_to(context, "O1", purchase="PO 12")
    assert fields(context, "O1")["purchase"] == "PO 12"


def test_what_was_defined_is_taken_back_until_values_stand_in_it(room: Stockroom) -> None:
    context, before = room.context, contents(room.context.database)
    room.order("O1", ("A", 1))
    define(context, "order", "late")
    undo(context)
    assert contents(context.database)["custom_field"] == before["custom_field"]
    with context.database.write.begin() as connection:
        place = select(CustomFieldRow.place).where(CustomFieldRow.name == "late")
        assert connection.execute(place).first() is None
    define(context, "order", "late")
    made = _command(context)
    set_to(context, "O1", late="x")
    told = refused(context, lambda: undo(context, made))
    assert "Values stand in the field late by now" in told


def _command(context: Context) -> int:
    from packbench.db.queries.records.commands import newest_command  # noqa: PLC0415 - once

    with context.database.read.connect() as connection:
        return newest_command(connection)


WRONG = {
    "colour": ("pink", "“pink” is none of Red, Dark green."),
    "gift": ("perhaps", "“perhaps” is neither yes nor no."),
    "event": ("24.12.2026", "“24.12.2026” is not a date such as 2026-01-31."),
    "length": ("1,5", "“1,5” is not a number with a decimal point."),
    "po": ("x" * 501, "500"),
}


@pytest.mark.parametrize("name", list(WRONG))
def test_every_way_in_refuses_with_the_same_words(
    room: Stockroom, tmp_path: Path, name: str
) -> None:
    context, files = room.context, Files(room.context, tmp_path)
    wrong, words = WRONG[name]
    room.order("O1", ("A", 1))
    assert words in refused(context, lambda: set_to(context, "O1", **{name: wrong}))
    new = EnteredOrder([NewOrderLine("A", "1")], {f"field:{name}": wrong})
    assert words in refused(context, lambda: enter_order(context, new))
    before = contents(context.database)
    text = f'order_number,sku,quantity,country,field:{name}\nN1,A,1,DE,"{wrong}"\n'
    result = files.load("orders", text)
    assert contents(context.database) == before
    assert [one.column for one in result.rejects] == [f"field:{name}"]
    if name == "colour":
        assert messages(result) == [words]
        values = {"field:season": "pink"}
        told = refused(context, lambda: edit(context, PRODUCTS, ["A"], values))
        assert told == "Season: “pink” is none of Spring, Autumn. Nothing was changed."


def test_a_value_is_put_back_into_its_own_field_only(context: Context, tmp_path: Path) -> None:
    room = Stockroom(context)
    room.fill({"W1": {"A": 9}})
    room.order("O1", ("A", 1))
    define(context, "order", "a")
    set_to(context, "O1", a="secret")
    set_to(context, "O1", a="")
    cleared = _command(context)
    edit(context, FIELDS, ["order", "a"], {"kind": "yes_no"})
    told = refused(context, lambda: undo(context, cleared))
    assert "A value of the field a would be put back" in told
    undo(context)
    remove(context, FIELDS, [["order", "a"]])
    removed = _command(context)
    for kind in ("yes_no", "text"):
        define(context, "order", "b", kind=kind)
        room.order(f"O{kind}", ("A", 1))  # the exact way back is not the one that is taken
        told = refused(context, lambda: undo(context, cleared))
        assert "A value of the field a would be put back" in told
        remove(context, FIELDS, [["order", "b"]])
    undo(context, removed)
    undo(context, cleared)
    assert fields(context, "O1") == {"a": "secret"}
    room.check()
    define(context, "product", "p")
    product = tmp_path / "products.csv"
    product.write_text("sku,name,field:p\nNEW,New,secret\n")
    import_file(context, ImportRequest("products", product))
    remove(context, PRODUCTS, [["NEW"]])
    removed = _command(context)
    remove(context, FIELDS, [["product", "p"]])
    define(context, "product", "q")
    assert "field p would be put back" in refused(context, lambda: undo(context, removed))


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_field_that_an_import_fills_is_not_deleted_meanwhile(
    room: Stockroom, tmp_path: Path
) -> None:
    context, path = room.context, tmp_path / "orders.csv"
    path.write_text("order_number,sku,quantity,country,field:gift\nC1,A,1,AT,yes\n")
    other = Context(context.database, operator="Ben", station="station 4")
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")

    with ThreadPoolExecutor(1) as station:
        deleting: list[Future[Results]] = []

        def at_the_end(done: int, total: int) -> None:
            if done != total or deleting or not _writes_orders(context):
                return
            deleting.append(station.submit(remove, other, FIELDS, [["order", "gift"]]))
            with context.database.read.connect() as connection:
                while not deleting[0].done() and not connection.execute(waits).scalar():
                    connection.rollback()

        assert import_file(context, ImportRequest("orders", path), at_the_end).imported == 1
        [row] = deleting[0].result().results
    assert row.outcome is RowOutcome.REFUSED
    assert fields(context, "C1") == {"gift": "yes"}


def _writes_orders(context: Context) -> bool:
    """Whether a transaction that is open has written orders."""
    asked = text(
        "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE relation = 'orders'::regclass"
        " AND mode = 'RowExclusiveLock')"
    )
    with context.database.read.connect() as connection:
        return bool(connection.execute(asked).scalar())


def test_texts_of_strangers_stay_texts(room: Stockroom, tmp_path: Path) -> None:
    context, files = room.context, Files(room.context, tmp_path)
    hostile = "=HYPERLINK(1)<b>x</b> & 你好 'DROP"
    text = f'order_number,sku,quantity,country,field:po\nN1,A,1,DE,"{hostile}"\nN2,A,1,DE,a\x07b\n'
    result = files.load("orders", text)
    assert causes(result) == [(2, "field:po", "bad_character")]
    assert "like_a_formula" in {one.code for one in result.told}
    assert fields(context, "N1") == {"po": hostile}


def test_a_field_that_is_required_is_asked_for(room: Stockroom, tmp_path: Path) -> None:
    context, files = room.context, Files(room.context, tmp_path)
    edit(context, FIELDS, ["order", "po"], {"required": "yes"})
    define(context, "product", "must", required="yes")
    room.order("O1", ("A", 1))
    set_to(context, "O1", gift="yes")  # another field of an order that came in without it
    set_to(context, "O1", po="1")
    empty = "PO number: “PO number” is empty, but required. Nothing was changed."
    assert refused(context, lambda: set_to(context, "O1", po="")) == empty
    new = EnteredOrder([NewOrderLine("A", "1")])
    assert refused(context, lambda: enter_order(context, new)) == empty
    head = "order_number,sku,quantity,country"
    result = files.load("orders", f"{head},field:po\nN1,A,1,DE,\nN2,A,1,DE,7\n")
    assert (counts(result), causes(result)) == ((1, 0, 0, 1), [(1, "field:po", "required")])
    assert counts(files.load("orders", f"{head}\nN3,A,1,DE\n")) == (
        1,
        0,
        0,
        0,
    )  # says nothing of it
    told = refused(context, lambda: create(context, PRODUCTS, {"sku": "Z", "name": "Z"}))
    assert told.startswith("must: “must” is empty, but required.")


def test_values_go_along_when_orders_are_split_cloned_and_merged(room: Stockroom) -> None:
    context = room.context
    address = {"customer_name": "Ana", "street": "S 1", "city": "Graz", "postal_code": "8010"}
    for number in ("O1", "O2"):
        room.order(number, ("A", 2), **address)
    set_to(context, "O1", po="4711", gift="yes")
    split(context, [Chosen("O1", 1, 1)])
    assert fields(context, "O1/2") == {"po": "4711", "gift": "yes"}
    undo(context)
    clone(context, ["O1"])
    assert fields(context, "O1/2") == {"po": "4711", "gift": "yes"}
    set_to(context, "O2", po="0815", gift="yes", colour="red")
    results = merge(context, ["O1", "O2"]).results
    told = " ".join(message(one.notes) for one in results if one.order_number == "O1")
    assert "PO number of O2 was “0815”; order O1 keeps “4711”." in told
    assert "Ribbon of O2 was “Red”; order O1 keeps it empty." in told
    assert "Gift of" not in told
    assert fields(context, "O1") == {"po": "4711", "gift": "yes"}
    undo(context)
    assert fields(context, "O2") == {"po": "0815", "gift": "yes", "colour": "Red"}


def test_what_is_exported_comes_in_again_as_it_was(room: Stockroom, tmp_path: Path) -> None:
    context, files = room.context, Files(room.context, tmp_path)
    head = "order_number,sku,quantity,country,Field:PO,field:gift,field:nobody"
    result = files.load("orders", f"{head}\nN1,A,1,DE,4711,TRUE,x\nN2,A,1,DE,,,\n")
    assert (counts(result), result.unknown_columns) == ((2, 0, 0, 0), ["field:nobody"])
    edit(context, PRODUCTS, ["A"], {"field:season": "spring"})
    for kind, column, value in (
        ("orders", "field:po", "4711"),
        ("products", "field:season", "Spr"),
    ):
        path = tmp_path / f"{kind}.csv"
        export_file(context, kind, path)
        assert column in path.read_text(encoding="utf-8").splitlines()[0].split(",")
        assert value in path.read_text(encoding="utf-8")
        again = import_file(context, ImportRequest(kind, path, update=True))
        assert (again.updated, again.rejected, again.imported) == (0, 0, 0)
    changed = files.load("orders", "order_number,sku,quantity,field:po\nN1,A,1,12\n", update=True)
    assert (changed.updated, fields(context, "N1")) == (1, {"po": "12", "gift": "yes"})
    undo(context)
    set_to(context, "N1", po="ours")
    both = files.load("orders", "order_number,sku,quantity,field:po\nN1,A,1,theirs\n", update=True)
    assert causes(both) == [(1, "field:po", "changed_here")]
    assert fields(context, "N1")["po"] == "ours"
    # Columns mapped by eye are offered, and found by their label.
    path = files.write("Order No,SKU,Qty,PO number\nN9,A,1,77\n")
    look = look_at_columns(context, "orders", path)
    assert look.mapping.columns["PO number"] == "order_field_1"
    assert "field:colour" in look.choices
    asked = ImportRequest("orders", path, mapping=look.mapping)
    assert import_file(context, asked).imported == 1
    assert fields(context, "N9") == {"po": "77"}


def test_orders_are_found_by_a_value_and_asked_for_many_at_once(room: Stockroom) -> None:
    context = room.context
    for number in ("O1", "O2", "O3"):
        room.order(number, ("A", 1))
    set_to(context, "O1", colour="red", po="1")
    set_to(context, "O2", colour="dark green")
    found = order_list(context)
    query = OrderQuery(fields=(("order_field_2", ("Red",)),), sort="number")
    [row] = found.rows(found.ids(query))
    assert (row.number, row.custom["order_field_2"].value) == ("O1", "Red")
    with context.database.read.connect() as connection:
        rows = connection.execute(select(Order.id, Order.number).order_by(Order.number)).all()
        ids = {row.number: row.id for row in rows}
        values = values_of_orders(connection, ids.values(), ["Colour", "po", "nobody"])
    assert values[ids["O1"]] == {"Colour": "Red", "po": "1"}
    assert values[ids["O3"]] == {"Colour": None, "po": None}


def test_history_tells_before_and_after_and_a_change_by_two_is_told(room: Stockroom) -> None:
    context = room.context
    room.order("O1", ("A", 1))
    seen = editable_order(context, "O1").seen
    set_to(context, "O1", po="1")
    set_to(context, "O1", po="2")
    of = record_id(context, RecordKind.ORDER, "O1")
    events = history_of(context, RecordKind.ORDER, of).events
    assert event_lines(events[0]) == ["PO number: 1 → 2"]
    mine = OrderEdit({"field:po": "3"}, seen=seen)
    told = refused(context, lambda: edit_order(context, "O1", mine))
    assert "PO number is “2” now." in told
    other = OrderEdit({"field:colour": "red"}, seen=seen)
    assert "PO number" in message(edit_order(context, "O1", other).notes)
    set_checks(context, {(BenchSetting.SHOWS_PRIVATE, ""): "no"})
    assert fields(context, "O1") == {}
    assert event_lines(history_of(context, RecordKind.ORDER, of).events[0]) == []
    assert not any(one.startswith("field:") for one in editable_order(context, "O1").seen.fields)


def test_papers_say_what_the_definition_says(room: Stockroom) -> None:
    context = room.context
    edit(context, FIELDS, ["order", "po"], {"on_slip": "yes"})
    edit(context, FIELDS, ["order", "colour"], {"on_pick_list": "yes"})
    edit(context, FIELDS, ["product", "season"], {"on_slip": "yes", "on_pick_list": "yes"})
    edit(context, PRODUCTS, ["A"], {"field:season": "autumn"})
    for number in ("O1", "O2"):
        room.order(number, ("A", 1))
    set_to(context, "O1", po="4711 " + "word " * 40, colour="red")
    room.allocate()
    wave = picking.create_wave(context, WaveRequest(orders=["O1", "O2"]))
    [listed] = pick_lists(context, [wave.number])
    on_list = " ".join("\n".join(page_texts(listed.pdf)).split())
    assert "Ribbon: Red" in on_list
    assert "Season: Autumn" in on_list
    assert "4711" not in on_list
    slip = " ".join("\n".join(page_texts(packing_slips(context, ["O1-1"]).pdf)).split())
    assert "PO number: 4711 word" in slip
    assert "Season: Autumn" in slip
    assert "Red" not in slip


def test_a_value_in_a_place_without_a_field_is_no_value(room: Stockroom) -> None:
    """What no field has is never told; `db check` says that it is there."""
    context = room.context
    room.order("O1", ("A", 1))
    with context.database.write.begin() as connection:
        connection.execute(update(Order).values(order_field_20="left"))
    assert fields(context, "O1") == {}
    with context.database.write.begin() as connection:
        connection.execute(update(Order).values(order_field_20=None))


def test_codes_of_refusals_are_those_of_the_program(room: Stockroom) -> None:
    room.order("O1", ("A", 1))
    with pytest.raises(Refusal) as refusal:
        set_to(room.context, "O1", gift="x")
    assert refusal.value.code is Code.BAD_FIELDS
    faults = refusal.value.params["faults"]
    assert isinstance(faults, list)
    assert [(one["column"], one["code"]) for one in faults] == [("field:gift", "not_yes_no")]
    product = read_record(room.context, PRODUCTS, ["A"])
    assert product["product_field_1"] == ""
