"""What suppliers confirm of purchase orders, out of a file: quantities and days by SKU."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import select, update

from packbench.db.queries.records.commands import operator_of
from packbench.db.queries.records.drop_ships import drop_shipped_order
from packbench.db.queries.records.purchasing import purchase_order_lines
from packbench.db.schema import PurchaseOrder, PurchaseOrderLine
from packbench.db.sql.rows import AnyRow
from packbench.db.today import today
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.purchasing import Milestone
from packbench.domain.purchasing import PurchaseOrderStatus as Status
from packbench.domain.refusals import Refusal
from packbench.domain.rejects import RejectCode
from packbench.exchange.purchase_kinds import ConfirmationHead, ConfirmedLineFields
from packbench.exchange.records import Record
from packbench.services.importing.outcome import ImportJob
from packbench.services.purchasing.drafts import received_status, set_status
from packbench.services.purchasing.effects import Waiters
from packbench.services.purchasing.limits import refuse_raised_above_limit
from packbench.services.purchasing.milestones import day_of_milestone, write_milestone

_Job = ImportJob[ConfirmationHead, ConfirmedLineFields]
_Record = Record[ConfirmationHead, ConfirmedLineFields]
_WITH_SUPPLIER = frozenset({Status.SENT, Status.PART_RECEIVED})
_CONFIRMED = Milestone.CONFIRMED.value


class _Confirmed(NamedTuple):
    """A line as its supplier confirmed it."""

    id: int
    ordered: int
    expected_on: date | None
    unit_cost: object
    changed: bool


def import_confirmations(job: _Job) -> None:
    """Notes what suppliers confirmed; a second word of theirs is an update.

    What they do not say stays. It is told whose back orders come later, earlier, or not at all.
    """
    connection = job.transaction.connection
    rows = {row.number_key: row for row in connection.execute(select(PurchaseOrder.__table__))}
    keys = {code_key(record.fields.po_number) for record in job.parsed.records}
    waiters = Waiters(connection, [row.id for key, row in rows.items() if key in keys])
    confirmed: set[int] = set()
    for record in job.parsed.records:
        row = rows.get(code_key(record.fields.po_number))
        if row is None or row.status not in _WITH_SUPPLIER:
            code = RejectCode.PURCHASE_NOT_SENT if row else RejectCode.UNKNOWN_PURCHASE_ORDER
            job.outcome.reject(record, "po_number", record.fields.po_number, code)
            continue
        if _confirm(job, record, row):
            confirmed.add(row.id)
    told = waiters.told()
    job.outcome.notes += _joined(notes for id_, notes in told.items() if id_ in confirmed)
    job.transaction.changed_many(Kind.STOCK)


def _confirm(job: _Job, record: _Record, row: AnyRow) -> bool:
    """Notes one confirmation; whether it is kept."""
    connection = job.transaction.connection
    lines = purchase_order_lines(connection, row.id)
    confirmed = _lines(job, record, lines)
    if confirmed is None or _is_refused(job, record, row, lines, confirmed):
        return False
    day = day_of_milestone(connection, row.id, _CONFIRMED)
    changed = [one for one in confirmed if one.changed]
    if day is None:
        job.outcome.imported += 1
    elif not job.settle_known(record, row.number, same=not changed):
        return False
    for one in changed:
        chosen = update(PurchaseOrderLine).where(PurchaseOrderLine.id == one.id)
        connection.execute(chosen.values(ordered=one.ordered, expected_on=one.expected_on))
    write_milestone(job.transaction, row.id, _CONFIRMED, today(connection))
    if row.status == Status.PART_RECEIVED:
        set_status(job.transaction, row, received_status(job.transaction, row))
    return True


def _lines(job: _Job, record: _Record, lines: Sequence[AnyRow]) -> list[_Confirmed] | None:
    """All lines of the purchase order, with what the file says of some; None where rejected."""
    said: dict[int, ConfirmedLineFields] = {}
    first: dict[int, int] = {}
    for row, told in zip(record.rows, record.lines, strict=True):
        found = _named(lines, told.sku)
        if len(found) != 1:
            code = RejectCode.SEVERAL_ON_PURCHASE if found else RejectCode.NOT_ON_PURCHASE
            job.outcome.reject_at(record, row, "sku", told.sku, code)
            return None
        taken = found[0].received + found[0].rejected
        if told.quantity is not None and told.quantity < taken:
            value, code = str(told.quantity), RejectCode.BELOW_RECEIVED
            job.outcome.reject_at(record, row, "quantity", value, code, count=taken)
            return None
        first_row = first.setdefault(found[0].id, row)
        if first_row != row and replace(told, sku=said[found[0].id].sku) != said[found[0].id]:
            code = RejectCode.DUPLICATE
            job.outcome.reject_at(record, row, "sku", told.sku, code, first_row=first_row)
            return None
        said[found[0].id] = told
    return [_confirmed(one, said.get(one.id)) for one in lines]


def _named(lines: Sequence[AnyRow], sku: str) -> list[AnyRow]:
    """The lines of a SKU: ours, else the one that the supplier calls so."""
    key = code_key(sku)
    ours = [one for one in lines if one.sku_key == key]
    return ours or [one for one in lines if code_key(one.supplier_sku or "") == key]


def _confirmed(line: AnyRow, told: ConfirmedLineFields | None) -> _Confirmed:
    ordered = line.ordered if told is None or told.quantity is None else told.quantity
    day = line.expected_on if told is None or told.expected_on is None else told.expected_on
    changed = (ordered, day) != (line.ordered, line.expected_on)
    return _Confirmed(line.id, ordered, day, line.unit_cost, changed)


def _is_refused(
    job: _Job,
    record: _Record,
    row: AnyRow,
    lines: Sequence[AnyRow],
    confirmed: Sequence[_Confirmed],
) -> bool:
    """Rejects other quantities for a customer, and what is raised above what one may authorize."""
    transaction, code = job.transaction, None
    other = any(one.ordered != was.ordered for one, was in zip(confirmed, lines, strict=True))
    if other and drop_shipped_order(transaction.connection, row.id) is not None:
        code = RejectCode.PURCHASE_ORDER_DROP_SHIP
    who = operator_of(transaction.connection, transaction.command_id)
    try:
        refuse_raised_above_limit(transaction, who, row, lines, confirmed)
    except Refusal:
        code = RejectCode.PURCHASE_ABOVE_LIMIT
    if code is not None:
        job.outcome.reject(record, "po_number", row.number, code)
    return code is not None


def _joined(told: Iterable[Sequence[Note]]) -> list[Note]:
    """What is told of each purchase order, once for all of the file."""
    orders: dict[Said, dict[str, None]] = defaultdict(dict)
    for one in (one for notes in told for one in notes):
        named = one.params["orders"]
        orders[Said(one.code)].update(dict.fromkeys(named if isinstance(named, list) else []))
    return [note(code, count=len(some), orders=list(some)) for code, some in orders.items()]
