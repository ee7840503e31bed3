"""Checks of what follows from other fields by a rule of the domain, not by arithmetic."""

import hashlib
from collections.abc import Mapping

from sqlalchemy import Connection, select

from packbench.db.schema import Command, Order, StoredSetting
from packbench.domain.queue import queue_key
from packbench.engine.check.result import OneCheck
from packbench.engine.writes.order_totals import expected_status
from packbench.setting_kinds import BadValueError
from packbench.settings import SHARED

_IN_PARTS = {"yield_per": 2_000}
"""So that a check that is stopped ends with its next part, not with the last row."""


def _statuses(connection: Connection) -> tuple[int, str | None]:
    """Each order has the status that follows from its lines and shipments."""
    query = select(Order.id, Order.status).order_by(Order.id)
    count, bad = 0, None
    for rows in connection.execute(query, execution_options=_IN_PARTS).partitions():
        # By their span, not by their ids: a server that may not walk through one table for each
        # row of another would read all lines anew for every part.
        expected = expected_status(connection, rows[0].id, rows[-1].id)
        wrong = (row.id for row in rows if expected.get(row.id, row.status) != row.status)
        count, bad = count + len(rows), next(wrong, None) if bad is None else bad
    return count, None if bad is None else f"orders {bad}"


def _queue_keys(connection: Connection) -> tuple[int, str | None]:
    """Each order stands in the queue where its priority, dates and number put it."""
    query = select(
        *(Order.id, Order.priority, Order.ship_by, Order.ordered_at),
        *(Order.number, Order.queue_key),
    )
    rows, bad = 0, None
    for row in connection.execute(query, execution_options=_IN_PARTS):
        rows += 1
        place = queue_key(row.priority, row.ship_by, row.ordered_at, row.number)
        if bad is None and place != row.queue_key:
            bad = f"orders {row.id}"
    return rows, bad


def _commands(connection: Connection) -> tuple[int, str | None]:
    """Each audit row has its result, and the name and content that its hash was made of."""
    query = select(
        *(Command.id, Command.name, Command.content),
        *(Command.content_hash, Command.result.is_(None).label("unfinished")),
    ).order_by(Command.id)
    rows, bad = 0, None
    for row in connection.execute(query, execution_options=_IN_PARTS):
        rows += 1
        digest = hashlib.sha256(f"{row.name}\n{row.content}".encode()).hexdigest()
        if bad is None and (row.unfinished or digest != row.content_hash):
            bad = f"command {row.id}"
    return rows, bad


def _settings(connection: Connection) -> tuple[int, str | None]:
    """Each shared setting has a value that it may have."""
    values = {row.key: row.value for row in connection.execute(select(StoredSetting.__table__))}
    for setting in SHARED:
        if setting.key in values:
            try:
                setting.read(values[setting.key])
            except BadValueError:
                return len(values), f"setting {setting.key}"
    return len(values), None


RECORD_CHECKS: Mapping[str, OneCheck] = {
    "statuses_follow_from_lines": _statuses,
    "queue_keys_follow_fields": _queue_keys,
    "commands_are_as_they_were_sent": _commands,
    "settings_have_known_values": _settings,
}
