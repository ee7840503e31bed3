"""Tables out of XLSX workbooks: every kind of cell as the text that a CSV file would have."""

import datetime as dt
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from packbench.domain.refusals import Code, Refusal
from packbench.exchange.kinds import ORDERS, SUPPLIERS, OrderLineFields, TableKind
from packbench.exchange.reader import open_table
from packbench.exchange.reading import read_records
from packbench.words.refusals import told


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.xlsx"


def test_cells_of_every_kind_become_texts(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_row(0, 0, ["whole", "part", "big", "yes", "day", "moment", "sum", "text"])
        sheet.write_row(1, 0, [7, 2.55 * 1.2, 4006381333931, True])
        sheet.write_datetime(1, 4, dt.date(2026, 1, 5), day)
        sheet.write_datetime(1, 5, dt.datetime(2026, 1, 5, 8, 30), moment)  # noqa: DTZ001 - Excel
        sheet.write_formula(1, 6, "=1+1", None, 2)
        sheet.write_string(1, 7, "'=1+1 äß")
    assert list(open_table(path).rows()) == [
        (
            1,
            [
                "7",
                "3.06",
                "4006381333931",
                "yes",
                "2026-01-05",
                "2026-01-05T08:30:00",
                "2",
                "'=1+1 äß",
            ],
        )
    ]


def test_empty_rows_are_passed_over_and_counted(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(2, 0, ["sku", "name"])
        sheet.write_row(3, 0, ["A", "Apple"])
        sheet.write_row(6, 0, ["B"])
    assert list(open_table(path).rows()) == [(1, ["A", "Apple"]), (4, ["B", ""])]


def test_a_second_sheet_is_left_and_told(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Goods").write_row(0, 0, ["sku"])
        book.add_worksheet("Notes").write_row(0, 0, ["text"])
    table = open_table(path)
    assert table.header == ("sku",)
    assert tuple(map(told, table.notes)) == ("Only the first sheet, “Goods”, was read.",)


def test_orders_come_from_a_workbook(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Order_Number", "SKU", "Quantity", "Country"])
        sheet.write_row(1, 0, [1001, "A", 2, "Germany"])
        sheet.write_row(2, 0, [1001, "B", 1.5, "Germany"])
        sheet.write_row(3, 0, [1002, "A", 1, "AUT"])
    parsed = read_records(ORDERS, path)
    assert [record.fields.order_number for record in parsed.records] == ["1002"]
    assert parsed.records[0].fields.country == "AT"
    (rejected,) = parsed.rejected
    assert rejected.rows == (1, 2)
    assert [(reject.row, reject.value) for reject in rejected.rejects] == [(2, "1.5")]


def test_an_empty_sheet_is_refused(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet()
    with pytest.raises(Refusal) as caught:
        open_table(path)
    assert caught.value.code is Code.FILE_EMPTY


def test_half_a_workbook_is_refused(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["sku", "name"])
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(Refusal) as caught:
        open_table(path)
    assert caught.value.code is Code.FILE_DAMAGED


def test_a_cell_without_end_is_refused(path: Path) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.xls_strmax = 10_000_000
        sheet.write_row(0, 0, ["sku", "name"])
        sheet.write_row(1, 0, ["A", "x" * 9_000_000])
    with pytest.raises(Refusal) as caught:
        list(open_table(path).rows())
    assert caught.value.code is Code.FIELD_TOO_LONG
    assert caught.value.params["line"] == 2


def rejects_of(path: Path, kind: TableKind[Any, Any] = ORDERS) -> list[tuple[int, str, str, str]]:
    return [
        (reject.row, reject.column, reject.value, reject.code.value)
        for rejected in read_records(kind, path).rejected
        for reject in rejected.rejects
    ]


ERRORS = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"]


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_is_no_empty_cell(path: Path, error: str) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(1, 1, ["order_number", "sku", "quantity", "payment", "remark"])
        sheet.write_row(2, 1, ["1", "A", 1])
        sheet.write_formula(2, 4, "=1/0", None, error)
        sheet.write_row(3, 1, ["2", "A", 1])
        sheet.write_formula(3, 5, "=1/0", None, error)  # in a column that nobody reads
    assert rejects_of(path) == [(1, "payment", error, "error_cell")]
    assert [record.fields.order_number for record in read_records(ORDERS, path).records] == ["2"]


def test_a_code_is_what_the_sheet_shows_and_a_number_what_it_is(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        padded = book.add_format({"num_format": "00000"})
        price = book.add_format({"num_format": "#,##0.00 €"})
        version = book.add_format({"num_format": "0.00"})
        sheet = book.add_worksheet()
        columns = ["order_number", "sku", "quantity", "unit_price", "postal_code"]
        sheet.write_row(0, 0, columns)
        sheet.write_number(1, 0, 1.1, version)
        sheet.write_number(1, 1, 123, padded)
        sheet.write_number(1, 2, 3, padded)
        sheet.write_number(1, 3, 1234.5, price)
        sheet.write_number(1, 4, 1067, padded)
    (record,) = read_records(ORDERS, path).records
    assert (record.fields.order_number, record.fields.postal_code) == ("1.10", "01067")
    assert record.lines == (OrderLineFields("00123", 3, Decimal("1234.5")),)


def test_numbers_that_can_not_be_told_are_rejected(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["order_number", "sku", "quantity"])
        sheet.write_number(1, 0, 123456789012345678)
        sheet.write_row(1, 1, ["A", 1])
        sheet.write_row(2, 0, ["2"])
        sheet.write_number(2, 1, 0.5, book.add_format({"num_format": "# ?/?"}))
        sheet.write_number(2, 2, 1)
        sheet.write_row(3, 0, ["3"])
        sheet.write_datetime(3, 1, dt.date(2026, 3, 2), book.add_format({"num_format": "d-mmm"}))
        sheet.write_number(3, 2, 1)
        sheet.write_row(4, 0, ["4", "A"])
        sheet.write_number(4, 2, 1, book.add_format({"num_format": "0%"}))
    assert rejects_of(path) == [
        (1, "order_number", "1.23456789012346E+17", "scientific"),
        (2, "sku", "0.5", "number_format"),
        (3, "sku", "2026-03-02", "date_cell"),
        (4, "quantity", "100%", "not_whole"),
    ]


def test_true_and_false_are_no_codes(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["order_number", "sku", "quantity", "ship_partial"])
        sheet.write_row(1, 0, ["1", True, 1, True])
        sheet.write_row(2, 0, ["2", "A", 1, False])
    assert rejects_of(path) == [(1, "sku", "yes", "yes_no_cell")]
    (record,) = read_records(ORDERS, path).records
    assert record.fields.ship_partial is False


def test_a_formula_without_its_result_is_no_empty_cell(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["order_number", "sku", "quantity", "payment", "remark"])
        sheet.write_row(1, 0, ["1", "A", 1])
        sheet.write_formula(1, 3, "=E2", None, 7777)
        sheet.write_row(2, 0, ["2", "A", 1])
        sheet.write_formula(2, 3, "=E3", None, "x")
        sheet.write_row(3, 0, ["3", "A", 1])
        sheet.write_formula(3, 4, "=E3", None, 7777)  # in a column that nobody reads
    rewrite(path, "xl/worksheets/sheet1.xml", b"<v>7777</v>", b"<v></v>")
    rewrite(path, "xl/worksheets/sheet1.xml", b"<v>x</v>", b"<v></v>")  # an empty text is a result
    assert rejects_of(path) == [(1, "payment", "=", "no_result")]
    assert [one.fields.order_number for one in read_records(ORDERS, path).records] == ["2", "3"]


def rewrite(path: Path, part: str, old: bytes, new: bytes) -> None:
    """Changes a part of a workbook, as other programs would have written it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_rows_that_a_filter_hides_are_told(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["order_number", "sku", "quantity"])
        for row, sku in enumerate(("A", "B", "A", "B"), 1):
            sheet.write_row(row, 0, [str(row), sku, 1])
        sheet.autofilter(0, 0, 4, 2)
        sheet.filter_column(1, "x == A")
        for row in (2, 4, 5):  # the last one is empty
            sheet.set_row(row, None, None, {"hidden": True})
    parsed = read_records(ORDERS, path)
    assert len(parsed.records) == 4
    (note,) = map(told, parsed.notes)
    assert note == "2 rows that the sheet hides were read too, the first is row 2."


def test_a_percentage_may_be_shown_as_such(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["code", "name", "over_receipt_percent"])
        sheet.write_row(1, 0, ["S", "Supplier"])
        sheet.write_number(1, 2, 0.1, book.add_format({"num_format": "0%"}))
    (record,) = read_records(SUPPLIERS, path).records
    assert record.fields.over_receipt_percent == 10


def test_hidden_sheets_and_charts_are_passed_over(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("old").write_row(0, 0, ["sku", "name"])
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Goods!$A$1:$A$2"})
        book.add_chartsheet("Chart").set_chart(chart)
        book.add_worksheet("Empty")
        goods = book.add_worksheet("Goods")
        goods.write_row(0, 0, ["sku"])
        goods.activate()
        book.get_worksheet_by_name("old").very_hidden()
    table = open_table(path)
    assert table.header == ("sku",)
    assert tuple(map(told, table.notes)) == (
        "Only the first sheet, “Goods”, was read.",
        "Hidden sheets were not read: “old”.",
    )


def test_a_workbook_of_which_nothing_can_be_seen_is_empty(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("old").write_row(0, 0, ["sku"])
        book.add_worksheet("new").activate()
        book.get_worksheet_by_name("old").hide()
    with pytest.raises(Refusal) as caught:
        open_table(path)
    assert caught.value.code is Code.FILE_EMPTY


def test_xml_with_entities_is_refused(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["sku", "name"])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet'
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"<worksheet", bomb)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(Refusal) as caught:
        list(open_table(path).rows())
    assert caught.value.code is Code.FILE_DAMAGED
