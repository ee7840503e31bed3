"""Programs that follow their channel over HTTP while stations move stock, and what they believe."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from helpers.served import Program
from packbench.db.engine import open_database
from packbench.domain.refusals import Refusal
from packbench.engine.command.context import Context
from packbench.services.stock.changes import Receipt, receive

_BUSY = 503


@dataclass(slots=True)
class Follower:
    """Asks, and says most of the time that it knows; keeps what it was told.

    A careless one says so of answers that it did not read.
    """

    program: Program
    seed: int
    careless: bool = False
    known: dict[str, int] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)
    answers: int = 0
    _doubted: set[str] = field(default_factory=set)

    def ask(self, chance: random.Random) -> int:
        """One question, and mostly an acknowledgement; gives how many numbers were new."""
        told = self.program.get("inventory")
        if told.status == _BUSY:  # nothing changed; a program asks again
            return 1
        assert told.status == 200, told
        self.answers += 1
        lost = chance.random() < 0.2
        reads = not (self.careless and (lost or self.answers == 1))
        for one in told.document["items"]:
            sku, available = one["sku"], one["available"]
            if sku not in self._doubted and self.known.get(sku) == available:
                self.twice.append(sku)
            if reads:
                self.known[sku] = available
            self._doubted.add(sku)
        if self.careless or not lost:
            done = self.program.post("inventory/acknowledge", {"cursor": told.document["cursor"]})
            assert done.status in {200, _BUSY}, done
            if done.status != _BUSY:
                self._doubted.clear()
        return len(told.document["items"])


def storm(
    url: str, followers: Sequence[Follower], skus: Sequence[str], seconds: float, windows: int = 2
) -> int:
    """Moves stock from some windows while programs ask; ends once they have heard everything.

    Gives how many changes there were.
    """
    end = time.monotonic() + seconds
    changes = [0] * windows

    def move(number: int) -> None:
        chance = random.Random(number)  # noqa: S311 - goods, no secrets
        database = open_database(url)
        context = Context(database, station=f"window {number}")
        while time.monotonic() < end:
            with suppress(Refusal):  # busy: another one writes just now
                receive(context, Receipt("W1", chance.choice(skus), chance.randint(1, 9)))
                changes[number] += 1
        database.dispose()

    def follow(one: Follower) -> None:
        chance = random.Random(one.seed)  # noqa: S311 - the same
        while time.monotonic() < end:
            one.ask(chance)

    deeds = [partial(move, number) for number in range(windows)]
    _together([*deeds, *(partial(follow, one) for one in followers)])
    for one in followers:
        chance = random.Random(one.seed)  # noqa: S311 - the same
        while one.ask(chance) or one._doubted:
            pass
    return sum(changes)


def _together(deeds: Sequence[Callable[[], None]]) -> None:
    wrong: list[BaseException] = []

    def run(deed: Callable[[], None]) -> None:
        try:
            deed()
        except BaseException as error:  # noqa: BLE001 - raised by whoever waits
            wrong.append(error)

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise wrong[0]
