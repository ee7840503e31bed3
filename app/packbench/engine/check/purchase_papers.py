"""Checks that milestones and attachments of purchase orders are there, by what commands tell."""

import json
from typing import Any

from sqlalchemy import Connection, exists, select

from packbench.db.schema import Command, PurchaseAttachment, PurchaseMilestone
from packbench.db.schema.mapped import aliased

_NAMES = ("po.attach", "po.confirm", "po.milestone")
_ROWS_AT_A_TIME = 200
_undoing = aliased(Command)


def purchase_papers(connection: Connection) -> tuple[int, str | None]:
    """How many are told of, and the first that is not there."""
    told: dict[tuple[int, str], bool] = {}
    undone = exists().where(_undoing.undoes_id == Command.id)
    query = select(Command.undo).where(Command.name.in_(_NAMES), ~undone).order_by(Command.id)
    some = {"yield_per": _ROWS_AT_A_TIME}
    for kept in connection.execute(query, execution_options=some).scalars():
        told |= _told(json.loads(kept)) if kept else {}
    there = {(row[0], row[1]) for row in connection.execute(_all(PurchaseMilestone.milestone))}
    there |= {(row[0], row[1]) for row in connection.execute(_all(PurchaseAttachment.path))}
    wanted = {one for one, is_there in told.items() if is_there}
    gone = sorted(wanted - there)
    return len(wanted), f"purchase order {gone[0][0]}: {gone[0][1]}" if gone else None


def _all(column: Any) -> Any:
    return select(column.table.c.purchase_order_id, column)


def _told(kept: dict[str, Any]) -> dict[tuple[int, str], bool]:
    """What a command says has to be there from then on, or not."""
    if "path" in kept:
        return {(order_id, kept["path"]): kept["added"] for order_id in kept["order_ids"]}
    changes = kept.get("changes") or [one for one in [kept.get("confirmed")] if one]
    return {(one["order_id"], one["milestone"]): one["after"] is not None for one in changes}
