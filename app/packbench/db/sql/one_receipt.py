"""What a plain receipt writes: on PostgreSQL by one statement, the audit row with it."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from packbench.db.notices import CHANNEL
from packbench.db.rows_written import add_rows
from packbench.db.sql.one_order import Audited
from packbench.db.sql.short_writes import (
    ADD_BIN,
    ADD_MOVEMENT,
    MOVE_HEAD,
    add_command,
    stored_day,
    stored_moment,
    write_raw,
)


@dataclass(frozen=True, slots=True)
class ReceiptWritten:
    """Units that came into a bin.

    Attributes:
        cause: why the ledger has it.
        link: by command id, the link of its row in the ledger.
        notice: what other stations are told.
    """

    warehouse_id: int
    product_id: int
    location_id: int
    lot: str
    expires_on: date | None
    units: int
    cause: str
    has_bin: bool
    link: Callable[[int], str]
    notice: str


def write_one_receipt(
    connection: Connection, audit: Audited, command_id: int | None, receipt: ReceiptWritten
) -> int | None:
    """Writes it all and gives the command's id; None, and nothing, when its key is known by now.

    `command_id` was put aside for it; on SQLite there is none.
    """
    if command_id is None:
        return write_raw(
            connection, "one receipt", lambda raw: _write_to_file(raw, connection, audit, receipt)
        )
    values = {
        **audit._asdict(),
        # As texts: the driver would tell the server another type of each number by its size.
        **{name: str(getattr(audit, name)) for name in ("operator_id", "station_id")},
        **{name: str(getattr(receipt, name)) for name in _NUMBERS},
        **{name: getattr(receipt, name) for name in ("lot", "expires_on", "cause")},
        "command_id": str(command_id),
        "link": receipt.link(command_id),
        "channel": CHANNEL,
        "notice": receipt.notice,
    }
    row = connection.exec_driver_sql(_ON_SERVER, values).one_or_none()
    if row is None:
        return None
    add_rows(connection, _ROWS if receipt.has_bin else _ROWS + 1)
    return command_id


_NUMBERS = ("warehouse_id", "product_id", "location_id", "units")
_ROWS = 3
"""The audit row, the ledger's row and its head."""
_ON_SERVER = """WITH c AS (
  INSERT INTO command
    (id, key, name, content_hash, content, operator_id, station_id, at, result, undo)
  VALUES (%(command_id)s, %(key)s, %(name)s, %(content_hash)s, %(content)s, %(operator_id)s,
    %(station_id)s, %(at)s, %(result)s, %(undo)s)
  ON CONFLICT (key) DO NOTHING RETURNING id),
b AS (
  INSERT INTO stock_bin (warehouse_id, product_id, location_id, lot, expires_on)
  SELECT %(warehouse_id)s::bigint, %(product_id)s::bigint, %(location_id)s::bigint,
    %(lot)s::varchar, %(expires_on)s::date FROM c
  WHERE NOT EXISTS (SELECT 1 FROM stock_bin x WHERE x.location_id = %(location_id)s::bigint
    AND x.product_id = %(product_id)s::bigint AND x.lot = %(lot)s::varchar)
  ON CONFLICT DO NOTHING),
h AS (
  UPDATE ledger_head SET link = %(link)s, movements = movements + 1
  FROM c WHERE warehouse_id = %(warehouse_id)s::bigint),
m AS (
  INSERT INTO movement (at, command_id, warehouse_id, product_id, location_id, lot, quantity,
    unavailable, cause, note, document, chain)
  SELECT %(at)s, c.id, %(warehouse_id)s::bigint, %(product_id)s::bigint, %(location_id)s::bigint,
    %(lot)s::varchar, %(units)s::bigint, 0, %(cause)s, NULL, NULL, %(link)s FROM c)
SELECT c.id, pg_notify(%(channel)s, %(notice)s) FROM c"""


def _write_to_file(
    raw: sqlite3.Connection, connection: Connection, audit: Audited, receipt: ReceiptWritten
) -> int:
    at = stored_moment(connection, audit.at)
    command_id = add_command(raw, audit, at)
    place = (receipt.warehouse_id, receipt.product_id, receipt.location_id, receipt.lot)
    if not receipt.has_bin:
        day = stored_day(connection, receipt.expires_on)
        raw.execute(ADD_BIN, (*place, day))
    link = receipt.link(command_id)
    raw.execute(MOVE_HEAD, (link, 1, receipt.warehouse_id))
    what = (receipt.units, 0, receipt.cause, None, None, link)
    raw.execute(ADD_MOVEMENT, (at, command_id, *place, *what))
    return command_id
