"""Transfers end before all has come: the rest is lost, or goes back to where it came from."""

from packbench.db.queries.records.lookups import LocationRef
from packbench.db.sql.rows import AnyRow
from packbench.domain.transfers import TransferStatus, transfer_name
from packbench.domain.warehousing import Cause, Entry, LocationKind
from packbench.engine.bulk import DO_IT, How
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.services.transfers.moving import (
    LineStep,
    TransferDone,
    TransferMoves,
    open_lines,
    open_transfer,
    run_transfer,
    there,
    warehouse_by_id,
)


def close_transfer(
    context: Context, name: str, *, reason: str = "", how: How = DO_IT
) -> TransferDone:
    """Says that nothing more comes: what is on its way is lost in transit, as the ledger names it.

    The loss is the source's: the ledger has the units back there and lost in the same command.
    Refuses a transfer of which nothing is on its way.
    """

    def work(transaction: Transaction) -> TransferMoves:
        row = open_transfer(transaction, name)
        lines = open_lines(transaction.connection, row.id)
        note = reason.strip() or None
        entries = [
            _entry(row, line, units, cause, note)
            for line in lines
            for units, cause in ((line.open, Cause.TRANSFER), (-line.open, Cause.TRANSIT_LOSS))
        ]
        steps = [LineStep(line.id, lost=line.open) for line in lines]
        return TransferMoves(row.id, entries, steps, TransferStatus.CLOSED)

    content = {"transfer": name, "reason": reason}
    return run_transfer(context, "transfers.close", content, how, work)


def cancel_transfer(context: Context, name: str, *, how: How = DO_IT) -> TransferDone:
    """Takes what is on its way back to the bins that it came from; who waits there is served.

    What was received stays received. Refuses a transfer of which nothing is on its way.
    """

    def work(transaction: Transaction) -> TransferMoves:
        connection = transaction.connection
        row = open_transfer(transaction, name)
        source = warehouse_by_id(connection, row.source_id)
        lines = open_lines(connection, row.id)
        entries = []
        for line in lines:
            where = LocationRef(
                line.location_id, line.location, LocationKind.BIN.value, line.pickable
            )
            blocked = there(connection, source, line).blocks(where, line.expires_on)
            entry = _entry(row, line, line.open, Cause.TRANSFER, None, blocked=blocked)
            entries.append(entry)
        steps = [LineStep(line.id, returned=line.open) for line in lines]
        return TransferMoves(row.id, entries, steps, TransferStatus.CANCELLED)

    return run_transfer(context, "transfers.cancel", {"transfer": name}, how, work)


def _entry(
    row: AnyRow, line: AnyRow, units: int, cause: Cause, note: str | None, *, blocked: bool = False
) -> Entry:
    return Entry(
        *(row.source_id, line.product_id, line.location_id, units, cause),
        lot=line.lot,
        unavailable=units if blocked else 0,
        expires_on=line.expires_on,
        note=note,
        document=transfer_name(row.id),
    )
