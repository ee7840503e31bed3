"""How tables come out of CSV files: delimiters, encodings, packing, row numbers."""

import bz2
import gzip
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.tables import MakeFile
from packbench.exchange.reader import ROWS_BETWEEN_REPORTS, Reading, open_table
from packbench.words.refusals import told as words

ROWS = "sku,name\nA,Apple\nB,Pear\n"
READ = [(1, ["A", "Apple"]), (2, ["B", "Pear"])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(make_file: MakeFile, delimiter: str) -> None:
    table = open_table(make_file(ROWS.replace(",", delimiter)))
    assert table.header == ("sku", "name")
    assert list(table.rows()) == READ


def test_known_names_decide_between_delimiters(make_file: MakeFile) -> None:
    path = make_file("sku;name, long, very, long\nA;Apple\n")
    assert open_table(path, Reading(known=["sku", "name"])).header == (
        "sku",
        "name, long, very, long",
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(make_file: MakeFile, end: str) -> None:
    assert list(open_table(make_file(ROWS.replace("\n", end))).rows()) == READ


@pytest.mark.parametrize(
    ("codec", "told"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("utf-16", ("The file was read as UTF-16.",)),
        ("cp1252", ("The file was read as Windows-1252.",)),
    ],
)
def test_the_encoding_is_found_and_told(
    make_file: MakeFile, codec: str, told: tuple[str, ...]
) -> None:
    table = open_table(make_file("sku,name\nA,Äpfel für 5 €\n".encode(codec)))
    assert table.header == ("sku", "name")
    assert list(table.rows()) == [(1, ["A", "Äpfel für 5 €"])]
    assert tuple(map(words, table.notes)) == told


def test_the_first_letter_beyond_ascii_may_come_late(make_file: MakeFile) -> None:
    plain = "A,Apple\n" * 200_000
    table = open_table(make_file(f"sku,name\n{plain}B,Müsli\n".encode("cp1252")))
    assert list(table.rows())[-1] == (200_001, ["B", "Müsli"])


def zipped(content: bytes, path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inside.csv", content)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, None])
def test_packed_files_are_read_directly_whatever_they_are_called(
    tmp_path: Path, pack: Callable[[bytes], bytes] | None
) -> None:
    path = tmp_path / "table.csv"
    if pack is None:
        zipped(ROWS.encode(), path)
    else:
        path.write_bytes(pack(ROWS.encode()))
    assert list(open_table(path).rows()) == READ


def test_a_table_can_be_read_again(make_file: MakeFile) -> None:
    table = open_table(make_file(ROWS))
    assert list(table.rows()) == list(table.rows()) == READ


def test_empty_rows_are_passed_over_and_counted(make_file: MakeFile) -> None:
    table = open_table(make_file("\nsku,name\nA,Apple\n\n,\nB,Pear\n"))
    assert list(table.rows()) == [(1, ["A", "Apple"]), (4, ["B", "Pear"])]


def test_surplus_cells_are_dropped_only_where_they_are_empty(make_file: MakeFile) -> None:
    table = open_table(make_file("sku,name\nA,Apple,,\nB,Pear,x\nC\n"))
    assert list(table.rows()) == [(1, ["A", "Apple"]), (2, ["B", "Pear", "x"]), (3, ["C"])]


def test_a_last_line_without_line_end_is_read_when_it_is_whole(make_file: MakeFile) -> None:
    assert list(open_table(make_file(ROWS.rstrip("\n"))).rows()) == READ


def test_quoted_cells_may_hold_delimiters_quotes_and_lines(make_file: MakeFile) -> None:
    table = open_table(make_file('sku,name\nA,"1, 2\n""3"""\nB,5" pipe\n'))
    assert list(table.rows()) == [(1, ["A", '1, 2\n"3"']), (2, ["B", '5" pipe'])]


def test_a_formula_is_only_a_text(make_file: MakeFile) -> None:
    table = open_table(make_file("sku,name\n=1+1,\"=cmd|' /C calc'!A0\"\n"))
    assert list(table.rows()) == [(1, ["=1+1", "=cmd|' /C calc'!A0"])]


@pytest.mark.parametrize(
    "line",
    ['="00123",="01067"', '"=""00123""","=""01067"""', '="00123"\t="01067"'],
)
def test_a_formula_that_is_only_a_text_is_that_text(make_file: MakeFile, line: str) -> None:
    mark = "\t" if "\t" in line else ","
    table = open_table(make_file(f"sku{mark}postal_code\n{line}\n"))
    assert [cells for _, cells in table.rows()] == [["00123", "01067"]]


def test_the_apostrophe_before_a_formula_is_taken_away_and_no_other(make_file: MakeFile) -> None:
    table = open_table(make_file("sku,name\n'=1+1,'n Schluck\n''=1,'-3\n"))
    assert list(table.rows()) == [(1, ["=1+1", "'n Schluck"]), (2, ["'=1", "'-3"])]


def test_progress_is_told_in_bytes_of_the_file(make_file: MakeFile) -> None:
    path = make_file("sku,name\n" + "A,Apple\n" * (3 * ROWS_BETWEEN_REPORTS))
    told: list[tuple[int, int]] = []
    for _ in open_table(path).rows(lambda done, total: told.append((done, total))):
        pass
    assert len(told) == 4
    assert told == sorted(told)
    assert {total for _, total in told} == {path.stat().st_size}
    assert told[-1][0] == path.stat().st_size
