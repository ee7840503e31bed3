"""Stock that comes in: places, lots, counts, and who gains or loses by them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from helpers.importing import Files, causes, contents, counts, messages
from packbench.db.queries.records.bins import BinRow, bins_of
from packbench.db.queries.records.lookups import find_product, find_warehouse
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.office import administration
from packbench.services.orders import allocating
from packbench.services.orders.looking import get_order
from packbench.services.stock import changes as inventory
from packbench.services.stock.changes import list_stock
from packbench.words.refusals import sentence

HEADER = "warehouse,sku,quantity,location,lot,expires_on,unavailable"
ORDERS = "order_number,sku,quantity,country,ordered_at\n"
TODAY = datetime.now(UTC).date()
YESTERDAY, NEXT_YEAR = TODAY - timedelta(days=1), TODAY + timedelta(days=365)


@pytest.fixture
def files(context: Context, tmp_path: Path) -> Files:
    made = Files(context, tmp_path)
    made.load("warehouses", "code,name\nW1,Graz\n")
    made.load(
        "products", "sku,name,manage_stock\nA,Apple,yes\nB,Bowl,yes\nS,Service,no\nK,Kit,yes\n"
    )
    made.load("products", "sku,name,tracking\nL,Milk,lot\n")
    made.load("kits", "kit_sku,component_sku,quantity\nK,A,1\n")
    made.load("locations", "warehouse,code,pickable\nW1,A-1,yes\nW1,A-2,yes\nW1,Q-1,no\n")
    return made


def stock_of(files: Files, sku: str = "A") -> tuple[int, int, int, int]:
    """(on hand, unavailable, allocated, available)."""
    (row,) = list_stock(files.context, sku=sku)
    return (row.on_hand, row.unavailable, row.allocated, row.available)


def order_some(files: Files, *quantities: int, sku: str = "A") -> None:
    rows = [
        f"O{number},{sku},{quantity},DE,2026-01-0{number}\n"
        for number, quantity in enumerate(quantities, 1)
    ]
    files.load("orders", ORDERS + "".join(rows))
    allocating.allocate(files.context)


def test_rows_of_several_places_and_lots_add_up(files: Files) -> None:
    result = files.load(
        "stock",
        f"{HEADER}\nW1,A,5,,,,1\nW1,A,4,A-1,,,\nW1,A,3,a-1,L1,{NEXT_YEAR},\nW1,A,0,A-2,,,\n",
    )
    assert counts(result) == (4, 0, 0, 0)
    assert stock_of(files) == (12, 1, 0, 11)
    assert administration.check(files.context.database).ok


def test_what_is_not_pickable_or_expired_is_unavailable(files: Files) -> None:
    files.load(
        "stock", f"{HEADER}\nW1,A,5,Q-1,,,\nW1,A,3,A-1,L1,{YESTERDAY},\nW1,A,2,A-1,L2,{TODAY},"
    )
    assert stock_of(files) == (10, 8, 0, 2)
    again = files.load("stock", "warehouse,sku,quantity,location,lot\nW1,A,4,A-1,L1\n", update=True)
    assert again.updated == 1
    assert stock_of(files) == (11, 9, 0, 2)


def test_a_count_keeps_damaged_units_apart_unless_it_tells_of_them(files: Files) -> None:
    files.load("stock", f"{HEADER}\nW1,A,10,A-1,,,4\n")
    files.load("stock", "warehouse,sku,quantity,location\nW1,A,7,A-1\n", update=True)
    assert stock_of(files) == (7, 4, 0, 3)
    files.load("stock", "warehouse,sku,quantity,location\nW1,A,3,A-1\n", update=True)
    assert stock_of(files) == (3, 3, 0, 0)
    files.load("stock", f"{HEADER}\nW1,A,3,A-1,,,0\n", update=True)
    assert stock_of(files) == (3, 0, 0, 3)


def test_a_count_names_only_its_own_places(files: Files) -> None:
    files.load("stock", f"{HEADER}\nW1,A,5,A-1,,,\nW1,A,6,A-2,,,\n")
    files.load("stock", "warehouse,sku,quantity,location\nW1,A,2,A-2\n", update=True)
    assert stock_of(files) == (7, 0, 0, 7)


def test_a_count_below_what_is_promised_takes_it_back_from_the_last(files: Files) -> None:
    files.load("stock", "warehouse,sku,quantity\nW1,A,6\n")
    order_some(files, 2, 2, 2)
    assert stock_of(files) == (6, 0, 6, 0)
    files.load("stock", "warehouse,sku,quantity\nW1,A,3\n", update=True)
    lines = [get_order(files.context, f"O{number}").lines[0] for number in (1, 2, 3)]
    assert [line.allocated for line in lines] == [2, 1, 0]
    assert [line.reason for line in lines] == [None, "stock_lost", "stock_lost"]
    assert stock_of(files) == (3, 0, 3, 0)
    assert administration.check(files.context.database).ok


def test_a_count_above_serves_who_waits(files: Files) -> None:
    files.load("stock", "warehouse,sku,quantity\nW1,A,1\n")
    order_some(files, 2, 2)
    files.load("stock", "warehouse,sku,quantity\nW1,A,3\n", update=True)
    lines = [get_order(files.context, f"O{number}").lines[0] for number in (1, 2)]
    assert [(line.allocated, line.waiting) for line in lines] == [(2, 0), (1, 1)]


def test_a_sku_that_is_added_to_a_warehouse_serves_who_waits(files: Files) -> None:
    order_some(files, 4, sku="B")
    assert get_order(files.context, "O1").lines[0].reason == "not_stocked"
    assert files.load("stock", "warehouse,sku,quantity\nW1,B,0\n").imported == 1
    assert list_stock(files.context, sku="B")[0].on_hand == 0
    files.load("stock", "warehouse,sku,quantity\nW1,B,9\n", update=True)
    assert get_order(files.context, "O1").status == "ready"


def test_safety_stock_keeps_units_back_and_lowering_it_frees_them(files: Files) -> None:
    files.load("stock", "warehouse,sku,quantity,safety\nW1,A,5,5\n")
    order_some(files, 2)
    assert get_order(files.context, "O1").lines[0].waiting == 2
    files.load("stock", "warehouse,sku,quantity,safety\nW1,A,5,4\n", update=True)
    assert get_order(files.context, "O1").lines[0].allocated == 1


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        ("W9,A,1,,,,", ("warehouse", "unknown_warehouse")),
        ("W1,A,1,A-9,,,", ("location", "unknown_location")),
        ("W1,A,1,staging,,,", ("location", "staged")),
        ("W1,S,1,,,,", ("sku", "stock_not_managed")),
        ("W1,K,1,,,,", ("sku", "stock_not_managed")),
        ("W1,A,1,,,,2", ("unavailable", "unavailable_above_quantity")),
        ("W1,A,-1,,,,", ("quantity", "negative")),
        ("W1,A,3,A-1,L1,2030-01-01,", ("expires_on", "lot_expiry")),
        ("W1,L,1,A-1,,,", ("lot", "no_lot")),
    ],
)
def test_a_row_that_can_not_be_counted_stays_out(
    files: Files, row: str, cause: tuple[str, str]
) -> None:
    files.load("stock", f"{HEADER}\nW1,A,3,A-1,L1,{NEXT_YEAR},\nW1,L,2,,,,\n")
    held = contents(files.context.database)
    result = files.load("stock", f"{HEADER}\n{row}\n", update=True)
    assert causes(result) == [(1, *cause)]
    assert contents(files.context.database) == held


def test_of_goods_kept_by_lot_a_file_adds_only_units_with_a_lot(files: Files) -> None:
    files.load("stock", f"{HEADER}\nW1,L,3,A-1,L1,{NEXT_YEAR},\nW1,L,0,A-2,,,\n")
    assert stock_of(files, "L") == (3, 0, 0, 3)
    files.load("stock", "warehouse,sku,quantity\nW1,L,5\n", update=True)  # of its only lot
    assert [(row.on_hand, row.lot) for row in places(files, "L")] == [(5, "L1")]


def test_a_bin_that_holds_goods_stays_pickable(files: Files) -> None:
    files.load("stock", f"{HEADER}\nW1,A,3,A-1,,,\n")
    text = "warehouse,code,pickable\nW1,A-1,no\nW1,A-2,no\nW1,FLOOR,no\n"
    result = files.load("locations", text, update=True)
    assert counts(result) == (0, 1, 0, 2)
    assert [one.code for one in result.rejects] == ["location_in_use", "location_own"]
    assert stock_of(files) == (3, 0, 0, 3)


COUNT = "warehouse,sku,quantity\n"


def test_a_count_without_a_bin_is_of_the_whole_warehouse(files: Files) -> None:
    files.load("stock", f"{HEADER}\nW1,A,100,A-1,L1,,\n")
    assert counts(files.load("stock", f"{COUNT}W1,A,90\n", update=True)) == (0, 1, 0, 0)
    assert stock_of(files) == (90, 0, 0, 90)
    assert counts(files.load("stock", f"{COUNT}W1,A,90\n")) == (0, 0, 1, 0)
    inventory.count(files.context, "W1", "A", 95)
    assert [(b.location, b.lot, b.on_hand) for b in places(files)] == [("A-1", "L1", 95)]


def places(files: Files, sku: str = "A") -> list[BinRow]:
    with files.context.database.read.connect() as connection:
        warehouse = find_warehouse(connection, "W1").id
        return bins_of(connection, warehouse, find_product(connection, sku).id)


@pytest.mark.parametrize(
    ("rows", "count", "told"),
    [
        ("W1,A,5,A-1,,,\nW1,A,6,A-2,,,\n", (None, None), "A-1, A-2"),
        ("W1,A,5,A-1,L1,,\nW1,A,6,A-1,L2,,\n", (None, None), "A-1 (lot L1), A-1 (lot L2)"),
        ("W1,A,5,A-1,L1,,\nW1,A,6,A-1,L2,,\n", ("A-1", None), "A-1 (lot L1), A-1 (lot L2)"),
        ("W1,A,5,A-1,L1,,\nW1,A,6,A-2,L1,,\n", (None, "L1"), "A-1 (lot L1), A-2 (lot L1)"),
    ],
)
def test_a_count_that_may_mean_several_places_is_refused(
    files: Files, rows: str, count: tuple[str | None, str | None], told: str
) -> None:
    files.load("stock", f"{HEADER}\n{rows}")
    held = contents(files.context.database)
    location, lot = count
    with pytest.raises(Refusal) as caught:
        inventory.count(files.context, "W1", "A", 10, location=location, lot=lot)
    assert caught.value.code is Code.SEVERAL_PLACES
    assert told in sentence(caught.value)
    text = f"{HEADER}\nW1,A,10,{location or ''},{lot or ''},,\n"
    result = files.load("stock", text, update=True)
    assert causes(result) == [(1, "location", "several_places")]
    assert told in messages(result)[0]
    assert contents(files.context.database) == held
    same = files.load("stock", text.replace(",10,", ",11,"), update=True)
    assert counts(same) == (0, 0, 1, 0)
    inventory.count(files.context, "W1", "A", 11, location=location, lot=lot)
    after = contents(files.context.database)
    assert after | {"stock_bin": held["stock_bin"]} == held  # but for the day of the count


def test_a_row_without_a_bin_is_of_what_the_other_rows_leave(files: Files) -> None:
    files.load("stock", f"{HEADER}\nW1,A,5,,,,\nW1,A,4,A-1,,,\n")
    again = files.load("stock", f"{HEADER}\nW1,A,7,,,,\nW1,A,4,A-1,,,\n", update=True)
    assert counts(again) == (0, 1, 1, 0)
    assert [(b.location, b.on_hand) for b in places(files)] == [("FLOOR", 7), ("A-1", 4)]


def test_an_empty_cell_leaves_what_is_set(files: Files) -> None:
    files.load("stock", f"{HEADER},safety\nW1,A,9,A-1,,,2,3\n")
    result = files.load("stock", f"{HEADER},safety\nW1,A,8,A-1,,,,\n", update=True)
    assert result.updated == 1
    assert stock_of(files) == (8, 2, 0, 3)
