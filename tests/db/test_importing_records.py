"""What is particular to products, kits, warehouses, orders and purchase orders that come in."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, update

from helpers import one_order as order_changes
from helpers.importing import Files, causes, contents, counts, messages
from packbench.db.schema import Barcode, OrderLine, PurchaseOrder, PurchaseOrderLine
from packbench.engine.command.context import Context
from packbench.services.back_orders.looking import BackOrderFilter, find_back_orders
from packbench.services.office import administration
from packbench.services.orders import allocating
from packbench.services.orders.looking import get_order
from packbench.services.picking.waves import WaveRequest, create_wave

WAREHOUSES = "code,name,countries,rank\nW1,Graz,DE,1\nW2,Lyon,FR,2\n"
PRODUCTS = "sku,name,barcode\nA,Apple,4006381333931\nB,Bowl,\nC,Cup,\nK,Kit,\n"
STOCK = "warehouse,sku,quantity\nW1,A,5\nW1,B,5\nW2,C,5\n"
HEAD = "order_number,sku,quantity,customer_name,street,city,postal_code,country"


@pytest.fixture
def files(context: Context, tmp_path: Path) -> Files:
    made = Files(context, tmp_path)
    made.load("warehouses", WAREHOUSES)
    made.load("products", PRODUCTS)
    made.load("stock", STOCK)
    return made


def order(number: str, sku: str, quantity: int, country: str = "DE") -> str:
    return f"{number},{sku},{quantity},Ana,Street 1,Town,10115,{country}\n"


def promised(context: Context, number: str) -> dict[str, int]:
    """Units by warehouse that are promised to an order."""
    allocations = get_order(context, number).allocations
    return {one.warehouse: one.quantity for one in allocations}


def allocated(context: Context, number: str) -> list[int]:
    """Promised units by line."""
    return [line.allocated for line in get_order(context, number).lines]


def test_an_unknown_sku_comes_in_and_is_mended_by_its_product(files: Files) -> None:
    files.load("orders", f"{HEAD}\n{order('O1', 'A', 1)}{order('O1', 'new-1', 2)}")
    before = get_order(files.context, "O1")
    assert [(one.code, one.line, one.sku) for one in before.problems] == [
        ("unknown_sku", 2, "new-1")
    ]
    assert before.status == "attention"
    allocating.allocate(files.context)
    assert promised(files.context, "O1") == {"W1": 1}
    files.load("products", "sku,name\nNEW-1,New one\n")
    known = get_order(files.context, "O1")
    assert [(line.waiting, line.reason) for line in known.lines] == [(0, None), (2, "not_stocked")]
    files.load("stock", "warehouse,sku,quantity\nW1,NEW-1,2\n")
    after = get_order(files.context, "O1")
    assert (after.problems, after.status) == ([], "ready")
    assert [line.allocated for line in after.lines] == [1, 2]
    assert administration.check(files.context.database).ok


def test_a_mended_order_that_was_not_allocated_yet_stays_new(files: Files) -> None:
    files.load("orders", f"{HEAD}\n{order('O1', 'A', 1)}{order('O1', 'new-1', 2)}")
    files.load("products", "sku,name\nNEW-1,New one\n")
    files.load("stock", "warehouse,sku,quantity\nW1,NEW-1,2\n")
    after = get_order(files.context, "O1")
    assert (after.status, promised(files.context, "O1")) == ("new", {})


def test_an_order_on_hold_is_mended_and_not_routed(files: Files) -> None:
    files.load("orders", f"{HEAD}\n{order('O1', 'A', 1)}{order('O1', 'new-1', 2)}")
    allocating.allocate(files.context)
    order_changes.hold(files.context, "O1", reason="asked")
    files.load("products", "sku,name,manage_stock\nNEW-1,New one,no\n")
    assert allocated(files.context, "O1") == [1, 0]
    order_changes.resume(files.context, "O1")
    assert allocated(files.context, "O1") == [1, 2]


def test_a_complete_only_order_goes_when_its_last_sku_becomes_known(files: Files) -> None:
    head = f"{HEAD},ship_partial"
    lines = [order("O1", "A", 1), order("O1", "new-1", 2)]
    files.load("orders", "\n".join([head, *(f"{line.strip()},no" for line in lines)]) + "\n")
    allocating.allocate(files.context)
    assert allocated(files.context, "O1") == [0, 0]
    files.load("products", "sku,name,manage_stock\nNEW-1,New one,no\n")
    assert allocated(files.context, "O1") == [1, 2]
    assert administration.check(files.context.database).ok


def test_a_barcode_of_another_product_keeps_a_row_out(files: Files) -> None:
    held = contents(files.context.database)
    result = files.load("products", "sku,name,barcode\nX,Other,4006381333931\n")
    assert causes(result) == [(1, "barcode", "barcode_taken")]
    assert "04006381333931" in messages(result)[0]
    assert contents(files.context.database) == held


def test_of_two_rows_with_one_barcode_the_first_gets_it(files: Files) -> None:
    text = (
        "sku,name,barcode\nB,Bowl,96385074\nY,New,96385074\nX,New,036000291452\nZ,New,0036000291452"
    )
    result = files.load("products", f"{text}\n", update=True)
    assert counts(result) == (1, 1, 0, 2)
    assert [(one.row, one.code) for one in result.rejects] == [
        (2, "barcode_taken"),
        (4, "barcode_taken"),
    ]


def test_new_barcodes_take_the_place_of_the_old(files: Files) -> None:
    files.load("products", "sku,name,barcode\nA,Apple,96385074;VENDOR-7\n", update=True)
    with files.context.database.read.connect() as connection:
        codes = set(connection.execute(select(Barcode.code)).scalars())
    assert codes == {"00000096385074", "VENDOR-7"}
    freed = files.load("products", "sku,name,barcode\nC,Cup,4006381333931\n", update=True)
    assert counts(freed) == (0, 1, 0, 0)


@pytest.mark.parametrize(
    "text",
    ["K,K,1\n", "K,A,1\nA,K,1\n", "K,A,1\nA,B,1\nB,K,2\n"],
    ids=["itself", "each other", "round"],
)
def test_a_kit_in_itself_stays_out(files: Files, text: str) -> None:
    result = files.load("kits", f"kit_sku,component_sku,quantity\n{text}")
    assert [one.code for one in result.rejects] == ["kit_cycle"]
    assert result.imported == text.count("\n") - 1


def test_a_country_that_is_added_serves_who_waits(files: Files) -> None:
    files.load("orders", f"{HEAD}\n{order('O1', 'A', 3, 'FR')}{order('O2', 'A', 3, 'FR')}")
    allocating.allocate(files.context)
    waiting = find_back_orders(files.context, BackOrderFilter())
    assert [one.reason for one in waiting] == ["not_stocked", "not_stocked"]
    changed = "code,name,countries\nW1,Graz,DE;FR\n"
    assert files.load("warehouses", changed, update=True).updated == 1
    assert promised(files.context, "O1") == {"W1": 3}
    assert promised(files.context, "O2") == {"W1": 2}
    (left,) = find_back_orders(files.context, BackOrderFilter())
    assert (left.order_number, left.reason) == ("O2", "out_of_stock")
    assert administration.check(files.context.database).ok


def test_an_exclusion_comes_in_once_and_names_what_is_known(files: Files) -> None:
    text = "channel,sku,warehouse\nmarket,A,W1\n,A,W1\nmarket,,W1\n"
    assert counts(files.load("channel-exclusions", text)) == (3, 0, 0, 0)
    held = contents(files.context.database)
    assert counts(files.load("channel-exclusions", text)) == (0, 0, 3, 0)
    bad = files.load("channel-exclusions", "channel,sku,warehouse\n,NONE,W1\n,A,W9\n")
    assert causes(bad) == [(1, "sku", "unknown_sku"), (2, "warehouse", "unknown_warehouse")]
    assert contents(files.context.database) == held


def test_an_order_without_a_country_or_address_is_told(files: Files) -> None:
    files.load("orders", "order_number,sku,quantity,country\nO1,A,1,\nO2,A,1,Germany\n")
    allocating.allocate(files.context)
    first, second = get_order(files.context, "O1"), get_order(files.context, "O2")
    assert [one.code for one in first.problems] == ["address_incomplete", "country_missing"]
    assert (first.status, promised(files.context, "O1")) == ("attention", {})
    assert [one.code for one in second.problems] == ["address_incomplete"]
    assert (second.country, second.status) == ("DE", "ready")


def test_an_update_keeps_what_the_file_has_no_column_for(files: Files) -> None:
    files.load(
        "orders",
        f"{HEAD},unit_price,priority,ordered_at\n"
        "O1,A,2,Ana,Street 1,Town,10115,DE,1.50,3,2026-01-05T08:00:00Z\n"
        "O1,B,1,Ana,Street 1,Town,10115,DE,9.00,3,2026-01-05T08:00:00Z\n",
    )
    text = "order_number,sku,quantity,city\no1,b,1,Village\no1,a,4,Village\n"
    assert counts(files.load("orders", text, update=True)) == (0, 1, 0, 0)
    after = get_order(files.context, "O1")
    assert (after.city, after.street, after.priority) == ("Village", "Street 1", 3)
    assert after.ordered_at == datetime(2026, 1, 5, 8, tzinfo=UTC)
    assert [(line.sku, line.ordered) for line in after.lines] == [("A", 4), ("B", 1)]
    assert after.problems == []
    with files.context.database.read.connect() as connection:
        prices = connection.execute(select(OrderLine.unit_price).order_by(OrderLine.line))
        assert list(prices.scalars()) == [Decimal("1.5"), Decimal(9)]


def test_the_lines_of_an_order_in_work_do_not_change_but_its_address_does(files: Files) -> None:
    files.load("orders", f"{HEAD}\n{order('O1', 'A', 3)}")
    allocating.allocate(files.context)
    create_wave(files.context, WaveRequest(orders=["O1"]))
    held = contents(files.context.database)
    refused = files.load("orders", f"{HEAD}\n{order('O1', 'A', 4)}", update=True)
    assert [one.code for one in refused.rejects] == ["order_in_work"]
    assert contents(files.context.database) == held
    moved = files.load("orders", f"{HEAD}\n{order('O1', 'A', 3, 'FR')}", update=True)
    assert moved.updated == 1
    after = get_order(files.context, "O1")
    assert (after.country, after.status) == ("FR", "picking")
    assert promised(files.context, "O1") == {"W1": 3}


def test_other_quantities_of_an_order_that_nobody_picks_are_promised_in_its_place(
    files: Files,
) -> None:
    files.load("orders", f"{HEAD}\n{order('O1', 'A', 3)}")
    allocating.allocate(files.context)
    changed = files.load(
        "orders", f"{HEAD}\n{order('O1', 'A', 2)}{order('O1', 'C', 1)}", update=True
    )
    assert changed.updated == 1
    after = get_order(files.context, "O1")
    units = [(line.sku, line.ordered, line.allocated, line.waiting) for line in after.lines]
    assert units == [("A", 2, 2, 0), ("C", 1, 0, 1)]
    assert administration.check(files.context.database).ok


def test_another_country_moves_what_was_promised(files: Files) -> None:
    files.load("warehouses", "code,name,rank,countries\nX1,Graz,8,AT\nX2,Lyon,9,FR\n")
    files.load("products", "sku,name\nX,Extra\n")
    files.load("stock", "warehouse,sku,quantity\nX1,X,5\nX2,X,5\n")
    files.load("orders", f"{HEAD}\n{order('O1', 'X', 3, 'AT')}")
    files.load("orders", f"{HEAD}\n{order('O2', 'X', 4, 'AT')}")
    allocating.allocate(files.context)
    assert (promised(files.context, "O1"), promised(files.context, "O2")) == ({"X1": 3}, {"X1": 2})
    files.load("orders", f"{HEAD}\n{order('O1', 'X', 3, 'FR')}", update=True)
    assert promised(files.context, "O1") == {"X2": 3}
    assert promised(files.context, "O2") == {"X1": 4}  # who waited is given what is free now
    files.load("orders", f"{HEAD}\n{order('O1', 'X', 3, 'SE')}", update=True)
    assert promised(files.context, "O1") == {}
    assert get_order(files.context, "O1").lines[0].reason == "country_not_served"
    assert administration.check(files.context.database).ok


def test_an_order_on_hold_keeps_its_stock_when_its_quantity_changes(files: Files) -> None:
    files.load("orders", f"{HEAD}\n{order('O1', 'A', 3)}")
    allocating.allocate(files.context)
    order_changes.hold(files.context, "O1", reason="asked")
    files.load("orders", f"{HEAD}\n{order('O1', 'A', 2)}", update=True)
    assert promised(files.context, "O1") == {"W1": 2}
    assert get_order(files.context, "O1").status == "on_hold"


def test_new_lines_of_a_waiting_order_are_routed_anew(files: Files) -> None:
    files.load("products", "sku,name,backorder\nN,Never,no\n")
    files.load("orders", f"{HEAD}\n{order('O1', 'N', 3)}{order('O1', 'C', 9)}")
    allocating.allocate(files.context)
    before = get_order(files.context, "O1")
    assert (before.status, [one.code for one in before.problems]) == (
        "back_order",
        ["not_backorderable"],
    )
    files.load("orders", f"{HEAD}\n{order('O1', 'A', 3)}", update=True)
    fresh = get_order(files.context, "O1")
    assert (fresh.status, fresh.problems) == ("ready", [])
    assert promised(files.context, "O1") == {"W1": 3}
    assert administration.check(files.context.database).ok


def test_a_better_address_serves_an_order_that_waits(files: Files) -> None:
    files.load("orders", f"{HEAD}\n{order('O1', 'A', 3, 'SE')}")
    allocating.allocate(files.context)
    assert get_order(files.context, "O1").status == "back_order"
    files.load("orders", "order_number,sku,quantity,country\nO1,A,3,DE\n", update=True)
    assert promised(files.context, "O1") == {"W1": 3}


def test_a_purchase_order_that_was_begun_does_not_change(files: Files) -> None:
    files.load("suppliers", "code,name\nACME,Acme\n")
    text = "po_number,supplier,warehouse,sku,quantity,status\nPO1,ACME,W1,A,{},{}\n"
    files.load("purchase-orders", text.format(10, "sent"))
    with files.context.database.write.begin() as connection:
        connection.execute(update(PurchaseOrder).values(status="part_received"))
        connection.execute(update(PurchaseOrderLine).values(received=4))
    held = contents(files.context.database)
    refused = files.load("purchase-orders", text.format(12, "sent"), update=True)
    assert [one.code for one in refused.rejects] == ["purchase_order_in_work"]
    same = files.load("purchase-orders", text.format(6, "sent"))
    assert counts(same) == (0, 0, 1, 0)
    assert contents(files.context.database) == held


def test_an_update_of_a_purchase_order_keeps_its_status_prices_and_dates(files: Files) -> None:
    files.load("suppliers", "code,name\nACME,Acme\n")
    files.load(
        "purchase-orders",
        "po_number,supplier,warehouse,sku,quantity,unit_cost,expected_on,status\n"
        "PO1,ACME,W1,A,10,1.25,2026-02-01,authorized\n",
    )
    text = "po_number,supplier,warehouse,sku,quantity\nPO1,acme,w1,a,12\nPO1,acme,w1,B,1\n"
    assert files.load("purchase-orders", text, update=True).updated == 1
    with files.context.database.read.connect() as connection:
        lines = select(
            PurchaseOrderLine.ordered, PurchaseOrderLine.unit_cost, PurchaseOrderLine.expected_on
        ).order_by(PurchaseOrderLine.line)
        assert [tuple(row) for row in connection.execute(lines)] == [
            (12, Decimal("1.25"), date(2026, 2, 1)),
            (1, None, None),
        ]
        assert connection.execute(select(PurchaseOrder.status)).scalar_one() == "authorized"
