"""Samples in the layouts of Etsy, Magento, BigCommerce and Extensiv, read to their last row.

The samples are ours; `docs/imports.md` tells where the layouts are documented.
"""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from helpers.tables import MakeFile
from packbench.domain.orders import Payment
from packbench.exchange.kinds import ORDERS, PRODUCTS, STOCK, TableKind
from packbench.exchange.profiles import load_profile
from packbench.exchange.reading import read_records
from packbench.exchange.records import Parsed
from packbench.services.importing.looking import Fit, look_at

ETSY = """\
Sale Date,Item Name,Buyer,Quantity,Price,Coupon Code,Coupon Details,Discount Amount,\
Shipping Discount,Order Shipping,Order Sales Tax,Item Total,Currency,Transaction ID,Listing ID,\
Date Paid,Date Shipped,Ship Name,Ship Address1,Ship Address2,Ship City,Ship State,Ship Zipcode,\
Ship Country,Order ID,Variations,Order Type,Listings Type,Payment Type,InPerson Discount,\
InPerson Location,VAT Paid by Buyer,SKU
11/14/26,"Mug, red",ann,2,$12.00,,,1.50,,$4.50,$0.62,24.00,USD,1,9,11/14/26,,Ann,1 Main St,Apt 2,\
Austin,TX,78701,United States,#3001,Color: Red,online,listing,online_cc,,,,MUG-RED
11/14/26,Sticker,ann,1,$3.00,,,0.25,,$0.00,$0.00,3.00,USD,2,9,11/14/26,,Ann,1 Main St,Apt 2,\
Austin,TX,78701,United States,#3001,,online,listing,online_cc,,,,STICK
11/15/26,Mug,bob,1,"$1,200.00",,,,,0,0,1200.00,USD,3,9,11/15/26,11/16/26,Bob,Str. 2,,Graz,,8010,\
Austria,3002,,online,listing,online_cc,,,,MUG-RED
11/16/26,Pattern (PDF),cyd,1,4.00,,,,,0,0,4.00,USD,4,9,11/16/26,,,,,,,,,3003,,online,listing,\
online_cc,,,,PDF
11/17/26,Mug,dee,1,12.00,,,,,0,0,12.00,USD,5,9,,,Dee,Str. 4,,Graz,,08010,Austria,3004,,online,\
listing,check,,,,MUG-RED
"""

MAGENTO_HEAD = (
    "Order Number,Order Date,Order Status,Order Purchased From,Order Payment Method,"
    "Order Shipping Method,Order Subtotal,Order Tax,Order Shipping,Order Discount,"
    "Order Grand Total,Customer Name,Customer Email,Shipping Name,Shipping Company,"
    "Shipping Street,Shipping Zip,Shipping City,Shipping State,Shipping State Name,"
    "Shipping Country,Shipping Country Name,Shipping Phone Number,Order Item Increment,Item Name,"
    "Item Status,Item SKU,Item Options,Item Original Price,Item Price,Item Qty Ordered,"
    "Item Qty Invoiced,Item Qty Shipped,Item Qty Canceled,Item Qty Refunded,Item Tax,"
    "Item Discount,Item Total"
)
_ANN = "Ann A,a@x.com,Ann A,Acme,Str. 1,08010,Graz,ST,Steiermark,AT,Austria,123"
_MAGENTO_1 = f"100000001,2026-11-14 10:00:00,processing,Shop,card,Flat Rate,40,3.2,5,-2,46.2,{_ANN}"
_MAGENTO_2 = f"100000002,2026-11-14 10:00:00,canceled,Shop,card,Flat Rate,40,3.2,5,0,46.2,{_ANN}"
_MAGENTO_3 = f"100000003,2026-11-14 10:00:00,complete,Shop,card,Flat Rate,40,3.2,5,0,46.2,{_ANN}"
_MAGENTO_4 = f"100000004,2026-11-15 10:00:00,pending,Shop,check,Flat Rate,40,3.2,5,0,46.2,{_ANN}"
MAGENTO = f"""\
{MAGENTO_HEAD}
{_MAGENTO_1},1,Tee,Ordered,TEE-RED-M,Color: Red,10,$9.90,3.0000,0,0,1.0000,0,0,0,19.80
{_MAGENTO_1},2,Mug,Canceled,MUG,,10,$9.90,1.0000,0,0,1.0000,0,0,0,0
{_MAGENTO_2},1,Mug,Canceled,MUG,,10,9.90,1,0,0,1,0,0,0,0
{_MAGENTO_3},1,Mug,Shipped,MUG,,10,9.90,1,1,1,0,0,0,0,9.90
{_MAGENTO_4},1,Mug,Ordered,MUG,,10,9.90,4,0,0,0,0,0,0,39.60
"""

BIG_HEAD = (
    "Order ID,Customer Name,Customer Email,Order Date,Order Time,Order Status,Ship Method,"
    "Shipping Cost (inc tax),Tax Total,Order Total (inc tax),Order Currency Code,Total Quantity,"
    "Total Shipped,Customer Message,Shipping Name,Shipping Company,Shipping Street 1,"
    "Shipping Street 2,Shipping Suburb,Shipping State,Shipping Zip,Shipping Country,"
    "Shipping Phone,Product Details"
)
_SHIP = "Ann,,1 Main St,,Austin,Texas,78701,United States,123"
_TEE = (
    "Product ID: 7, Product Qty: 2, Product SKU: TEE-M, Product Name: Tee, soft | unisex, "
    "Product Weight: 0.2, Product Variation Details: Size: M, Product Unit Price: 19.90, "
    "Product Total Price: 39.80"
)
_MUG = "Product ID: 8, Product Qty: 1, Product SKU: MUG, Product Name: Mug"
BIG = f"""\
{BIG_HEAD}
101,Ann,a@x.com,11/14/2026,09:30:00,Awaiting Fulfillment,Ground,$7.50,3.10,57.30,USD,3,0,Ring,\
{_SHIP},"{_TEE}|{_MUG}"
102,Ann,a@x.com,11/14/2026,09:30:00,Cancelled,Ground,0,0,0,USD,1,0,,{_SHIP},"{_MUG}"
103,Ann,a@x.com,11/14/2026,09:30:00,Shipped,Ground,0,0,0,USD,1,1,,{_SHIP},"{_MUG}"
104,Ann,a@x.com,11/14/2026,09:30:00,Partially Refunded,Ground,0,0,0,USD,1,0,,{_SHIP},"{_MUG}"
105,Ann,a@x.com,11/14/2026,09:30:00,Awaiting Payment,Ground,0,0,0,USD,1,0,,{_SHIP},"{_MUG}"
"""

EXTENSIV = """\
Master SKU,Virtual SKU,Name,Description,Attributes,UPC,Brand,Active,Country Of Origin
TEE-M,TEE,"Tee, M",,Size:M,4006381333931,Acme,TRUE,Portugal
TEE-L,TEE,"Tee, L",,Size:L,,Acme,TRUE,PT
OLD,,Old one,,,,Acme,FALSE,
"""
EXTENSIV_STOCK = """\
Master SKU,Name,Warehouse,Stock Location,On Hand,Min Level
TEE-M,"Tee, M",W1,A-01,12,5
TEE-L,"Tee, L",W1,A-02,0,
"""


def read(
    make_file: MakeFile, text: str, kind: TableKind[Any, Any], profile: str
) -> tuple[Parsed[Any, Any], Path]:
    """What a sample gives; every row of it went somewhere, and the file was known by its header."""
    path = make_file(text, "export.csv")
    assert look_at(path).fits[0] == Fit(kind.name, profile)
    parsed = read_records(kind, path, profile=load_profile(profile))
    assert parsed.rejected == ()
    left_out = sum(left.rows for left in parsed.left_out)
    assert parsed.rows == parsed.taken_rows + left_out
    return parsed, path


def lines(parsed: Parsed[Any, Any]) -> dict[str, list[tuple[str, int]]]:
    return {
        record.fields.order_number: [(line.sku, line.quantity) for line in record.lines]
        for record in parsed.records
    }


def test_sold_order_items_of_etsy(make_file: MakeFile) -> None:
    parsed, _ = read(make_file, ETSY, ORDERS, "etsy")
    assert parsed.rows == 5
    assert lines(parsed) == {"3001": [("MUG-RED", 2), ("STICK", 1)], "3004": [("MUG-RED", 1)]}
    first, unpaid = (record.fields for record in parsed.records)
    amounts = (first.shipping_charged, first.tax, first.discount)
    assert amounts == (Decimal("4.50"), Decimal("0.62"), Decimal("1.75"))
    assert (first.country, first.street2) == ("US", "Apt 2")
    assert first.ordered_at == dt.datetime(2026, 11, 14, tzinfo=dt.UTC)
    assert (unpaid.payment, unpaid.postal_code) == (Payment.AWAITING, "08010")
    assert {one.cause: one.rows for one in parsed.left_out} == {"sent": 1, "nothing_to_ship": 1}


def test_an_order_export_of_magento_without_what_was_cancelled(make_file: MakeFile) -> None:
    parsed, _ = read(make_file, MAGENTO, ORDERS, "magento")
    assert lines(parsed) == {"100000001": [("TEE-RED-M", 2)], "100000004": [("MUG", 4)]}
    first, unpaid = (record.fields for record in parsed.records)
    amounts = (first.shipping_charged, first.tax, first.discount)
    assert amounts == (Decimal(5), Decimal("3.2"), Decimal(2))
    assert (first.ship_method, unpaid.payment) == ("Flat Rate", Payment.AWAITING)
    causes = {one.cause: one.rows for one in parsed.left_out}
    assert causes == {"cancelled": 1, "completed": 1, "nothing_to_send": 1}


def test_lines_in_one_cell_of_bigcommerce(make_file: MakeFile) -> None:
    parsed, _ = read(make_file, BIG, ORDERS, "bigcommerce")
    assert parsed.rows == 5
    assert lines(parsed) == {
        "101": [("TEE-M", 2), ("MUG", 1)],
        "104": [("MUG", 1)],
        "105": [("MUG", 1)],
    }
    first = parsed.records[0]
    assert [line.unit_price for line in first.lines] == [Decimal("19.90"), None]
    assert (first.rows, first.fields.shipping_charged) == ((1,), Decimal("7.50"))
    assert first.fields.ordered_at == dt.datetime(2026, 11, 14, 9, 30, tzinfo=dt.UTC)
    assert [(one.rows, one.first) for one in parsed.to_look_at] == [(1, 4)]


def test_a_cell_that_holds_no_lines_rejects_its_order_alone(make_file: MakeFile) -> None:
    broken = BIG.replace("Product Qty: 2,", "Qty 2,")
    path = make_file(broken, "export.csv")
    parsed = read_records(ORDERS, path, profile=load_profile("bigcommerce"))
    assert [(one.rows, one.rejects[0].column) for one in parsed.rejected] == [
        ((1,), "Product Details")
    ]
    assert parsed.taken_rows + 1 + sum(one.rows for one in parsed.left_out) == parsed.rows


def test_products_and_stock_of_extensiv(make_file: MakeFile) -> None:
    parsed, _ = read(make_file, EXTENSIV, PRODUCTS, "extensiv")
    products = [record.fields for record in parsed.records]
    assert [(one.sku, one.country_of_origin) for one in products] == [
        ("TEE-M", "PT"),
        ("TEE-L", "PT"),
    ]
    stock, _ = read(make_file, EXTENSIV_STOCK, STOCK, "extensiv")
    counted = [(one.fields.location, one.fields.quantity) for one in stock.records]
    assert counted == [("A-01", 12), ("A-02", 0)]


@pytest.mark.parametrize(("tax", "total"), [("1.10", "2.20"), ("", None)])
def test_amounts_that_rows_tell_in_parts_are_added_up(
    make_file: MakeFile, tax: str, total: str | None
) -> None:
    head = (
        "order-id\tpurchase-date\tsku\tquantity-purchased\tcurrency\titem-tax\tship-address-1\t"
        "ship-address-2\tship-address-3\tship-city\tship-country\n"
    )
    row = f"302-1\t2026-11-01T10:00:00+00:00\tMUG\t1\tEUR\t{tax}\tStr. 1\t\t\tGraz\tAT\n"
    path = make_file(head + row + row, "report.txt")
    parsed = read_records(ORDERS, path, profile=load_profile("amazon"))
    assert (parsed.rejected, parsed.taken_rows) == ((), 2)
    assert parsed.records[0].fields.tax == (None if total is None else Decimal(total))
