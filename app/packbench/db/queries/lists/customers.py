"""The customers that orders tell of; a row's id is that of the customer's first order.

Nobody keeps customers: who has an e-mail is known by it, everybody else by name and postal code.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    case,
    func,
    or_,
    select,
)

from packbench.db.queries.lists.customer_keys import KEY, NAME, NOTHING
from packbench.db.queries.lists.found_by import has_name, has_phone
from packbench.db.queries.lists.ordering import ordered_by
from packbench.db.schema import Order, OrderLine
from packbench.db.schema.base import Money
from packbench.db.sql.among import among, among_texts
from packbench.db.sql.filled import filled
from packbench.db.sql.sums import total
from packbench.domain.orders import OrderStatus

_DONE = (OrderStatus.SHIPPED, OrderStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class CustomerQuery:
    """What the table is narrowed to and how it is sorted; empty narrows nothing.

    Attributes:
        text: a part of a name, a company or an e-mail; a telephone by its digits.
        waiting: only customers who wait for something.
        open: only customers with an open order.
        sort: `last`, `name`, `email`, `orders`, `open`, `waiting`.
    """

    text: str = ""
    waiting: bool = False
    open: bool = False
    sort: str = "last"
    descending: bool = True


@dataclass(frozen=True, slots=True)
class CustomerValue:
    """What a customer ordered in one currency, which may be empty, without what was cancelled."""

    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer, with the address of the last order.

    Attributes:
        id: of the first order.
        key: what the customer is known by.
        orders: how many there are.
        open: how many of them are neither shipped nor cancelled.
        waiting: units that wait.
        values: by currency; empty where no line has a price.
    """

    id: int
    key: str
    name: str
    email: str
    phone: str
    street: str
    postal_code: str
    city: str
    country: str
    orders: int
    open: int
    waiting: int
    last_order: str
    last_at: datetime
    values: tuple[CustomerValue, ...] = ()


CURRENCY = filled(Order.currency, NOTHING)
"""Of an order; empty where none is named."""

AMOUNT: ColumnElement[Decimal] = func.sum(
    OrderLine.unit_price * (OrderLine.ordered - OrderLine.cancelled), type_=Money
)
"""What is ordered and not cancelled, at its prices."""
_OPEN = total(case((Order.status.in_(_DONE), 0), else_=1))
_WAITING = total(Order.waiting_units)


_VALUES: dict[str, Any] = {
    "last": func.max(Order.ordered_at),
    "name": func.max(NAME),
    "email": KEY,
    "orders": func.count(),
    "open": _OPEN,
    "waiting": _WAITING,
}


def value_of(sort: str) -> Any:
    """What a customer is sorted by."""
    return _VALUES.get(sort, _VALUES["last"])


def select_ids(query: CustomerQuery) -> Select[int]:
    """The ids of the customers that fit, in the order that was asked for."""
    found = grouped(query, func.min(Order.id))
    if not query.text:
        return found
    return found.where(KEY.in_(select(KEY).where(fits_text(query.text))))


def grouped(query: CustomerQuery, *columns: Any) -> Select[Any]:
    """These of each customer that waits or has open orders, where that is asked for, in order.

    Only what is sorted and narrowed by is summed, where every order is read.
    """
    order = ordered_by(_VALUES, query.sort, query.descending, func.min(Order.id))
    found = select(*columns).group_by(KEY).order_by(*order)
    if query.waiting:
        found = found.having(_WAITING > 0)
    return found.having(_OPEN > 0) if query.open else found


def read_rows(connection: Connection, ids: Sequence[int]) -> list[CustomerRow]:
    """The customers whose first orders these are, in any order."""
    keys = connection.execute(select(KEY).where(among(Order.id, ids)).distinct()).scalars().all()
    theirs = among_texts(KEY, keys)
    found = customer_sums(theirs)
    texts: tuple[Any, ...] = (
        *(NAME, Order.customer_email, Order.phone),
        *(Order.street, Order.postal_code, Order.city, Order.country),
    )
    query: Select[*tuple[Any, ...]] = (
        select(
            *(found.c.id, found.c.key, *(func.coalesce(text, NOTHING) for text in texts)),
            *(found.c.orders, found.c.open, found.c.waiting, Order.number, found.c.last_at),
        )
        .select_from(found)
        .join(Order, Order.id == found.c.last)
        .where(found.c.id.in_(ids))
    )
    values = _values(connection, theirs)
    rows = [CustomerRow(*row) for row in connection.execute(query).all()]
    return [replace(row, values=tuple(values[row.key])) for row in rows]


def customer_id(connection: Connection, key: str) -> int | None:
    """The id of the customer that is known by a key; None where there is none."""
    # Of an order that names nobody the key is a comma and a space.
    known_by = [func.lower(one) for one in (key, key.strip())]
    query = select(func.min(Order.id)).where(KEY.in_(known_by))
    found: int | None = connection.execute(query).scalar()
    return found


def key_of_order(connection: Connection, order_id: int) -> str | None:
    """What the customer of an order is known by; None where the order is gone."""
    return connection.execute(select(KEY).where(Order.id == order_id)).scalar()


def of_customers(keys: Sequence[str]) -> ColumnElement[bool]:
    """The order is one of these customers'."""
    return KEY.in_([func.lower(key) for key in keys])


def customer_sums(*conditions: ColumnElement[bool]) -> Subquery:
    """Each customer of these orders, of all where nothing is asked: numbers, first and last."""
    columns: list[ColumnElement[Any]] = [
        func.min(Order.id).label("id"),
        KEY.label("key"),
        func.count().label("orders"),
        _OPEN.label("open"),
        _WAITING.label("waiting"),
        func.max(Order.id).label("last"),
        func.max(Order.ordered_at).label("last_at"),
    ]
    return select(*columns).where(*conditions).group_by(KEY).subquery("customers")


def fits_text(text: str) -> ColumnElement[bool]:
    """The order has this in its name, its company or its e-mail, or it is its telephone."""
    email = Order.customer_email.icontains(text, autoescape=True)
    phone = has_phone(text)
    return or_(has_name(text), email, *([] if phone is None else [phone]))


def customer_values(keys: Select[str]) -> Select[str, Decimal]:
    """What these customers ordered, a currency each."""
    return (
        select(CURRENCY, AMOUNT)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(KEY.in_(keys), OrderLine.unit_price.is_not(None))
        .group_by(CURRENCY)
    )


def _values(connection: Connection, theirs: ColumnElement[bool]) -> dict[str, list[CustomerValue]]:
    """By key: what was ordered, a currency each; of these orders."""
    query = (
        select(KEY.label("key"), CURRENCY.label("currency"), AMOUNT)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(theirs)
        .group_by(KEY, CURRENCY)
        # Not a condition of each line: where few have a price, a server would read all lines.
        .having(func.count(OrderLine.unit_price) > 0)
        .order_by(KEY, CURRENCY)
    )
    found: dict[str, list[CustomerValue]] = defaultdict(list)
    for key, currency, value in connection.execute(query):
        found[key].append(CustomerValue(currency, value or Decimal()))
    return found
