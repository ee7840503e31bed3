"""How far purchase orders have come, as suppliers and forwarders say it, and their papers."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select

from packbench.db.queries.lists.purchasing import read_attachments
from packbench.db.schema import PurchaseAttachment, PurchaseMilestone
from packbench.db.sql.rows import AnyRow
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.domain.purchasing import Milestone
from packbench.domain.purchasing import PurchaseOrderStatus as Status
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import DO_IT, How, Results, RowResult, run_bulk
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.undo.undoer import Undoer
from packbench.services.purchasing.drafts import named_purchases

ON_ITS_WAY = frozenset({Status.AUTHORIZED, Status.SENT, Status.PART_RECEIVED, Status.RECEIVED})
"""The states in which a purchase order has milestones."""
_MOST_PATH = 1000


@dataclass(frozen=True, slots=True)
class MilestoneChange:
    """A milestone of a purchase order: its day before and after; None for none."""

    order_id: int
    milestone: str
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class MilestoneChanges:
    """Those that one command changed."""

    changes: list[MilestoneChange]


def set_milestone(
    context: Context,
    numbers: Sequence[str],
    milestone: str,
    day: date | None,
    *,
    how: How = DO_IT,
) -> Results:
    """Says of each on which day it came so far; without a day the milestone is taken away."""
    content = {"numbers": list(numbers), "milestone": milestone, "day": day and day.isoformat()}

    def work(transaction: Transaction) -> Results:
        if milestone not in set(Milestone):
            raise Refusal(Code.INVALID, field="milestone", value=milestone)
        changes: list[MilestoneChange] = []

        def one(row: AnyRow) -> Note:
            before = day_of_milestone(transaction.connection, row.id, milestone)
            if row.status not in ON_ITS_WAY:
                raise Refusal(Code.WRONG_STATE, name=row.number, state=row.status)
            if before == day:
                raise Refusal(Code.NOTHING_TO_DO, why=Said.PURCHASE_EDITED_SO, name=row.number)
            change = MilestoneChange(row.id, milestone, before, day)
            write_milestone(transaction, change.order_id, milestone, day)
            changes.append(change)
            if day is None:
                return note(Said.MILESTONE_GONE, milestone=milestone)
            return note(Said.MILESTONE_SET, milestone=milestone, day=day.isoformat())

        results = _each(transaction, numbers, one, how)
        transaction.undo = MilestoneChanges(changes) if changes else None
        return results

    return run_bulk(context, "po.milestone", content, how, work)


def _each(
    transaction: Transaction, numbers: Sequence[str], work: Callable[[AnyRow], Note], how: How
) -> Results:
    """Does it to each; those that refuse are told, the others go."""
    rows, found = [], named_purchases(transaction.connection, numbers)
    for done, row in enumerate(found, 1):
        try:
            rows.append(RowResult(row.number, RowOutcome.DONE, [work(row)]))
        except Refusal as refusal:
            rows.append(RowResult(row.number, RowOutcome.REFUSED, [Note.of(refusal)]))
        how.on_progress(done, len(found))
    return Results(rows)


def day_of_milestone(connection: Connection, order_id: int, milestone: str) -> date | None:
    """The day of a milestone of a purchase order; None for none."""
    chosen = PurchaseMilestone.purchase_order_id == order_id
    query = select(PurchaseMilestone.on_day).where(chosen, PurchaseMilestone.milestone == milestone)
    return connection.execute(query).scalar_one_or_none()


def write_milestone(
    transaction: Transaction, order_id: int, milestone: str, day: date | None
) -> None:
    """Inside a command: writes the day of a milestone, or takes it away."""
    connection = transaction.connection
    chosen = PurchaseMilestone.purchase_order_id == order_id
    connection.execute(
        delete(PurchaseMilestone).where(chosen, PurchaseMilestone.milestone == milestone)
    )
    if day is not None:
        values = {"purchase_order_id": order_id, "milestone": milestone, "on_day": day}
        connection.execute(insert(PurchaseMilestone).values(values))
    transaction.changed(Kind.PURCHASE_ORDER, {order_id})


def _undo_milestones(transaction: Transaction, kept: MilestoneChanges) -> None:
    """Puts the days back; refuses where somebody set another one since."""
    for one in kept.changes:
        if day_of_milestone(transaction.connection, one.order_id, one.milestone) != one.after:
            raise Refusal(Code.CANNOT_UNDO, why=Said.MILESTONE_CHANGED_SINCE)
    for one in kept.changes:
        write_milestone(transaction, one.order_id, one.milestone, one.before)


UNDO_MILESTONES = Undoer(MilestoneChanges, _undo_milestones)


@dataclass(frozen=True, slots=True)
class AttachmentChange:
    """A paper that was put to purchase orders, or taken from them."""

    order_ids: list[int]
    path: str
    added: bool


def attach(
    context: Context, numbers: Sequence[str], path: str, *, remove: bool = False, how: How = DO_IT
) -> Results:
    """Names a file that belongs to each; with `remove` it does so no more. The file stays."""
    named = os.path.abspath(Path(path).expanduser()) if path.strip() else ""  # noqa: PTH100 - links stay
    content = {"numbers": list(numbers), "document": named, "remove": remove}

    def work(transaction: Transaction) -> Results:
        if not 0 < len(named) <= _MOST_PATH:
            raise Refusal(Code.INVALID, field="path", value=path)
        changed: list[int] = []

        def one(row: AnyRow) -> Note:
            there = named in read_attachments(transaction.connection, row.id)
            if there != remove:
                raise Refusal(Code.NOTHING_TO_DO, why=Said.PURCHASE_EDITED_SO, name=row.number)
            _put(transaction, row.id, named, there=not remove)
            changed.append(row.id)
            if remove:
                return note(Said.PAPER_TAKEN_AWAY, path=named)
            missing = not Path(named).is_file()
            return note(Said.PAPER_MISSING if missing else Said.PAPER_ATTACHED, path=named)

        results = _each(transaction, numbers, one, how)
        transaction.undo = AttachmentChange(changed, named, not remove) if changed else None
        return results

    return run_bulk(context, "po.attach", content, how, work)


def _put(transaction: Transaction, order_id: int, path: str, *, there: bool) -> None:
    table = PurchaseAttachment
    if there:
        values = {"purchase_order_id": order_id, "path": path}
        transaction.connection.execute(insert(table).values(values))
    else:
        chosen = delete(table).where(table.purchase_order_id == order_id, table.path == path)
        transaction.connection.execute(chosen)
    transaction.changed(Kind.PURCHASE_ORDER, {order_id})


def _undo_attachment(transaction: Transaction, kept: AttachmentChange) -> None:
    for order_id in kept.order_ids:
        if (kept.path in read_attachments(transaction.connection, order_id)) != kept.added:
            raise Refusal(Code.CANNOT_UNDO, why=Said.PAPERS_CHANGED_SINCE)
    for order_id in kept.order_ids:
        _put(transaction, order_id, kept.path, there=not kept.added)


UNDO_ATTACHMENT = Undoer(AttachmentChange, _undo_attachment)
