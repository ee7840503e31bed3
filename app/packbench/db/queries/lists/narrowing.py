"""How a long list is read: few rows are gathered and sorted, many are walked in their order.

What is asked for narrows a list of a million rows to few or leaves many. Of few, the index of what
they have in common gives all, and they are sorted. Of many, the index of the order gives one after
the other, and each is tested: the first hundreds are soon found. Which of both it is, is counted up
to `MANY` in an index.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, UnaryExpression, func, select

from packbench.db.sql.tested import Tested

MANY = 20_000


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A condition that an index answers; `found` are the ids that it lets through."""

    condition: ColumnElement[bool]
    found: Select[int]


def few_of(connection: Connection, narrowings: Iterable[Narrowing]) -> Narrowing | None:
    """The first that lets few rows through; None where all of them leave many."""
    for one in narrowings:
        some = one.found.order_by(None).limit(MANY + 1).subquery()
        if connection.execute(select(func.count()).select_from(some)).scalar_one() <= MANY:
            return one
    return None


def select_few(
    row_id: Any, conditions: Sequence[ColumnElement[bool]], order: Sequence[ColumnElement[Any]]
) -> Select[int]:
    """The ids of few rows, gathered and then sorted; the first condition is the one that is few."""
    few, *tested = conditions
    keys = [_Key.of(key) for key in order]
    columns = [one.value.label(f"key_{place}") for place, one in enumerate(keys)]
    found = select(row_id.label("id"), *columns).where(few, *map(Tested, tested))
    rows = found.cte("few").prefix_with("MATERIALIZED")
    sorts = [one.by(rows.c[f"key_{place}"]) for place, one in enumerate(keys)]
    return select(rows.c.id).order_by(*sorts)


@dataclass(frozen=True, slots=True)
class _Key:
    """A part of an ORDER BY: the value, and how it is sorted, the last word first."""

    value: Any
    how: tuple[Any, ...]

    @classmethod
    def of(cls, key: Any) -> "_Key":
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
