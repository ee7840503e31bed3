"""The order of a list: a column's key, up or down, with the id last so that it is total."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement

from packbench.db.sql.numbers import NumberIn
from packbench.domain.custom_fields import is_custom


def ordered_by(
    sorts: Mapping[str, Any], sort: str, descending: bool, row_id: Any
) -> list[ColumnElement[Any]]:
    """The ORDER BY of a list; an unknown column is the first of `sorts`.

    Args:
        sorts: SQL expressions by column key; a tuple says what decides among equals.
        sort: the key that was asked for.
        descending: the last first.
        row_id: the id's column.
    """
    if is_custom(sort) and sort in sorts:
        return _by_own_value(sorts[sort], row_id, descending=descending)
    chosen = sorts.get(sort, next(iter(sorts.values())))
    keys = (*chosen, row_id) if isinstance(chosen, tuple) else (chosen, row_id)
    return [key.desc() if descending else key.asc() for key in keys]


def _by_own_value(place: Any, row_id: Any, *, descending: bool) -> list[ColumnElement[Any]]:
    """By the value in a field of the shop's own: numbers by their size, what has none behind."""
    keys = [NumberIn(place), place]
    sorted_keys = [(key.desc() if descending else key.asc()).nulls_last() for key in keys]
    return [place.is_(None), *sorted_keys, row_id.desc() if descending else row_id.asc()]
