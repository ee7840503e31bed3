"""The order of a list: a column's key, up or down, with the id last so that it is total."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement


def ordered_by(
    sorts: Mapping[str, Any], sort: str, descending: bool, row_id: Any
) -> list[ColumnElement[Any]]:
    """The ORDER BY of a list; an unknown column is the first of `sorts`.

    Args:
        sorts: SQL expressions by column key.
        sort: the key that was asked for.
        descending: the last first.
        row_id: the id's column.
    """
    chosen = sorts.get(sort, next(iter(sorts.values())))
    keys = (chosen, row_id)
    return [key.desc() if descending else key.asc() for key in keys]
