"""Stations that die or freeze in the middle of a command."""

import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, text

from helpers import races
from helpers.races import Answer, race, start
from helpers.stockroom import Stockroom
from packbench.db.engine import BUSY_TIMEOUT_MS, open_database
from packbench.db.schema import Command, Order, Stock
from packbench.db.sql.sums import total
from packbench.domain.refusals import Code, Refusal

only_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)

KILLS = int(os.environ.get("PACKBENCH_KILLS", "20"))
"""How many processes are killed in the normal run; the long run sets 200."""


def commands(chance: random.Random, life: int) -> list[tuple[Any, ...]]:
    """What a station does in one life: five commands, each with a key."""
    made: list[tuple[Any, ...]] = []
    for number in range(5):
        key = f"L{life}-{number}"
        sku, quantity = chance.choice("AB"), chance.randint(1, 5)
        kind = chance.choice(["order", "order", "receive", "lose"])
        if kind == "order":
            made.append((kind, key, [(sku, quantity), ("A", 1)]))
        else:
            made.append((kind, key, "W1", sku, quantity))
    return made


def test_killed_at_any_point_and_sent_again_each_command_counts_once(room: Stockroom) -> None:
    """A process is killed at a random statement or commit; another sends all its commands again."""
    room.fill({"W1": {"A": 1000, "B": 1000}})
    url = room.context.database.url
    seed = random.randrange(2**32)  # noqa: S311 - told when the test fails
    chance = random.Random(seed)  # noqa: S311 - the same
    work = commands(chance, 0)
    (unharmed,) = race(url, (races.work_until_killed, work, 0))
    points = unharmed.result
    assert points > 50
    expected, killed = 2000 + gained(work), 0
    for life in range(1, KILLS + 1):
        work = commands(chance, life)
        (answer,) = race(url, (races.work_until_killed, work, chance.randint(1, points)))
        killed += answer == Answer(error="killed")
        (again,) = race(url, (races.work_until_killed, work, 0))
        assert again.error is None, (seed, life, again)
        expected += gained(work)
    assert killed > KILLS // 4, seed
    with room.context.database.read.connect() as connection:
        assert connection.execute(select(total(Stock.on_hand))).scalar_one() == expected, seed
        keys = connection.execute(select(Command.key)).scalars().all()
        numbers = connection.execute(select(Order.number)).scalars().all()
    assert len(keys) == len(set(keys))
    assert len(numbers) == sum(1 for key in keys if key.startswith("order L"))


def gained(work: list[tuple[Any, ...]]) -> int:
    """Units that came in, less those that were lost."""
    signs = {"receive": 1, "lose": -1, "order": 0}
    return sum(signs[kind] * (rest[-1] if signs[kind] else 0) for kind, _, *rest in work)


def measured(act: Callable[[], Any]) -> float:
    started = time.monotonic()
    act()
    return time.monotonic() - started


class TestFrozen:
    """A station that stands still with the lock in its hands."""

    def test_others_are_told_who_and_go_on_when_it_wakes(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}})
        room.order("O1", ("A", 9))
        room.allocate()
        database = room.context.database
        (frozen,) = start(database.url, (races.freeze, "W1", "A", 4))
        assert frozen.word() == "frozen"
        try:
            refused: list[Refusal] = []

            def send() -> None:
                with pytest.raises(Refusal) as raised:
                    room.receive("W1", "A", 3, key="r1")
                refused.append(raised.value)

            waited_s = measured(send)
            assert refused[0].code is Code.BUSY
            holder = "" if database.is_sqlite else "station 1"
            assert refused[0].params == {"holder": holder}
            assert BUSY_TIMEOUT_MS / 1000 - 0.5 <= waited_s <= BUSY_TIMEOUT_MS / 1000 + 10
            assert room.waits("O1") == {1: (9, "out_of_stock")}  # looking waits for nobody
        finally:
            frozen.signal(signal.SIGCONT)
        assert frozen.answer() == Answer(result=4)
        assert room.receive("W1", "A", 3, key="r1").released[0].quantity == 3
        assert room.waits("O1") == {1: (2, "out_of_stock")}

    @only_postgresql
    def test_one_whose_session_the_server_ended_does_it_once_more(self, room: Stockroom) -> None:
        """The server gives up on it: its work is undone, the others need not wait longer, and it
        begins anew on another line.
        """
        room.fill({"W1": {"A": 0}})
        database = room.context.database
        (frozen,) = start(database.url, (races.freeze, "W1", "A", 4))
        assert frozen.word() == "frozen"
        end = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'station 1'"
        )
        with database.write.begin() as connection:
            assert connection.execute(end).scalars().all() == [True]
        room.receive("W1", "A", 3)
        frozen.signal(signal.SIGCONT)
        assert frozen.answer() == Answer(result=4)
        assert room.free("A") == {"W1": 7}

    def test_a_dead_holder_is_in_nobodys_way(self, room: Stockroom) -> None:
        room.fill({"W1": {"A": 0}})
        database = room.context.database
        (frozen,) = start(database.url, (races.freeze, "W1", "A", 4))
        assert frozen.word() == "frozen"
        frozen.signal(signal.SIGKILL)
        assert frozen.answer() == Answer(error="killed")
        impatient = open_database(database.url, busy_timeout_ms=2_000)
        Stockroom(replace(room.context, database=impatient)).receive("W1", "A", 3)
        impatient.dispose()
        assert room.free("A") == {"W1": 3}
