"""Bulk writes keep every kind of value as the tables' own types do, on both engines."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from helpers.sample import add_order, add_product
from packbench.db.engine import Database
from packbench.db.schema import Order, OrderLine, Product
from packbench.db.sql.bulk import delete_rows, insert_rows, reserve_ids, update_rows

_COLUMNS = ("sku", "sku_key", "name", "manage_stock", "available_from", "unit_cost", "weight_g")
_AWKWARD = "tab\t newline\n backslash\\ N \\N quote' \" {json} ünï 倉庫 %s"
_ROWS: list[tuple[Any, ...]] = [
    ("A", "a", "Plain", True, date(2026, 5, 1), Decimal("12.3456"), 7),
    ("B", "b", _AWKWARD, False, None, Decimal("-0.0001"), None),
    ("C", "c", "", True, date(1999, 12, 31), None, 0),
]


def rows(database: Database) -> list[tuple[Any, ...]]:
    with database.read.connect() as connection:
        table = Product.__table__
        query = select(*(table.c[name] for name in _COLUMNS)).order_by(table.c.sku)
        return [tuple(row) for row in connection.execute(query)]


def test_values_come_back_as_they_went_in(database: Database) -> None:
    with database.write.begin() as connection:
        insert_rows(connection, Product, _COLUMNS, iter(_ROWS))
    assert rows(database) == _ROWS


def test_bulk_and_single_inserts_store_the_same(database: Database) -> None:
    with database.write.begin() as connection:
        insert_rows(connection, Product, _COLUMNS, _ROWS)
        twin = dict(zip(_COLUMNS, _ROWS[0], strict=True)) | {"sku": "A2", "sku_key": "a2"}
        connection.execute(insert(Product).values(twin))
    first, second, *_ = rows(database)
    assert first[2:] == second[2:]


def test_moments_keep_their_zone(database: Database) -> None:
    at = datetime(2026, 1, 5, 8, 0, 0, 123456, tzinfo=UTC)
    columns = ("number", "number_key", "ordered_at", "queue_key")
    with database.write.begin() as connection:
        insert_rows(connection, Order, columns, [("O1", "o1", at, "q")])
        assert connection.execute(select(Order.ordered_at)).scalar_one() == at


def test_updates_change_the_named_rows_only(database: Database) -> None:
    with database.write.begin() as connection:
        insert_rows(connection, Product, _COLUMNS, _ROWS)
        ids = dict(connection.execute(select(Product.sku, Product.id)).all())
        changes = [
            (ids["A"], None, Decimal("1.5"), date(2027, 1, 1)),
            (ids["C"], 9, None, None),
            (10**9, 1, None, None),
        ]
        columns = ("weight_g", "unit_cost", "available_from")
        update_rows(connection, Product, columns, changes)
        # A second one in the same transaction finds no remains of the first.
        update_rows(connection, Product, ("name",), [(ids["B"], _AWKWARD * 2)])
    assert rows(database) == [
        ("A", "a", "Plain", True, date(2027, 1, 1), Decimal("1.5"), None),
        ("B", "b", _AWKWARD * 2, False, None, Decimal("-0.0001"), None),
        ("C", "c", "", True, None, None, 9),
    ]


def test_rows_known_by_another_key(database: Database) -> None:
    with database.write.begin() as connection:
        insert_rows(connection, Product, _COLUMNS, _ROWS)
        update_rows(connection, Product, ("name",), [("A", "Renamed")], key="sku")
        delete_rows(connection, Product, [7], key="weight_g")
    assert [row[0] for row in rows(database)] == ["B", "C"]


def test_nothing_to_do_is_no_error(database: Database) -> None:
    with database.write.begin() as connection:
        insert_rows(connection, Product, _COLUMNS, [])
        update_rows(connection, Product, ("name",), [])
        delete_rows(connection, Product, [])
        assert list(reserve_ids(connection, Product, 0)) == []
    assert rows(database) == []


def test_more_rows_than_one_batch(database: Database) -> None:
    count = 20_001
    with database.write.begin() as connection:
        made = ((f"S{n}", f"s{n}", "x", True, None, None, n) for n in range(count))
        insert_rows(connection, Product, _COLUMNS, made)
        ids = list(connection.execute(select(Product.id)).scalars())
        update_rows(connection, Product, ("weight_g",), ((one, 1) for one in ids))
        total = select(func.count(), func.sum(Product.weight_g))
        assert tuple(connection.execute(total).one()) == (count, count)
        delete_rows(connection, Product, ids)
        assert connection.execute(total).one()[0] == 0


def test_reserved_ids_are_free_and_ascending(database: Database) -> None:
    with database.write.begin() as connection:
        first = list(reserve_ids(connection, Product, 3))
        insert_rows(connection, Product, ("id", "sku", "sku_key", "name"), named(first, "A"))
        second = list(reserve_ids(connection, Product, 2))
        insert_rows(connection, Product, ("id", "sku", "sku_key", "name"), named(second, "B"))
        later = add_product(connection, "C")
    assert sorted({*first, *second, later}) == [*first, *second, later]


def named(ids: list[int], prefix: str) -> list[tuple[int, str, str, str]]:
    return [(one, f"{prefix}{one}", f"{prefix}{one}".casefold(), "x") for one in ids]


@pytest.mark.parametrize(
    ("columns", "bad"),
    [
        (("sku", "sku_key", "name", "weight_g"), ("D", "d", "x", -1)),
        (("sku", "sku_key", "name"), ("D", "a", "x")),
        (("sku", "sku_key", "name"), ("D", "d", None)),
    ],
    ids=["check", "unique", "not-null"],
)
def test_what_the_database_refuses_is_told_as_sqlalchemy_does(
    database: Database, columns: tuple[str, ...], bad: tuple[Any, ...]
) -> None:
    with database.write.begin() as connection:
        insert_rows(connection, Product, _COLUMNS, _ROWS)
    with pytest.raises(IntegrityError) as refused, database.write.begin() as connection:
        insert_rows(connection, Product, columns, [bad])
    assert isinstance(refused.value, DBAPIError)
    assert rows(database) == _ROWS


def test_a_line_moves_between_buckets_in_one_update(database: Database) -> None:
    with database.write.begin() as connection:
        add_product(connection, "A")
        add_order(connection, "O1", [("A", 5)])
        (line_id,) = connection.execute(select(OrderLine.id)).scalars()
        update_rows(connection, OrderLine, ("unrouted", "cancelled"), [(line_id, 2, 3)])
        row = connection.execute(select(OrderLine.unrouted, OrderLine.cancelled)).one()
    assert tuple(row) == (2, 3)
