"""Who changed an order since a command: found in the commands that name it."""

import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from packbench.db.queries.records.commands import LaterCommand, later_commands
from packbench.domain.catalog import code_key
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal


class ChangedSince:
    """The commands that named orders since one; read only when it is asked for them."""

    def __init__(self, connection: Connection, since: int) -> None:
        self._connection = connection
        self._since = since

    def last(self, number: str) -> LaterCommand | None:
        """The last one that named an order; None where none did (stock served it, say)."""
        return self._by_order.get(code_key(number))

    def refusal(self, number: str) -> Refusal:
        """Why a command on an order can't be taken back: who changed the order, and how."""
        later = self.last(number)
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

    @cached_property
    def _by_order(self) -> dict[str, LaterCommand]:
        found: dict[str, LaterCommand] = {}
        for later in later_commands(self._connection, self._since):
            for name in _texts(json.loads(later.content)):
                found.setdefault(code_key(name), later)
        return found


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
