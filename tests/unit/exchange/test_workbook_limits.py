"""Workbooks that would fill the memory are refused before they do; odd ones of good size are read.

What the process takes is measured in tests/e2e/test_too_large.py.
"""

from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import pytest

from helpers.raw_workbooks import RawWorkbook, lie_about_sizes, text_cell
from packbench.domain.files import FileTrouble
from packbench.domain.refusals import Code, Refusal
from packbench.exchange import workbook_limits
from packbench.exchange.reader import open_table
from packbench.words.refusals import sentence

HEADER = f'<row r="1">{text_cell("A1", "sku")}{text_cell("B1", "name")}</row>'
ROW = f'<row r="2">{text_cell("A2", "A")}{text_cell("B2", "Apple")}</row>'


def refusal(path: Path) -> Refusal:
    with pytest.raises(Refusal) as caught:
        list(open_table(path).rows())
    return caught.value


def require_too_large(path: Path, trouble: FileTrouble) -> None:
    error = refusal(path)
    assert (error.code, error.params.get("reason")) == (Code.FILE_TOO_LARGE, trouble)
    assert "CSV" in sentence(error)


@pytest.mark.parametrize(
    "corner",
    [
        f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>',
        f"<row r='1048576'>{text_cell('xfd1048576', 'x')}</row>",
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="3"><c r="XFD1048576"><f>1+1</f><v>2</v></c></row>',
        '<row r="1048575"/><row>' + "<c><v>1</v></c>" * 100 + "</row>",
    ],
)
def test_a_cell_in_the_last_corner(tmp_path: Path, corner: str) -> None:
    path = RawWorkbook(([HEADER, ROW, corner],)).write(tmp_path / "corner.xlsx")
    require_too_large(path, FileTrouble.TOO_MANY_CELLS)


def test_a_corner_in_the_first_sheet_that_is_not_empty(tmp_path: Path) -> None:
    corner = f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>'
    path = RawWorkbook(([], [HEADER, corner])).write(tmp_path / "second.xlsx")
    require_too_large(path, FileTrouble.TOO_MANY_CELLS)


def test_formats_without_contents_down_to_the_last_row_are_no_cells(tmp_path: Path) -> None:
    formats = '<row r="1048576"><c r="A1048576" s="0"/><c r="XFD1048576" s="0"/></row>'
    path = RawWorkbook(([HEADER, ROW, formats],)).write(tmp_path / "formats.xlsx")
    table = open_table(path)
    assert [cells for _, cells in table.rows()] == [["A", "Apple"]]


def test_blanks_by_the_gigabyte(tmp_path: Path) -> None:
    blanks = repeat(f"<!--{' ' * (1 << 20)}-->", 64)
    path = RawWorkbook(([HEADER, ROW, *blanks],)).write(tmp_path / "bomb.xlsx")
    assert path.stat().st_size < 200_000
    require_too_large(path, FileTrouble.PACKED_TOO_TIGHTLY)


def test_an_archive_that_says_it_is_small(tmp_path: Path) -> None:
    path = RawWorkbook(([HEADER, ROW, " " * (1 << 20)],)).write(tmp_path / "liar.xlsx")
    lie_about_sizes(path, "xl/worksheets/sheet1.xml", 500)
    assert refusal(path).code is Code.FILE_DAMAGED


def test_shared_texts_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_limits, "MAX_OTHER_BYTES", 1_000_000)
    texts = (f"<si><t>text {number}</t></si>" for number in range(100_000))
    path = RawWorkbook(([HEADER, ROW],), texts).write(tmp_path / "texts.xlsx")
    require_too_large(path, FileTrouble.UNPACKS_TOO_LARGE)


def sharing_rows(rows: int) -> Iterator[str]:
    yield HEADER
    for row in range(2, rows):
        yield f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>'


def test_a_long_text_that_all_cells_share(tmp_path: Path) -> None:
    texts = [f"<si><t>{'x' * 30_000}</t></si>"]
    path = RawWorkbook((sharing_rows(20_000),), texts).write(tmp_path / "shared.xlsx")
    require_too_large(path, FileTrouble.UNPACKS_TOO_LARGE)


def test_a_long_text_that_few_cells_share(tmp_path: Path) -> None:
    rows = (f'<row r="{row}"><c r="A{row}" t="s"><v>1</v></c></row>' for row in range(2, 20_000))
    texts = [f"<si><t>{'x' * 30_000}</t></si>", "<si><t>A</t></si>"]
    path = RawWorkbook(([HEADER, *rows],), texts).write(tmp_path / "shared.xlsx")
    assert sum(1 for _ in open_table(path).rows()) == 19_998


def test_thousands_of_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = RawWorkbook(tuple([] for _ in range(1_100))).write(tmp_path / "sheets.xlsx")
    require_too_large(path, FileTrouble.TOO_MANY_SHEETS)
    monkeypatch.setattr(workbook_limits, "MAX_PARTS", 1_000)
    require_too_large(path, FileTrouble.TOO_MANY_PARTS)


def test_a_look_that_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_limits, "MAX_SECONDS", -1.0)
    path = RawWorkbook(([HEADER, ROW],)).write(tmp_path / "slow.xlsx")
    require_too_large(path, FileTrouble.TAKES_TOO_LONG)


def test_a_tag_that_does_not_end(tmp_path: Path) -> None:
    endless = ['<row r="2"><c r="', *repeat("A" * (1 << 20), 20)]
    path = RawWorkbook(([HEADER, *endless],)).write(tmp_path / "tag.xlsx")
    require_too_large(path, FileTrouble.UNPACKS_TOO_LARGE)
