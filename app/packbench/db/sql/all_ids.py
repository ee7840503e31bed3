"""All ids that a query gives, in its order: a million of them without a million objects.

The database puts them together into one value, and other threads go on meanwhile; here it is taken
apart slice by slice. Read row by row, a million ids hold the interpreter for a second, and the
window with it.
"""

import sys
from array import array
from binascii import unhexlify
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    LargeBinary,
    Select,
    String,
    cast,
    event,
    func,
    select,
)

SLICE = 2_000
"""So many ids are taken at once; other threads come to their turn in between."""
_BYTES, _DIGITS = 8, 16
_NO_END = 2**62


def ids_of(connection: Connection, query: Select[int], limit: int | None) -> Sequence[int]:
    """The first ids, so many at most; without a limit all of them."""
    if limit is None:
        return read_all_ids(connection, query)
    return connection.execute(query.limit(limit)).scalars().all()


def ids_of_parts(
    connection: Connection, parts: Iterable[Select[int]], limit: int | None
) -> "array[int]":
    """The ids of several queries, those of the first before those of the second."""
    found: array[int] = array("q")
    for part in parts:
        left = None if limit is None else limit - len(found)
        if left != 0:
            found.extend(array("q", ids_of(connection, part, left)))
    return found


def read_all_ids(connection: Connection, query: Select[int]) -> "array[int]":
    """The ids, in order."""
    on_file = connection.dialect.name == "sqlite"
    found: array[int] = array("q")
    for part in _from_file(connection, query) if on_file else _from_server(connection, query):
        found.frombytes(part)
    if sys.byteorder == "little":
        found.byteswap()
    return found


def _from_file(connection: Connection, query: Select[int]) -> Iterator[bytes]:
    """SQLite keeps the order of a subquery for aggregates that depend on it."""
    [column] = query.subquery().c
    digits = func.group_concat(func.printf(f"%0{_DIGITS}x", column), "", type_=String())
    text = connection.execute(select(digits)).scalar_one() or ""
    for start in range(0, len(text), SLICE * _DIGITS):
        yield unhexlify(text[start : start + SLICE * _DIGITS])


def _from_server(connection: Connection, query: Select[int]) -> Iterator[bytes]:
    """With a limit, even one that is never reached, no parallel worker mixes up the order."""
    [column] = query.limit(_NO_END).subquery().c
    one = func.int8send(cast(column, BigInteger), type_=LargeBinary())
    event.listen(connection, "before_cursor_execute", _ask_for_bytes)
    try:
        joined = select(func.string_agg(one, cast(b"", LargeBinary()), type_=LargeBinary()))
        whole = memoryview(connection.execute(joined).scalar_one() or b"")
    finally:
        event.remove(connection, "before_cursor_execute", _ask_for_bytes)
    for start in range(0, len(whole), SLICE * _BYTES):
        yield whole[start : start + SLICE * _BYTES]  # type: ignore[misc]  # as good as bytes


def _ask_for_bytes(_connection: Connection, cursor: Any, *_statement: Any) -> None:
    """As they are, not as twice as many digits that have to be read all at once."""
    from psycopg.pq import Format  # noqa: PLC0415 - only servers need it

    cursor.format = Format.BINARY
