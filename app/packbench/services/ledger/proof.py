"""Whether the ledger is still the one that somebody saw: heads of its chains, written and compared.

`db check` says whether each row follows from the one before. Who made all of them anew would pass;
a head that was put on paper before says otherwise (decision 0250).
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, select

from packbench.db.queries.records.lookups import find_warehouse
from packbench.db.schema import LedgerHead, Movement, Warehouse
from packbench.db.today import now
from packbench.domain.ledger_chain import LedgerKept
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.exchange.outputs import Output
from packbench.exchange.replacing import replacing

_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Head:
    """Where the ledger of a warehouse ends: so many movements, and the link of the last one."""

    warehouse: str
    movements: int
    link: str


@dataclass(frozen=True, slots=True)
class Proof:
    """The heads of all warehouses at a moment."""

    at: datetime
    heads: list[Head]


@dataclass(frozen=True, slots=True)
class ComparedHead:
    """A head that was written down, and what became of it; `movements_now` counts those there."""

    warehouse: str
    movements: int
    movements_now: int
    kept: LedgerKept


def proof(context: Context, warehouse: str | None = None) -> Proof:
    """The head of each warehouse's ledger, or of one; refuses one that nobody knows."""
    with context.database.read.connect() as connection:
        only = None if warehouse is None else find_warehouse(connection, warehouse).code
        heads = [one for one in _heads(connection) if only in {None, one.warehouse}]
        at = now(connection)
    return Proof(at, heads)


def compare(context: Context, written: Sequence[Head]) -> list[ComparedHead]:
    """Whether the movements up to each head that was written down are still those."""
    with context.database.read.connect() as connection:
        return [_compared(connection, one) for one in written]


def write_proof(context: Context, path: Path, shown: Proof) -> None:
    """Writes heads to a file that `read_proof` reads; it may be printed as well."""
    content = {"at": shown.at.isoformat(), "heads": [asdict(one) for one in shown.heads]}
    with replacing(Output(path, context.database.path, force=True)) as draft:
        draft.write_text(json.dumps(content, indent=2), encoding="utf-8")


def read_proof(path: Path) -> list[Head]:
    """The heads in a file; refuses one that is not there, or no such file."""
    try:
        raw = path.read_bytes()[:_MOST_BYTES]
        return TypeAdapter(Proof).validate_json(raw).heads
    except FileNotFoundError:
        raise Refusal(Code.FILE_MISSING, file=path.name) from None
    except (OSError, ValidationError) as error:
        raise Refusal(Code.INVALID, field="file of heads", value=path.name) from error


def _heads(connection: Connection) -> list[Head]:
    query = (
        select(Warehouse.code, LedgerHead.movements, LedgerHead.link)
        .join(LedgerHead, LedgerHead.warehouse_id == Warehouse.id)
        .order_by(Warehouse.code)
    )
    return [Head(*row) for row in connection.execute(query)]


def _compared(connection: Connection, written: Head) -> ComparedHead:
    query = (
        select(LedgerHead.warehouse_id, LedgerHead.movements)
        .join(Warehouse, Warehouse.id == LedgerHead.warehouse_id)
        .where(Warehouse.code == written.warehouse)
    )
    row = connection.execute(query).first()
    if row is None:
        return ComparedHead(written.warehouse, written.movements, 0, LedgerKept.GONE)
    kept = _kept(connection, row.warehouse_id, row.movements, written)
    return ComparedHead(written.warehouse, written.movements, row.movements, kept)


def _kept(connection: Connection, warehouse_id: int, now: int, written: Head) -> LedgerKept:
    if now < written.movements:
        return LedgerKept.SHORTER
    row_of_head = (
        select(Movement.chain)
        .where(Movement.warehouse_id == warehouse_id)
        .order_by(Movement.id)
        .offset(written.movements - 1)
        .limit(1)
    )
    if written.movements and connection.execute(row_of_head).scalar() != written.link:
        return LedgerKept.CHANGED
    return LedgerKept.SAME if now == written.movements else LedgerKept.GROWN
