"""Bulk writes: many rows in one statement with the driver's quickest way, the same on both engines.

SQLite: `executemany` of tuples. PostgreSQL: COPY, and UPDATE from an array a column.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain, islice
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Table, text
from sqlalchemy.exc import DBAPIError

from packbench.db.rows_written import add_rows
from packbench.db.schema.mapped import Declarative

Row = tuple[Any, ...]

_BATCH = 20_000


def reserve_ids(connection: Connection, model: type[Declarative], count: int) -> Sequence[int]:
    """`count` unused ids of a table with a surrogate key, ascending.

    SQLite's write lock is already held, so counting on from the greatest id is safe there.
    """
    if count == 0:
        return ()
    table = _table(model)
    if connection.dialect.name == "sqlite":
        last = connection.exec_driver_sql(f"SELECT max(id) FROM {table.name}").scalar() or 0  # noqa: S608 - own names
        return range(last + 1, last + 1 + count)
    query = text("SELECT nextval(:sequence) FROM generate_series(1, :count)")
    values = {"sequence": f"{table.name}_id_seq", "count": count}
    return [row[0] for row in connection.execute(query, values)]


def insert_rows(
    connection: Connection,
    model: type[Declarative],
    columns: Sequence[str],
    rows: Iterable[Row],
) -> None:
    """Inserts tuples of Python values, in the order of `columns`."""
    table = _table(model)
    prepared = list(_prepare(connection, [table.c[name] for name in columns], rows))
    if not prepared:
        return
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        sql = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - own names
        _execute_many(connection, sql, prepared)
    else:
        _copy(connection, f"{table.name} ({', '.join(columns)})", prepared)
        add_rows(connection, len(prepared))


def update_rows(
    connection: Connection,
    model: type[Declarative],
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    key: str = "id",
) -> None:
    """Sets `columns` of the rows known by `key`; each tuple is (key, values of columns…)."""
    table = _table(model)
    names = [key, *columns]
    prepared = _prepare(connection, [table.c[name] for name in names], rows)
    if connection.dialect.name == "sqlite":
        numbered = ", ".join(f"{name} = ?{index}" for index, name in enumerate(columns, 2))
        sql = f"UPDATE {table.name} SET {numbered} WHERE {key} = ?1"  # noqa: S608 - own names
        _execute_many(connection, sql, prepared)
        return
    changed = list(prepared)
    if changed:
        _update_at_once(connection, table, names, changed)


def delete_rows(
    connection: Connection, model: type[Declarative], ids: Sequence[int], *, key: str = "id"
) -> None:
    """Deletes the rows whose `key` is one of `ids`."""
    if not ids:
        return
    name = _table(model).name
    if connection.dialect.name == "sqlite":
        sql = f"DELETE FROM {name} WHERE {key} = ?"  # noqa: S608 - own names
        _execute_many(connection, sql, [(row_id,) for row_id in ids])
    else:
        sql = f"DELETE FROM {name} WHERE {key} = ANY(%s)"  # noqa: S608 - own names
        connection.exec_driver_sql(sql, (list(ids),))


def _table(model: type[Declarative]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - every mapped class here is one table
    return table


def _prepare(
    connection: Connection, columns: Sequence[Column[Any]], rows: Iterable[Row]
) -> Iterable[Row]:
    """The rows as the driver wants them: dates, money and flags converted as SQLAlchemy would."""
    converters = [_converter(connection.dialect, column) for column in columns]
    # Rows of one command mostly have the same moment, day or flag: each value is converted once.
    needed: list[tuple[int, Callable[[Any], Any]]] = [
        (index, cache(convert)) for index, convert in enumerate(converters) if convert
    ]
    if not needed:
        return rows
    return chain.from_iterable(_converted(batch, needed) for batch in _batched(rows))


def _converted(
    rows: Sequence[Row], needed: list[tuple[int, Callable[[Any], Any]]]
) -> Iterable[Row]:
    """Column by column: taking each row apart costs more than what is converted of it."""
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
    for index, convert in needed:
        columns[index] = map(convert, columns[index])
    return zip(*columns, strict=True)


@lru_cache(maxsize=1_000)
def _converter(dialect: Dialect, column: Column[Any]) -> Callable[[Any], Any] | None:
    convert = column.type.dialect_impl(dialect).bind_processor(dialect)
    # psycopg and COPY take Python's dates, decimals and booleans as they are.
    plain = dialect.name != "sqlite" and type(column.type).__name__ not in {"Money", "UtcDateTime"}
    return None if plain else convert


def stored(connection: Connection, column: Column[Any], value: Any) -> Any:
    """A value as the driver wants it for a column."""
    convert = _converter(connection.dialect, column)
    return convert(value) if convert else value


def _execute_many(connection: Connection, sql: str, rows: Iterable[Row]) -> None:
    for batch in _batched(rows):
        connection.exec_driver_sql(sql, batch)


def _batched(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


def _copy(connection: Connection, target: str, rows: Iterable[Row]) -> None:
    sql = f"COPY {target} FROM STDIN"
    driver_error = connection.dialect.loaded_dbapi.Error
    cursor: Any = connection.connection.cursor()
    try:
        with cursor.copy(sql) as copy:
            for row in rows:
                copy.write_row(row)
    except driver_error as error:
        dialect = connection.dialect
        raise DBAPIError.instance(sql, None, error, driver_error, dialect=dialect) from error
    finally:
        cursor.close()


def _update_at_once(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Row]
) -> None:
    """All rows by one statement that is given an array a column: no wait and no table for it."""
    key, *columns = names
    types = [_type_name(connection.dialect, table.c[name]) for name in names]
    arrays = ", ".join(f"%s::{name}[]" for name in types)
    changes = ", ".join(f"{name} = c.{name}" for name in columns)
    sql = (
        f"UPDATE {table.name} t SET {changes} FROM unnest({arrays}) AS c({', '.join(names)})"  # noqa: S608 - own names
        f" WHERE t.{key} = c.{key}"
    )
    for batch in _batched(rows):
        values: list[Any] = [
            _written(column) if name == "BIGINT" else list(column)
            for name, column in zip(types, zip(*batch, strict=True), strict=True)
        ]
        connection.exec_driver_sql(sql, tuple(values))


def _written(numbers: Iterable[int | None]) -> str:
    """Whole numbers as an array is written: the driver would look at each of them."""
    return f"{{{','.join('NULL' if one is None else str(one) for one in numbers)}}}"


@lru_cache(maxsize=1_000)
def _type_name(dialect: Dialect, column: Column[Any]) -> str:
    """A column's type as an array is cast to; how its texts are compared is no part of it."""
    return column.type.dialect_impl(dialect).compile(dialect).partition(" COLLATE")[0]
