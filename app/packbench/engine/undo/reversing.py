"""Ledger rows of a command with the opposite sign, while their goods are there and unpromised."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, select

from packbench.db.queries.planning.victims import shortages
from packbench.db.queries.records.commands import movements_of_command
from packbench.db.schema import StockBin
from packbench.db.sql.among import among
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import Cause, Entry


def reversed_entries(
    connection: Connection, command_id: int, *, as_caused: bool = False
) -> list[Entry]:
    """What takes a command's change of stock back; `as_caused` for what it was: a transfer, a loss.

    Refuses `cannot_undo` when goods were moved, picked, damaged or lost since: the places that had
    them do not hold them any more. So it does when they were promised to orders since.
    """
    entries = [
        Entry(
            movement.warehouse_id,
            movement.product_id,
            movement.location_id,
            -movement.quantity,
            Cause(movement.cause) if as_caused else Cause.UNDO,
            lot=movement.lot,
            unavailable=-movement.unavailable,
            document=movement.document if as_caused else None,
        )
        for movement in movements_of_command(connection, command_id)
    ]
    _refuse_gone(connection, entries)
    if shortages(connection, entries):
        raise Refusal(Code.CANNOT_UNDO, why=Said.STOCK_PROMISED)
    return entries


def _refuse_gone(connection: Connection, entries: Sequence[Entry]) -> None:
    changes: dict[tuple[int, int, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for entry in entries:
        place = (entry.location_id, entry.product_id, entry.lot)
        units, held = changes[place]
        changes[place] = (units + entry.quantity, held + entry.unavailable)
    query = select(
        *(StockBin.location_id, StockBin.product_id, StockBin.lot),
        *(StockBin.on_hand, StockBin.unavailable),
    ).where(
        among(StockBin.location_id, {entry.location_id for entry in entries}),
        among(StockBin.product_id, {entry.product_id for entry in entries}),
    )
    for row in connection.execute(query):
        units, held = changes[row.location_id, row.product_id, row.lot]
        if not 0 <= row.unavailable + held <= row.on_hand + units:
            raise Refusal(Code.CANNOT_UNDO, why=Said.GOODS_ELSEWHERE)
