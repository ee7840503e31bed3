"""The ids of the Customers table, in order: the first of them without reading all orders.

A customer's place hangs on all of the customer's orders, and no table keeps customers. Orders are
walked down an index of what is sorted by instead. Whoever has none among the first so many of them
comes later than whoever has one, but for those who are even with the last that was walked to; among
these the id decides, which is found in the same way. The numbers of whoever was met are summed as
always, so that the order is the one that all ids have.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    case,
    func,
    literal,
    literal_column,
    not_,
    select,
)

from packbench.db.queries.lists import narrowing
from packbench.db.queries.lists.customer_keys import KEY, NAME
from packbench.db.queries.lists.customers import (
    CustomerQuery,
    fits_text,
    grouped,
    select_ids,
    value_of,
)
from packbench.db.queries.lists.orders import IS_OPEN
from packbench.db.schema import Order
from packbench.db.sql.all_ids import ids_of
from packbench.db.sql.among import among, among_texts
from packbench.db.sql.order_words import found_by_words
from packbench.db.sql.sums import total
from packbench.domain.telephone import LEAST_DIGITS, dialled

_STEPS = (1_000, 1_000, 4_000, 16_000)
"""So many orders are walked, one after the other, before all are read."""
_NO_END = 2**62
_WALKED = {"last": Order.ordered_at, "name": NAME, "email": KEY}
"""Sorts by what each order has; the others are by numbers that few customers have."""
_MOST_HAVE = {"orders": 1, "open": 0, "waiting": 0}
# Written out, as the index of them has it: SQLite does not look into a parameter.
_IS_WAITING = Order.waiting_units > literal_column("0")


def read_ids(connection: Connection, query: CustomerQuery, limit: int | None) -> Sequence[int]:
    """The ids of the customers that fit, in the order that was asked for, `limit` at most."""
    if limit is not None:
        found = _first(connection, query, limit)
        if found is not None:
            return found
    return ids_of(connection, select_ids(query), limit)


def _first(connection: Connection, query: CustomerQuery, limit: int) -> list[int] | None:
    few = _few(connection, query)
    if few is not None:
        narrowed = replace(query, text="")
        return [row.id for row in connection.execute(_ranked(narrowed, few, None)).all()][:limit]
    most_have = _MOST_HAVE.get(query.sort)
    if most_have is not None and not query.descending:
        return _even(connection, query, most_have, limit)
    if query.sort == "orders":
        return None  # who has most of them follows from no index
    walk = _Walk([])
    for size in _STEPS:
        walk = _walk(connection, query, walk, size)
        if walk.all and most_have is not None:
            walk = replace(walk, end=most_have, all=False, even=not walk.keys)
        elif len(walk.keys) < limit and not (walk.all or walk.even):
            continue
        found = [] if walk.even and not walk.all else _before(connection, query, walk)
        if len(found) >= limit or walk.all:
            return found[:limit]
        if walk.even or most_have is not None:
            even = _even(connection, query, walk.end, limit - len(found))
            return None if even is None else found + even
    return None


@dataclass(frozen=True, slots=True)
class _Walk:
    """Whom the first orders are of, and the value of the last of these.

    `all`: there was nothing else to walk. `even`: nobody who was met comes before those who have
    the value at the end; who is the first of them is told by the id.
    """

    keys: Sequence[str]
    end: Any = None
    all: bool = False
    even: bool = False


def _walk(connection: Connection, query: CustomerQuery, before: _Walk, size: int) -> _Walk:
    """So many orders more, or numbers of customers; whoever was met is passed by."""
    source = _source(query.sort, before, descending=query.descending).limit(size)
    rows = connection.execute(source).all()
    keys = [*before.keys, *dict.fromkeys(row.key for row in rows)]
    if len(rows) < size:
        return _Walk(keys, all=True)
    end = rows[-1].value
    even = rows[0].value == end and not before.keys and query.sort != "email"
    return _Walk(keys, end, even=even)


def _source(sort: str, passed: _Walk, *, descending: bool) -> Select[Any]:
    """Keys and values of others than these, in the order of the values."""
    key: ColumnElement[str] = KEY
    value: Any = _WALKED.get(sort, Order.ordered_at)
    if sort in {"open", "waiting"}:
        units = literal_column("1") if sort == "open" else Order.waiting_units
        theirs = _all_of(IS_OPEN if sort == "open" else _IS_WAITING, units.label("units"))
        key, value = theirs.c.key, total(theirs.c.units)
    query = select(key.label("key"), value.label("value"))
    if sort in {"open", "waiting"}:
        query = query.group_by(key)
    if sort == "email" and passed.keys:
        query = query.where(passed.end > KEY if descending else passed.end < KEY)
    elif passed.keys:
        query = query.where(not_(among_texts(key, passed.keys)))
    return query.order_by(value.desc() if descending else value.asc())


def _all_of(there: ColumnElement[bool], *columns: Any) -> Subquery:
    """The orders of which this is so, of an index of them: not in the order of the customers."""
    return select(KEY.label("key"), *columns).where(there).limit(_NO_END).subquery("those")


def _before(connection: Connection, query: CustomerQuery, walk: _Walk) -> list[int]:
    """The ids of those who were met and come before the value at the end, in order."""
    rows = connection.execute(_ranked(query, walk.keys, walk.end)).all()
    return [row.id for row in rows if row.place > 0]


def _ranked(query: CustomerQuery, keys: Sequence[str], end: Any) -> Select[Any]:
    """Of these customers those who fit, as the whole list has them."""
    value = value_of(query.sort)
    place: ColumnElement[int] = literal(1)
    if end is not None:
        last = literal(end, value.type)
        before = value > last if query.descending else value < last
        place = case((before, 1), (value == last, 0), else_=-1)
    found = grouped(query, func.min(Order.id).label("id"), place.label("place"))
    found = found.where(among_texts(KEY, keys))
    return found if not query.text else found.where(KEY.in_(_with_text(query.text, keys)))


def _with_text(text: str, keys: Sequence[str]) -> Select[str]:
    return select(KEY).where(among_texts(KEY, keys), fits_text(text))


def _even(connection: Connection, query: CustomerQuery, value: Any, limit: int) -> list[int] | None:
    """The first of those who have this value; None where they are not soon found."""
    by_id = Order.id.desc() if query.descending else Order.id.asc()
    met: list[str] = []
    for size in _STEPS:
        source = select(KEY.label("key"), Order.id).order_by(by_id).limit(size)
        if met:
            source = source.where(not_(among_texts(KEY, met)))
        rows = connection.execute(source).all()
        met += dict.fromkeys(row.key for row in rows)
        there_is_more = len(rows) == size
        if len(met) < limit and there_is_more:
            continue
        rest = [
            row for row in connection.execute(_ranked(query, met, value)).all() if row.place < 1
        ]
        if not there_is_more:  # then others follow, and all are met
            return [row.id for row in rest[:limit]]
        end, down = rows[-1].id, query.descending
        found = [row.id for row in rest if row.place == 0]
        sure = [one for one in found if (one >= end if down else one <= end)]
        if len(sure) >= limit:
            return sure[:limit]
    return None


def _few(connection: Connection, query: CustomerQuery) -> Sequence[str] | None:
    """What the few are known by who may fit; None where nothing leaves few."""
    if query.text:
        for ids in _with_words(connection, query.text):
            fits = (among(Order.id, ids), fits_text(query.text))
            return connection.execute(select(KEY).where(*fits).distinct()).scalars().all()
    for asked, there in ((query.waiting, _IS_WAITING), (query.open, IS_OPEN)):
        if asked:
            theirs = _all_of(there)
            some = select(theirs.c.key).distinct().limit(narrowing.MANY + 1)
            keys = connection.execute(some).scalars().all()
            if len(keys) <= narrowing.MANY:
                return keys
    return None


def _with_words(connection: Connection, text: str) -> list[Sequence[int]]:
    """The ids of the few orders that may have a text; nothing where they are many."""
    found = [found_by_words(connection, text)]
    if dialled(text):
        found.append(found_by_words(connection, dialled(text)[-LEAST_DIGITS:]))
    ids: list[int] = []
    for words in found:
        if words is None:
            return []
        ids += connection.execute(words.limit(narrowing.MANY + 1)).scalars().all()
    return [ids] if len(ids) <= narrowing.MANY else []
