"""Rows of every kind: values, defaults, and what is rejected cell by cell."""

from typing import Any

import pytest

from helpers.full_rows import FULL
from helpers.rejected import sentence_of
from helpers.tables import MakeFile
from packbench.exchange.kinds import (
    CHANNEL_RULES,
    KINDS,
    ORDERS,
    PRODUCTS,
    PURCHASE_ORDERS,
    STOCK,
    SUPPLIERS,
    WAREHOUSES,
    ProductRow,
    TableKind,
    header_of,
    our_name,
)
from packbench.exchange.reading import read_records


def table(rows: list[dict[str, str]]) -> str:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    return "".join("\t".join(f'"{cell}"' for cell in line) + "\n" for line in lines)


def test_every_kind_is_tried_here() -> None:
    assert [row[0].name for row in FULL] == list(KINDS)


@pytest.mark.parametrize(("kind", "row", "fields", "line"), FULL, ids=KINDS)
def test_all_columns_of_a_kind_are_read(
    make_file: MakeFile,
    kind: TableKind[Any, Any],
    row: dict[str, str],
    fields: object,
    line: object,
) -> None:
    assert set(map(our_name, row)) == set(kind.columns)
    parsed = read_records(kind, make_file(table([row])))
    assert parsed.rejected == ()
    (record,) = parsed.records
    assert record.rows == (1,)
    assert record.fields == fields
    assert record.lines == ((line,) if line else ())
    assert parsed.columns == set(kind.columns)


@pytest.mark.parametrize(("kind", "row"), [row[:2] for row in FULL], ids=KINDS)
def test_required_columns_are_enough_and_empty_cells_give_the_defaults(
    make_file: MakeFile, kind: TableKind[Any, Any], row: dict[str, str]
) -> None:
    least = {name: row[name] for name in kind.required}
    blank = dict.fromkeys(map(header_of, kind.columns), " ") | least
    short = read_records(kind, make_file(table([least])))
    long = read_records(kind, make_file(table([blank])))
    assert short.rejected == ()
    assert short.records == long.records
    assert short.columns == set(least)
    assert long.columns == set(kind.columns)


def test_headers_stand_in_any_order_and_case_and_unknown_ones_are_told(
    make_file: MakeFile,
) -> None:
    parsed = read_records(PRODUCTS, make_file(" NAME ,colour,Sku\nApple,red,A\n"))
    assert parsed.records[0].fields == ProductRow("A", "Apple")
    assert parsed.unknown_columns == ("colour",)


BAD_CELLS: list[tuple[TableKind[Any, Any], str, str, str]] = [
    (PRODUCTS, "sku", "", "required"),
    (PRODUCTS, "sku", "x" * 101, "too_long"),
    (PRODUCTS, "sku", "A\x1dB", "bad_character"),
    (PRODUCTS, "name", "x" * 501, "too_long"),
    (PRODUCTS, "weight_g", "1.5", "not_whole"),
    (PRODUCTS, "weight_g", "-1", "negative"),
    (PRODUCTS, "weight_g", "1e3", "not_whole"),
    (PRODUCTS, "weight_g", "1_000", "not_whole"),
    (PRODUCTS, "weight_g", "٣", "not_whole"),
    (PRODUCTS, "weight_g", "100000001", "out_of_range"),
    (PRODUCTS, "weight_g", "9" * 30, "too_large"),
    (PRODUCTS, "manage_stock", "maybe", "not_yes_no"),
    (PRODUCTS, "backorder", "perhaps", "not_one_of"),
    (PRODUCTS, "available_from", "31.12.2026", "bad_date"),
    (PRODUCTS, "available_from", "2026-02-30", "bad_date"),
    (PRODUCTS, "available_from", "0026-01-01", "bad_date"),
    (PRODUCTS, "preorder_limit", "-1", "negative"),
    (PRODUCTS, "unit_price", "1,50", "not_a_number"),
    (PRODUCTS, "unit_price", "NaN", "not_a_number"),
    (PRODUCTS, "unit_price", "-1", "negative"),
    (PRODUCTS, "unit_price", "0.12345", "too_many_decimals"),
    (PRODUCTS, "unit_price", "1000000001", "out_of_range"),
    (PRODUCTS, "barcode", "OK;4006381333932", "bad_check_digit"),
    (PRODUCTS, "country_of_origin", "Atlantis", "unknown_country"),
    (PRODUCTS, "packs", "14006381333938", "no_pack"),
    (PRODUCTS, "packs", "12*", "no_pack"),
    (PRODUCTS, "packs", "1*14006381333938", "no_pack"),
    (PRODUCTS, "packs", "0*14006381333938", "not_positive"),
    (PRODUCTS, "packs", "12*14006381333939", "bad_check_digit"),
    (PRODUCTS, "packs", "12*BOX;6*box", "pack_twice"),
    (PRODUCTS, "packs", "12*a-1", "pack_is_sku"),
    (PRODUCTS, "pick_multiple", "1", "out_of_range"),
    (WAREHOUSES, "countries", "DE;Atlantis", "unknown_country"),
    (WAREHOUSES, "latitude", "90.1", "out_of_range"),
    (WAREHOUSES, "kind", "magic", "not_one_of"),
    (STOCK, "quantity", "-1", "negative"),
    (STOCK, "unavailable", "6", "unavailable_above_quantity"),
    (ORDERS, "quantity", "0", "not_positive"),
    (ORDERS, "quantity", "-2", "not_positive"),
    (ORDERS, "quantity", "1.5", "not_whole"),
    (ORDERS, "quantity", "many", "not_whole"),
    (ORDERS, "quantity", "", "required"),
    (ORDERS, "country", "Atlantis", "unknown_country"),
    (ORDERS, "ordered_at", "yesterday", "bad_date"),
    (ORDERS, "ship_by", "2026-13-01", "bad_date"),
    (ORDERS, "currency", "XYZ", "unknown_currency"),
    (ORDERS, "priority", "high", "not_whole"),
    (ORDERS, "max_warehouses", "0", "not_positive"),
    (ORDERS, "payment", "later", "not_one_of"),
    (SUPPLIERS, "lead_time_days", "5000", "out_of_range"),
    (PURCHASE_ORDERS, "status", "received", "not_one_of"),
    (CHANNEL_RULES, "value", "", "value_missing"),
    (CHANNEL_RULES, "min_rule", "", "value_missing"),
    (CHANNEL_RULES, "value", "101", "out_of_range"),
    (CHANNEL_RULES, "value", "-1", "negative"),
    (CHANNEL_RULES, "value", "12.5", "not_whole"),
    (CHANNEL_RULES, "value", "half", "not_whole"),
    (CHANNEL_RULES, "rule", "share", "not_one_of"),
]


@pytest.mark.parametrize(
    ("kind", "column", "value", "code"),
    BAD_CELLS,
    ids=[f"{bad[0].name} {bad[1]} {bad[3]}" for bad in BAD_CELLS],
)
def test_a_bad_cell_rejects_its_row_by_name(
    make_file: MakeFile, kind: TableKind[Any, Any], column: str, value: str, code: str
) -> None:
    good = next(row[1] for row in FULL if row[0] is kind)
    parsed = read_records(kind, make_file(table([good | {column: value}])))
    assert parsed.records == ()
    (rejected,) = parsed.rejected
    (reject,) = rejected.rejects
    assert (reject.row, reject.column, reject.code) == (1, column, code)
    assert reject.value == (value if len(value) <= 200 else f"{value[:200]}…")
    assert "{" not in sentence_of(reject)
