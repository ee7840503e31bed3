"""Cells that are no values, and texts with characters that nobody sees."""

import pytest

from helpers.rejected import sentence_of
from helpers.tables import MakeFile
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.kinds import ORDERS, PRODUCTS
from packbench.exchange.reading import read_records


@pytest.mark.parametrize(
    "error",
    [
        *("#N/A", "#n/a", " #REF! ", "#NV", "#BEZUG!", "#WERT!", "#VALEUR!", "#NOM?", "#¡VALOR!"),
        *("#RIF!", "#ADR!", "#LICZBA!", "#WAARDE!", "#SPILL!", "Err:502", "#####", "#DIV/0!"),
    ],
)
def test_an_error_as_text_rejects_the_row_by_its_column(make_file: MakeFile, error: str) -> None:
    path = make_file(f"order_number,sku,quantity,payment,x\n1,A,1,{error},\n2,A,1,,{error}\n")
    parsed = read_records(ORDERS, path)
    (rejected,) = parsed.rejected
    (reject,) = rejected.rejects
    assert (reject.row, reject.column, reject.code) == (1, "payment", "error_cell")
    assert sentence_of(reject).startswith(f"The cell holds the error {error.strip()}.")
    assert [record.fields.order_number for record in parsed.records] == ["2"]


@pytest.mark.parametrize("text", ["#1001", "#", "# 5", "Error", "#N/A-2", "##"])
def test_what_only_resembles_an_error_is_a_text(make_file: MakeFile, text: str) -> None:
    (record,) = read_records(ORDERS, make_file(f"order_number,sku,quantity\n{text},A,1\n")).records
    assert record.fields.order_number == text


@pytest.mark.parametrize("text", ["4.00638E+12", "4,00638E+12", "1E+05", "4.00638e+012"])
@pytest.mark.parametrize("column", ["sku", "barcode", "weight_g", "unit_cost", "hs_code"])
def test_a_shortened_number_is_refused_with_what_to_do(
    make_file: MakeFile, text: str, column: str
) -> None:
    columns = ["sku", "name", "barcode", "weight_g", "unit_cost", "hs_code"]
    cells = [
        f'"{text}"' if name == column else {"sku": "A", "name": "N"}.get(name, "")
        for name in columns
    ]
    parsed = read_records(PRODUCTS, make_file(f"{','.join(columns)}\n{','.join(cells)}\n"))
    (rejected,) = parsed.rejected
    assert [(one.column, one.code) for one in rejected.rejects] == [(column, "scientific")]
    assert "as text" in sentence_of(rejected.rejects[0])


def test_a_code_like_a_power_is_a_code(make_file: MakeFile) -> None:
    (record,) = read_records(PRODUCTS, make_file("sku,name\n12E10,E27 bulb\n")).records
    assert record.fields.sku == "12E10"


def test_characters_that_nobody_sees_are_dropped(make_file: MakeFile) -> None:
    path = make_file(
        "\ufefforder\u200b_number,\ufeffSKU ,quantity,customer_name,street\n"
        "SO\u200b-1\ufeff,A\u00ad1,\uff12,Ann\u00a0Alpha\u200b,\u200b\n"
    )
    (record,) = read_records(ORDERS, path).records
    assert record.fields.order_number == "SO-1"
    assert (record.lines[0].sku, record.lines[0].quantity) == ("A1", 2)
    assert (record.fields.customer_name, record.fields.street) == ("Ann Alpha", None)


def test_joiners_that_are_letters_of_a_script_stay(make_file: MakeFile) -> None:
    name = "علی\u200cرضا"
    path = make_file(f"order_number,sku,quantity,customer_name\n1,A,1,{name}\n")
    (record,) = read_records(ORDERS, path).records
    assert record.fields.customer_name == name


def test_an_unused_column_may_stand_twice(make_file: MakeFile) -> None:
    path = make_file("order_number,sku,Colour,quantity,colour,,\n1,A,5,1,6,,\n")
    parsed = read_records(ORDERS, path)
    assert len(parsed.records) == 1
    assert parsed.unknown_columns == ("Colour", "colour")


@pytest.mark.parametrize("column", ["sku", "SKU ", "note", "S\u200bKU"])
def test_a_column_of_ours_may_not(make_file: MakeFile, column: str) -> None:
    path = make_file(f"order_number,sku,quantity,note,{column}\n1,A,1,x,B\n")
    with pytest.raises(Refusal) as caught:
        read_records(ORDERS, path)
    assert caught.value.code is Code.COLUMN_TWICE


def test_rows_of_blanks_are_empty_rows(make_file: MakeFile) -> None:
    parsed = read_records(PRODUCTS, make_file("sku,name\n , \nA,Apple\n \n"))
    assert (parsed.rows, len(parsed.records), parsed.rejected) == (1, 1, ())
    assert parsed.records[0].rows == (2,)
