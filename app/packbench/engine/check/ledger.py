"""The chain of each warehouse's ledger, made anew row by row (decision 0250)."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, CursorResult, select, text

from packbench.db.schema import LedgerHead
from packbench.domain.ledger_chain import FIRST, LedgerRow, link

_MOMENT = {
    "sqlite": "at",
    "postgresql": "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
}
"""How `domain/ledger_chain.moment_text` writes a moment, in the words of each kind of database."""
_ROWS_IN_PART = 5_000


class _End(NamedTuple):
    """The last link of a warehouse, and how many rows there are up to it."""

    link: str
    movements: int


ChainPlace = tuple[int, int]
"""A warehouse's id, and the number of a movement in it, counted from 1."""


class Links(NamedTuple):
    """The link that a movement carries, and the one that follows from it and all before it."""

    kept: str
    made: str


def ledger_chain(connection: Connection) -> tuple[int, str | None]:
    """Each movement has the link that follows from the one before; each chain ends at its head."""
    ends: dict[int, _End] = {}
    rows, bad = 0, None
    for row_id, chain, *written in _movements(connection):
        row = LedgerRow._make(written)
        before = ends.get(row.warehouse_id, _End(FIRST, 0))
        if bad is None and link(before.link, row) != chain:
            bad = f"movement {row_id}"
        ends[row.warehouse_id] = _End(chain, before.movements + 1)
        rows += 1
    return rows, bad or _wrong_head(connection, ends)


def links_after(connection: Connection, wanted: Collection[ChainPlace]) -> dict[ChainPlace, Links]:
    """The links after the movement of such a number in its warehouse: as kept, and made anew.

    Those made anew follow from what all rows up to there say; what is not reached is left out.
    """
    left, found = set(wanted), dict[ChainPlace, Links]()
    ends: dict[int, _End] = {}
    with _movements(connection) as rows:
        for _, chain, *written in rows:
            if not left:
                break
            row = LedgerRow._make(written)
            before = ends.get(row.warehouse_id, _End(FIRST, 0))
            end = _End(link(before.link, row), before.movements + 1)
            ends[row.warehouse_id] = end
            place = (row.warehouse_id, end.movements)
            if place in left:
                left.remove(place)
                found[place] = Links(chain, end.link)
    return found


def _movements(connection: Connection) -> CursorResult[*tuple[Any, ...]]:
    moment = _MOMENT[connection.dialect.name]
    query = text(
        f"SELECT id, chain, {moment}, command_id, warehouse_id, product_id, location_id, lot,"  # noqa: S608 - own names
        " quantity, unavailable, cause, note, document FROM movement ORDER BY id"
    )
    return connection.execute(query, execution_options={"yield_per": _ROWS_IN_PART})


def _wrong_head(connection: Connection, ends: dict[int, _End]) -> str | None:
    """The first warehouse whose chain ends elsewhere than where its last writer left it."""
    query = select(LedgerHead.warehouse_id, LedgerHead.link, LedgerHead.movements)
    heads = {row.warehouse_id: _End(row.link, row.movements) for row in connection.execute(query)}
    wrong = (one for one in sorted(heads.keys() | ends.keys()) if heads.get(one) != ends.get(one))
    first = next(wrong, None)
    return None if first is None else f"ledger_head {first}"
