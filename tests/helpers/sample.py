"""Small warehouses for tests, written straight into the tables that the services read."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, insert, select

from packbench.db.schema import (
    KitComponent,
    Location,
    Order,
    OrderLine,
    Product,
    Warehouse,
    WarehouseCountry,
)
from packbench.domain.catalog import code_key
from packbench.domain.queue import queue_key
from packbench.domain.warehousing import FLOOR_CODE, STAGING_CODE, Cause, Entry, LocationKind
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.writes.movements import add_stock_rows, write_entries
from packbench.engine.writes.order_totals import refresh_orders

FIRST_ORDER_AT = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


def add_warehouse(
    connection: Connection, code: str, *, rank: int = 1, countries: str = "*", **columns: object
) -> int:
    values = {"code": code, "code_key": code_key(code), "name": code, "rank": rank, **columns}
    warehouse_id = connection.execute(
        insert(Warehouse).values(values).returning(Warehouse.id)
    ).scalar_one()
    for country in countries.split(";"):
        connection.execute(
            insert(WarehouseCountry).values(warehouse_id=warehouse_id, country=country)
        )
    for kind, own in ((LocationKind.FLOOR, FLOOR_CODE), (LocationKind.STAGING, STAGING_CODE)):
        add_location(connection, warehouse_id, own, kind=kind)
    return warehouse_id


def add_location(
    connection: Connection,
    warehouse_id: int,
    code: str,
    *,
    kind: LocationKind = LocationKind.BIN,
    **columns: object,
) -> int:
    values = {**columns, "warehouse_id": warehouse_id, "code": code, "code_key": code_key(code)}
    statement = insert(Location).values(kind=kind.value, **values).returning(Location.id)
    return connection.execute(statement).scalar_one()


def add_product(connection: Connection, sku: str, **columns: object) -> int:
    values = {"sku": sku, "sku_key": code_key(sku), "name": f"Product {sku}", **columns}
    return connection.execute(insert(Product).values(values).returning(Product.id)).scalar_one()


def add_kit(connection: Connection, sku: str, parts: Mapping[str, int]) -> int:
    kit_id = add_product(connection, sku, is_kit=True)
    for part, quantity in parts.items():
        component_id = product_id_of(connection, part)
        connection.execute(
            insert(KitComponent).values(kit_id=kit_id, component_id=component_id, quantity=quantity)
        )
    return kit_id


def add_stock(
    context: Context, warehouse: str, sku: str, quantity: int, *, location: str = FLOOR_CODE
) -> None:
    """Opening stock through the ledger, without serving anybody."""
    add_all_stock(context, {warehouse: {sku: quantity}}, location=location)


def add_all_stock(
    context: Context, stock: Mapping[str, Mapping[str, int]], *, location: str = FLOOR_CODE
) -> None:
    """Opening stock of many products in one command; 0 is a product that is stocked and out."""

    def work(transaction: Transaction) -> int:
        connection = transaction.connection
        products = {
            row.sku_key: row.id for row in connection.execute(select(Product.sku_key, Product.id))
        }
        places = {
            row.code: (row.warehouse_id, row.id)
            for row in connection.execute(
                select(Warehouse.code, Location.warehouse_id, Location.id)
                .join(Warehouse, Warehouse.id == Location.warehouse_id)
                .where(Location.code == location)
            )
        }
        entries, empty = [], []
        for code, units in stock.items():
            warehouse_id, location_id = places[code]
            for sku, quantity in units.items():
                product_id = products[code_key(sku)]
                entry = Entry(warehouse_id, product_id, location_id, quantity, Cause.OPENING)
                if quantity:
                    entries.append(entry)
                else:
                    empty.append((warehouse_id, product_id))
        write_entries(connection, (transaction.command_id, transaction.at), entries)
        add_stock_rows(connection, empty)
        return len(entries)

    run_command(context, Call("test.stock", {}), int, work)


def add_order(
    connection: Connection,
    number: str,
    lines: list[tuple[str, int]],
    *,
    minute: int = 0,
    country: str | None = "DE",
    **columns: object,
) -> int:
    ordered_at = FIRST_ORDER_AT + timedelta(minutes=minute)
    ship_by = columns.get("ship_by")
    assert ship_by is None or isinstance(ship_by, date)
    values = {
        "number": number,
        "number_key": code_key(number),
        "ordered_at": ordered_at,
        "queue_key": queue_key(int(str(columns.get("priority", 0))), ship_by, ordered_at, number),
        "country": country,
        **columns,
    }
    order_id = connection.execute(insert(Order).values(values).returning(Order.id)).scalar_one()
    for line, (sku, quantity) in enumerate(lines, 1):
        found = connection.execute(
            select(Product.id).where(Product.sku_key == code_key(sku))
        ).scalar_one_or_none()
        connection.execute(
            insert(OrderLine).values(
                order_id=order_id,
                line=line,
                product_id=found,
                sku=sku,
                sku_key=code_key(sku),
                ordered=quantity,
                unrouted=quantity,
            )
        )
    refresh_orders(connection, [order_id])
    return order_id


def warehouse_id_of(connection: Connection, code: str) -> int:
    return connection.execute(select(Warehouse.id).where(Warehouse.code == code)).scalar_one()


def product_id_of(connection: Connection, sku: str) -> int:
    return connection.execute(
        select(Product.id).where(Product.sku_key == code_key(sku))
    ).scalar_one()
