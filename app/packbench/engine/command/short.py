"""The short way of a command: all of it in two statements, where the case is a plain one."""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from sqlalchemy import Connection

from packbench.domain.changes import ChangeSet

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, slots=True)
class ShortCall:
    """What the audit row says of a call before it is done, and who is told of it."""

    key: str
    name: str
    content_hash: str
    content: str
    operator: str
    station: str
    origin: str


@dataclass(frozen=True, slots=True)
class ShortAnswer(Generic[R_co]):
    """What a command came to that was done the short way, its audit row and its notice too."""

    result: R_co
    changes: ChangeSet
    command_id: int


class ShortWay(Protocol[R_co]):
    """Tries a command the short way, under the lock of its transaction."""

    def __call__(self, connection: Connection, call: ShortCall) -> ShortAnswer[R_co] | None:
        """What it came to; None, with nothing written, where it has to go the long way."""
        ...
