"""How a command is taken back: what it wrote down for that, and what is done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.adapters import adapter_of
from packbench.engine.command.transaction import Transaction

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Undoer(Generic[R]):
    """Takes commands of one name back.

    Attributes:
        record: the dataclass that the command keeps as `Transaction.undo`.
        work: puts everything back inside a command that `undoes` it; refuses `cannot_undo` where
            somebody else has changed since what it would overwrite.
    """

    record: type[R]
    work: Callable[[Transaction, R], None]

    def take_back(self, transaction: Transaction, kept: str) -> None:
        """Takes back what was written down so; refuses what another version wrote down."""
        try:
            record = adapter_of(self.record).validate_json(kept)
        except ValueError as error:
            raise Refusal(Code.CANNOT_UNDO, why=Said.OF_ANOTHER_VERSION) from error
        self.work(transaction, record)
