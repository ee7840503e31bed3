"""Orders by any part of a number, a name, an e-mail or a telephone, by an index of three letters.

On SQLite an order is put into the index with its command, all new ones at once; on PostgreSQL, and
for one that is put in before the last one, a trigger does it. What is not in the index yet is among
what is found, so that nothing is missed. Whatever is found is more than what has the text: whoever
asks compares.
"""

from sqlalchemy import Connection, Select, column, func, select, table, union_all

from packbench.db.schema import Order, OrderSearch
from packbench.domain.telephone import WRITTEN_WITH

LEAST_LETTERS = 3
_MOST_TRIGRAMS = 24
_AT_ONCE = 20_000
_INDEX = table("order_words", column("rowid"), column("order_words"))


def found_by_words(connection: Connection, text: str) -> Select[int] | None:
    """The ids of the orders that may have this text; None for one that is too short to look up."""
    if len(text) < LEAST_LETTERS or "\0" in text:
        return None
    if connection.dialect.name != "sqlite":
        has = OrderSearch.words.ilike(f"%{_escaped(text)}%", escape="\\")
        return select(OrderSearch.order_id).where(has)
    matching = select(_INDEX.c.rowid).where(_INDEX.c.order_words.op("MATCH")(_trigrams(text)))
    behind = select(func.coalesce(func.max(OrderSearch.order_id), 0)).scalar_subquery()
    both = union_all(matching, select(Order.id).where(Order.id > behind)).subquery()
    return select(both.c[0])


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
    found = dict.fromkeys(text[at : at + LEAST_LETTERS] for at in range(len(text) - 2))
    asked = list(found)[:_MOST_TRIGRAMS]
    return " AND ".join('"{}"'.format(one.replace('"', '""')) for one in asked)


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
