"""Which records a command touched, written with its audit row: their history is found by it."""

from sqlalchemy import Connection, delete

from packbench.db.schema import CommandRecord
from packbench.db.sql.bulk import insert_rows
from packbench.domain.history import RecordKind
from packbench.engine.command.transaction import Transaction


def write_records(transaction: Transaction) -> None:
    """As a command's last step: every record that it named as changed."""
    kinds = {kind.value for kind in RecordKind}
    rows = [
        (kind.value, record_id, transaction.command_id)
        for kind, ids in transaction.touched.items()
        if kind.value in kinds
        for record_id in sorted(ids)
    ]
    insert_rows(transaction.connection, CommandRecord, ["kind", "record_id", "command_id"], rows)


def forget_records(connection: Connection, kind: RecordKind, first: int, last: int) -> None:
    """Records from one to another are gone; others may get their numbers, without their past."""
    connection.execute(
        delete(CommandRecord).where(
            CommandRecord.kind == kind.value, CommandRecord.record_id.between(first, last)
        )
    )
