"""Orders, kits and purchase orders: several rows are one record, and stand or fall together."""

from helpers.rejected import sentence_of
from helpers.tables import MakeFile
from packbench.exchange.kinds import KITS, ORDERS, PURCHASE_ORDERS, KitLine, OrderLineFields
from packbench.exchange.reading import read_records


def test_rows_of_an_order_may_lie_apart_and_keep_their_order(make_file: MakeFile) -> None:
    path = make_file("order_number,sku,quantity\n1,A,3\n2,B,1\n1,C,2\n1,A,3\n")
    parsed = read_records(ORDERS, path)
    first, second = parsed.records
    assert first.rows == (1, 3, 4)
    assert first.lines == (
        OrderLineFields("A", 3),
        OrderLineFields("C", 2),
        OrderLineFields("A", 3),
    )
    assert second.rows == (2,)
    assert (parsed.rows, parsed.taken_rows) == (4, 4)


def test_the_first_row_says_what_the_order_is(make_file: MakeFile) -> None:
    path = make_file("order_number,sku,quantity,country\n1,A,3,DE\n1,B,3,Atlantis\n")
    (record,) = read_records(ORDERS, path).records
    assert record.fields.country == "DE"
    assert len(record.lines) == 2


def test_order_numbers_are_compared_without_case(make_file: MakeFile) -> None:
    path = make_file("order_number,sku,quantity\nx1,A,3\nX1,B,3\n")
    (record,) = read_records(ORDERS, path).records
    assert record.fields.order_number == "x1"


def test_one_bad_line_rejects_the_whole_order_and_no_other(make_file: MakeFile) -> None:
    path = make_file(
        "order_number,sku,quantity,country\n"
        "G1,A,1,DE\nB1,A,1,DE\nB1,A,0,DE\nB2,A,1.5,DE\nB3,A,-2,DE\nB4,A,many,DE\nB5,A,1,Atlantis\n"
    )
    parsed = read_records(ORDERS, path)
    assert [record.fields.order_number for record in parsed.records] == ["G1"]
    assert [rejected.rows for rejected in parsed.rejected] == [(2, 3), (4,), (5,), (6,), (7,)]
    told = [
        (reject.row, reject.column, reject.value, reject.code)
        for rejected in parsed.rejected
        for reject in rejected.rejects
    ]
    assert told == [
        (3, "quantity", "0", "not_positive"),
        (4, "quantity", "1.5", "not_whole"),
        (5, "quantity", "-2", "not_positive"),
        (6, "quantity", "many", "not_whole"),
        (7, "country", "Atlantis", "unknown_country"),
    ]
    assert (parsed.rows, parsed.taken_rows) == (7, 1)


def test_a_row_without_order_number_is_rejected_alone(make_file: MakeFile) -> None:
    path = make_file("order_number,sku,quantity\n1,A,3\n,B,1\n2,C,2\n")
    parsed = read_records(ORDERS, path)
    assert len(parsed.records) == 2
    (rejected,) = parsed.rejected
    assert rejected.rows == (2,)
    assert [(reject.column, reject.code) for reject in rejected.rejects] == [
        ("order_number", "required")
    ]


def test_a_row_with_too_few_or_too_many_cells_rejects_its_order(make_file: MakeFile) -> None:
    path = make_file("order_number,sku,quantity\n1,A,3\n1,B\n2,A,1,9\n3,A,1\n")
    parsed = read_records(ORDERS, path)
    assert [record.fields.order_number for record in parsed.records] == ["3"]
    assert [rejected.rows for rejected in parsed.rejected] == [(1, 2), (3,)]
    assert [sentence_of(rejected.rejects[0]) for rejected in parsed.rejected] == [
        "The row has 2 fields, the header 3.",
        "The row has 4 fields, the header 3.",
    ]


def test_a_kit_names_each_component_once(make_file: MakeFile) -> None:
    path = make_file("kit_sku,component_sku,quantity\nK,A,2\nK,B,1\nL,A,1\nL,a,1\n")
    parsed = read_records(KITS, path)
    (kit,) = parsed.records
    assert kit.lines == (KitLine("A", 2), KitLine("B", 1))
    (rejected,) = parsed.rejected
    assert rejected.rows == (3, 4)
    assert [(reject.row, reject.code) for reject in rejected.rejects] == [(4, "duplicate")]


def test_a_purchase_order_may_name_a_product_twice(make_file: MakeFile) -> None:
    path = make_file("po_number,supplier,warehouse,sku,quantity\nPO1,S,W,A,5\nPO1,S,W,A,5\n")
    (record,) = read_records(PURCHASE_ORDERS, path).records
    assert [line.quantity for line in record.lines] == [5, 5]
