"""What an edit of an order keeps, so that it can be taken back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from packbench.db.engine import Database
from packbench.db.sql.rows import AnyRow
from packbench.engine.command.core import Transaction
from packbench.services.importing.said import FileLineChange, SaidLine
from packbench.services.importing.undoing import ImportChange, rows_kept
from packbench.services.orders.edited import (
    LineEdit,
    LineSeen,
    OrderEdit,
    OrderSeen,
    line_seen,
    text_of,
)


@dataclass(frozen=True, slots=True)
class EditChange:
    """What an edit did.

    Attributes:
        number: of the order.
        rows: all rows that it changed, to be put back exactly while nobody touched them.
        back: the edit that undoes it where somebody picks, or stock has moved meanwhile.
    """

    number: str
    rows: ImportChange
    back: OrderEdit


def keep_edit(transaction: Transaction, database: Database, number: str, back: OrderEdit) -> None:
    """Inside a command, at its end: keeps what an edit did.

    Args:
        transaction: the command, which has written everything.
        database: where what it wrote is not seen yet.
        number: of the order.
        back: `edit_back` of what was changed.
    """
    with database.read.connect() as before:
        rows = rows_kept(transaction, before)
    if rows is not None:
        transaction.undo = EditChange(number, rows, back)


def edit_back(
    command_id: int,
    rows: tuple[AnyRow, AnyRow],
    changed: Sequence[str],
    lines: Sequence[FileLineChange],
    added: Sequence[int],
) -> OrderEdit:
    """The edit that undoes another one.

    Args:
        command_id: of the command that edits.
        rows: the order before and after it.
        changed: the columns that it changed.
        lines: the lines that it changed, added or removed.
        added: the numbers of those that it added, in their order.
    """
    before, after = rows
    numbers = iter(added)
    seen: dict[int, LineSeen] = {}
    back: list[LineEdit] = []
    for was, now in lines:
        back.append(_line_back(was, now, numbers, seen))
    fields = {name: text_of(before, name) for name in changed}
    left = {name: text_of(after, name) for name in changed}
    return OrderEdit(fields, back, OrderSeen(left, seen, command_id))


def _line_back(
    was: SaidLine | None, now: SaidLine | None, numbers: Iterator[int], seen: dict[int, LineSeen]
) -> LineEdit:
    if was is None:
        assert now is not None  # noqa: S101 - a change has one of the two
        number = next(numbers)
        seen[number] = line_seen(now)
        return LineEdit(number, remove=True)
    old = line_seen(was)
    texts = (old.sku, str(old.quantity), old.price)
    if now is None:
        return LineEdit(None, *texts)
    seen[was.line] = line_seen(now)
    return LineEdit(was.line, *texts)
