"""Orders by any part of a number, a name, an e-mail or a telephone, by an index of three letters.

On SQLite an order is put into the index with its command, all new ones at once; on PostgreSQL, and
for one that is put in before the last one, a trigger does it. What is not in the index yet is among
what is found, so that nothing is missed. Whatever is found is more than what has the text: whoever
asks compares.

Two letters are looked up on SQLite by all parts of the index that begin with them: each of them but
the last two of a telephone is followed by another letter or a line break. PostgreSQL's index has no
such parts; there the words are read, a tenth of the orders.
"""

import sys

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    and_,
    column,
    func,
    or_,
    select,
    table,
    union_all,
)

from packbench.db.schema import Order, OrderSearch
from packbench.domain.telephone import WRITTEN_WITH

LEAST_LETTERS = 2
_TRIGRAM = 3
_MOST_TRIGRAMS = 24
_MOST_PARTS = 2_000
"""More parts than so many begin with two letters only where they are signs of a rare script."""
_OFTEN = 20_000
_AT_ONCE = 20_000
_INDEX = table("order_words", column("rowid"), column("order_words"))
_TERMS = table("order_words_terms", column("term", String), column("doc", Integer))
"""What parts SQLite's index has, and in how many orders each is."""
_SMALL_IN_ASCII = {"\u0130": "i", "\u212a": "k"}
"""These become letters of ASCII when they are made small."""


def found_by_words(connection: Connection, text: str) -> Select[int] | None:
    """The ids of the orders that may have this text; None where no index tells, or very many do."""
    if len(text) < LEAST_LETTERS or "\0" in text:
        return None
    if connection.dialect.name != "sqlite":
        has = _has_letters(text) if len(text) < _TRIGRAM else _has(text)
        return select(OrderSearch.order_id).where(has)
    parts = _trigrams(text) if len(text) >= _TRIGRAM else _parts_beginning(connection, text)
    if parts is None:
        return None
    behind = select(func.coalesce(func.max(OrderSearch.order_id), 0)).scalar_subquery()
    newer = select(Order.id).where(Order.id > behind)
    if not parts:
        return newer
    matching = select(_INDEX.c.rowid).where(_INDEX.c.order_words.op("MATCH")(parts))
    both = union_all(matching, newer).subquery()
    return select(both.c[0])


def _has(text: str, words: ColumnElement[str] | None = None) -> ColumnElement[bool]:
    column_ = OrderSearch.words if words is None else words
    return column_.ilike(f"%{_escaped(text)}%", escape="\\")


def _has_letters(text: str) -> ColumnElement[bool]:
    """Read row by row: what has no letters but those of ASCII is compared byte by byte, in half."""
    if not text.isascii():
        return _has(text)
    as_bytes = _has(text, OrderSearch.words.collate("C"))
    unlike = [one for one, small in _SMALL_IN_ASCII.items() if small in text.lower()]
    if not unlike:
        return as_bytes
    words = OrderSearch.words
    not_ascii = func.octet_length(words) > func.char_length(words)
    return or_(as_bytes, and_(not_ascii, or_(*(func.strpos(words, one) > 0 for one in unlike))))


def _parts_beginning(connection: Connection, letters: str) -> str | None:
    """All parts in SQLite's index that begin with two letters, as they are asked for.

    None where one of them is in very many orders, or where the index may write a letter in a way
    that is not known here.
    """
    if not all(map(_is_folded_alike, letters)):
        return None
    first = letters.lower()
    asked = select(_TERMS.c.term, _TERMS.c.doc).where(
        _TERMS.c.term >= first, _TERMS.c.term <= first + chr(sys.maxunicode)
    )
    found: list[str] = []
    with connection.execute(asked.execution_options(yield_per=1)) as rows:
        for term, orders in rows:
            if orders > _OFTEN or len(found) == _MOST_PARTS:
                return None
            found.append(_quoted(term))
    return " OR ".join(found)


def _is_folded_alike(letter: str) -> bool:
    """SQLite's index makes it small as Python does; both leave what has no small letter."""
    small = letter.lower()
    has_one = small != letter or letter.upper() != letter
    return len(small) == 1 and small == letter.casefold() and (letter < "\u0370" or not has_one)


def add_new_words(connection: Connection) -> None:
    """Puts orders into SQLite's index that are not in it; some are left where there are very many.

    One after the other, as a trigger would, costs ten times as much.
    """
    if connection.dialect.name != "sqlite":
        return
    last, newest = connection.exec_driver_sql(_ENDS).one()
    if newest > last:
        connection.exec_driver_sql(_ADD, (last, _AT_ONCE))
        connection.exec_driver_sql(_INDEX_NEW, (last,))


def is_indexed(connection: Connection, order_id: int, words: str) -> bool:
    """Whether the index gives the order for its words; a server's index is looked at by others."""
    if connection.dialect.name != "sqlite" or "\0" in words:
        return True
    given = select(_INDEX.c.rowid).where(
        _INDEX.c.order_words.op("MATCH")(_trigrams(words)), _INDEX.c.rowid == order_id
    )
    return connection.execute(given).first() is not None


def _trigrams(text: str) -> str:
    """All three letters in a row of a text, as they are asked for."""
    found = dict.fromkeys(text[at : at + _TRIGRAM] for at in range(len(text) - 2))
    return " AND ".join(map(_quoted, list(found)[:_MOST_TRIGRAMS]))


def _quoted(part: str) -> str:
    return '"{}"'.format(part.replace('"', '""'))


def _escaped(text: str) -> str:
    for sign in "\\%_":
        text = text.replace(sign, f"\\{sign}")
    return text


def words_of(row: str, line_break: str = "char(10)") -> str:
    """The words of an order, as the triggers of its table have them."""
    phone = f"coalesce({row}.phone, '')"
    for sign in WRITTEN_WITH:
        phone = f"replace({phone}, '{sign}', '')"
    names = (f"coalesce({row}.{one}, '')" for one in ("customer_name", "company", "customer_email"))
    return f" || {line_break} || ".join((f"{row}.number", *names, phone))


_ENDS = (
    "SELECT coalesce((SELECT max(order_id) FROM order_search), 0),"
    " coalesce((SELECT max(id) FROM orders), 0)"
)
_ADD = (
    f"INSERT INTO order_search SELECT o.id, {words_of('o')} FROM orders o"  # noqa: S608 - own names
    " WHERE o.id > ? ORDER BY o.id LIMIT ?"
)
_INDEX_NEW = (
    "INSERT INTO order_words (rowid, words)"
    " SELECT order_id, words FROM order_search WHERE order_id > ?"
)
