"""Who changed an order since a command: found in the commands that name it."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from packbench.db.queries.records.commands import LaterCommand, later_commands
from packbench.domain.catalog import code_key
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal


def last_change(connection: Connection, since: int, number: str) -> LaterCommand | None:
    """The last command that named the order since; None where none did (stock served it, say)."""
    key = code_key(number)
    for later in later_commands(connection, since):
        if any(code_key(name) == key for name in _texts(json.loads(later.content))):
            return later
    return None


def changed_since(connection: Connection, since: int, number: str) -> Refusal:
    """Why a command on an order can't be taken back: somebody changed the order, and who."""
    later = last_change(connection, since, number)
    if later is None:
        return Refusal(Code.CANNOT_UNDO, why=Said.CHANGED_SINCE, order=number)
    return Refusal(
        Code.CANNOT_UNDO,
        why=Said.CHANGED_SINCE_BY,
        order=number,
        other=as_typed(later.name),
        who=later.operator,
        station=later.station,
    )


def as_typed(name: str) -> str:
    """A command's name as it is typed: `backorders.move_promises` is `backorders move-promises`."""
    return name.replace(".", " ").replace("_", "-")


def _texts(value: Any) -> Iterator[str]:
    """Every text in JSON values: numbers of orders among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
