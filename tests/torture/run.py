"""The torture: stations at random work while stations, server, line, disk and file are broken.

usage: python -m torture.run [--engine sqlite|postgresql] [--minutes M] [--stations N] [--seed S]
                             [--report FILE]

Afterwards every command that was acknowledged is there exactly once, nothing is oversold,
`db check` finds nothing, and every sentence that a station was told was true. Exit 1 when not.
"""

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from helpers.stockroom import Stockroom
from packbench.db.engine import open_database
from packbench.db.migrate import upgrade
from packbench.engine.command.context import Context
from torture.journal import Told, read_journals
from torture.reckoning import Reckoning, reckon
from torture.server import Server
from torture.sites import FileSite, ServerSite, Site
from torture.work import SKUS, WAREHOUSES

ENGINES = ("sqlite", "postgresql")
_TESTS = Path(__file__).parents[1]
_OPENING = 50  # of each product in each warehouse
_TROUBLE_S = (0.5, 9.0)
_CALM_S = (0.5, 3.0)
_FIRST_WORDS_S = 60.0


@dataclass(slots=True)
class Report:
    """What a run was, and what came of it."""

    engine: str
    seed: int
    minutes: float
    troubles: Counter[str] = field(default_factory=Counter)
    reckoning: Reckoning = field(default_factory=Reckoning)

    @property
    def is_good(self) -> bool:
        """Whether nothing was untrue, and something was done at all."""
        done = sum(count for what, count in self.reckoning.told.items() if what.endswith(" done"))
        return done > 0 and not self.reckoning.untrue

    def lines(self) -> Iterator[str]:
        """The report as text, in Markdown."""
        yield f"### {self.engine}, {self.minutes:g} minutes, seed {self.seed}"
        yield ""
        yield "| trouble | times |"
        yield "|---|---|"
        yield from (f"| {name} | {times} |" for name, times in sorted(self.troubles.items()))
        yield ""
        yield "| command | told last | times |"
        yield "|---|---|---|"
        for what, times in sorted(self.reckoning.told.items()):
            name, told = what.split(" ")
            yield f"| {name} | {told} | {times} |"
        yield ""
        yield f"Untrue or broken: {len(self.reckoning.untrue)}"
        yield from (f"* {one}" for one in self.reckoning.untrue)
        yield ""


class Crew:
    """The stations: processes that are killed, frozen and started again."""

    def __init__(self, url: str, folder: Path, chance: random.Random) -> None:
        self._url, self._folder, self._chance = url, folder, chance
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.journals = folder / "journals"
        self.journals.mkdir()

    def start(self, name: str) -> None:
        """A station begins to work, in a process of its own."""
        files = self._folder / name
        files.mkdir(exist_ok=True)
        journal = str(self.journals / f"{name}.jsonl")
        seed = str(self._chance.random())
        command = [sys.executable, "-m", "torture.station", self._url, journal, name, seed]
        errors = (self._folder / f"{name}.errors").open("ab")
        environment = {**os.environ, "PYTHONPATH": str(_TESTS)}
        self._running[name] = subprocess.Popen(
            [*command, str(files)], stderr=errors, env=environment
        )
        errors.close()

    def kill_one(self) -> None:
        """One dies in the middle of whatever it does; another takes its place."""
        name = self._chance.choice(list(self._running))
        self._end(name)
        self.start(name)

    @contextlib.contextmanager
    def freeze_one(self) -> Iterator[None]:
        """One stands still, perhaps with the lock in its hands."""
        process = self._running[self._chance.choice(list(self._running))]
        process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            process.send_signal(signal.SIGCONT)

    def end(self) -> None:
        """All stop."""
        for name in list(self._running):
            self._end(name)

    def fallen(self) -> list[str]:
        """What those that ended by themselves wrote last: none may."""
        return [
            f"{name} ended by itself: {(self._folder / f'{name}.errors').read_text()[-500:]}"
            for name, process in self._running.items()
            if process.poll() is not None
        ]

    def _end(self, name: str) -> None:
        process = self._running.pop(name)
        process.kill()
        process.wait()


def torture(engine: str, minutes: float, stations: int, seed: int) -> Report:
    """One run on one engine."""
    chance = random.Random(seed)  # noqa: S311 - a run can be made up again
    with (
        tempfile.TemporaryDirectory(prefix="packbench-torture-") as folder,
        _site(engine, Path(folder)) as site,
    ):
        opening = _fill(site.url)
        crew = Crew(site.url, Path(folder), chance)
        for number in range(1, stations + 1):
            crew.start(f"station{number}")
        report = Report(engine, seed, minutes)
        _wait_for_work(crew)
        _trouble_them(site, crew, chance, time.monotonic() + minutes * 60, report.troubles)
        _wait_for_work(crew)
        fallen = crew.fallen()
        crew.end()
        database = open_database(site.url)
        report.reckoning = reckon(database, read_journals(crew.journals), opening)
        report.reckoning.untrue.extend(fallen)
        database.dispose()
    return report


@contextlib.contextmanager
def _site(engine: str, folder: Path) -> Iterator[Site]:
    if engine == "sqlite":
        with contextlib.closing(FileSite(folder)) as site:
            yield site
    else:
        with contextlib.closing(Server()) as server:
            yield ServerSite(server)


def _fill(url: str) -> int:
    database = open_database(url)
    upgrade(database)
    stock = {warehouse: dict.fromkeys(SKUS, _OPENING) for warehouse in WAREHOUSES}
    Stockroom(Context(database)).fill(stock)
    database.dispose()
    return len(WAREHOUSES) * len(SKUS) * _OPENING


def _trouble_them(
    site: Site, crew: Crew, chance: random.Random, until_s: float, counted: Counter[str]
) -> None:
    """One trouble after the other, some while another lasts, until the time is up."""
    troubles = {**site.troubles(), "station frozen": crew.freeze_one}
    while time.monotonic() < until_s:
        name = chance.choice([*troubles, "station killed"])
        counted[name] += 1
        if name == "station killed":
            crew.kill_one()
        else:
            with troubles[name]():
                time.sleep(chance.uniform(*_TROUBLE_S))
                if chance.random() < 0.3:
                    counted["station killed"] += 1
                    crew.kill_one()
        time.sleep(chance.uniform(*_CALM_S))


def _wait_for_work(crew: Crew) -> None:
    """Until something is done again: what is broken for good would not be found out otherwise."""
    before, until_s = _done(crew.journals), time.monotonic() + _FIRST_WORDS_S
    while _done(crew.journals) <= before:
        if time.monotonic() > until_s:
            message = f"nothing is done any more, though nothing is broken {crew.fallen()}"
            raise TimeoutError(message)
        time.sleep(0.1)


def _done(journals: Path) -> int:
    return sum(line.told is Told.DONE for line in read_journals(journals))


def main() -> int:
    """Runs what the command line asks for and prints the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--engine", choices=ENGINES)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--stations", type=int, default=4)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4)))
    parser.add_argument("--report", type=Path)
    asked = parser.parse_args()
    good = True
    text: list[str] = []
    for engine in [asked.engine] if asked.engine else ENGINES:
        report = torture(engine, asked.minutes, asked.stations, asked.seed)
        text += report.lines()
        good = good and report.is_good
    sys.stdout.write("\n".join(text))
    if asked.report:
        asked.report.write_text("\n".join(text), encoding="utf-8")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
