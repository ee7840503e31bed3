"""Orders that are known already: what the file changed since it was read last, and only that.

Whatever operators did to an order stays, as long as the file says the same as last time: parts that
were split off, merged, substituted or cancelled, a payment, a priority. What the file changed is
written; what both changed, otherwise than the other, rejects the order.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from packbench.db.queries import exports
from packbench.db.queries.records.order_rows import begun_shipments, lines_of_orders
from packbench.db.queries.records.pick_tasks import waves_of_orders
from packbench.db.schema import Order, OrderLine, OrderSaid
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.orders import OrderStatus, Payment, Verify
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.rejects import ClashCase, RejectCode
from packbench.exchange.kinds import ORDERS, OrderHead
from packbench.exchange.kinds import OrderLineFields as LineRow
from packbench.exchange.records import Record
from packbench.services.importing.order_writing import OrderChanges, write_changes
from packbench.services.importing.outcome import ImportJob, StoredDocument
from packbench.services.importing.said import (
    Changes,
    Clash,
    FileLineChange,
    FileSaid,
    Plain,
    SaidLine,
    ToldLine,
    changed_fields,
    changed_lines,
    defaults_of,
    facts_of,
    head_of,
    plain,
    told_clashes,
    told_lines,
)

OrderRecord = Record[OrderHead, LineRow]

_DEFAULTS = defaults_of(OrderHead)


@dataclass(frozen=True, slots=True)
class Known:
    """An order that a document is of, as it is now, and what the file said last of it.

    Attributes:
        row: all its columns.
        lines: its lines, all columns, by their number.
        said: what the file said last; None where nobody knows, because an older version imported it
            and somebody has worked on it since.
    """

    row: AnyRow
    lines: Mapping[int, AnyRow]
    said: FileSaid | None


def read_known(connection: Connection, order_ids: Collection[int]) -> dict[int, Known]:
    """Orders by id, with what the file said last of each."""
    rows = connection.execute(select(Order.__table__).where(among(Order.id, order_ids))).all()
    lines = lines_of_orders(connection, order_ids)
    query = select(OrderSaid.__table__).where(among(OrderSaid.order_id, order_ids))
    bodies = {row.order_id: row.body for row in connection.execute(query)}
    found = {}
    for row in rows:
        body = bodies.get(row.id)
        said = FileSaid.from_json(body) if body is not None else _said_of_older(connection, row)
        found[row.id] = Known(row, {line.line: line for line in lines.get(row.id, [])}, said)
    return found


def _said_of_older(connection: Connection, row: AnyRow) -> FileSaid | None:
    """What the file said of an order for which it was not kept.

    Where the order is still what the digest of the file tells, or no file ever said anything, the
    order itself tells it.
    """
    exported = list(exports.orders(connection, [row.id]))
    if not exported:
        return None
    document = StoredDocument.of_rows(ORDERS, exported)
    undated = replace(document.head, ordered_at=None)
    for head in (document.head, undated):
        content = Record((), head, document.lines).content
        if row.imported_hash in {None, content}:
            return FileSaid.of(head, document.lines)
    return None


def is_as_said(known: Known, *, freed: bool = False) -> bool:
    """Whether an order is what the file said of it, with nothing planned yet.

    With `freed` it may have been planned, if all that it was given is given back.
    """
    row, said = known.row, known.said
    if said is None or row.hold is not None or row.verify == Verify.DONE:
        return False
    if row.shipments_made and not freed:
        return False
    head = _head_before(known) or {}
    compared = (name for name in _NAMES if name != "channel")
    same = all(_here(row, name) == head.get(name, _DEFAULTS[name]) for name in compared)
    lines = [_line_here(line) for line in known.lines.values()]
    untouched = all(
        line.unrouted == line.ordered and line.original_sku is None and not line.backorder_allowed
        for line in known.lines.values()
    )
    return same and untouched and sorted(lines) == sorted(said.lines)


def settle_order(
    job: ImportJob[OrderHead, LineRow], record: OrderRecord, known: Known, channel: str
) -> None:
    """An order that is known: unchanged, updated or rejected.

    Args:
        job: the file.
        record: what it says of the order.
        known: the order, as `read_known` gave it.
        channel: the record's channel as we spell it, empty for none.
    """
    row = known.row
    columns = _columns(job, record, row)
    pairs = _line_pairs(record, known, columns)
    changes = _changes(record, known, columns, pairs)
    if job.update and changes.lines and _in_work(job, row.id):
        where = _at_work(job, row.id)
        job.outcome.reject(record, "order_number", row.number, RejectCode.ORDER_IN_WORK, **where)
        return
    if job.update and _unpaid_in_a_wave(job, record, row.id, changes):
        where = _at_work(job, row.id)
        job.outcome.reject(record, "payment", row.number, RejectCode.PAYMENT_IN_WORK, **where)
        return
    if job.update and changes.clashes:
        job.outcome.reject_each(record, RejectCode.CHANGED_HERE, told_clashes(changes.clashes))
        return
    added: Sequence[int] = ()
    if job.settle_known(record, row.number, same=changes.is_nothing):
        added = _carry_out(job, record, known, changes, channel)
    elif not (job.update and _has_come_round(record, known, columns)):
        return
    said = FileSaid(
        _head_said(record, known, columns), _lines_said(pairs, changes.lines, list(added))
    )
    _remember(job.transaction.connection, row.id, said, record.content)


def _columns(job: ImportJob[OrderHead, LineRow], record: OrderRecord, row: AnyRow) -> set[str]:
    """The columns that are compared; the channel is a part of the key, unless there was none."""
    columns = set(job.parsed.columns) - {"order_number"}
    if row.channel or not record.fields.channel:
        columns.discard("channel")
    if record.fields.ordered_at is None:
        columns.discard("ordered_at")  # an empty cell: nobody says when
    return columns


def _line_pairs(
    record: OrderRecord, known: Known, columns: Collection[str]
) -> list[FileLineChange]:
    """The lines that the file said and says; where nobody knows what it said, those that we have.

    A price that the file does not tell is what it said last.
    """
    lines = known.lines.values()
    before = known.said.lines if known.said else [_line_here(line) for line in lines]
    prices: dict[str, tuple[Plain, ...]] = {}
    if "unit_price" not in columns:
        prices = {one.key: one.facts for one in before}
    theirs = [
        SaidLine(0, one.sku, one.quantity, prices.get(code_key(one.sku), facts_of(one)))
        for one in record.lines
    ]
    return changed_lines(before, theirs)


def _changes(
    record: OrderRecord, known: Known, columns: Collection[str], pairs: Sequence[FileLineChange]
) -> Changes:
    names = [name for name in _NAMES if name in columns]
    ours = {name: _here(known.row, name) for name in names}
    told = {name: plain(getattr(record.fields, name)) for name in names}
    before = _head_before(known)
    changed, clashes = changed_fields(before, told, ours, _DEFAULTS)
    changes = [pair for pair in pairs if _is_change(pair)]
    if known.said is None:
        return Changes(changed, (), [*clashes, *_untold_lines(known, changes, pairs)])
    lines = [pair for pair in changes if not _is_so_already(known, pair)]
    clashing = {pair: clash for pair in lines if (clash := _line_clash(known, pair)) is not None}
    kept = [pair for pair in lines if pair not in clashing]
    return Changes(changed, kept, [*clashes, *clashing.values()])


def _head_before(known: Known) -> dict[str, Plain] | None:
    """What the file said of the columns; a moment that it never told is the one that we gave."""
    if known.said is None:
        return None
    return {"ordered_at": _here(known.row, "ordered_at"), **known.said.head}


_NAMES = tuple(name for name in _DEFAULTS if name != "order_number")
"""The columns of an order that a file may say, but for its number."""


def _here(row: AnyRow, name: str) -> Plain:
    value = getattr(row, name)
    return plain(None if name == "channel" and not value else value)


def _untold_lines(
    known: Known, changes: Sequence[FileLineChange], pairs: Sequence[FileLineChange]
) -> list[Clash]:
    """Where nobody knows what the file said last, lines have to be what they are here."""
    if not changes:
        return []
    theirs = [one for _, one in pairs if one is not None]
    ours = [_line_here(line) for line in known.lines.values()]
    case = ClashCase.UNKNOWN_BEFORE
    return [Clash("sku", told_lines(theirs), told_lines(ours), None, case)]


def _line_here(line: AnyRow) -> SaidLine:
    """One of our lines as a file would say it."""
    sku = line.original_sku or line.sku
    return SaidLine(line.line, sku, line.ordered, (plain(line.unit_price),))


def _is_change(change: FileLineChange) -> bool:
    before, theirs = change
    if before is None or theirs is None:
        return True
    return (before.quantity, before.facts) != (theirs.quantity, theirs.facts)


def _is_so_already(known: Known, change: FileLineChange) -> bool:
    """Whether somebody here did already what the file says now."""
    before, theirs = change
    if theirs is None:
        assert before is not None  # noqa: S101 - a change has one of the two
        line = known.lines.get(before.line)
        return line is None or line.cancelled == line.ordered
    if before is None:
        return any(_same(line, theirs) for line in _brought_here(known, theirs.key))
    line = known.lines.get(before.line)
    return line is not None and not line.cancelled and _same(_line_here(line), theirs)


def _brought_here(known: Known, key: str) -> list[SaidLine]:
    """Our lines of a SKU that no file brought: those of an order that was merged into this one."""
    said = {one.line for one in known.said.lines} if known.said else set()
    others = (_line_here(line) for number, line in known.lines.items() if number not in said)
    return [line for line in others if line.key == key]


def _same(ours: SaidLine, theirs: SaidLine) -> bool:
    return (ours.key, ours.quantity, ours.facts) == (theirs.key, theirs.quantity, theirs.facts)


def _line_clash(known: Known, change: FileLineChange) -> Clash | None:
    """What keeps a change of a line from being made: somebody here changed the line, too."""
    before, theirs = change
    said = told_lines([before] if before else [])
    told = told_lines([theirs] if theirs else [])
    if known.row.status == OrderStatus.CANCELLED:
        return Clash("sku", told, None, said, ClashCase.ORDER_CANCELLED)
    if before is None:
        ours = _brought_here(known, theirs.key) if theirs else []
        return Clash("sku", told, told_lines(ours), said) if ours else None
    line = known.lines.get(before.line)
    if line is None:
        return Clash("quantity", told, [], said)
    only_price = theirs is not None and theirs.quantity == before.quantity
    here = _line_here(line)
    untouched = here.key == before.key and line.original_sku is None
    if only_price and untouched and here.facts == before.facts:
        return None
    if untouched and not line.cancelled and _same(here, before):
        return None
    return Clash("quantity", told, [_told_here(line)], said)


def _told_here(line: AnyRow) -> ToldLine:
    """What is told of one of our lines."""
    told = _line_here(line).told()
    if line.original_sku and code_key(line.original_sku) != code_key(line.sku):
        told = {"quantity": line.ordered, "sku": line.sku, "instead_of": line.original_sku}
    return told | ({"cancelled": line.cancelled} if line.cancelled else {})


def _in_work(job: ImportJob[OrderHead, LineRow], order_id: int) -> bool:
    """Whether somebody picks or packs the order, or a part of it was shipped."""
    connection = job.transaction.connection
    query = select(OrderLine.id).where(OrderLine.order_id == order_id, OrderLine.shipped > 0)
    begun = order_id in begun_shipments(connection, [order_id])
    return begun or connection.execute(query.limit(1)).first() is not None


def _at_work(job: ImportJob[OrderHead, LineRow], order_id: int) -> dict[str, object]:
    """The wave that keeps an order from being changed, and who picks it; nothing where none."""
    waves = waves_of_orders(job.transaction.connection, [order_id]).get(order_id)
    return {"wave": waves[0].number, "picker": waves[0].picker} if waves else {}


def _unpaid_in_a_wave(
    job: ImportJob[OrderHead, LineRow], record: OrderRecord, order_id: int, changes: Changes
) -> bool:
    """Whether somebody picks what the file says now is not paid: it may be in no wave."""
    unpaid = "payment" in changes.fields and record.fields.payment != Payment.PAID
    return unpaid and bool(begun_shipments(job.transaction.connection, [order_id]))


def _carry_out(
    job: ImportJob[OrderHead, LineRow],
    record: OrderRecord,
    known: Known,
    changes: Changes,
    channel: str,
) -> list[int]:
    """Writes what the file changed; the numbers of lines that are new."""
    values: dict[str, Any] = {name: getattr(record.fields, name) for name in changes.fields}
    if "channel" in values:
        values["channel"] = channel
    wanted = OrderChanges(values, changes.lines)
    written = write_changes(job.transaction, known.row, known.lines.values(), wanted)
    job.outcome.freed |= written.freed
    if values.get("payment") == Payment.PAID and known.row.payment != Payment.PAID:
        job.outcome.paid.append(known.row.id)
    job.outcome.notes += [_of_order(known.row.number, one) for one in written.notes]
    return written.added


def _of_order(number: str, told: Note) -> Note:
    """What a picker has to know, with the order that it is of: a file holds many."""
    code = Said.ORDER_IN_WAVE_OF if "picker" in told.params else Said.ORDER_IN_WAVE
    return note(code, order=number, **told.params)


def _has_come_round(record: OrderRecord, known: Known, columns: Collection[str]) -> bool:
    """Whether the file says something else than last time, which somebody here said before it."""
    before = _head_before(known)
    if before is None:
        return False
    names = [name for name in _NAMES if name in columns]
    told = {name: plain(getattr(record.fields, name)) for name in names}
    return any(value != before.get(name, _DEFAULTS[name]) for name, value in told.items())


def _head_said(record: OrderRecord, known: Known, columns: Collection[str]) -> dict[str, Plain]:
    """What the file says now; of columns that it has not, what it said before."""
    before = known.said.head if known.said else {}
    kept = {name: value for name, value in before.items() if name not in columns}
    told = head_of(record.fields)
    return kept | {name: value for name, value in told.items() if name in columns}


def _lines_said(
    pairs: Sequence[FileLineChange], made: Sequence[FileLineChange], added: list[int]
) -> list[SaidLine]:
    """The file's lines, each with the number of ours that it is.

    A line that somebody here changed before the file said the same is kept as the file said it
    first: the part that was split off is still out there. One that was merged in is not the file's.
    """
    told = []
    for pair in pairs:
        before, theirs = pair
        if before is not None and pair not in made:
            told.append(before)
        elif theirs is not None and pair in made:
            number = before.line if before is not None else added.pop(0)
            told.append(theirs._replace(line=number))
    return told


def _remember(connection: Connection, order_id: int, said: FileSaid, content: str) -> None:
    """Keeps what the file says now."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    body = said.to_json()
    statement = dialect.insert(OrderSaid).values(order_id=order_id, body=body)
    kept = statement.on_conflict_do_update(index_elements=["order_id"], set_={"body": body})
    connection.execute(kept)
    own = update(Order).where(Order.id == order_id)
    connection.execute(own.values(imported_hash=content))
