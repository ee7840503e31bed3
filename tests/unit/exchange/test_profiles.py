"""Profiles: foreign columns, forms, countries and codes; rows left out are counted by cause."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from helpers.tables import MakeFile
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.kinds import ORDERS, PRODUCTS, SUPPLIERS, OrderLineFields
from packbench.exchange.profiles import Profile, load_profile, own_profiles_dir, profile_names
from packbench.exchange.reading import read_records
from packbench.exchange.records import LeftOut
from packbench.words.refusals import sentence

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
        OrderLineFields("85123A", 6, Decimal("2.55")),
        OrderLineFields("POST", 1, Decimal(18)),
        OrderLineFields("85123A", 6, Decimal("2.55")),
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
    assert record.lines == (OrderLineFields("A", 1200, Decimal("1234.5")),)
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
    "unknown encoding": (f"title = 'x'\nencoding = 'utf-9'\n{COLUMNS}", "utf-9"),
    "unknown quoting": (f"title = 'x'\nquoting = 'some'\n{COLUMNS}", "quoting"),
    "join of one": (f"title = 'x'\n{COLUMNS}[[joins]]\ncolumn='a'\nof=['b']\n", "joins"),
    "alone and document": (
        LEAVE_OUT + "alone = true\ndocument = true\nwhen = [{ column = 'N', matches = 'x' }]\n",
        "both",
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
    assert reason in sentence(caught.value).lower()


SHOP = """
title = "Shop"
[[joins]]
column = "Full name"
of = ["First", "Last"]
[kinds.orders]
columns = { order_number = "No", sku = "SKU", quantity = "Qty", customer_name = "Full name", \
country = "Country" }
[[kinds.orders.leave_out]]
cause = "cancelled"
says = "cancelled orders"
document = true
when = [{ column = "Cancelled", matches = ".+" }]
[[kinds.orders.leave_out]]
cause = "footer"
says = "lines below the table"
when = [{ column = "No", matches = "Total.*" }]
[[kinds.orders.leave_out]]
cause = "no_sku"
says = "lines without a SKU"
when = [{ column = "SKU", matches = "" }]
"""
SHOP_HEAD = "No,SKU,Qty,First,Last,Country,Cancelled\n"


def shop(folder: Path, text: str = SHOP) -> Profile:
    path = folder / "My Shop.toml"
    path.write_text(text)
    return load_profile(str(path))


def test_a_profile_is_named_by_its_path_or_from_the_users_folder(tmp_path: Path) -> None:
    assert shop(tmp_path).title == "Shop"
    (own_profiles_dir() / "mine.toml").write_text(SHOP)
    assert load_profile("mine").title == "Shop"
    assert "mine" in profile_names()
    (own_profiles_dir() / "mine.toml").unlink()
    with pytest.raises(Refusal) as caught:
        load_profile(str(tmp_path / "none.toml"))
    assert caught.value.code is Code.PROFILE_UNKNOWN


@pytest.mark.parametrize("marked", [1, 2])
def test_a_document_can_be_left_out_whole_by_any_of_its_rows(
    tmp_path: Path, make_file: MakeFile, marked: int
) -> None:
    cancelled = ["2026-01-01" if row == marked else "" for row in (1, 2)]
    rows = f"1,A,1,Ann,Alpha,AT,{cancelled[0]}\n2,A,1,Bob,,AT,\n1,B,2,,,,{cancelled[1]}\n"
    parsed = read_records(ORDERS, make_file(SHOP_HEAD + rows), profile=shop(tmp_path))
    assert [record.fields.order_number for record in parsed.records] == ["2"]
    assert parsed.left_out == (LeftOut("cancelled", "cancelled orders", 2),)
    assert (parsed.rows, parsed.taken_rows, parsed.rejected) == (3, 1, ())


def test_columns_are_joined_and_named_so(tmp_path: Path, make_file: MakeFile) -> None:
    rows = "1,A,1, Ann ,Alpha,AT,\n2,A,1,,Beta,AT,\n"
    parsed = read_records(ORDERS, make_file(SHOP_HEAD + rows), profile=shop(tmp_path))
    assert [record.fields.customer_name for record in parsed.records] == ["Ann Alpha", "Beta"]
    assert parsed.unknown_columns == ()


def test_columns_to_join_are_required(tmp_path: Path, make_file: MakeFile) -> None:
    path = make_file("No,SKU,Qty,First,Country,Cancelled\n")
    with pytest.raises(Refusal) as caught:
        read_records(ORDERS, path, profile=shop(tmp_path))
    assert caught.value.params["columns"] == "Last"


def test_a_first_row_whose_line_is_left_out_still_tells_of_the_order(
    tmp_path: Path, make_file: MakeFile
) -> None:
    rows = "1,,1,Ann,Alpha,AT,\n1,B,2,,,,\n1,,1,,,,\n3,,1,Cyd,,AT,\n"
    parsed = read_records(ORDERS, make_file(SHOP_HEAD + rows), profile=shop(tmp_path))
    (record,) = parsed.records
    assert (record.fields.customer_name, record.fields.country) == ("Ann Alpha", "AT")
    assert [(line.sku, line.quantity) for line in record.lines] == [("B", 2)]
    assert record.rows == (1, 2)
    assert parsed.left_out == (LeftOut("no_sku", "lines without a SKU", 2),)
    assert (parsed.rows, parsed.taken_rows) == (4, 2)


@pytest.mark.parametrize("end", ["", "\n"])
def test_rows_with_too_few_fields_are_asked_about_too(
    tmp_path: Path, make_file: MakeFile, end: str
) -> None:
    rows = f"1,A,1,Ann,Alpha,AT,\nTotal orders: 1{end}"
    parsed = read_records(ORDERS, make_file(SHOP_HEAD + rows), profile=shop(tmp_path))
    assert len(parsed.records) == 1
    assert parsed.rejected == ()
    assert parsed.left_out == (LeftOut("footer", "lines below the table", 1),)


def test_an_error_cell_leaves_nothing_out(tmp_path: Path, make_file: MakeFile) -> None:
    path = make_file(f"{SHOP_HEAD}1,A,1,Ann,Alpha,AT,#N/A\n")
    parsed = read_records(ORDERS, path, profile=shop(tmp_path))
    (rejected,) = parsed.rejected
    assert [(one.column, one.code) for one in rejected.rejects] == [("Cancelled", "error_cell")]
    assert parsed.left_out == ()


def test_numbers_and_dates_of_a_workbook_need_no_form(tmp_path: Path) -> None:
    (tmp_path / "german.toml").write_text(GERMAN)
    path = tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Nr", "Artikel", "Menge", "Preis", "Datum", "Land"])
        sheet.write_row(1, 0, ["1", "A", 2, 1.234])
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_datetime(1, 4, dt.date(2026, 3, 2), day)
        sheet.write_row(2, 0, ["2", "A", "1.200", "1,5", "02.03.2026", "Deutschland"])
    records = read_records(ORDERS, path, profile=load_profile("german", tmp_path)).records
    assert [record.lines[0] for record in records] == [
        OrderLineFields("A", 2, Decimal("1.234")),
        OrderLineFields("A", 1200, Decimal("1.5")),
    ]
    day_utc = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    assert [record.fields.ordered_at for record in records] == [day_utc, day_utc]
