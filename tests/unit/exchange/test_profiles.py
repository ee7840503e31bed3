"""Profiles: foreign columns, forms, countries and codes; rows left out are counted by cause."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from helpers.tables import MakeFile
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.kinds import ORDERS, PRODUCTS, SUPPLIERS, OrderLine
from packbench.exchange.profiles import Profile, load_profile, profile_names
from packbench.exchange.reading import read_records
from packbench.exchange.records import LeftOut

RETAIL_HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
RETAIL_ROWS = """\
536365,85123A,WHITE HANGING HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
536365,POST,POSTAGE,1,2010-12-01 08:26:00,18.0,17850.0,United Kingdom
536366,22633,HAND WARMER,6,2010-12-01 08:28:00,1.85,,EIRE
C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527.0,United Kingdom
536365,85123a,WHITE HANGING HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
536414,22139,damages,-56,2010-12-01 11:52:00,0.0,,United Kingdom
A563185,B,Adjust bad debt,1,2011-08-12 14:50:00,11062.06,,United Kingdom
536370,22139, TEA SET ,2,2010-12-01 08:45:00,4.25,,Unspecified
536371,22139,TEA SET,2,2010-12-01 08:45:00,4.25,,European Community
536372,22139,found,1,2010-12-01 08:45:00,0.0,,United Kingdom
536373,22140,,1,2010-12-01 08:45:00,0.0,12345.0,RSA
536374,22139,TEA SET,1,2010-12-01 08:45:00,0.0,,France
536374,M,Manual,1,2010-12-01 08:45:00,4.25,,France
"""


@pytest.fixture
def retail() -> Profile:
    return load_profile("online-retail")


@pytest.fixture
def retail_file(make_file: MakeFile) -> Path:
    return make_file(f"{RETAIL_HEADER}\n{RETAIL_ROWS}")


def test_retail_orders_come_from_plain_invoices_and_the_rest_is_told(
    retail: Profile, retail_file: Path
) -> None:
    parsed = read_records(ORDERS, retail_file, profile=retail)
    assert parsed.rejected == ()
    assert [record.fields.order_number for record in parsed.records] == [
        "536365",
        "536366",
        "536370",
        "536371",
        "536373",
        "536374",
    ]
    assert parsed.left_out == (
        LeftOut("cancelled_invoice", "lines of cancelled invoices (C…)", 1),
        LeftOut("bad_debt", "bookings of bad debt (A…)", 1),
        LeftOut("stock_adjustment", "stock adjustments", 1),
        LeftOut("stock_adjustment_up", "stock adjustments upwards", 1),
    )
    assert (parsed.rows, parsed.taken_rows) == (13, 9)
    assert parsed.unknown_columns == ("Description",)


def test_a_retail_order_has_our_forms(retail: Profile, retail_file: Path) -> None:
    first = read_records(ORDERS, retail_file, profile=retail).records[0]
    assert first.fields.ordered_at == dt.datetime(2010, 12, 1, 8, 26, tzinfo=dt.UTC)
    assert first.fields.customer_name == "Customer 17850"
    assert (first.fields.channel, first.fields.currency) == ("online-retail", "GBP")
    assert first.lines == (
        OrderLine("85123A", 6, Decimal("2.55")),
        OrderLine("POST", 1, Decimal(18)),
        OrderLine("85123A", 6, Decimal("2.55")),
    )


def test_retail_countries_are_mapped_and_some_are_none(retail: Profile, retail_file: Path) -> None:
    records = read_records(ORDERS, retail_file, profile=retail).records
    assert [record.fields.country for record in records] == ["GB", "IE", None, None, "ZA", "FR"]


def test_retail_products_are_one_a_code_with_their_most_frequent_name(
    retail: Profile, retail_file: Path
) -> None:
    parsed = read_records(PRODUCTS, retail_file, profile=retail)
    told = [
        (record.fields.sku, record.fields.name, record.fields.manage_stock)
        for record in parsed.records
    ]
    assert told == [
        ("85123A", "WHITE HANGING HEART", True),
        ("POST", "POSTAGE", False),
        ("22633", "HAND WARMER", True),
        ("D", "Discount", False),
        ("22139", "TEA SET", True),
        ("B", "Adjust bad debt", False),
        ("22140", "22140", True),
        ("M", "Manual", False),
    ]
    assert (parsed.rows, parsed.taken_rows) == (13, 13)


@pytest.mark.parametrize("code", ["DCGS0076", "PADS", "15056BL", "79323LP", "DOTS"])
def test_codes_that_only_resemble_services_are_products(
    make_file: MakeFile, retail: Profile, code: str
) -> None:
    path = make_file(f"{RETAIL_HEADER}\n1,{code},THING,1,2010-12-01 08:26:00,1.0,,France\n")
    (record,) = read_records(PRODUCTS, path, profile=retail).records
    assert record.fields.manage_stock


def test_a_cell_not_in_the_promised_form_is_rejected_by_the_files_name(
    make_file: MakeFile, retail: Profile
) -> None:
    path = make_file(
        f"{RETAIL_HEADER}\n"
        "1,A,THING,1,01.12.2010,1.0,,France\n"
        "2,A,THING,some,2010-12-01 08:26:00,1.0,,Narnia\n"
        "C3,A,THING,-1,never,1.0,,France\n"
    )
    parsed = read_records(ORDERS, path, profile=retail)
    told = [
        (reject.row, reject.column, reject.value, reject.code)
        for rejected in parsed.rejected
        for reject in rejected.rejects
    ]
    assert told == [
        (1, "InvoiceDate", "01.12.2010", "bad_date"),
        (2, "Country", "Narnia", "unknown_country"),
        (2, "Quantity", "some", "not_whole"),
    ]
    assert [cause.rows for cause in parsed.left_out] == [1]


def test_a_column_that_a_rule_looks_at_is_required(make_file: MakeFile, retail: Profile) -> None:
    path = make_file("InvoiceNo,StockCode,Quantity\n1,A,1\n")
    with pytest.raises(Refusal) as caught:
        read_records(ORDERS, path, profile=retail)
    assert caught.value.code is Code.COLUMN_MISSING
    assert caught.value.params["columns"] == "UnitPrice, CustomerID"


def test_a_profile_does_not_serve_other_kinds(retail: Profile, retail_file: Path) -> None:
    with pytest.raises(Refusal) as caught:
        read_records(SUPPLIERS, retail_file, profile=retail)
    assert caught.value.code is Code.PROFILE_KIND


GERMAN = """
title = "Webshop"

[numbers]
Menge = { decimal = ",", thousands = "." }
Preis = { decimal = ",", thousands = "." }

[dates]
Datum = ["%d.%m.%Y", "%d.%m.%Y %H:%M"]

[countries]
columns = ["Land"]
names = { "Deutschland" = "DE" }

[kinds.orders]
columns = { order_number = "Nr", sku = "Artikel", quantity = "Menge", unit_price = "Preis", \
ordered_at = "Datum", country = "Land" }
"""


def test_number_and_date_forms_are_put_into_ours(tmp_path: Path, make_file: MakeFile) -> None:
    (tmp_path / "german.toml").write_text(GERMAN)
    profile = load_profile("german", tmp_path)
    path = make_file(
        "Nr;Artikel;Menge;Preis;Datum;Land\n"
        "1;A;1.200;1.234,50;31.12.2025 23:59;deutschland\n"
        "2;A;1.5;1,00;31.12.2025;AT\n"
        "3;A;1,5;1,00;31.12.2025;AT\n"
    )
    parsed = read_records(ORDERS, path, profile=profile)
    (record,) = parsed.records
    assert record.lines == (OrderLine("A", 1200, Decimal("1234.5")),)
    assert record.fields.ordered_at == dt.datetime(2025, 12, 31, 23, 59, tzinfo=dt.UTC)
    assert record.fields.country == "DE"
    assert [(item.rejects[0].value, item.rejects[0].code) for item in parsed.rejected] == [
        ("1.5", "not_a_number"),
        ("1.5", "not_whole"),
    ]


def test_the_shipped_profiles_are_listed() -> None:
    assert "online-retail" in profile_names()


@pytest.mark.parametrize("name", ["nowhere", "../profiles/online-retail", "", "Online-Retail"])
def test_an_unknown_profile_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(Refusal) as caught:
        load_profile(name)
    assert caught.value.code is Code.PROFILE_UNKNOWN
    assert "online-retail" in str(caught.value.params["available"])


COLUMNS = "[kinds.orders.columns]\norder_number = 'N'\nsku = 'S'\nquantity = 'Q'\n"
GATHER = (
    "[kinds.products]\ncolumns = { sku = 'S', name = 'D' }\n"
    "most_frequent = { column = 'name', otherwise = 'name' }"
)
LEAVE_OUT = f"title = 'x'\n{COLUMNS}[[kinds.orders.leave_out]]\ncause = 'c'\nsays = 's'\n"
GATHERED = f"title = 'x'\n{COLUMNS}[kinds.orders.most_frequent]\n"
BROKEN = {
    "no TOML": ("title = x y", "line 1"),
    "no title": (COLUMNS, "title"),
    "unknown key": (f"title = 'x'\ncolour = 'red'\n{COLUMNS}", "colour"),
    "unknown kind": ("title = 'x'\n[kinds.dreams.columns]\nsku = 'S'\n", "dreams"),
    "unknown column": (f"title = 'x'\n{COLUMNS}colour = 'C'\n", "colour"),
    "required column missing": ("title = 'x'\n[kinds.orders.columns]\nsku = 'S'\n", "quantity"),
    "constant line column": (
        f"title = 'x'\n{COLUMNS}[kinds.orders.constants]\nunit_price = '1'\n",
        "unit_price",
    ),
    "bad expression": (
        LEAVE_OUT + "when = [{ column = 'N', matches = '(' }]\n",
        "matches",
    ),
    "empty condition": (
        LEAVE_OUT + "when = [{ column = 'N' }]\n",
        "condition",
    ),
    "alone without documents": (
        (
            "title = 'x'\n[kinds.products]\ncolumns = { sku = 'S', name = 'D' }\n"
            "[[kinds.products.leave_out]]\ncause = 'c'\nsays = 's'\nalone = true\n"
            "when = [{ column = 'S', matches = 'x' }]\n"
        ),
        "alone",
    ),
    "gathered documents": (
        GATHERED + "column = 'note'\notherwise = 'order_number'\n",
        "lines",
    ),
    "otherwise not the key": (f"title = 'x'\n{GATHER}", "name"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_profile_is_refused_with_the_reason(tmp_path: Path, case: str) -> None:
    text, reason = BROKEN[case]
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(Refusal) as caught:
        load_profile("mine", tmp_path)
    assert caught.value.code is Code.PROFILE_BROKEN
    assert reason in str(caught.value.params["reason"])
