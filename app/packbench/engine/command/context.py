"""What every use case needs: the database, who calls, and who hears of changes."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from packbench.db.engine import Database
from packbench.domain.changes import ChangeSet

if TYPE_CHECKING:
    from packbench.engine.command.transaction import Transaction


def _tell_nobody(_changes: ChangeSet) -> None:
    """The command line has no views to refresh."""


def _tell_nobody_of_it(_name: str) -> None:
    """Nobody keeps account of what was done."""


@dataclass(frozen=True, slots=True)
class Context:
    """Passed to every service function.

    Attributes:
        operator: the person, as the audit row names them.
        station: the bench or computer.
        origin: this process's token in change notices.
        publish: called with what changed, after the commit, on the thread of the command.
        key: of the one command that is sent with this context and has none of its own.
        on_done: called with the name of each command that was done, after its commit.
        inside: the command under way in whose transaction others are done, each with an audit row
            of its own: all of them are kept, or none.
    """

    database: Database
    operator: str = "operator"
    station: str = "station"
    origin: str = field(default_factory=lambda: uuid4().hex[:12])
    publish: Callable[[ChangeSet], None] = _tell_nobody
    key: str | None = None
    on_done: Callable[[str], None] = _tell_nobody_of_it
    inside: "Transaction | None" = None

    def without_key(self) -> "Context":
        """For what is only tried, or done beside the command that the key is for."""
        return replace(self, key=None)
