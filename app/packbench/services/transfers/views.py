"""Transfers as people see them."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from packbench.db.queries.records.transfers import (
    find_transfer,
    transfer_lines,
    transfer_rows,
)
from packbench.db.sql.rows import AnyRow
from packbench.domain.transfers import TransferStatus, transfer_name
from packbench.engine.command.context import Context


@dataclass(frozen=True, slots=True)
class TransferRowView:
    """A transfer in the list.

    Attributes:
        sent: units that left the source; `in_transit` of them are on their way.
        over: units that came and were never sent; they are not among those that were received.
    """

    transfer: str
    source: str
    target: str
    status: TransferStatus
    note: str
    expected_on: date | None
    sent_at: datetime
    operator: str
    ended_at: datetime | None
    lines: int
    sent: int
    received: int
    lost: int
    returned: int
    over: int
    in_transit: int


@dataclass(frozen=True, slots=True)
class TransferLineView:
    """Units of a product and lot that left one bin of the source."""

    sku: str
    name: str
    location: str
    lot: str
    expires_on: date | None
    sent: int
    received: int
    lost: int
    returned: int
    over: int
    in_transit: int


@dataclass(frozen=True, slots=True)
class TransferView:
    """A transfer with its lines."""

    transfer: TransferRowView
    lines: list[TransferLineView] = field(default_factory=list)


def list_transfers(context: Context, *, open_only: bool = False) -> list[TransferRowView]:
    """What is on its way first, then the newest; 500 at most."""
    with context.database.read.connect() as connection:
        return [_head(row) for row in transfer_rows(connection, open_only=open_only)]


def show_transfer(context: Context, name: str) -> TransferView:
    """One transfer; refuses `not_found`."""
    with context.database.read.connect() as connection:
        return transfer_view(connection, find_transfer(connection, name).id)


def transfer_view(connection: Connection, transfer_id: int) -> TransferView:
    """One transfer by its id."""
    head = _head(transfer_rows(connection, transfer_id)[0])
    return TransferView(head, [_line(row) for row in transfer_lines(connection, transfer_id)])


def _head(row: AnyRow) -> TransferRowView:
    return TransferRowView(
        *(transfer_name(row.id), row.source, row.target, TransferStatus(row.status), row.note),
        *(row.expected_on, row.sent_at, row.operator, row.ended_at, row.lines),
        *(row.sent, row.received, row.lost, row.returned, row.over),
        row.sent - row.received - row.lost - row.returned,
    )


def _line(row: AnyRow) -> TransferLineView:
    return TransferLineView(
        *(row.sku, row.name, row.location, row.lot, row.expires_on),
        *(row.sent, row.received, row.lost, row.returned, row.over, row.open),
    )
