"""What the plan of one plain order writes: on PostgreSQL by one statement, the audit row with it.

SQLite needs no round trips, so there it is a statement a table.
"""

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection

from packbench.db.driver_errors import as_told
from packbench.db.notices import CHANNEL, encode
from packbench.db.rows_written import add_rows
from packbench.db.schema import Command, Shipment
from packbench.db.sql.bulk import stored
from packbench.db.sql.one_row import one_row
from packbench.domain.changes import ChangeSet


class NewShipment(NamedTuple):
    """A shipment to be made."""

    warehouse_id: int
    sequence: int
    number: str


class NewPromise(NamedTuple):
    """Units of a stock row for a line, in the shipment of their warehouse."""

    line_id: int
    warehouse_id: int
    product_id: int
    stock_id: int
    units: int


class Audited(NamedTuple):
    """The audit row of the command, with what it came to."""

    key: str
    name: str
    content_hash: str
    content: str
    operator_id: int
    station_id: int
    at: datetime
    result: str
    undo: str | None


class OneOrderWritten(NamedTuple):
    """All that is written of one order of which every unit was new, and is promised now.

    Attributes:
        made: how many shipments the order has had after this.
        changes: what other stations are told.
    """

    order_id: int
    status: str
    units: int
    made: int
    day: date
    decision: str
    changes: ChangeSet
    shipments: Sequence[NewShipment]
    promises: Sequence[NewPromise]


def write_one_order(connection: Connection, audit: Audited, order: OneOrderWritten) -> int | None:
    """Writes it all and gives the command's id; None, and nothing, when its key is known by now."""
    if connection.dialect.name == "sqlite":
        return _write_to_file(connection, audit, order)
    return _write_to_server(connection, audit, order)


def _units_of_lines(order: OneOrderWritten) -> dict[int, int]:
    units: dict[int, int] = {}
    for one in order.promises:
        units[one.line_id] = units.get(one.line_id, 0) + one.units
    return units


def _write_to_server(connection: Connection, audit: Audited, order: OneOrderWritten) -> int | None:
    lines = _units_of_lines(order)
    values = {
        **audit._asdict(),
        **{name: getattr(order, name) for name in ("status", "day", "decision")},
        # As texts: the driver would tell the server another type of each number by its size.
        **{name: str(getattr(order, name)) for name in ("order_id", "units", "made")},
        **{name: str(getattr(audit, name)) for name in ("operator_id", "station_id")},
        "notice": encode(order.changes),
        "lines": str(len(lines)),
        "line_ids": _array(lines.keys()),
        "line_units": _array(lines.values()),
        "sent_from": _array(one.warehouse_id for one in order.shipments),
        "sequences": _array(one.sequence for one in order.shipments),
        "numbers": [one.number for one in order.shipments],
        "channel": CHANNEL,
        **{
            f"promise_{name}": _array(getattr(one, name) for one in order.promises)
            for name in NewPromise._fields
        },
    }
    row = one_row(connection, _ON_SERVER, values)
    if row is None:
        return None
    # The audit row, the decision, the record and the order: one each, beside the lines.
    add_rows(connection, 4 + len(lines) + len(order.shipments) + len(order.promises))
    return int(row[0])


def _array(numbers: Any) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"


_ON_SERVER = """WITH c AS (
  INSERT INTO command (key, name, content_hash, content, operator_id, station_id, at, result, undo)
  VALUES (%(key)s, %(name)s, %(content_hash)s, %(content)s, %(operator_id)s, %(station_id)s,
    %(at)s, %(result)s, %(undo)s)
  ON CONFLICT (key) DO NOTHING RETURNING id),
s AS (
  INSERT INTO shipment (order_id, warehouse_id, sequence, number, made_on)
  SELECT %(order_id)s::bigint, n.warehouse_id, n.sequence, n.number, %(day)s::date
  FROM c, unnest(%(sent_from)s::bigint[], %(sequences)s::bigint[], %(numbers)s::text[])
    AS n(warehouse_id, sequence, number)
  RETURNING id, warehouse_id),
a AS (
  INSERT INTO allocation
    (order_line_id, shipment_id, warehouse_id, product_id, stock_id, allocated)
  SELECT p.line_id, s.id, p.warehouse_id, p.product_id, p.stock_id, p.units
  FROM unnest(%(promise_line_id)s::bigint[], %(promise_warehouse_id)s::bigint[],
    %(promise_product_id)s::bigint[], %(promise_stock_id)s::bigint[], %(promise_units)s::bigint[])
    AS p(line_id, warehouse_id, product_id, stock_id, units)
  JOIN s ON s.warehouse_id = p.warehouse_id),
l AS (
  UPDATE order_line l SET allocated = u.units, unrouted = 0
  FROM c, unnest(%(line_ids)s::bigint[], %(line_units)s::bigint[]) AS u(id, units)
  WHERE l.id = u.id),
o AS (
  UPDATE orders o SET status = %(status)s, line_count = %(lines)s::bigint,
    unit_count = %(units)s::bigint, unrouted_units = 0, waiting_units = 0,
    shipments_made = %(made)s::bigint
  FROM c WHERE o.id = %(order_id)s::bigint),
d AS (
  INSERT INTO decision (order_id, command_id, at, body)
  SELECT %(order_id)s::bigint, c.id, %(at)s, %(decision)s FROM c),
r AS (
  INSERT INTO command_record (kind, record_id, command_id)
  SELECT 'order', %(order_id)s::bigint, c.id FROM c)
SELECT c.id, pg_notify(%(channel)s, %(notice)s) FROM c"""


def _write_to_file(connection: Connection, audit: Audited, order: OneOrderWritten) -> int:
    raw: Any = connection.connection.driver_connection
    try:
        return _write_raw(raw, connection, audit, order)
    except sqlite3.Error as error:
        raise as_told(connection, "one order", error) from error


def _write_raw(
    raw: sqlite3.Connection, connection: Connection, audit: Audited, order: OneOrderWritten
) -> int:
    at = stored(connection, _column(Command.__table__, "at"), audit.at)
    day = stored(connection, _column(Shipment.__table__, "made_on"), order.day)
    command_id = raw.execute(_AUDIT, audit._replace(at=at)).lastrowid or 0
    sent: dict[int, int] = {}
    for one in order.shipments:
        made = raw.execute(_SHIPMENT, (order.order_id, *one, day))
        sent[one.warehouse_id] = made.lastrowid or 0
    promises = [(sent[one.warehouse_id], *one) for one in order.promises]
    raw.executemany(_PROMISE, promises)
    lines = _units_of_lines(order)
    raw.executemany(_LINE, [(units, line_id) for line_id, units in lines.items()])
    raw.execute(_ORDER, (order.status, len(lines), order.units, order.made, order.order_id))
    raw.execute(_DECISION, (order.order_id, command_id, at, order.decision))
    raw.execute(_RECORD, (order.order_id, command_id))
    return command_id


def _column(table: Any, name: str) -> Column[Any]:
    found: Column[Any] = table.c[name]
    return found


_AUDIT = (
    "INSERT INTO command"
    " (key, name, content_hash, content, operator_id, station_id, at, result, undo)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SHIPMENT = (
    "INSERT INTO shipment (order_id, warehouse_id, sequence, number, made_on)"
    " VALUES (?, ?, ?, ?, ?)"
)
_PROMISE = (
    "INSERT INTO allocation"
    " (shipment_id, order_line_id, warehouse_id, product_id, stock_id, allocated)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_LINE = "UPDATE order_line SET allocated = ?, unrouted = 0 WHERE id = ?"
_ORDER = (
    "UPDATE orders SET status = ?, line_count = ?, unit_count = ?, unrouted_units = 0,"
    " waiting_units = 0, shipments_made = ? WHERE id = ?"
)
_DECISION = "INSERT INTO decision (order_id, command_id, at, body) VALUES (?, ?, ?, ?)"
_RECORD = "INSERT INTO command_record (kind, record_id, command_id) VALUES ('order', ?, ?)"
