"""Suppliers as they are written to and paid, their prices, and whom products are bought from."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, text

from helpers.importing import Files, contents
from packbench.db.schema import PriceHistory, Product, Supplier
from packbench.domain.reordering import LeadDays, SupplierOffer, best_offer
from packbench.engine.command.context import Context
from packbench.services.masters.kinds import REORDER_RULES, SUPPLIER_PRODUCTS, SUPPLIERS
from packbench.services.masters.reading import read_record
from packbench.services.masters.saving import create, edit, remove
from packbench.services.office import administration
from packbench.services.office.exporting import export_file
from packbench.services.office.undo import undo
from packbench.words.rejects import reject_words

ADDRESS = (
    "code,name,language,street,street2,postal_code,city,country,phone,account_number,terms,"
    "lead_time_days,lead_time_spread_days\n"
    'ACME,Acme,de,Ring 1,"2. Hof",1010,Wien,Austria,+43 1 1,K-77,30 days net,10,2\nZETA,Zeta'
    + "," * 11
    + "\n"
)


@pytest.fixture
def files(context: Context, tmp_path: Path) -> Files:
    made = Files(context, tmp_path)
    made.load("products", "sku,name\nCUP-RED,Cup\nCUP-BLUE,Cup\nBOWL,Bowl\n")
    made.load("suppliers", ADDRESS)
    return made


def prices(context: Context) -> list[tuple[str, int, Decimal | None, bool]]:
    """SKU, from how many units, cost, and whether it is known since when."""
    one = PriceHistory
    query = (
        select(Product.sku, one.from_quantity, one.unit_cost, one.since.is_not(None))
        .join(Product, Product.id == one.product_id)
        .order_by(one.id)
    )
    with context.database.read.connect() as connection:
        return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]


def preferred(context: Context) -> dict[str, str | None]:
    query = select(Product.sku, Supplier.code).outerjoin(
        Supplier, Supplier.id == Product.supplier_id
    )
    with context.database.read.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def test_a_supplier_is_known_with_its_address_and_terms(
    files: Files, context: Context, tmp_path: Path
) -> None:
    told = read_record(context, SUPPLIERS, ["acme"])
    assert told["country"] == "AT"
    assert (told["language"], told["account_number"], told["terms"]) == (
        "de",
        "K-77",
        "30 days net",
    )
    edit(context, SUPPLIERS, ["ACME"], {"city": "Graz", "language": "fr"})
    export_file(context, "suppliers", tmp_path / "out.csv")
    [acme, _] = csv.DictReader((tmp_path / "out.csv").read_text("utf-8-sig").splitlines())
    assert (acme["city"], acme["language"], acme["street2"]) == ("Graz", "fr", "2. Hof")
    undo(context)
    assert read_record(context, SUPPLIERS, ["acme"])["city"] == "Wien"
    again = files.load("suppliers", ADDRESS)
    assert (again.unchanged, again.rejected) == (2, 0)


def test_a_price_list_changes_prices_and_keeps_what_they_were(
    files: Files, context: Context, tmp_path: Path
) -> None:
    head = "supplier,sku,unit_cost,price_breaks,preferred,pack_size\n"
    files.load(
        "supplier-products",
        head + 'ACME,CUP-RED,5.00,"10=4,50; 100=4.1",yes,6\nZETA,CUP-RED,4.8,,no,1\n',
    )
    assert preferred(context)["CUP-RED"] == "ACME"
    told = read_record(context, SUPPLIER_PRODUCTS, ["ACME", "CUP-RED"])
    assert told["price_breaks"] == "10=4.5;100=4.1"
    again = files.load("supplier-products", head + "ACME,CUP-RED,5,10=4.5;100=4.10,yes,6\n")
    assert again.unchanged == 1
    before = contents(context.database)
    changed = files.load(
        "supplier-products",
        "supplier,sku,unit_cost,price_breaks\nACME,CUP-RED,5.5,10=4.5;50=4\n",
        update=True,
    )
    assert changed.updated == 1
    assert prices(context)[4:] == [
        ("CUP-RED", 1, Decimal("5.5"), True),
        ("CUP-RED", 50, Decimal(4), True),
        ("CUP-RED", 100, None, True),
    ]
    assert preferred(context)["CUP-RED"] == "ACME"  # the file did not say
    assert administration.check(context.database).ok
    undo(context)
    assert contents(context.database) == before
    export_file(context, "supplier-products", tmp_path / "out.csv")
    out = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()
    assert "ACME,CUP-RED,,5.0000,6,1,,10=4.5;100=4.1,yes," in out


def test_an_unknown_sku_is_told_with_what_may_be_meant(files: Files, context: Context) -> None:
    result = files.load(
        "supplier-products",
        "supplier,sku,unit_cost,price_breaks\nACME,CUP-RDE,1,\nACME,BOWL,1,10\nACME,BOWL,1,5=1;5=2\n",
    )
    told = [reject_words(one.code, one.column, one.value, one.params) for one in result.rejects]
    assert result.imported == 0
    assert any("Did you mean CUP-RED" in one for one in told)
    assert any("“10” is no price from a quantity on" in one for one in told)
    assert any("two prices from 5 units on" in one for one in told)
    assert prices(context) == []


@pytest.mark.usefixtures("files")
def test_terms_are_made_changed_and_deleted_by_hand(context: Context) -> None:
    before = contents(context.database)
    values = {"supplier": "ACME", "sku": "BOWL", "unit_cost": "2", "price_breaks": "10=1.5"}
    create(context, SUPPLIER_PRODUCTS, {**values, "preferred": "yes"})
    assert preferred(context)["BOWL"] == "ACME"
    edit(context, SUPPLIER_PRODUCTS, ["ACME", "BOWL"], {"preferred": "no", "price_breaks": ""})
    assert preferred(context)["BOWL"] is None
    assert read_record(context, SUPPLIER_PRODUCTS, ["ACME", "BOWL"])["price_breaks"] == ""
    undo(context)
    assert preferred(context)["BOWL"] == "ACME"
    remove(context, SUPPLIER_PRODUCTS, [["ACME", "BOWL"]])
    undo(context)
    undo(context)
    assert contents(context.database) == before


def test_reorder_rules_come_in_and_say_why_not(files: Files, context: Context) -> None:
    files.load("warehouses", "code,name,kind\nGRZ,Graz,physical\nPRE,Pool,virtual\n")
    files.load("products", "sku,name,manage_stock\nGIFT,Gift,no\n")
    head = "warehouse,sku,point,quantity,cover_days,demand_days,service_percent\n"
    result = files.load(
        "reorder-rules",
        f"{head}GRZ,CUP-RED,5,12,,,\nGRZ,BOWL,,,30,90,98%\nPRE,CUP-RED,5,,,,\nGRZ,GIFT,5,,,,\n"
        "GRZ,CUP-BLUE,,,,,\nGRZ,CUP-BLUE,5,,30,,\nGRZ,CUP-BLUE,5,,,30,\nGRZ,CUP-BLUE,5,,,,100\n",
    )
    assert (result.imported, result.rejected) == (2, 6)
    assert {one.code for one in result.rejects} == {
        *("pool_buys_nothing", "never_bought", "no_way", "two_ways", "not_one_of", "out_of_range"),
    }
    other = {"point": "", "quantity": "", "cover_days": "14"}
    edit(context, REORDER_RULES, ["GRZ", "CUP-RED"], other)
    told = read_record(context, REORDER_RULES, ["GRZ", "CUP-RED"])
    assert (told["point"], told["cover_days"], told["demand_days"]) == ("", "14", "28")
    undo(context)
    assert read_record(context, REORDER_RULES, ["GRZ", "CUP-RED"])["quantity"] == "12"
    assert administration.check(context.database).ok


@pytest.mark.parametrize("table", ["price_break", "price_history", "reorder_rule", "pick_bin"])
def test_rows_that_are_gone_are_seen(files: Files, context: Context, table: str) -> None:
    files.load("warehouses", "code,name\nGRZ,Graz\n")
    files.load("supplier-products", "supplier,sku,unit_cost,price_breaks\nACME,CUP-RED,5.00,10=4\n")
    files.load("reorder-rules", "warehouse,sku,point\nGRZ,CUP-RED,5\n")
    files.load("locations", "warehouse,code\nGRZ,P\n")
    files.load("pick-bins", "warehouse,location,sku,minimum,maximum\nGRZ,P,CUP-RED,1,9\n")
    assert administration.check(context.database).ok
    with context.database.write.begin() as connection:
        connection.execute(text(f"DELETE FROM {table}"))
    checks = administration.check(context.database).checks
    assert [one.name for one in checks if not one.ok] == ["what_commands_made_is_there"]


@pytest.mark.parametrize(
    ("offers", "units", "best"),
    [
        (
            [SupplierOffer(1, "A"), SupplierOffer(2, "B", preferred=True, unit_cost=Decimal(9))],
            1,
            "B",
        ),
        (
            [
                SupplierOffer(1, "A", unit_cost=Decimal(2)),
                SupplierOffer(2, "B", unit_cost=Decimal(1)),
            ],
            5,
            "B",
        ),
        # cheaper by the piece, dearer for what has to be bought
        (
            [
                SupplierOffer(1, "A", unit_cost=Decimal(2)),
                SupplierOffer(2, "B", unit_cost=Decimal(1), minimum_quantity=100),
            ],
            5,
            "A",
        ),
        # from the quantity on
        (
            [
                SupplierOffer(1, "A", unit_cost=Decimal(2)),
                SupplierOffer(2, "B", unit_cost=Decimal(3), breaks=((10, Decimal(1)),)),
            ],
            10,
            "B",
        ),
        # who names no price comes last; equal prices: the quicker, then the code
        ([SupplierOffer(1, "A"), SupplierOffer(2, "B", unit_cost=Decimal(9))], 1, "B"),
        (
            [
                SupplierOffer(1, "A", unit_cost=Decimal(1), lead=LeadDays(9, 0)),
                SupplierOffer(2, "B", unit_cost=Decimal(1), lead=LeadDays(3, 0)),
            ],
            1,
            "B",
        ),
        ([SupplierOffer(2, "B"), SupplierOffer(1, "A")], 1, "A"),
        # amounts of two currencies are not compared
        (
            [
                SupplierOffer(1, "A", unit_cost=Decimal(9), currency="EUR", lead=LeadDays(3, 0)),
                SupplierOffer(2, "B", unit_cost=Decimal(1), currency="USD", lead=LeadDays(9, 0)),
            ],
            1,
            "A",
        ),
    ],
)
def test_of_whom_is_bought(offers: list[SupplierOffer], units: int, best: str) -> None:
    found = best_offer(offers, units)
    assert found is not None
    assert found.code == best
