"""Whether the ledger is still the one that somebody saw: heads of its chains, written and compared.

`db check` says whether each row follows from the one before. Who made all of them anew would pass;
a head that was put on paper before says otherwise (decision 0250).
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, select

from packbench.db.queries.records.lookups import find_warehouse
from packbench.db.schema import LedgerHead, Warehouse
from packbench.db.today import now
from packbench.documents.ledger_proof import HeadOnPaper, LedgerProof, render_ledger_proof
from packbench.domain.ledger_chain import LINK_LETTERS, LedgerKept
from packbench.domain.refusals import Code, Refusal
from packbench.engine.check.ledger import ChainPlace, Links, links_after
from packbench.engine.command.context import Context
from packbench.exchange.outputs import Output
from packbench.exchange.replacing import replacing
from packbench.services.documents.printing import RenderedDocument, count_pages, printed_at
from packbench.services.documents.writing import Writing, WrittenFiles
from packbench.services.unprintable import Letters

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


class _Now(NamedTuple):
    """A warehouse's id, and how many movements its head counts now."""

    id: int
    movements: int


def proof(context: Context, warehouse: str | None = None) -> Proof:
    """The head of each warehouse's ledger, or of one; refuses one that nobody knows."""
    with context.database.read.connect() as connection:
        only = None if warehouse is None else find_warehouse(connection, warehouse).code
        heads = [one for one in _heads(connection) if only in {None, one.warehouse}]
        at = now(connection)
    return Proof(at, heads)


def compare(context: Context, written: Sequence[Head]) -> list[ComparedHead]:
    """Whether the movements up to each head that was written down are still those.

    All of them are read: a row says what became of it, not only the link that it carries.
    """
    query = select(Warehouse.code, LedgerHead.warehouse_id, LedgerHead.movements).join(
        LedgerHead, LedgerHead.warehouse_id == Warehouse.id
    )
    with context.database.read.connect() as connection:
        now = {code: _Now(*row) for code, *row in connection.execute(query)}
        places = [(now[one.warehouse].id, one.movements) for one in written if one.warehouse in now]
        links = links_after(connection, {place for place in places if place[1]})
    return [_compared(one, now.get(one.warehouse), links) for one in written]


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


def head_text(head: Head) -> str:
    """What stands on paper of a head, in bars and in letters: `W1 1200 3f2a09c1…`."""
    return f"{head.warehouse} {head.movements} {head.link}"


def read_head(text: str) -> Head:
    """The head that was scanned or typed off a page, its link in groups or not.

    Refuses (`invalid`) what is none.
    """
    words, link = text.split(), ""
    while words and len(link) < LINK_LETTERS and _HEX.fullmatch(words[-1]):
        link = words.pop().lower() + link
    if len(link) != LINK_LETTERS or len(words) < _LEAST_WORDS or not words[-1].isdecimal():
        raise Refusal(Code.INVALID, field="head of a ledger", value=text)
    return Head(" ".join(words[:-1]), int(words[-1]), link)


_HEX = re.compile("[0-9a-fA-F]+")
_LEAST_WORDS = 2  # the warehouse, and how many movements


def proof_page(context: Context, shown: Proof) -> RenderedDocument:
    """The page with these heads, in the language and on the paper of this station."""
    printed = printed_at(context)
    heads = [
        HeadOnPaper(one.warehouse, one.movements, one.link, head_text(one)) for one in shown.heads
    ]
    letters = Letters()
    page = LedgerProof(shown.at.astimezone(printed.when.tzinfo), heads, printed)
    pdf = render_ledger_proof(page, letters.note)
    name = f"ledger-{page.at.date().isoformat()}.pdf"
    return RenderedDocument(name, pdf, count_pages(pdf), letters.found)


def write_proof_page(
    context: Context, target: Path, shown: Proof, *, force: bool = False
) -> WrittenFiles:
    """Writes it to a file or into a folder; refuses what `Output` does."""
    made = proof_page(context, shown)
    path = Writing(context, target, force).write(made.name, made.pdf)
    return WrittenFiles([str(path)], made.pages, made.unprintable)


def _heads(connection: Connection) -> list[Head]:
    query = (
        select(Warehouse.code, LedgerHead.movements, LedgerHead.link)
        .join(LedgerHead, LedgerHead.warehouse_id == Warehouse.id)
        .order_by(Warehouse.code)
    )
    return [Head(*row) for row in connection.execute(query)]


def _compared(written: Head, now: _Now | None, links: Mapping[ChainPlace, Links]) -> ComparedHead:
    if now is None:
        return ComparedHead(written.warehouse, written.movements, 0, LedgerKept.GONE)
    return ComparedHead(
        written.warehouse, written.movements, now.movements, _kept(written, now, links)
    )


def _kept(written: Head, now: _Now, links: Mapping[ChainPlace, Links]) -> LedgerKept:
    if now.movements < written.movements:
        return LedgerKept.SHORTER
    found = links.get((now.id, written.movements))
    if written.movements and found != Links(written.link, written.link):
        return LedgerKept.CHANGED
    return LedgerKept.SAME if now.movements == written.movements else LedgerKept.GROWN
