"""Which of a shop's own fields a command changed values of: taking it back never fills another."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from packbench.db.images import RowChanges
from packbench.db.queries.records.custom_fields import defined_fields, field_ids, lock_fields
from packbench.domain.custom_fields import is_custom
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.custom_cells import fits

Fields = Mapping[str, tuple[int, str]]
"""By the column of its values: which field it was, and its name."""


def kept_fields(
    connection: Connection, changes: Mapping[str, RowChanges]
) -> dict[str, tuple[int, str]]:
    """The fields that had a value before, which taking the command back would put back."""
    wanted = {column for column, _ in _put_back(changes)}
    if not wanted:
        return {}
    ids = field_ids(connection)
    known = {one.column: one.name for one in defined_fields(connection)}
    return {column: (ids[column], known[column]) for column in wanted & ids.keys()}


def refuse_other_fields(
    connection: Connection, changes: Mapping[str, RowChanges], fields: Fields
) -> None:
    """Refuses what would put values into another field, or what their field can't hold now."""
    if not fields:
        return
    lock_fields(connection)
    ids = field_ids(connection)
    known = {one.column: one for one in defined_fields(connection)}
    for column, value in _put_back(changes):
        if column not in fields:
            continue
        kept_id, name = fields[column]
        if ids.get(column) != kept_id or not fits(known[column], value):
            raise Refusal(Code.CANNOT_UNDO, why=Said.FIELD_UNDO_OTHER, field=name)


def _put_back(changes: Mapping[str, RowChanges]) -> Iterator[tuple[str, str]]:
    """The values that come again, with their columns."""
    for name in changes.keys() & {"orders", "product"}:
        change = changes[name]
        for values in (*(was for _, was in change.changed.values()), *change.removed):
            for column, value in values.items():
                if value is not None and is_custom(column):
                    yield column, value
