"""Raw SQL can't oversell, edit the ledger, delete what is promised, or break a line's sum."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from helpers.sample import add_order, add_product, add_stock, add_warehouse
from packbench.db.engine import Database
from packbench.engine.command.context import Context
from packbench.services.office import administration
from packbench.services.orders import allocating

_PROMISE = (
    "INSERT INTO allocation (order_line_id, shipment_id, warehouse_id, product_id, stock_id,"
    " allocated) SELECT order_line_id, shipment_id, warehouse_id, {product}, {stock}, {units}"
    " FROM allocation"
)


@pytest.fixture
def promised(context: Context) -> Context:
    """Five units of A on hand at W1, three of them promised to an order; B was never stocked."""
    with context.database.write.begin() as connection:
        add_warehouse(connection, "W1")
        add_product(connection, "A")
        add_product(connection, "B")
    add_stock(context, "W1", "A", 5)
    with context.database.write.begin() as connection:
        add_order(connection, "O1", [("A", 3)])
    allocating.allocate(context)
    return context


def sums(database: Database) -> tuple[int, int, int]:
    with database.read.connect() as connection:
        row = connection.execute(text("SELECT on_hand, unavailable, allocated FROM stock")).one()
    return tuple(row)


def refuse(database: Database, statement: str) -> None:
    """The statement fails, and nothing of what it would change has changed."""
    before = sums(database)
    with pytest.raises(IntegrityError), database.write.begin() as connection:
        connection.execute(text(statement))
    assert sums(database) == before
    assert administration.check(database).ok


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE allocation SET allocated = 6",
        "UPDATE allocation SET picked = 3",
        _PROMISE.format(product="product_id", stock="stock_id", units=3)
        .replace("allocated) SELECT", "allocated, per_unit) SELECT")
        .replace(" FROM", ", 1 FROM"),
        _PROMISE.format(product="product_id", stock="NULL", units=1),
        _PROMISE.format(product="(SELECT id FROM product WHERE sku = 'B')", stock="NULL", units=1),
        "UPDATE stock SET allocated = 0",
        "UPDATE stock SET allocated = 6",
        "UPDATE stock SET on_hand = 100",
        "UPDATE stock SET unavailable = 1",
        "UPDATE stock_bin SET on_hand = 100",
        "UPDATE allocation SET stock_id = NULL",
    ],
)
def test_raw_sql_can_not_oversell(promised: Context, statement: str) -> None:
    refuse(promised.database, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE movement SET quantity = 50",
        "UPDATE movement SET note = 'x'",
        "DELETE FROM movement",
    ],
)
def test_the_ledger_is_append_only(promised: Context, statement: str) -> None:
    refuse(promised.database, statement)


@pytest.mark.parametrize("table", ["stock", "stock_bin", "product", "warehouse", "order_line"])
def test_what_is_promised_can_not_be_deleted(promised: Context, table: str) -> None:
    with promised.database.read.connect() as connection:
        used = {
            "stock": "SELECT stock_id FROM allocation",
            "stock_bin": "SELECT id FROM stock_bin",
            "product": "SELECT product_id FROM allocation",
            "warehouse": "SELECT warehouse_id FROM allocation",
            "order_line": "SELECT order_line_id FROM allocation",
        }[table]
        found = connection.execute(text(used)).scalar_one()
    refuse(promised.database, f"DELETE FROM {table} WHERE id = {found}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE order_line SET waiting = waiting + 1",
        "UPDATE order_line SET ordered = ordered + 1",
        "UPDATE order_line SET allocated = -1, waiting = 4",
        "UPDATE orders SET status = 'done'",
    ],
)
def test_a_line_always_adds_up(promised: Context, statement: str) -> None:
    refuse(promised.database, statement)


def test_a_loss_below_what_is_promised_is_refused(promised: Context) -> None:
    refuse(
        promised.database,
        "INSERT INTO movement (at, command_id, warehouse_id, product_id, location_id, lot,"
        " quantity, unavailable, cause) SELECT at, command_id, warehouse_id, product_id,"
        " location_id, lot, -3, 0, 'adjustment' FROM movement",
    )


def test_a_new_stock_row_starts_empty(promised: Context) -> None:
    refuse(
        promised.database,
        "INSERT INTO stock (warehouse_id, product_id, on_hand)"
        " SELECT warehouse_id, (SELECT id FROM product WHERE sku = 'B'), 10 FROM stock",
    )


def test_releasing_a_promise_gives_its_units_back(promised: Context) -> None:
    database = promised.database
    assert sums(database) == (5, 0, 3)
    with database.write.begin() as connection:
        connection.execute(text("DELETE FROM allocation"))
    assert sums(database) == (5, 0, 0)
    assert not administration.check(database).ok  # the line still says that three are promised
