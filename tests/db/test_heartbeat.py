"""A line that is cut without a word is noticed within five seconds, and nobody waits on it."""

import queue
import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from helpers.wire import AtCommit, Wire, wire_to
from packbench.db.engine import Database, open_database
from packbench.db.heartbeat import Heartbeat
from packbench.db.notices import CHANNEL, Listener
from packbench.domain.changes import EVERYTHING, ChangeSet

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
_TOLD_WITHIN_S = 5.0
_SLACK_S = 1.0  # for a machine that has much to do


@pytest.fixture
def wire(database: Database) -> Iterator[Wire]:
    with wire_to(database.url) as made:
        yield made


@pytest.fixture
def station(wire: Wire) -> Iterator[Database]:
    made = open_database(wire.url, patience_s=None)
    yield made
    made.dispose()


def test_a_silent_server_is_told_and_who_waits_gets_an_error(wire: Wire, station: Database) -> None:
    answers: queue.Queue[bool] = queue.Queue()
    beat = Heartbeat(station, answers.put)
    with station.read.connect() as connection:
        connection.execute(text("SELECT 1"))
        beat.start()
        assert answers.get(timeout=10)
        wire.freeze()
        began_s = time.monotonic()
        with pytest.raises(DBAPIError):
            connection.execute(text("SELECT 2"))
        assert time.monotonic() - began_s < _TOLD_WITHIN_S + _SLACK_S
    assert answers.get(timeout=1) is False
    wire.restore()
    assert answers.get(timeout=10)
    with station.read.connect() as connection:
        assert connection.scalar(text("SELECT 3")) == 3
    beat.stop()


def test_a_server_that_works_long_is_not_silent(wire: Wire, station: Database) -> None:
    answers: queue.Queue[bool] = queue.Queue()
    beat = Heartbeat(station, answers.put)
    beat.start()
    with station.read.connect() as connection:
        connection.execute(text("SELECT pg_sleep(6)"))
    beat.stop()
    assert answers.get_nowait()
    assert answers.empty()
    assert wire.commits == 0


def test_an_answer_that_got_lost_is_noticed_though_the_server_answers(
    wire: Wire, station: Database
) -> None:
    beat = Heartbeat(station)
    beat.start()
    wire.at_next_commit(AtCommit.SWALLOWED)
    with pytest.raises(DBAPIError), station.write.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(1)"))
    beat.stop()


def test_a_listener_that_was_deaf_may_have_missed_anything(
    database: Database, wire: Wire, station: Database
) -> None:
    heard: queue.Queue[ChangeSet] = queue.Queue()
    answers: queue.Queue[bool] = queue.Queue()
    listener = Listener(station, heard.put, answers.put)
    listener.start()
    assert answers.get(timeout=10)
    assert heard.get(timeout=1) == EVERYTHING
    wire.freeze()
    began_s = time.monotonic()
    assert answers.get(timeout=10) is False
    assert time.monotonic() - began_s < _TOLD_WITHIN_S + _SLACK_S
    wire.reset()
    wire.restore()
    assert answers.get(timeout=10)
    assert heard.get(timeout=1) == EVERYTHING
    with database.write.begin() as connection:
        connection.execute(text(f"NOTIFY {CHANNEL}, 'of a later version'"))
    assert heard.get(timeout=5) == EVERYTHING
    listener.stop()
    assert "change-listener" not in [one.name for one in threading.enumerate()]


def test_every_line_has_its_limits(database: Database) -> None:
    wanted = {
        "statement_timeout": "5min",
        "jit": "off",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "30s",
        "tcp_keepalives_idle": "5",
        "tcp_user_timeout": "10000",
    }
    with database.read.connect() as connection:
        found = {
            name: connection.scalar(text("SELECT current_setting(:name)"), {"name": name})
            for name in wanted
        }
    assert found == wanted
