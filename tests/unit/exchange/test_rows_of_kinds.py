"""Rows of files: what is told of them beyond their cells, and rows that contradict each other."""

import datetime as dt

import pytest

from helpers.rejected import sentence_of
from helpers.tables import MakeFile
from packbench.exchange.kinds import (
    ORDERS,
    PRODUCTS,
    STOCK,
)
from packbench.exchange.reading import read_records


def test_a_quantity_of_stock_may_be_zero(make_file: MakeFile) -> None:
    parsed = read_records(STOCK, make_file("warehouse,sku,quantity\nW1,A,0\n"))
    assert parsed.records[0].fields.quantity == 0


@pytest.mark.parametrize(
    "text", ["2026-01-05 08:00", "2026-01-05T08:00:00Z", "2026-01-05T10:00:00+02:00"]
)
def test_a_time_without_zone_is_utc(make_file: MakeFile, text: str) -> None:
    path = make_file(f"order_number,sku,quantity,ordered_at\n1,A,1,{text}\n")
    fields = read_records(ORDERS, path).records[0].fields
    assert fields.ordered_at == dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC)


def test_a_day_with_a_time_beside_it_is_that_day(make_file: MakeFile) -> None:
    path = make_file("order_number,sku,quantity,ship_by\n1,A,1,2026-01-05T00:00+02:00\n")
    assert read_records(ORDERS, path).records[0].fields.ship_by == dt.date(2026, 1, 5)


def test_all_faults_of_a_row_are_told(make_file: MakeFile) -> None:
    path = make_file("sku,name,weight_g,manage_stock\nA,,heavy,maybe\n")
    (rejected,) = read_records(PRODUCTS, path).rejected
    assert [reject.column for reject in rejected.rejects] == ["name", "weight_g", "manage_stock"]


def test_an_equal_row_for_a_known_key_is_a_repetition(make_file: MakeFile) -> None:
    path = make_file("sku,name\nA,Apple\nB,Pear\nA,Apple\n")
    parsed = read_records(PRODUCTS, path)
    assert [record.fields.sku for record in parsed.records] == ["A", "B"]
    assert (parsed.rows, parsed.taken_rows, parsed.repeated_rows) == (3, 2, 1)
    assert parsed.rejected == ()


def test_another_row_for_a_known_key_is_rejected(make_file: MakeFile) -> None:
    path = make_file("sku,name\nA,Apple\nB,Pear\na,Ape\n")
    parsed = read_records(PRODUCTS, path)
    assert [record.fields.name for record in parsed.records] == ["Apple", "Pear"]
    (rejected,) = parsed.rejected
    (reject,) = rejected.rejects
    assert (reject.row, reject.column, reject.value) == (3, "sku", "a")
    assert sentence_of(reject) == "“a” stands in row 1 already."


def test_two_counts_of_one_place_contradict_each_other(make_file: MakeFile) -> None:
    path = make_file("warehouse,sku,quantity,location\nW1,A,5,L1\nW1,A,5,L2\nW1,A,5,L1\n")
    parsed = read_records(STOCK, path)
    assert [record.fields.location for record in parsed.records] == ["L1", "L2"]
    ((reject,),) = [rejected.rejects for rejected in parsed.rejected]
    assert (reject.row, reject.column, reject.value) == (3, "sku", "W1 L1 A")


def test_a_file_of_only_a_header_has_no_rows(make_file: MakeFile) -> None:
    parsed = read_records(PRODUCTS, make_file("sku,name\n"))
    assert (parsed.rows, parsed.records, parsed.rejected) == (0, (), ())
