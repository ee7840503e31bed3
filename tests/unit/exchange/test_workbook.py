"""Tables out of XLSX workbooks: every kind of cell as the text that a CSV file would have."""

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter

from packbench.domain.refusals import Code, Refusal
from packbench.exchange.kinds import ORDERS
from packbench.exchange.reader import open_table
from packbench.exchange.reading import read_records


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
    assert table.notes == ("Only the first sheet, “Goods”, was read.",)


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
