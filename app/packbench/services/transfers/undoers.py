"""How each command on transfers is taken back, by its name."""

from collections.abc import Mapping
from typing import Any

from packbench.db.queries.records.transfers import find_transfer, transfer_lines
from packbench.db.sql.rows import AnyRow
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.transfers import TransferStatus, transfer_name
from packbench.engine.command.core import Transaction
from packbench.engine.undo.reversing import reversed_entries
from packbench.engine.undo.taking_back import take_back_stock
from packbench.engine.undo.undoer import Undoer
from packbench.services.transfers.moving import LineStep, TransferStep, count_steps, set_status


def _undo_step(transaction: Transaction, step: TransferStep) -> None:
    """What came, was lost or went back is on its way again.

    Refuses goods that are promised or elsewhere, and what somebody closed or cancelled since.
    """
    connection = transaction.connection
    row = find_transfer(connection, transfer_name(step.transfer_id), lock=True)
    ended = row.status in {TransferStatus.CLOSED, TransferStatus.CANCELLED}
    if ended and row.ended_by != transaction.undoes:
        raise _went_on(row)
    _take_back(transaction, step)
    count_steps(connection, step.lines, -1)
    set_status(transaction, row.id, TransferStatus.SENT)


def _undo_sending(transaction: Transaction, step: TransferStep) -> None:
    """All goes back to its bins; refuses where anything of it came, was lost or went back."""
    connection = transaction.connection
    row = find_transfer(connection, transfer_name(step.transfer_id), lock=True)
    lines = transfer_lines(connection, row.id)
    begun = any(one.received or one.lost or one.returned or one.over for one in lines)
    if begun or row.status != TransferStatus.SENT:
        raise _went_on(row)
    _take_back(transaction, step)
    count_steps(connection, [LineStep(one.id, returned=one.sent) for one in lines])
    set_status(transaction, row.id, TransferStatus.CANCELLED)


def _take_back(transaction: Transaction, step: TransferStep) -> None:
    entries = reversed_entries(transaction.connection, transaction.undoes or 0, as_caused=True)
    take_back_stock(transaction, step.orders, entries)


def _went_on(row: AnyRow) -> Refusal:
    return Refusal(Code.CANNOT_UNDO, why=Said.TRANSFER_WENT_ON, transfer=transfer_name(row.id))


UNDO_STEP = Undoer(TransferStep, _undo_step)
TRANSFER_UNDOERS: Mapping[str, Undoer[Any]] = {
    "transfers.send": Undoer(TransferStep, _undo_sending),
    "transfers.receive": UNDO_STEP,
    "transfers.close": UNDO_STEP,
    "transfers.cancel": UNDO_STEP,
}
