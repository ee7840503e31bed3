import threading
from array import array

import pytest
from sqlalchemy import Select, literal, select, text
from sqlalchemy.exc import DBAPIError

from packbench.db.engine import Database
from packbench.db.sql.all_ids import SLICE, _from_file, _from_server, ids_of, read_all_ids

_WAIT_S, _MOMENT_S = 20, 0.05
_ENDLESS = {
    True: "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n",
    False: "SELECT pg_sleep(600)",
}
_AT_WORK = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%(600)'"


def _numbers(count: int) -> Select[int]:
    """So many, each twice the one before it in a list that begins with the greatest."""
    first = select(literal(1).label("n")).cte("numbers", recursive=True)
    every = first.union_all(select(first.c.n + 1).where(first.c.n < count))
    return select((every.c.n * 2).label("id")).where(every.c.n <= count).order_by(every.c.n.desc())


def test_all_ids_come_in_order_and_a_slice_at_a_time(database: Database) -> None:
    count = 2 * SLICE + 500
    wanted = array("q", range(2 * count, 0, -2))
    parts = _from_file if database.is_sqlite else _from_server
    with database.read.connect() as connection:
        assert read_all_ids(connection, _numbers(count)) == wanted
        taken = [len(part) // 8 for part in parts(connection, _numbers(count))]
        assert taken == [SLICE, SLICE, 500]
        assert ids_of(connection, _numbers(count), None) == wanted
        assert list(ids_of(connection, _numbers(count), 3)) == list(wanted[:3])
        assert read_all_ids(connection, _numbers(count).where(literal(1) == 0)) == array("q")
        assert connection.execute(select(literal(b"as before"))).scalar_one() == b"as before"


def test_what_a_thread_reads_is_ended_from_another_and_the_database_answers_on(
    database: Database,
) -> None:
    failed: list[BaseException] = []

    def read() -> None:
        with database.read.connect() as connection, pytest.raises(DBAPIError) as caught:
            connection.execute(text(_ENDLESS[database.is_sqlite]))
        failed.append(caught.value)

    database.stop_reading(threading.get_ident())  # nothing is read here
    reading = threading.Thread(target=read)
    reading.start()
    thread = reading.ident
    assert thread is not None
    with database.read.connect() as connection:
        while not database.is_sqlite and not connection.execute(text(_AT_WORK)).scalar_one():
            connection.rollback()
        connection.rollback()
        for _ in range(int(_WAIT_S / _MOMENT_S)):
            database.stop_reading(thread)
            reading.join(_MOMENT_S)
            if not reading.is_alive():
                break
        assert len(failed) == 1
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    with database.read.connect() as one, database.read.connect() as other:
        assert [each.execute(text("SELECT 2")).scalar_one() for each in (one, other)] == [2, 2]
