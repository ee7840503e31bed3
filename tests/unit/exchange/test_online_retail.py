"""The whole Online Retail file: every line is accounted for."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from packbench.domain.catalog import code_key
from packbench.exchange.kinds import ORDERS, PRODUCTS, TableKind
from packbench.exchange.profiles import load_profile
from packbench.exchange.reading import read_records
from packbench.exchange.records import Parsed

FILE = Path(__file__).parents[4] / "shared" / "data" / "online_retail.csv.xz"
LINES = 541_909

pytestmark = pytest.mark.skipif(not FILE.exists(), reason=f"needs ../shared/data/{FILE.name}")


@cache
def whole(kind: TableKind[Any, Any]) -> Parsed[Any, Any]:
    return read_records(kind, FILE, profile=load_profile("online-retail"))


@pytest.mark.parametrize("kind", [ORDERS, PRODUCTS], ids=lambda kind: kind.name)
def test_the_counts_add_up_to_the_file(kind: TableKind[Any, Any]) -> None:
    parsed = whole(kind)
    rejected = sum(len(record.rows) for record in parsed.rejected)
    left_out = sum(cause.rows for cause in parsed.left_out)
    assert parsed.rows == LINES
    assert parsed.taken_rows + parsed.repeated_rows + rejected + left_out == LINES
    taken = [row for record in parsed.records for row in record.rows]
    assert len(set(taken)) == len(taken) == parsed.taken_rows


def test_orders_are_the_plain_invoices() -> None:
    parsed = whole(ORDERS)
    assert {cause.cause: cause.rows for cause in parsed.left_out} == {
        "cancelled_invoice": 9_288,
        "bad_debt": 3,
        "stock_adjustment": 1_336,
        "stock_adjustment_up": 757,
    }
    assert parsed.rejected == ()
    assert len(parsed.records) == 22_061 - 1_336 - 757
    assert sum(len(record.lines) for record in parsed.records) == LINES - 9_288 - 3 - 1_336 - 757
    assert max(len(record.lines) for record in parsed.records) == 1_114


def test_lines_without_a_price_beside_others_are_kept() -> None:
    lines = {record.fields.order_number: record.lines for record in whole(ORDERS).records}
    free = [line for several in lines.values() for line in several if line.unit_price == 0]
    assert len(free) == 1_179 - 757
    assert {line.unit_price for line in lines["537534"]} == {0, Decimal("924.59")}
    assert len(lines["552230"]) == 6


def test_duplicate_lines_are_kept() -> None:
    repeated = sum(len(record.lines) - len(set(record.lines)) for record in whole(ORDERS).records)
    assert repeated > 5_000


def test_each_code_is_spelled_in_one_way() -> None:
    skus = {line.sku for record in whole(ORDERS).records for line in record.lines}
    assert len({code_key(sku) for sku in skus}) == len(skus)


def test_products_are_one_a_code_whatever_its_case() -> None:
    products = [record.fields for record in whole(PRODUCTS).records]
    assert len(products) == 3_958
    assert {product.sku for product in products if not product.manage_stock} == {
        "POST",
        "DOT",
        "M",
        "C2",
        "D",
        "S",
        "BANK CHARGES",
        "AMAZONFEE",
        "CRUK",
        "B",
        *(f"gift_0001_{value}0" for value in range(1, 6)),
    }


def test_no_note_of_a_stock_clerk_is_the_name_of_a_product() -> None:
    names = {record.fields.sku: record.fields.name for record in whole(PRODUCTS).records}
    assert names["85123A"] == "WHITE HANGING HEART T-LIGHT HOLDER"
    assert names["23001"] == "TRAVEL CARD WALLET DOTCOMGIFTSHOP"
    assert names["72038P"] == "72038P"
    notes = {"damages", "thrown away", "throw away", "ebay", "check", "found", "?", "adjustment"}
    assert notes.isdisjoint(name.casefold() for name in names.values())


def test_every_sku_of_an_order_is_a_product() -> None:
    products = {record.fields.sku for record in whole(PRODUCTS).records}
    assert {line.sku for record in whole(ORDERS).records for line in record.lines} <= products
