"""Products, warehouses and other master data, made and changed by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.importing import Files, contents
from packbench.domain.history import RecordKind
from packbench.domain.outcomes import RowOutcome
from packbench.domain.refusals import Refusal
from packbench.engine.bulk import PREVIEW, Results
from packbench.engine.command.context import Context
from packbench.services.masters.kinds import (
    CHANNELS,
    LOCATIONS,
    OPERATORS,
    PRODUCTS,
    SUPPLIERS,
    WAREHOUSES,
)
from packbench.services.masters.reading import find_records, read_record
from packbench.services.masters.saving import create, edit, remove, switch
from packbench.services.masters.stocking import stock_product
from packbench.services.office import administration
from packbench.services.office.history import history_of, record_id
from packbench.services.office.undo import undo
from packbench.services.orders import allocating
from packbench.services.orders.looking import get_order
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.words.history import title_words
from packbench.words.refusals import message, sentence

HEAD = "order_number,sku,quantity,customer_name,street,city,postal_code,country"


def order(number: str, sku: str, quantity: int, country: str = "DE") -> str:
    return f"{number},{sku},{quantity},Ana,Street 1,Town,10115,{country}\n"


@pytest.fixture
def files(context: Context, tmp_path: Path) -> Files:
    """Graz serves DE and has 5 of A; Lyon serves DE and FR and has 5 of A, too. B is nowhere."""
    made = Files(context, tmp_path)
    made.load("warehouses", "code,name,countries,rank\nGRZ,Graz,DE,1\nLYS,Lyon,DE;FR,2\n")
    made.load("products", "sku,name,barcode\nA,Apple,4006381333931\nB,Bowl,\nK,Kit,\nL,Lid,\n")
    made.load("stock", "warehouse,sku,quantity\nGRZ,A,5\nLYS,A,5\n")
    return made


def told(results: Results) -> dict[str, str]:
    """What is told of each row, by its name."""
    return {one.order_number: message(one.notes) for one in results.results}


def promised(context: Context, number: str) -> dict[str, int]:
    return {one.warehouse: one.quantity for one in get_order(context, number).allocations}


def refused(files: Files, work: Callable[[], Results]) -> str:
    """The sentence with which something is refused; nothing has changed then."""
    before = contents(files.context.database)
    with pytest.raises(Refusal) as refusal:
        work()
    assert contents(files.context.database) == before
    return sentence(refusal.value)


def test_a_product_is_made_changed_looked_at_and_taken_back(files: Files) -> None:
    context, before = files.context, contents(files.context.database)
    values = {"sku": "TEA", "name": "Tea", "barcode": "9780201379624", "unit_price": "3.5"}
    create(context, PRODUCTS, values, how=PREVIEW)
    assert contents(context.database) == before
    assert told(create(context, PRODUCTS, values)) == {"TEA": "It is new."}
    found = read_record(context, PRODUCTS, ["tea"])
    assert (found["barcode"], found["unit_price"], found["active"]) == (
        "9780201379624",
        "3.5",
        "yes",
    )
    changes = {"name": "Green tea", "weight_g": "250", "barcode": ""}
    said = told(edit(context, PRODUCTS, ["TEA"], changes, seen=found))["TEA"]
    assert said == "Name: Tea → Green tea. Barcodes: 9780201379624 → –. Weight (g): – → 250."
    assert [one["sku"] for one in find_records(context, PRODUCTS, "green")] == ["TEA"]
    undo(context)
    assert read_record(context, PRODUCTS, ["TEA"]) == found
    undo(context)
    assert contents(context.database) == before


def test_what_somebody_changed_meanwhile_is_told_and_kept(files: Files) -> None:
    seen = read_record(files.context, PRODUCTS, ["A"])
    edit(files.context, PRODUCTS, ["A"], {"name": "Pear", "unit_cost": "1"})
    why = refused(files, lambda: edit(files.context, PRODUCTS, ["A"], {"name": "Fig"}, seen=seen))
    assert why.startswith("Somebody changed A meanwhile: Name is “Pear” now.")
    edit(files.context, PRODUCTS, ["A"], {"unit_price": "2"}, seen=seen)  # another value
    now = read_record(files.context, PRODUCTS, ["A"])
    assert (now["name"], now["unit_cost"], now["unit_price"]) == ("Pear", "1", "2")
    edit(files.context, PRODUCTS, ["A"], {"unit_price": "3"})
    undone = read_record(files.context, PRODUCTS, ["A"])
    assert undone["unit_price"] == "3"


def test_undo_is_refused_once_somebody_changed_the_record(files: Files) -> None:
    edit(files.context, PRODUCTS, ["A"], {"name": "Pear"})
    second = Context(files.context.database, operator="Ben", station="station 4")
    edit(second, PRODUCTS, ["A"], {"name": "Fig"})
    before = contents(files.context.database)
    with pytest.raises(Refusal, match="cannot_undo"):
        undo(files.context)
    assert contents(files.context.database) == before


def test_a_country_that_is_added_serves_who_waits_and_is_told_first(files: Files) -> None:
    context = files.context
    files.load("warehouses", "code,name,countries\nLYS,Lyon,DE\n", update=True)
    files.load("orders", f"{HEAD}\n{order('O1', 'A', 2, 'FR')}")
    allocating.allocate(context)
    assert get_order(context, "O1").lines[0].reason == "country_not_served"
    tried = edit(context, WAREHOUSES, ["GRZ"], {"countries": "DE;FR"}, how=PREVIEW)
    assert told(tried) == {
        "GRZ": "Countries: DE → DE;FR.",
        "O1": "Gets 2 that it waits for.",
    }
    assert promised(context, "O1") == {}
    edit(context, WAREHOUSES, ["GRZ"], {"countries": "DE;FR"})
    assert promised(context, "O1") == {"GRZ": 2}
    undo(context)
    assert promised(context, "O1") == {}
    assert read_record(context, WAREHOUSES, ["GRZ"])["countries"] == "DE"
    assert administration.check(context.database).ok


def test_a_warehouse_that_is_switched_off_gives_its_orders_to_others(files: Files) -> None:
    context = files.context
    files.load("orders", f"{HEAD}\n{order('O1', 'A', 5)}{order('O2', 'A', 3)}{order('O3', 'A', 2)}")
    allocating.allocate(context)
    before = contents(context.database)
    rows = switch(context, WAREHOUSES, [["GRZ"]], on=False)
    assert told(rows)["GRZ"] == "It is not used any more."
    assert {one.order_number: one.outcome for one in rows.results}["O1"] is not None
    units = sum(sum(promised(context, one).values()) for one in ("O1", "O2", "O3"))
    assert units == 5
    assert all("GRZ" not in promised(context, one) for one in ("O1", "O2", "O3"))
    assert RowOutcome.WAITING in {one.outcome for one in rows.results}
    assert administration.check(context.database).ok
    undo(context)
    assert _orders(contents(context.database)) == _orders(before)
    assert administration.check(context.database).ok


def _orders(tables: dict[str, list[tuple[object, ...]]]) -> object:
    return tables["order_line"], tables["warehouse"]


def test_a_warehouse_is_not_switched_off_while_somebody_picks_there(files: Files) -> None:
    context = files.context
    files.load("orders", f"{HEAD}\n{order('O1', 'A', 2)}")
    allocating.allocate(context)
    wave = create_wave(context, WaveRequest(orders=["O1"])).number
    before = contents(context.database)
    rows = switch(context, WAREHOUSES, [["GRZ"]], on=False)
    assert f"Wave {wave} is being picked at “GRZ”." in told(rows)["GRZ"]
    assert rows.results[0].outcome is RowOutcome.REFUSED
    assert contents(context.database) == before
    why = refused(files, lambda: edit(context, WAREHOUSES, ["GRZ"], {"active": "no"}))
    assert "is being picked" in why


def test_what_is_typed_wrong_is_told_by_name_and_nothing_changes(files: Files) -> None:
    context = files.context

    def product(**values: str) -> str:
        return refused(files, lambda: edit(context, PRODUCTS, ["B"], values))

    assert "is on another product" in product(barcode="4006381333931")
    assert product(weight_g="heavy").startswith("Weight (g): “heavy” is not a whole number.")
    assert "EU" in product(country_of_origin="EU")
    assert "supplier" in product(supplier="NOBODY").lower()
    assert "already" in refused(files, lambda: create(context, PRODUCTS, {"sku": "a", "name": "x"}))
    assert "is empty" in refused(files, lambda: create(context, PRODUCTS, {"sku": "N"}))
    countries = {"countries": "DE; FR; Germany"}
    assert "Germany is listed twice" in refused(
        files, lambda: edit(context, WAREHOUSES, ["GRZ"], countries)
    )
    counted = refused(files, lambda: edit(context, PRODUCTS, ["A"], {"manage_stock": "no"}))
    assert counted.startswith("10 of A are on hand and 0 promised")
    assert "keeps its code" in refused(files, lambda: edit(context, PRODUCTS, ["A"], {"sku": "AA"}))


def test_kits_are_made_and_none_contains_itself(files: Files) -> None:
    context = files.context
    edit(context, PRODUCTS, ["K"], {"components": "2*A; L"})
    assert read_record(context, PRODUCTS, ["K"])["components"] == "2*A;L"
    for components, told_ in {
        "K": "would contain itself",
        "A;A": "A is listed twice",
        "nobody": "nobody",
        "0*A": "0",
    }.items():
        values = {"components": components}
        assert told_ in refused(files, lambda: edit(context, PRODUCTS, ["K"], values))  # noqa: B023 - called at once
    edit(context, PRODUCTS, ["B"], {"components": "K"})
    assert "contain itself" in refused(
        files, lambda: edit(context, PRODUCTS, ["K"], {"components": "B"})
    )
    undo(context)
    edit(context, PRODUCTS, ["K"], {"components": ""})
    assert read_record(context, PRODUCTS, ["K"])["components"] == ""
    undo(context)
    assert read_record(context, PRODUCTS, ["K"])["components"] == "2*A;L"
    assert administration.check(context.database).ok


def test_only_what_nothing_names_is_deleted_and_it_comes_back(files: Files) -> None:
    context = files.context
    edit(context, PRODUCTS, ["K"], {"components": "L", "barcode": "9780201379624"})
    before = contents(context.database)
    rows = remove(context, PRODUCTS, [["A"], ["L"], ["K"]])
    said = told(rows)
    assert said["A"].startswith("A can't be deleted: stock")
    assert "kits" in said["L"]
    assert said["K"] == "It is deleted; nothing names it."
    assert [one["sku"] for one in find_records(context, PRODUCTS)] == ["A", "B", "L"]
    undo(context)
    assert contents(context.database) == before
    switched = switch(context, PRODUCTS, [["A"]], on=False)
    assert told(switched) == {"A": "It is not used any more."}
    assert read_record(context, PRODUCTS, ["A"])["active"] == "no"


def test_the_check_knows_that_imported_records_were_deleted_by_hand(files: Files) -> None:
    context = files.context
    files.load("warehouses", "code,name,countries\nVIE,Wien,AT\n")
    files.load("locations", "warehouse,code\nVIE,A-1\n")
    files.load("suppliers", "code,name\nS1,Acme\n")
    files.load("channels", "channel,verify\nweb,yes\n")
    files.load("kits", "kit_sku,component_sku,quantity\nK,L,2\n")
    edit(context, PRODUCTS, ["K"], {"components": "B"})
    for master, named in (
        *((LOCATIONS, ["VIE", "A-1"]), (WAREHOUSES, ["VIE"]), (SUPPLIERS, ["S1"])),
        *((CHANNELS, ["web"]), (PRODUCTS, ["K"])),
    ):
        remove(context, master, [named])
    assert administration.check(context.database).ok
    for _ in range(6):
        undo(context)
    assert administration.check(context.database).ok
    with context.database.write.begin() as connection:
        connection.exec_driver_sql("DELETE FROM channel")
    wrong = [one for one in administration.check(context.database).checks if not one.ok]
    assert [one.name for one in wrong] == ["what_commands_made_is_there"]


def test_a_warehouse_without_rank_comes_last_and_a_shared_one_is_told(files: Files) -> None:
    context, before = files.context, contents(files.context.database)
    create(context, WAREHOUSES, {"code": "VIE", "name": "Wien", "countries": ""})
    made = read_record(context, WAREHOUSES, ["VIE"])
    assert (made["rank"], made["countries"]) == ("3", "")
    said = told(edit(context, WAREHOUSES, ["VIE"], {"rank": "1"}))["VIE"]
    assert "GRZ has this rank, too" in said
    undo(context)
    edit(context, WAREHOUSES, ["VIE"], {"code": "WIEN"})  # nothing names it
    assert read_record(context, WAREHOUSES, ["wien"])["name"] == "Wien"
    assert "already" in refused(files, lambda: edit(context, WAREHOUSES, ["WIEN"], {"code": "grz"}))
    assert told(remove(context, WAREHOUSES, [["WIEN"]])) == {
        "WIEN": "It is deleted; nothing names it."
    }
    assert {name: len(rows) for name, rows in contents(context.database).items()} == {
        name: len(rows) for name, rows in before.items()
    }


def test_a_product_that_may_be_back_ordered_waits_from_now_on(files: Files) -> None:
    context = files.context
    files.load("products", "sku,name,backorder\nB,Bowl,no\n", update=True)
    files.load("stock", "warehouse,sku,quantity\nGRZ,B,0\n")
    files.load("orders", f"{HEAD}\n{order('O1', 'B', 2)}")
    allocating.allocate(context)
    assert get_order(context, "O1").lines[0].unavailable == 2
    edit(context, PRODUCTS, ["B"], {"backorder": "backorder"})
    assert get_order(context, "O1").lines[0].waiting == 2
    undo(context)
    assert get_order(context, "O1").lines[0].unavailable == 2


def test_locations_and_suppliers_are_made_changed_and_deleted(files: Files) -> None:
    context, before = files.context, contents(files.context.database)
    create(context, LOCATIONS, {"warehouse": "GRZ", "code": "A-01", "aisle": "A", "x": "1.5"})
    switch(context, LOCATIONS, [["GRZ", "a-01"]], on=False)
    assert read_record(context, LOCATIONS, ["GRZ", "A-01"])["pickable"] == "no"
    create(context, SUPPLIERS, {"code": "S1", "name": "Sun", "currency": "eur"})
    edit(context, SUPPLIERS, ["S1"], {"lead_time_days": "14"})
    edit(context, PRODUCTS, ["A"], {"supplier": "S1"})
    assert "products" in told(remove(context, SUPPLIERS, [["S1"]]))["S1"]
    for _ in range(5):
        undo(context)
    assert contents(context.database) == before


def test_operators_are_made_and_switched_off_and_stay_written(files: Files) -> None:
    context = files.context
    create(context, OPERATORS, {"name": "Bea"})
    switch(context, OPERATORS, [["Bea"]], on=False)
    assert read_record(context, OPERATORS, ["Bea"])["active"] == "no"
    undo(context)
    assert read_record(context, OPERATORS, ["Bea"])["active"] == "yes"
    assert "the history" in refused(
        files, lambda: edit(context, OPERATORS, ["Bea"], {"name": "Ben"})
    )
    assert "the history" in told(remove(context, OPERATORS, [["Bea"]]))["Bea"]
    assert "Bea already" in refused(files, lambda: create(context, OPERATORS, {"name": "Bea"}))


def test_a_product_is_added_to_a_warehouse_and_taken_away_again(files: Files) -> None:
    context = files.context
    files.load("orders", f"{HEAD}\n{order('O1', 'B', 2)}")
    allocating.allocate(context)
    assert get_order(context, "O1").lines[0].reason == "not_stocked"
    before = contents(context.database)
    assert told(stock_product(context, "b", "grz", how=PREVIEW))["B"] == (
        "GRZ stocks it from now on."
    )
    assert contents(context.database) == before
    stock_product(context, "B", "GRZ")
    assert get_order(context, "O1").lines[0].reason == "out_of_stock"
    assert "stocks B already" in refused(files, lambda: stock_product(context, "B", "GRZ"))
    undo(context)
    assert get_order(context, "O1").lines[0].reason == "not_stocked"
    assert administration.check(context.database).ok


def test_whoever_gets_the_number_of_a_deleted_product_has_no_part_in_its_history(
    files: Files,
) -> None:
    context = files.context
    create(context, PRODUCTS, {"sku": "Z-1", "name": "First"})
    edit(context, PRODUCTS, ["Z-1"], {"name": "Second"})
    remove(context, PRODUCTS, [["Z-1"]])
    create(context, PRODUCTS, {"sku": "Z-2", "name": "Other"})
    own = record_id(context, RecordKind.PRODUCT, "Z-2")
    events = history_of(context, RecordKind.PRODUCT, own).events
    assert [title_words(one) for one in events] == ["Entered"]
