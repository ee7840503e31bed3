"""What the writer writes, the reader reads back; a failed write leaves no trace."""

import datetime as dt
import errno
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from string import printable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal
from packbench.exchange.kinds import PRODUCTS, ProductRow, field_names
from packbench.exchange.outputs import Output
from packbench.exchange.reader import open_table
from packbench.exchange.reading import read_records
from packbench.exchange.writer import Value, value_text, write_table

FORMATS = ["table.csv", "table.xlsx"]
ROW: tuple[Value, ...] = (
    "Äpfel, 1; \"2\"\n'3'",
    7,
    Decimal("2.50"),
    Decimal("0.123456789012345678"),
    True,
    False,
    None,
    dt.date(2026, 1, 5),
    dt.datetime(2026, 1, 5, 10, tzinfo=dt.timezone(dt.timedelta(hours=2))),
    ("A", "B"),
    12345678901234567890,
)


@pytest.mark.parametrize("name", FORMATS)
def test_values_of_every_type_come_back_as_texts(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert write_table(Output(path), [f"c{index}" for index in range(len(ROW))], [ROW]) == 1
    table = open_table(path)
    assert table.notes == ()
    ((_, cells),) = table.rows()
    assert Decimal(cells.pop(2)) == Decimal("2.5")
    moment = dt.datetime.fromisoformat(cells.pop(7))
    assert moment.replace(tzinfo=dt.UTC) == ROW[8]  # a cell has no time zone: the import adds UTC
    assert cells == [
        "Äpfel, 1; \"2\"\n'3'",
        "7",
        "0.123456789012345678",
        "yes",
        "no",
        "",
        "2026-01-05",
        "A;B",
        "12345678901234567890",
    ]


def test_in_a_workbook_days_and_whole_seconds_are_dates_and_finer_moments_texts(
    tmp_path: Path,
) -> None:
    path = tmp_path / "table.xlsx"
    moment = dt.datetime(2026, 1, 5, 23, 59, 59, tzinfo=dt.timezone(dt.timedelta(hours=-2)))
    row = [moment.date(), moment, moment.replace(microsecond=1), moment.replace(year=1900)]
    write_table(Output(path), ["a", "b", "c", "d"], [row])
    _, cells = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert cells == [
        dt.date(2026, 1, 5),
        dt.datetime(2026, 1, 6, 1, 59, 59),  # noqa: DTZ001 - a cell has no time zone
        "2026-01-06T01:59:59.000001+00:00",
        "1900-01-06T01:59:59+00:00",
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_exported_products_can_be_imported(tmp_path: Path, name: str) -> None:
    products = [
        ProductRow("=A", "@Apple", ("04006381333931",), 150, unit_price=Decimal("0.0001")),
        ProductRow("-7", "Pear", manage_stock=False, available_from=dt.date(2026, 3, 1)),
    ]
    columns = field_names(ProductRow)
    rows = [[getattr(product, column) for column in columns] for product in products]
    path = tmp_path / name
    write_table(Output(path), columns, rows)
    parsed = read_records(PRODUCTS, path)
    assert [record.fields for record in parsed.records] == products


def test_a_formula_leaves_as_text_and_a_number_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    write_table(Output(path), ["a", "b", "c", "d"], [["=1+1", -3, "+49 30 1", "@SUM(A1)"]])
    assert path.read_text().splitlines()[1] == "'=1+1,-3,+49 30 1,'@SUM(A1)"


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
HARD_CELLS = st.text(st.sampled_from(printable + "'=+-@;äß€\u2028"), max_size=12)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(CELLS | HARD_CELLS, min_size=width, max_size=width).filter(any), max_size=6
    ).map(lambda rows: (width, rows))
)


@pytest.mark.parametrize("name", FORMATS)
@given(table=TABLES)
@settings(deadline=None, max_examples=150)
def test_every_text_is_read_back_equal(
    tmp_path_factory: pytest.TempPathFactory, name: str, table: tuple[int, list[list[str]]]
) -> None:
    width, rows = table
    path = tmp_path_factory.mktemp("tables") / name
    header = tuple(f"column {index}" for index in range(width))
    write_table(Output(path), header, rows)
    read = open_table(path)
    assert read.header == header
    assert [cells for _, cells in read.rows()] == rows


def test_an_existing_file_is_replaced_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("old")
    write_table(Output(path, force=True), ["a"], [["new"]])
    assert path.read_text() == "a\nnew\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    ("number", "fault"),
    [
        (errno.ENOSPC, FaultCode.DISK_FULL),
        (errno.EROFS, FaultCode.FOLDER_READ_ONLY),
        (errno.EACCES, FaultCode.FOLDER_READ_ONLY),
    ],
)
def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, name: str, number: int, fault: FaultCode
) -> None:
    path = tmp_path / name
    path.write_text("old")

    def rows() -> Iterator[list[str]]:
        yield ["A"]
        raise OSError(number, os.strerror(number))

    with pytest.raises(EnvironmentFault) as caught:
        write_table(Output(path, force=True), ["a"], rows())
    assert caught.value.code is fault
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_read_only_file_system_is_told_though_it_forbids_tidying_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "open", forbidden)
    monkeypatch.setattr(Path, "unlink", forbidden)
    with pytest.raises(EnvironmentFault) as caught:
        write_table(Output(tmp_path / "table.csv"), ["a"], [["A"]])
    assert caught.value.code is FaultCode.FOLDER_READ_ONLY


@pytest.mark.parametrize("name", FORMATS)
def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refusal) as caught:
        write_table(Output(tmp_path / "nowhere" / name), ["a"], [["A"]])
    assert caught.value.code is Code.CANNOT_WRITE


def test_a_text_that_a_workbook_cannot_hold_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    with pytest.raises(Refusal) as caught:
        write_table(Output(path), ["a"], [["x" * 40_000]])
    assert caught.value.code is Code.CANNOT_WRITE
    assert list(tmp_path.iterdir()) == []


def test_nul_is_dropped() -> None:
    assert value_text("a\0b") == "ab"
