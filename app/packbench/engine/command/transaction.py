"""A command under way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from packbench.domain.changes import ChangeSet, Kind, changed

if TYPE_CHECKING:
    from packbench.engine.undo.remembered import Remembered


@dataclass(slots=True)
class Transaction:
    """A command under way: its connection, its audit row, and what it has changed so far."""

    connection: Connection
    command_id: int
    at: datetime
    changes: ChangeSet = field(default_factory=ChangeSet)
    undo: object | None = None
    """What taking the command back needs: a dataclass; None when it can't be taken back."""
    remembered: "Remembered | None" = None
    """Orders as they were: `undo` is told at the end what became of them and of those beside."""
    undoes: int | None = None
    """The id of the command that this one takes back."""
    orders: set[int] = field(default_factory=set)
    """Every order that changed."""
    touched: dict[Kind, set[int]] = field(default_factory=dict)
    """Every record whose history tells of the command, by its kind."""
    products: set[int] = field(default_factory=set)
    """Products of which something is said anew that customs ask, or that are made of others."""
    customs_changed: bool = False
    """Whether any open order may lack something else for customs than before."""
    in_parts: set[int] = field(default_factory=set)
    """Those of them that are known to ship in parts."""
    came: set[int] = field(default_factory=set)
    """Products of which there may be more to give out."""
    planned_again: set[int] = field(default_factory=set)
    """Orders that were planned under other limits: nothing that comes free serves them now."""
    taken: set[int] = field(default_factory=set)
    """Products of which there is less for others now; reasons that say otherwise are stale."""
    opened: set[int] = field(default_factory=set)
    """Products that a warehouse has that never had them: reasons that say otherwise are stale."""
    inside: "Transaction | None" = None
    """The command in whose transaction this one is done."""
    tried: bool = False
    """Whether it is a preview: it is told and rolled back, and nobody will take it back."""
    moves_stock: bool = True
    """Whether it holds the lock under which stock moves."""
    inner: list[int] = field(default_factory=list)
    """The ids of the commands that were done inside this one."""
    then: Callable[[Any], Any] | None = None
    """Done with its result when all else of the command is done; gives what is answered."""
    rules_changed: bool = False
    """Whether warehouses may serve other orders than before: every reason may be stale."""

    def answer(self, result: Any) -> Any:
        """What is answered, after all that follows from the command."""
        then, self.then = self.then, None
        return result if then is None else then(result)

    def changed(self, kind: Kind, ids: "set[int] | list[int] | frozenset[int]") -> None:
        """Notes that these records look different after the commit."""
        self.changes = self.changes | changed(kind, ids)
        self.concerns(kind, ids)
        if kind is Kind.ORDER:
            self.orders.update(ids)

    def concerns(self, kind: Kind, ids: "set[int] | list[int] | frozenset[int]") -> None:
        """Notes that the history of these records tells of it, whether they changed or not."""
        self.touched.setdefault(kind, set()).update(ids)

    def served(self, orders: int) -> None:
        """Notes that so many back orders were given stock, which every station is told."""
        self.changes = self.changes | ChangeSet(served=orders)

    def changed_many(self, kind: Kind) -> None:
        """Notes that any record of this kind may look different after the commit."""
        self.changes = self.changes | ChangeSet({kind: frozenset()})
