"""The short way of a command: all of it in two statements, where the case is a plain one."""

from typing import NamedTuple, Protocol, TypeVar

from sqlalchemy import Connection

from packbench.domain.changes import ChangeSet

R_co = TypeVar("R_co", covariant=True)


class ShortCall(NamedTuple):
    """What the audit row says of a call before it is done, and who is told of it."""

    key: str
    name: str
    content_hash: str
    content: str
    operator: str
    station: str
    origin: str


class ShortWay(Protocol[R_co]):
    """Tries a command the short way, under the lock of its transaction."""

    def __call__(self, connection: Connection, call: ShortCall) -> tuple[R_co, ChangeSet] | None:
        """Its result and what it changed; its audit row and its notice are written too.

        None, with nothing written, where it has to go the long way.
        """
        ...
