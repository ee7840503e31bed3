"""A command gives the mutex back before the disk is waited for, and is answered after."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from helpers.sample import add_product, add_warehouse
from helpers.wire import wire_to
from packbench.db.disk_wait import wait_for_disk
from packbench.db.engine import Database, open_database
from packbench.db.transactions import write_transaction
from packbench.engine.command.context import Context
from packbench.engine.command.core import was_done
from packbench.services.stock.changes import Receipt, receive

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
_MANY = 500


@pytest.fixture
def waiting(database: Database) -> Iterator[Database]:
    """The database, of a server that waits for its disk (the others of the tests do not)."""
    name = database.read.url.database
    with database.write.begin() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit = on'))
    own = open_database(database.url)
    yield own
    own.dispose()


def write(connection: Connection) -> str:
    """Writes something; where in the server's log it stands."""
    connection.execute(text("SELECT pg_logical_emit_message(true, 'test', 'x')"))
    return str(connection.execute(text("SELECT pg_current_wal_insert_lsn()")).scalar_one())


def is_on_disk(database: Database, place: str) -> bool:
    query = text("SELECT pg_current_wal_flush_lsn() > CAST(:place AS pg_lsn)")
    with database.read.connect() as connection:
        return bool(connection.execute(query, {"place": place}).scalar_one())


def commit_unwaited(database: Database) -> str:
    """What stands between the COMMIT of another station and its disk."""
    for _ in range(_MANY):
        with database.write.begin() as connection:
            place = write(connection)
            connection.execute(text("SET LOCAL synchronous_commit = off"))
        if not is_on_disk(database, place):
            return place
    message = "the server waited for its disk"
    raise AssertionError(message)


def test_an_answer_comes_when_all_before_it_is_on_the_disk(waiting: Database) -> None:
    for _ in range(20):
        assert is_on_disk(waiting, write_transaction(waiting, write, moves_stock=True))
        others = commit_unwaited(waiting)
        write_transaction(waiting, lambda _connection: None, moves_stock=True)
        assert is_on_disk(waiting, others)
        others = commit_unwaited(waiting)
        wait_for_disk(waiting)
        assert is_on_disk(waiting, others)


def test_that_a_command_was_done_is_told_when_it_is_on_the_disk(waiting: Database) -> None:
    with waiting.write.begin() as connection:
        add_warehouse(connection, "W1")
        add_product(connection, "A")
    context = Context(waiting)
    receive(context, Receipt("W1", "A", 9), key="k1")
    others = commit_unwaited(waiting)
    assert was_done(context, "k1")
    assert is_on_disk(waiting, others)


def test_others_have_the_mutex_while_the_disk_is_waited_for(database: Database) -> None:
    with wire_to(database.url) as wire, database.write.connect() as slow:
        slow.execute(text("SELECT pg_advisory_lock(77)"))
        behind = open_database(wire.url)
        answers: list[str] = []

        def command() -> None:
            answers.append(write_transaction(behind, write, moves_stock=True))

        wire.instead_of_the_disk("SELECT pg_advisory_lock(77)")
        thread = threading.Thread(target=command)
        thread.start()
        held = text("SELECT count(*) FROM pg_locks WHERE objid = 77 AND NOT granted")
        while not slow.execute(held).scalar_one():
            pass
        write_transaction(database, write, moves_stock=True)
        assert answers == []
        slow.execute(text("SELECT pg_advisory_unlock(77)"))
        thread.join(10)
        assert len(answers) == 1
        behind.dispose()


def test_what_a_rule_refuses_at_commit_is_told_as_ever(database: Database) -> None:
    def contradict(connection: Connection) -> None:
        connection.execute(text("CREATE TEMP TABLE one (id integer PRIMARY KEY)"))
        connection.execute(
            text(
                "CREATE TEMP TABLE other (id integer REFERENCES one DEFERRABLE INITIALLY DEFERRED)"
            )
        )
        connection.execute(text("INSERT INTO other VALUES (1)"))

    with pytest.raises(IntegrityError):
        write_transaction(database, contradict, moves_stock=True)
    with database.read.connect() as connection:
        assert connection.execute(text("SELECT to_regclass('other')")).scalar_one() is None
    assert write_transaction(database, lambda _connection: 7, moves_stock=True) == 7
