"""The ids of the Orders table, in order, however many orders there ever were."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    literal_column,
    or_,
    select,
    union_all,
)

from packbench.db.queries.lists import narrowing
from packbench.db.queries.lists.found_by import ids_by_tracking
from packbench.db.queries.lists.narrowing import (
    Looked,
    Narrowing,
    few_of,
    first_of_each,
    select_few,
)
from packbench.db.queries.lists.ordering import ordered_by
from packbench.db.queries.lists.orders import (
    DONE,
    IS_OPEN,
    SORTS,
    OrderQuery,
    has_value,
    is_within,
    listed_since,
    matching,
    ships_from,
    warehouse_ids,
)
from packbench.db.queries.records.orders import ids_with_sku
from packbench.db.schema import Order, OrderProblem, Shipment
from packbench.db.sql.about import rows_about
from packbench.db.sql.all_ids import ids_of_parts
from packbench.db.sql.order_words import found_by_words
from packbench.db.sql.tested import Tested
from packbench.domain.custom_fields import ORDER_COLUMNS
from packbench.domain.orders import Payment
from packbench.domain.telephone import LEAST_DIGITS, dialled

# Written out, as the indexes of few rows have it: SQLite does not look into a parameter.
_IS_UNPAID = Order.payment == literal_column(f"'{Payment.AWAITING.value}'")
_FEW_HAVE = {
    "waiting": Order.waiting_units > literal_column("0"),
    "ship_by": Order.ship_by.is_not(None),
    **{column: getattr(Order, column).is_not(None) for column in ORDER_COLUMNS},
}
"""Sorts by what most orders that are done don't have: those with it, and the others by their id."""
_LAST_WITHOUT = {"waiting", "ship_by"}
_IS_DONE: ColumnElement[bool] = literal_column(
    "(orders.status IN ({})) IS TRUE".format(", ".join(f"'{one}'" for one in DONE))
)
_OF_DONE = frozenset({"lines", "units"})
"""Sorts of which only orders that are done have an index: it costs nothing until then."""


def read_ids(connection: Connection, query: OrderQuery, limit: int | None) -> Sequence[int]:
    """The ids of the orders that fit, in the order that was asked for, `limit` at most."""
    return ids_of_parts(connection, _parts(connection, query, limit), limit)


def count_about(connection: Connection, query: OrderQuery) -> int | None:
    """Roughly how many orders there are, where all are asked for."""
    asked = replace(query, sort="queue", descending=False, older_closed=True)
    if asked != OrderQuery() or not (query.older_closed or listed_since(connection) is None):
        return None
    return rows_about(connection, Order.id)


def _parts(connection: Connection, query: OrderQuery, limit: int | None) -> list[Select[int]]:
    """The ids of the orders that fit; those of the first come before those of the second."""
    conditions = matching(query, few=True)
    since = None if query.older_closed else listed_since(connection)
    listed = None if since is None else or_(IS_OPEN, Order.ordered_at > since)
    if listed is not None:
        conditions.append(listed)
    order = ordered_by(SORTS, query.sort, query.descending, Order.id)
    if query.sort in _LAST_WITHOUT:
        order = [key.nulls_last() for key in order[:1]] + order[1:]
    served = _served(query)
    if conditions and len(conditions) > len(served):
        few = few_of(connection, _narrowings(connection, query))
        if few is None and listed is not None:
            all_listed = Narrowing(listed, select(Order.id).where(listed))
            newest = limit is not None and query.sort == "date" and query.descending
            # Of many, the newest are soon found: they are listed, whatever their state.
            most = narrowing.MANY if newest and len(conditions) == 1 else narrowing.SOME
            few = few_of(connection, [all_listed], most)
        if few is not None:
            few_rows = select(Order.id.label("id")).where(few, *map(Tested, conditions))
            return [select_few(few_rows, order)]
    tested = [*served, *map(Tested, conditions)]
    if query.sort in _FEW_HAVE:
        return _with_and_without(query, tested)
    if query.sort in _OF_DONE and limit is not None:
        return [_open_and_done(tested, order, limit)]
    return [select(Order.id).where(*tested).order_by(*order)]


def _open_and_done(
    conditions: Sequence[ColumnElement[bool]], order: Sequence[ColumnElement[Any]], limit: int
) -> Select[int]:
    """The first rows: those of orders that are not done, which are few, and of the others."""
    states = (IS_OPEN, _IS_DONE)
    parts = [select(Order.id.label("id")).where(state, *conditions) for state in states]
    return first_of_each(parts, order, limit)


def _with_and_without(
    query: OrderQuery, conditions: Sequence[ColumnElement[bool]]
) -> list[Select[int]]:
    has = _FEW_HAVE[query.sort]
    order = ordered_by(SORTS, query.sort, query.descending, Order.id)
    those = select(Order.id).where(has, *conditions).order_by(*order)
    by_id = Order.id.desc() if query.descending else Order.id.asc()
    others = select(Order.id).where(Tested(~has), *conditions).order_by(by_id)
    first_come = query.descending or query.sort != "waiting"
    return [those, others] if first_come else [others, those]


def _served(query: OrderQuery) -> list[ColumnElement[bool]]:
    """What the index of the order narrows by itself, so that nothing else has to."""
    found: list[ColumnElement[bool]] = []
    if query.sort == "date":
        for column, values in query.fields[:1]:
            found += [has_value(column, values)] if len(values) == 1 else []
        if len(query.channels) == 1 and not found:
            found.append(Order.channel == query.channels[0])
        if len(query.ordered) == 1:
            found.append(is_within(query.ordered))
    if query.sort == "queue" and len(query.statuses) == 1:
        found.append(Order.status == query.statuses[0])
    elif query.sort == "queue" and len(query.countries) == 1:
        found.append(Order.country == query.countries[0])
    return found


def _narrowings(connection: Connection, query: OrderQuery) -> Iterator[Narrowing | Looked]:
    """What an index knows of what is asked for, what leaves the fewest first."""
    for ids in _looked_up(connection, query):
        yield Looked(Order.id, ids)
    for condition in _own(query):
        yield Narrowing(condition, select(Order.id).where(condition))
    if query.warehouses:
        there = ships_from(query.warehouses, few=False)
        ids = warehouse_ids(query.warehouses)
        found = select(Shipment.id).where(Shipment.warehouse_id.in_(ids))
        yield Narrowing(there, found)


def _looked_up(connection: Connection, query: OrderQuery) -> Iterator[Select[int]]:
    if query.numbers:
        yield select(Order.id).where(*matching(OrderQuery(numbers=query.numbers)))
    if query.customers:
        yield from _of_customers(connection, query.customers)
    if query.text:
        yield from _has_text(connection, query.text)
    for sku in query.skus:
        yield _any_of([ids_with_sku(sku)])
    if query.problems:
        yield select(OrderProblem.order_id).where(OrderProblem.code.in_(query.problems))


def _of_customers(connection: Connection, keys: Sequence[str]) -> Iterator[Select[int]]:
    """What a key begins with is looked up: an e-mail, or of a name that a postal code follows.

    A name may hold an `@` or a comma; up to the first comma all is the name's in any case.
    """
    words = [key.partition(", ")[0] for key in keys]
    found = [found_by_words(connection, one.strip()) for one in words]
    known = [one for one in found if one is not None]
    if len(known) == len(found):
        yield _any_of(known)


def _has_text(connection: Connection, text: str) -> Iterator[Select[int]]:
    words = found_by_words(connection, text)
    if words is None:
        return
    found: list[Any] = [words, ids_with_sku(text), *ids_by_tracking(text)]
    phone = found_by_words(connection, dialled(text)[-LEAST_DIGITS:])
    yield _any_of(found if phone is None else [*found, phone])


def _any_of(found: Sequence[Any]) -> Select[int]:
    if len(found) == 1 and isinstance(found[0], Select):
        return found[0]
    every = union_all(*(select(one.subquery().c[0]) for one in found)).subquery()
    return select(every.c[0])


def _own(query: OrderQuery) -> Iterator[ColumnElement[bool]]:
    if query.tags:
        yield Order.tags.is_not(None)
    if query.unpaid:
        yield _IS_UNPAID
    if query.on_hold:
        yield Order.hold.is_not(None)
    if query.statuses:
        yield Order.status.in_(query.statuses)
    if query.late_on or (query.open and not query.kept):
        yield IS_OPEN
    for column, values in query.fields:
        yield has_value(column, values)
    if query.ordered:
        yield is_within(query.ordered)
    if query.countries:
        yield Order.country.in_(query.countries)
    if query.channels:
        yield Order.channel.in_(query.channels)
