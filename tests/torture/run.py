"""The torture: stations at random work while stations, server, line, disk, file, clock are broken.

usage: python -m torture.run [--engine sqlite|postgresql] [--minutes M] [--stations N] [--windows W]
                             [--seed S] [--report FILE]

Afterwards every command that was acknowledged is there exactly once, nothing is oversold,
`db check` finds nothing, and every sentence that a station was told was true: also those that the
windows showed, and the orders that they show in the end. Exit 1 when not.
"""

import argparse
import contextlib
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from helpers.stockroom import Stockroom
from packbench.db.engine import open_database
from packbench.db.migrate import upgrade
from packbench.engine.command.context import Context
from packbench.services.office.backups import daily_back_up
from torture.crew import KILLED, Crew
from torture.journal import Told, read_journals
from torture.reckoning import Reckoning, reckon, reckon_windows
from torture.server import Server
from torture.sights import Spell, read_sights
from torture.sites import FileSite, ServerSite, Site
from torture.work import SKUS, WAREHOUSES

ENGINES = ("sqlite", "postgresql")
_OPENING = 50  # of each product in each warehouse
_TROUBLE_S = (0.5, 14.0)
_CALM_S = (0.5, 6.0)
_KILLED_TOO = 0.3  # so often a station dies while something else is broken
_NOBODY_COMES = {"older copy"}  # who comes while it lies there may well work with it
_FIRST_WORDS_S = 60.0


@dataclass(slots=True)
class Report:
    """What a run was, and what came of it."""

    engine: str
    seed: int
    minutes: float
    spells: list[Spell] = field(default_factory=list)
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
        troubles = Counter(spell.name for spell in self.spells)
        yield from (f"| {name} | {times} |" for name, times in sorted(troubles.items()))
        yield ""
        yield "| command | told last | times |"
        yield "|---|---|---|"
        for what, times in sorted(self.reckoning.told.items()):
            name, told = what.split(" ")
            yield f"| {name} | {told} | {times} |"
        yield ""
        yield "| said by a window | times |"
        yield "|---|---|"
        said = self.reckoning.said.most_common()
        yield from (f"| {words} | {times} |" for words, times in said)
        yield ""
        yield f"Untrue or broken: {len(self.reckoning.untrue)}"
        yield from (f"* {one}" for one in self.reckoning.untrue)
        yield ""


def torture(engine: str, minutes: float, stations: int, windows: int, seed: int) -> Report:
    """One run on one engine."""
    chance = random.Random(seed)  # noqa: S311 - a run can be made up again
    with (
        tempfile.TemporaryDirectory(prefix="packbench-torture-") as folder,
        _site(engine, Path(folder)) as site,
    ):
        opening = _fill(site.url)
        report = Report(engine, seed, minutes)
        with contextlib.closing(Crew(site.url, Path(folder), chance)) as crew:
            crew.hire(stations, windows)
            _wait_for_work(crew)
            _trouble_them(site, crew, chance, time.monotonic() + minutes * 60, report.spells)
            _wait_for_work(crew)
            fallen = crew.end()
        database = open_database(site.url)
        report.reckoning = reckon(database, read_journals(crew.journals), opening)
        reckon_windows(database, list(read_sights(crew.sights)), report.spells, report.reckoning)
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
    daily_back_up(
        database, datetime.now(UTC).date()
    )  # a new window knows by it that a file was here
    database.dispose()
    return len(WAREHOUSES) * len(SKUS) * _OPENING


def _trouble_them(
    site: Site, crew: Crew, chance: random.Random, until_s: float, spells: list[Spell]
) -> None:
    """One trouble after the other, some while another lasts, until the time is up."""
    troubles = {**site.troubles(), **crew.troubles()}
    while time.monotonic() < until_s:
        name = chance.choice(list(troubles))
        if name in _NOBODY_COMES:
            crew.wait_until_all_work()
        begun_s = time.monotonic()
        with troubles[name]():
            time.sleep(chance.uniform(*_TROUBLE_S))
            if chance.random() < _KILLED_TOO and name not in _NOBODY_COMES:
                crew.kill_one()
                spells.append(Spell(KILLED, begun_s, begun_s))
            ended_s = time.monotonic()
        spells.append(Spell(name, begun_s, ended_s))
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
    parser.add_argument("--windows", type=int, default=2)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4)))
    parser.add_argument("--report", type=Path)
    asked = parser.parse_args()
    good = True
    text: list[str] = []
    for engine in [asked.engine] if asked.engine else ENGINES:
        report = torture(engine, asked.minutes, asked.stations, asked.windows, asked.seed)
        text += report.lines()
        good = good and report.is_good
    sys.stdout.write("\n".join(text))
    if asked.report:
        asked.report.write_text("\n".join(text), encoding="utf-8")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
