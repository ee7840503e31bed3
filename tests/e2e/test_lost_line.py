"""The command line on a line that is cut, hangs or loses an answer: done once, told as it is."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.command_line import CommandLine
from helpers.sample import add_product, add_warehouse
from helpers.wire import AtCommit, Wire, wire_to
from packbench.db.engine import Database
from packbench.engine.command.context import Context
from packbench.services.office.sweep import turn_day
from packbench.services.stock.changes import history

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
_RECEIVE = ("stock", "receive", "W1", "A", 9)
_LOAD_S = 20.0  # a process starts slowly on a machine that has much to do


@pytest.fixture
def wire(database: Database) -> Iterator[Wire]:
    with database.write.begin() as connection:
        add_warehouse(connection, "W1")
        add_product(connection, "A")
    turn_day(Context(database))
    with wire_to(database.url) as made:
        yield made


@pytest.fixture
def packbench(wire: Wire, tmp_path: Path) -> CommandLine:
    return CommandLine(wire.url, tmp_path)


def booked(database: Database) -> list[int]:
    return [one.quantity for one in history(Context(database), "A")]


def test_an_answer_that_got_lost_is_asked_for_again(
    packbench: CommandLine, wire: Wire, database: Database
) -> None:
    wire.at_next_commit(AtCommit.DONE)
    answer = packbench(*_RECEIVE)
    assert (answer.exit, answer.document["stock"][0]["on_hand"]) == (0, 9)
    assert answer.err == (
        "The line to the database broke while it was being saved; asking again…\n"
    )
    assert booked(database) == [9]


@pytest.mark.parametrize(("what", "units"), [(AtCommit.DONE, [9]), (AtCommit.LOST, [])])
def test_what_is_not_known_is_told_with_the_key_that_finds_out(
    packbench: CommandLine, wire: Wire, database: Database, what: AtCommit, units: list[int]
) -> None:
    wire.at_next_commit(what, stays_away=True)
    answer = packbench("--patience", 0, *_RECEIVE)
    code, message = answer.error
    assert (answer.exit, code) == (4, "outcome_unknown")
    assert "It is not known yet whether `stock.receive` was done" in message
    assert booked(database) == units
    wire.restore()
    key = message.partition("--key ")[2].partition(":")[0]
    again = packbench(*_RECEIVE, "--key", key)
    assert (again.exit, again.document["stock"][0]["on_hand"]) == (0, 9)
    assert booked(database) == [9]


def test_a_server_that_hangs_while_it_saves_is_given_up(
    packbench: CommandLine, wire: Wire, database: Database
) -> None:
    wire.at_next_commit(AtCommit.FROZEN)
    began_s = time.monotonic()
    answer = packbench("--patience", 0, *_RECEIVE)
    assert time.monotonic() - began_s < 5 + _LOAD_S
    assert (answer.exit, answer.error[0]) == (4, "outcome_unknown")
    assert booked(database) == []
    wire.restore()


def test_a_server_that_hangs_is_told_to_who_looks(
    packbench: CommandLine, wire: Wire, database: Database
) -> None:
    wire.freeze()
    answer = packbench("stock", "list")
    assert (answer.exit, answer.error[0]) == (4, "database_unreachable")
    wire.restore()
    assert booked(database) == []
