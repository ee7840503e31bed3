"""The chain of each warehouse's ledger, made anew row by row (decision 0250)."""

from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import closing
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select, text

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


_BEGIN = _End(FIRST, 0)
_WAREHOUSE = LedgerRow._fields.index("warehouse_id")


class Links(NamedTuple):
    """The link that a movement carries, and the one that follows from it and all before it."""

    kept: str
    made: str


_Parts = Generator[Sequence[Sequence[Any]], None, None]
OnRows = Callable[[int, int], None]
"""Is told how many rows were read, and how many there are; what it raises ends the reading."""


def ledger_chain(
    connection: Connection, on_rows: OnRows = lambda _done, _total: None
) -> tuple[int, str | None]:
    """Each movement has the link that follows from the one before; each chain ends at its head."""
    ends: dict[int, _End] = {}
    rows, bad = 0, None
    for part in _movements(connection, on_rows):
        for row_id, chain, *written in part:
            warehouse_id = written[_WAREHOUSE]
            before = ends.get(warehouse_id, _BEGIN)
            if bad is None and link(before.link, written) != chain:
                bad = f"movement {row_id}"
            ends[warehouse_id] = _End(chain, before.movements + 1)
        rows += len(part)
    return rows, bad or _wrong_head(connection, ends)


def links_after(
    connection: Connection,
    wanted: Collection[ChainPlace],
    on_rows: OnRows = lambda _done, _total: None,
) -> dict[ChainPlace, Links]:
    """The links after the movement of such a number in its warehouse: as kept, and made anew.

    Those made anew follow from what all rows up to there say; what is not reached is left out.
    """
    left, found = set(wanted), dict[ChainPlace, Links]()
    ends: dict[int, _End] = {}
    with closing(_movements(connection, on_rows)) as parts:
        for _, chain, *written in (row for part in parts for row in part):
            if not left:
                break
            warehouse_id = written[_WAREHOUSE]
            before = ends.get(warehouse_id, _BEGIN)
            end = _End(link(before.link, written), before.movements + 1)
            ends[warehouse_id] = end
            place = (warehouse_id, end.movements)
            if place in left:
                left.remove(place)
                found[place] = Links(chain, end.link)
    return found


def _movements(
    connection: Connection, on_rows: OnRows
) -> Generator[Sequence[Sequence[Any]], None, None]:
    """All rows in the order in which they were written, some at a time."""
    moment = _MOMENT[connection.dialect.name]
    query = text(
        f"SELECT id, chain, {moment}, command_id, warehouse_id, product_id, location_id, lot,"  # noqa: S608 - own names
        " quantity, unavailable, cause, note, document FROM movement ORDER BY id"
    )
    total = int(connection.execute(select(func.sum(LedgerHead.movements))).scalar() or 0)
    done = 0
    with connection.execute(query, execution_options={"yield_per": _ROWS_IN_PART}) as rows:
        for part in rows.partitions(_ROWS_IN_PART):
            yield part
            done += len(part)
            on_rows(done, max(done, total))


def _wrong_head(connection: Connection, ends: dict[int, _End]) -> str | None:
    """The first warehouse whose chain ends elsewhere than where its last writer left it."""
    query = select(LedgerHead.warehouse_id, LedgerHead.link, LedgerHead.movements)
    heads = {row.warehouse_id: _End(row.link, row.movements) for row in connection.execute(query)}
    wrong = (one for one in sorted(heads.keys() | ends.keys()) if heads.get(one) != ends.get(one))
    first = next(wrong, None)
    return None if first is None else f"ledger_head {first}"
