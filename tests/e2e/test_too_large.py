"""Files that would fill the memory: the peak of the process that imports them is measured."""

from itertools import repeat
from pathlib import Path

import pytest

from helpers.peak_memory import measured
from helpers.raw_workbooks import RawWorkbook, text_cell

HEADER = f'<row r="1">{text_cell("A1", "sku")}{text_cell("B1", "name")}</row>'
CORNER = f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>'
_MB = 1_000_000
_ROOM_BYTES = 200 * _MB
"""An import of one row takes about 120 MB."""


def bomb(folder: Path) -> Path:
    blanks = repeat(f"<!--{' ' * (1 << 20)}-->", 300)
    return RawWorkbook(([HEADER, *blanks],)).write(folder / "bomb.xlsx")


def corner(folder: Path) -> Path:
    return RawWorkbook(([HEADER, CORNER],)).write(folder / "corner.xlsx")


def shared(folder: Path) -> Path:
    rows = (f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(2, 60_000))
    texts = [f"<si><t>{'x' * 32_000}</t></si>"]
    return RawWorkbook(([HEADER, *rows],), texts).write(folder / "shared.xlsx")


@pytest.mark.parametrize("make", [bomb, corner, shared])
def test_a_workbook_that_would_fill_the_memory_is_refused_before_it_does(
    tmp_path: Path, make: object
) -> None:
    assert callable(make)
    path = make(tmp_path)
    database = f"sqlite:///{tmp_path / 'packbench.db'}"
    code, out, err, peak_bytes = measured(
        ["--json", "--database", database, "import", "products", path], tmp_path
    )
    assert (code, '"file_too_large"' in out) == (1, True), err
    assert peak_bytes < _ROOM_BYTES
    assert not list(tmp_path.glob("*.rejected*"))
