"""How a long list is read: few rows are gathered and sorted, many are walked in their order.

What is asked for narrows a list of a million rows to few or leaves many. Of few, the index of what
they have in common gives all, and they are sorted. Of many, the index of the order gives one after
the other, and each is tested: the first hundreds are soon found. Which of both it is, is counted up
to `MANY` in an index.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    UnaryExpression,
    func,
    select,
    union_all,
)

from packbench.db.sql.among import among

MANY = 20_000
SOME = 100_000
"""So many are gathered where they are what is asked for, rather than looked for among all."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What an index answers: `found` are ids that it lets through, `condition` is what they are."""

    condition: ColumnElement[bool]
    found: Select[int]


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked up in another table, once: rows of which `row_id` is among `found`."""

    row_id: Any
    found: Select[int]


def few_of(
    connection: Connection, narrowings: Iterable[Narrowing | Looked], most: int | None = None
) -> ColumnElement[bool] | None:
    """What the few rows have in common that the first lets through; None where all leave many."""
    many = MANY if most is None else most
    for one in narrowings:
        some = one.found.order_by(None).limit(many + 1)
        if isinstance(one, Looked):
            ids = connection.execute(some).scalars().all()
            if len(ids) <= many:
                return among(one.row_id, ids)
            continue
        counted = select(func.count()).select_from(some.subquery())
        if connection.execute(counted).scalar_one() <= many:
            return one.condition
    return None


def select_few(found: Select[int], order: Sequence[ColumnElement[Any]]) -> Select[int]:
    """The ids of few rows, which are called `id`, gathered and then sorted."""
    rows = _with_keys(found, order).cte("few").prefix_with("MATERIALIZED")
    return select(rows.c.id).order_by(*_sorts_of(rows, order))


def first_of_each(
    parts: Sequence[Select[int]], order: Sequence[ColumnElement[Any]], limit: int
) -> Select[int]:
    """The ids of the first rows of all parts together, of each of which an index gives the first.

    Args:
        parts: rows whose id is called `id`; none is in two of them.
        order: what all are sorted by.
        limit: so many of each part at most.
    """
    firsts = [
        _with_keys(part, order).order_by(*order).limit(limit).subquery(f"part_{place}")
        for place, part in enumerate(parts)
    ]
    rows = union_all(*map(select, firsts)).subquery("parts")
    return select(rows.c.id).order_by(*_sorts_of(rows, order))


def _with_keys(found: Select[int], order: Sequence[ColumnElement[Any]]) -> Select[Any]:
    keys = (_SortKey.of(key).value.label(f"key_{place}") for place, key in enumerate(order))
    return found.add_columns(*keys)


def _sorts_of(rows: FromClause, order: Sequence[ColumnElement[Any]]) -> list[Any]:
    return [_SortKey.of(key).by(rows.c[f"key_{place}"]) for place, key in enumerate(order)]


@dataclass(frozen=True, slots=True)
class _SortKey:
    """A part of an ORDER BY: the value, and how it is sorted, the last word first."""

    value: Any
    how: tuple[Any, ...]

    @classmethod
    def of(cls, key: Any) -> "_SortKey":
        how = []
        while isinstance(key, UnaryExpression) and key.modifier is not None:
            how.append(key.modifier)
            key = key.element
        return cls(key, tuple(how))

    def by(self, value: Any) -> Any:
        """Another value, sorted in the same way."""
        for modifier in reversed(self.how):
            value = modifier(value)
        return value
