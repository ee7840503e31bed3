"""What a pick of one task writes: on PostgreSQL by two statements, the audit row with them."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

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
class PickWritten:
    """Units of a task that went from its bin into staging.

    Attributes:
        stood: whether goods of the product and lot stood in staging ever.
        links: by command id, the links of the two rows in the ledger: into staging, out of the bin.
        shipment_status, order_status: None where it stays.
        wave_status: after it.
        started_at: since when the wave is picked.
        picked_at: when its last shipment was picked: with this, or None.
        picker_id: whose wave it is.
        changes_wave: whether anything of the wave itself is another than before.
        notice: what other stations are told.
    """

    wave_id: int
    task_id: int
    allocation_id: int
    line_id: int
    shipment_id: int
    order_id: int
    warehouse_id: int
    product_id: int
    bin_id: int
    staging_id: int
    lot: str
    expires_on: date | None
    stood: bool
    units: int
    cause: str
    links: Callable[[int], tuple[str, str]]
    shipment_status: str | None
    order_status: str | None
    wave_status: str
    started_at: datetime
    picked_at: datetime | None
    picker_id: int
    changes_wave: bool
    notice: str


def write_one_pick(
    connection: Connection, audit: Audited, command_id: int | None, pick: PickWritten
) -> int | None:
    """Writes it all and gives the command's id; None, and nothing, when its key is known by now.

    `command_id` was put aside for it; on SQLite there is none.
    """
    if command_id is None:
        return write_raw(
            connection, "one pick", lambda raw: _write_to_file(raw, connection, audit, pick)
        )
    values = {
        **audit._asdict(),
        **{name: getattr(pick, name) for name in _TEXTS},
        # As texts: the driver would tell the server another type of each number by its size.
        **{name: str(getattr(audit, name)) for name in ("operator_id", "station_id")},
        **{name: str(getattr(pick, name)) for name in _NUMBERS},
        "command_id": str(command_id),
        "channel": CHANNEL,
    }
    values["into"], values["out"] = pick.links(command_id)
    if connection.exec_driver_sql(_FIRST_ON_SERVER, values).one_or_none() is None:
        return None
    connection.exec_driver_sql(_THEN_ON_SERVER, values)
    changed = (pick.shipment_status, pick.order_status, pick.changes_wave or None)
    add_rows(connection, _ROWS + sum(one is not None for one in changed))
    return command_id


_TEXTS = (
    *("lot", "expires_on", "cause", "shipment_status", "order_status", "wave_status"),
    *("started_at", "picked_at", "changes_wave", "notice"),
)
_NUMBERS = (
    *("wave_id", "task_id", "allocation_id", "line_id", "shipment_id", "order_id"),
    *("warehouse_id", "product_id", "bin_id", "staging_id", "units", "picker_id"),
)
_ROWS = 11
"""Audit row, task, two of the ledger and its head, promise, line, the wave's event, records."""
_FIRST_ON_SERVER = """WITH c AS (
  INSERT INTO command
    (id, key, name, content_hash, content, operator_id, station_id, at, result, undo)
  VALUES (%(command_id)s, %(key)s, %(name)s, %(content_hash)s, %(content)s, %(operator_id)s,
    %(station_id)s, %(at)s, %(result)s, %(undo)s)
  ON CONFLICT (key) DO NOTHING RETURNING id),
t AS (
  UPDATE pick_task SET picked = picked + %(units)s::bigint
  FROM c WHERE pick_task.id = %(task_id)s::bigint),
b AS (
  INSERT INTO stock_bin (warehouse_id, product_id, location_id, lot, expires_on)
  SELECT %(warehouse_id)s::bigint, %(product_id)s::bigint, %(staging_id)s::bigint,
    %(lot)s::varchar, %(expires_on)s::date FROM c
  WHERE NOT EXISTS (SELECT 1 FROM stock_bin x WHERE x.location_id = %(staging_id)s::bigint
    AND x.product_id = %(product_id)s::bigint AND x.lot = %(lot)s::varchar)
  ON CONFLICT DO NOTHING),
s AS (
  UPDATE shipment SET status = %(shipment_status)s::varchar
  FROM c WHERE shipment.id = %(shipment_id)s::bigint AND %(shipment_status)s::varchar IS NOT NULL),
o AS (
  UPDATE orders SET status = %(order_status)s::varchar
  FROM c WHERE orders.id = %(order_id)s::bigint AND %(order_status)s::varchar IS NOT NULL),
w AS (
  UPDATE wave SET status = %(wave_status)s::varchar, picked_at = %(picked_at)s::timestamptz,
    started_at = %(started_at)s::timestamptz, picker_id = %(picker_id)s::bigint
  FROM c WHERE wave.id = %(wave_id)s::bigint AND %(changes_wave)s::boolean)
SELECT c.id FROM c"""
"""The task first: then the bin keeps nothing for it any more, and can lose it."""
_THEN_ON_SERVER = """WITH h AS (
  UPDATE ledger_head SET link = %(out)s, movements = movements + 2
  WHERE warehouse_id = %(warehouse_id)s::bigint),
m AS (
  INSERT INTO movement (at, command_id, warehouse_id, product_id, location_id, lot, quantity,
    unavailable, cause, note, document, chain)
  VALUES
    (%(at)s, %(command_id)s, %(warehouse_id)s, %(product_id)s, %(staging_id)s, %(lot)s,
      %(units)s::bigint, 0, %(cause)s, NULL, NULL, %(into)s),
    (%(at)s, %(command_id)s, %(warehouse_id)s, %(product_id)s, %(bin_id)s, %(lot)s,
      -%(units)s::bigint, 0, %(cause)s, NULL, NULL, %(out)s)),
a AS (
  UPDATE allocation
  SET allocated = allocated - %(units)s::bigint, picked = picked + %(units)s::bigint
  WHERE id = %(allocation_id)s::bigint),
l AS (
  UPDATE order_line
  SET allocated = allocated - %(units)s::bigint, picked = picked + %(units)s::bigint
  WHERE id = %(line_id)s::bigint),
e AS (
  INSERT INTO wave_event (wave_id, command_id)
  VALUES (%(wave_id)s::bigint, %(command_id)s::bigint) ON CONFLICT DO NOTHING),
r AS (
  INSERT INTO command_record (kind, record_id, command_id) VALUES
    ('order', %(order_id)s::bigint, %(command_id)s::bigint),
    ('shipment', %(shipment_id)s::bigint, %(command_id)s::bigint),
    ('wave', %(wave_id)s::bigint, %(command_id)s::bigint))
SELECT pg_notify(%(channel)s, %(notice)s)"""


def _write_to_file(
    raw: sqlite3.Connection, connection: Connection, audit: Audited, pick: PickWritten
) -> int:
    at = stored_moment(connection, audit.at)
    command_id = add_command(raw, audit, at)
    raw.execute(_TASK, (pick.units, pick.task_id))  # first: then the bin keeps it no more
    goods = (pick.warehouse_id, pick.product_id)
    if not pick.stood:
        expires_on = stored_day(connection, pick.expires_on)
        raw.execute(ADD_BIN, (*goods, pick.staging_id, pick.lot, expires_on))
    into, out = pick.links(command_id)
    raw.execute(MOVE_HEAD, (out, 2, pick.warehouse_id))
    carried = (at, command_id, *goods)
    told = (pick.lot, pick.units, 0, pick.cause, None, None, into)
    left = (pick.lot, -pick.units, 0, pick.cause, None, None, out)
    both = (*carried, pick.staging_id, *told, *carried, pick.bin_id, *left)
    raw.execute(_ADD_TWO_MOVEMENTS, both)
    raw.execute(_PROMISE, (pick.units, pick.units, pick.allocation_id))
    raw.execute(_LINE, (pick.units, pick.units, pick.line_id))
    _settle_in_file(raw, connection, pick)
    raw.execute(_EVENT, (pick.wave_id, command_id))
    of_command = (pick.order_id, command_id, pick.shipment_id, command_id, pick.wave_id, command_id)
    raw.execute(_RECORDS, of_command)
    return command_id


def _settle_in_file(raw: sqlite3.Connection, connection: Connection, pick: PickWritten) -> None:
    if pick.shipment_status is not None:
        raw.execute(_SHIPMENT, (pick.shipment_status, pick.shipment_id))
    if pick.order_status is not None:
        raw.execute(_ORDER, (pick.order_status, pick.order_id))
    if pick.changes_wave:
        moments = (
            None if one is None else stored_moment(connection, one)
            for one in (pick.picked_at, pick.started_at)
        )
        raw.execute(_WAVE, (pick.wave_status, *moments, pick.picker_id, pick.wave_id))


_TASK = "UPDATE pick_task SET picked = picked + ? WHERE id = ?"
_PROMISE = "UPDATE allocation SET allocated = allocated - ?, picked = picked + ? WHERE id = ?"
_LINE = "UPDATE order_line SET allocated = allocated - ?, picked = picked + ? WHERE id = ?"
_SHIPMENT = "UPDATE shipment SET status = ? WHERE id = ?"
_ORDER = "UPDATE orders SET status = ? WHERE id = ?"
_WAVE = "UPDATE wave SET status = ?, picked_at = ?, started_at = ?, picker_id = ? WHERE id = ?"
_EVENT = "INSERT INTO wave_event (wave_id, command_id) VALUES (?, ?) ON CONFLICT DO NOTHING"
_RECORDS = (
    "INSERT INTO command_record (kind, record_id, command_id)"
    " VALUES ('order', ?, ?), ('shipment', ?, ?), ('wave', ?, ?)"
)
_ADD_TWO_MOVEMENTS = f"{ADD_MOVEMENT}, ({', '.join('?' * 12)})"
"""Into staging first, so that the goods are never missing in between."""
