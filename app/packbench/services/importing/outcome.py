"""What every import has in common: counting, comparing, rejecting, and what it frees."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from packbench.exchange.kinds import Fields, LineFields
from packbench.exchange.records import Parsed, Record
from packbench.exchange.rejects import Reject, RejectCode, Rejected
from packbench.services.commands import Transaction

RowFields = TypeVar("RowFields")


@dataclass(slots=True)
class Outcome:
    """What became of the records of a file.

    `freed` are products of which stock may now be given to somebody who waits.
    """

    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    freed: set[int] = field(default_factory=set)

    def reject(
        self, record: Record[Any, Any], column: str, value: str, code: RejectCode, **params: object
    ) -> None:
        """Leaves a record out and tells why, at its first row."""
        self.reject_at(record, record.rows[0], column, value, code, **params)

    def reject_at(
        self,
        record: Record[Any, Any],
        row: int,
        column: str,
        value: str,
        code: RejectCode,
        **params: object,
    ) -> None:
        """Leaves a record out and tells in which of its rows the fault is."""
        reject = Reject(row, column, value, code, params)
        self.rejected.append(Rejected(record.rows, (reject,)))


@dataclass(frozen=True, slots=True)
class Job(Generic[Fields, LineFields]):
    """One file of one kind on its way into the database."""

    transaction: Transaction
    parsed: Parsed[Fields, LineFields]
    update: bool
    outcome: Outcome = field(default_factory=Outcome)

    def settle_known(self, record: Record[Fields, LineFields], name: str, *, same: bool) -> bool:
        """Counts a record that the database knows; True when it is to be updated."""
        if same:
            self.outcome.unchanged += 1
            return False
        if not self.update:
            column = self.parsed.kind.key[-1]
            self.outcome.reject(record, column, name, RejectCode.ALREADY_EXISTS)
            return False
        self.outcome.updated += 1
        return True


def given(values: Mapping[str, Any], columns: Iterable[str]) -> dict[str, Any]:
    """The values of the columns that the file has; others keep what is in the database."""
    wanted = set(columns)
    return {name: value for name, value in values.items() if name in wanted}
