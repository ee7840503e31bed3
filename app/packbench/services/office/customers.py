"""Who ordered what: the customers that orders tell of."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from packbench.db.queries.lists import customer_ids, customers
from packbench.db.queries.lists.customers import (
    CustomerQuery,
    CustomerRow,
    CustomerValue,
)
from packbench.db.queries.lists.orders import OrderQuery, OrderRow
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.office.lists import TableList, order_list
from packbench.services.privacy import hides_private

__all__ = [
    "CustomerQuery",
    "CustomerRow",
    "CustomerValue",
    "customer_list",
    "customer_of_order",
    "find_customer",
    "orders_of",
]


def customer_list(context: Context) -> TableList[CustomerQuery, CustomerRow]:
    """Customers."""

    def read(connection: Connection, ids: Sequence[int]) -> list[CustomerRow]:
        rows = customers.read_rows(connection, ids)
        return [_discreet(row) for row in rows] if hides_private(context) else rows

    return TableList(context, customer_ids.read_ids, read, lambda row: row.id)


def customer_of_order(context: Context, order_id: int) -> int | None:
    """The id of an order's customer; None where the order is gone."""
    with context.database.read.connect() as connection:
        key = customers.key_of_order(connection, order_id)
        return None if key is None else customers.customer_id(connection, key)


def find_customer(context: Context, key: str) -> CustomerRow:
    """The customer of an e-mail, or of `NAME, POSTAL CODE`; refuses `not_found`."""
    with context.database.read.connect() as connection:
        found = customers.customer_id(connection, key)
    rows = customer_list(context).rows([found]) if found is not None else []
    if not rows:
        raise Refusal(Code.NOT_FOUND, kind="customer", name=key)
    return rows[0]


def orders_of(context: Context, key: str) -> list[OrderRow]:
    """The last 200 orders of a customer, the newest first."""
    query = OrderQuery(customers=(key,), sort="date", descending=True)
    return order_list(context).first_page(query)


def _discreet(row: CustomerRow) -> CustomerRow:
    """A customer as a station tells it that shows neither e-mail, telephone nor prices."""
    return replace(row, key="", email="", phone="", values=())
