"""What orders are found by: their words as they follow from them, and the index of these."""

from sqlalchemy import Connection, text

from packbench.db.sql.order_words import is_indexed, words_of

_LOOKS = 200
"""The index of a file can't be read in the order of orders: so many are looked up in it."""


def order_words(connection: Connection) -> tuple[int, str | None]:
    """Orders have their words, nothing else has, and the index of a file gives them."""
    rows = int(connection.execute(text("SELECT COUNT(*) FROM order_search")).scalar_one())
    # The newest of a file may still be missing; what has been left behind must not.
    newest = "(SELECT COALESCE(MAX(order_id), 0) FROM order_search)"
    looked_at = f"o.id <= {newest}" if connection.dialect.name == "sqlite" else "TRUE"
    bad = connection.execute(text(_FIRST_WRONG.format(looked_at, _WORDS))).scalar()
    if bad is None:
        bad = _not_indexed(connection, rows)
    return rows, None if bad is None else f"order_search {bad}"


_WORDS = words_of("o", "'\n'")  # a line break as both engines read it
_FIRST_WRONG = (
    "SELECT MIN(found.id) FROM (SELECT o.id FROM orders o LEFT JOIN order_search s"
    " ON s.order_id = o.id WHERE {} AND (s.order_id IS NULL OR s.words <> {})"
    " UNION ALL SELECT s.order_id FROM order_search s LEFT JOIN orders o"
    " ON o.id = s.order_id WHERE o.id IS NULL) found"
)


def _not_indexed(connection: Connection, rows: int) -> int | None:
    """One of some orders, from the first to the newest, that the index does not give.

    Where all words are gone: the first order, if the index of a file knows it still.
    """
    if not rows:
        first = connection.execute(_FIRST).one_or_none()
        on_file = connection.dialect.name == "sqlite"
        known = on_file and first is not None and is_indexed(connection, *first)
        return int(first[0]) if first is not None and known else None
    ends = text("SELECT MIN(order_id), MAX(order_id) FROM order_search")
    first, last = connection.execute(ends).one()
    step = max(1, (last - first) // (_LOOKS - 1))
    for wanted in (*range(first, last, step), last):
        row = connection.execute(_NEXT, {"wanted": wanted}).one()
        if not is_indexed(connection, row.order_id, row.words):
            return int(row.order_id)
    return None


_NEXT = text(
    "SELECT order_id, words FROM order_search WHERE order_id >= :wanted ORDER BY order_id LIMIT 1"
)
_FIRST = text(f"SELECT o.id, {_WORDS} FROM orders o ORDER BY o.id LIMIT 1")  # noqa: S608 - own names
