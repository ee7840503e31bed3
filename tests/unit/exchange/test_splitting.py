"""Quotes: in reports with tabs they are letters, in others they hold fields together."""

from pathlib import Path

import pytest

from helpers.tables import MakeFile
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.reader import Reading, open_table
from packbench.exchange.splitting import Quoting
from packbench.words.refusals import told


def cells(path: Path, quoting: Quoting = Quoting.AUTO) -> list[list[str]]:
    return [row for _, row in open_table(path, Reading(quoting=quoting)).rows()]


TAB_ROWS: dict[str, tuple[str, list[list[str]]]] = {
    "a quote that is never closed": (
        '1\t"Premium mug\tAnn\n2\tFrame 24"\tBob\n',
        [["1", '"Premium mug', "Ann"], ["2", 'Frame 24"', "Bob"]],
    ),
    "two quotes that would hold a line between them": (
        '1\t"Mug\tAnn\n2\tTee\tBob\n3\tPan"\tCyd\n',
        [["1", '"Mug', "Ann"], ["2", "Tee", "Bob"], ["3", 'Pan"', "Cyd"]],
    ),
    "in the last field": (
        '1\tAnn\t"Mug\n2\tBob\tPan"\n3\tCyd\tTee\n',
        [["1", "Ann", '"Mug'], ["2", "Bob", 'Pan"'], ["3", "Cyd", "Tee"]],
    ),
    "inches": ('1\t12" pan\t7"\n', [["1", '12" pan', '7"']]),
    "a title that begins with a quoted word": (
        '1\t"Best" mug\tAnn\n',
        [["1", '"Best" mug', "Ann"]],
    ),
    "as spreadsheet programs write them": (
        '1\t"12"" pan"\t"a, b"\n',
        [["1", '12" pan', "a, b"]],
    ),
    "a tab in a quoted field": ('1\t"a\tb"\tAnn\n', [["1", "a\tb", "Ann"]]),
    "a line end in a quoted field": (
        '1\t"Mug\nblue"\tAnn\n2\tTee\tBob\n',
        [["1", "Mug\nblue", "Ann"], ["2", "Tee", "Bob"]],
    ),
    "line ends in the last field": (
        '1\tAnn\t"Mug\n\n""blue"""\n2\tBob\tTee\n',
        [["1", "Ann", 'Mug\n\n"blue"'], ["2", "Bob", "Tee"]],
    ),
    "a short line with a quote": (
        '1\t"Mug\n2\tTee\tBob\n',
        [["1", '"Mug'], ["2", "Tee", "Bob"]],
    ),
}


@pytest.mark.parametrize("case", TAB_ROWS)
def test_a_line_with_all_its_tabs_is_a_row(make_file: MakeFile, case: str) -> None:
    text, rows = TAB_ROWS[case]
    assert cells(make_file(f"number\ttitle\tname\n{text}")) == rows


def test_a_quoted_header_with_tabs_is_read(make_file: MakeFile) -> None:
    table = open_table(make_file('"order_number"\t"sku"\n"1"\t"A"\n'))
    assert table.header == ("order_number", "sku")
    assert [row for _, row in table.rows()] == [["1", "A"]]


def test_a_short_line_whose_quote_would_take_in_a_whole_one_is_refused(make_file: MakeFile) -> None:
    path = make_file('number\ttitle\tname\n1\t"Mug\n2\tTee\tBob\nblue"\tAnn\n')
    with pytest.raises(Refusal) as caught:
        cells(path)
    assert caught.value.code is Code.FILE_QUOTES
    assert caught.value.params["line"] == 2


@pytest.mark.parametrize("mark", [",", ";"])
def test_lines_that_are_rows_are_not_drawn_into_a_quote(make_file: MakeFile, mark: str) -> None:
    rows = ['1,"Mug 3,Ann', "2,Tee,Bob", '3,Pan",Cyd']
    path = make_file("\n".join(["number,title,name", *rows, ""]).replace(",", mark))
    with pytest.raises(Refusal) as caught:
        cells(path)
    assert caught.value.code is Code.FILE_QUOTES
    assert cells(path, Quoting.NONE) == [row.split(",") for row in rows]


def test_a_file_that_quotes_may_have_line_ends_in_fields(make_file: MakeFile) -> None:
    path = make_file('number,title,name\n1,"a, b",Ann\n2,"Mug,\nblue",Bob\n3,"x\ny",Cyd\n')
    assert cells(path) == [["1", "a, b", "Ann"], ["2", "Mug,\nblue", "Bob"], ["3", "x\ny", "Cyd"]]


def test_quotes_of_a_tab_file_hold_where_a_profile_says_so(make_file: MakeFile) -> None:
    path = make_file('number\ttitle\tname\n1\t"Mug\tx\ty"\tAnn\n')
    assert cells(path, Quoting.DOUBLED) == [["1", "Mug\tx\ty", "Ann"]]


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=; ", "\ufeffsep=;"])
def test_a_line_that_names_the_delimiter_is_no_header(make_file: MakeFile, first: str) -> None:
    table = open_table(make_file(f"{first}\r\nsku;name, long\r\nA;B\r\n"))
    assert table.header == ("sku", "name, long")
    assert list(table.rows()) == [(1, ["A", "B"])]


def test_the_named_delimiter_may_be_any(make_file: MakeFile) -> None:
    assert open_table(make_file("sep=|\nsku|name\nA|B\n")).header == ("sku", "name")


def test_nothing_below_the_named_delimiter_is_an_empty_file(make_file: MakeFile) -> None:
    with pytest.raises(Refusal) as caught:
        open_table(make_file("sep=;\n"))
    assert caught.value.code is Code.FILE_EMPTY


HEAD = "number,title,name,street,city\n"
ROW = "1,Mug,Ann,S,Graz\n"


@pytest.mark.parametrize("end", ["\x1a", "\x1a\x1a", "\r\n\x1a\r\n", "\n"])
def test_the_end_mark_of_dos_is_no_row(make_file: MakeFile, end: str) -> None:
    path = make_file(HEAD + ROW.rstrip() + end)
    assert cells(path) == [["1", "Mug", "Ann", "S", "Graz"]]


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_lines_below_the_table_are_left_and_told(make_file: MakeFile, end: str) -> None:
    path = make_file(f"\n{HEAD}\n{ROW}\n1,record(s) downloaded\nSeller ID : shop-9{end}")
    table = open_table(path)
    assert [row for _, row in table.rows()] == [["1", "Mug", "Ann", "S", "Graz"]]
    assert tuple(map(told, table.late_notes())) == (
        "What stands below the table was left: “1 record(s) downloaded / Seller ID : shop-9”.",
    )


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}{ROW}\n2,Tee,Bob,S",  # too long for a footer
        f"{HEAD}\n{ROW}\n{ROW}\n2,Te",  # empty lines between all rows
        f"{HEAD}{ROW}2,Te",  # no empty line
    ],
)
def test_a_row_that_breaks_off_is_no_footer(make_file: MakeFile, text: str) -> None:
    with pytest.raises(Refusal) as caught:
        cells(make_file(text))
    assert caught.value.code is Code.FILE_TRUNCATED


def test_short_rows_before_whole_ones_are_rows(make_file: MakeFile) -> None:
    path = make_file(f"{HEAD}{ROW}\n2,Tee\n{ROW}")
    assert [len(row) for row in cells(path)] == [5, 2, 5]
