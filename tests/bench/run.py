"""`make bench`: how fast, as ratios to baselines of the same run; nothing is asserted.

Prints each chapter when it is done and writes all of them to `docs/benchmarks.md`.

usage: python -m bench.run [CHAPTER …]     default: all, and written; otherwise some of
                                           batch, order, stations, receipt, growth, walks, carts,
                                           scans, verdicts, office, buying, stock, window, lists,
                                           medusa
"""

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bench import (
    batches,
    buying,
    growth,
    lists,
    medusa,
    office,
    receipts,
    scans,
    singles,
    stations,
    stock,
    verdicts,
    walks,
    window,
)
from bench.report import Chapter, noise, write
from bench.sites import Sites, sites

_SYNTHETIC_LINES = 100_000
_GROWTH = {3: (10_000, 100_000, 1_000_000), 12: (10_000, 100_000)}

_CHAPTERS: dict[str, Callable[[Sites], Chapter]] = {
    "batch": lambda where: batches.chapter(where, _SYNTHETIC_LINES),
    "order": singles.chapter,
    "stations": stations.chapter,
    "receipt": receipts.chapter,
    "growth": lambda _where: growth.chapter(_GROWTH),
    "walks": lambda _where: walks.routes(),
    "carts": lambda _where: walks.carts(),
    "scans": lambda _where: scans.chapter(),
    "verdicts": verdicts.chapter,
    "office": office.chapter,
    "buying": buying.chapter,
    "stock": stock.chapter,
    "window": window.chapter,
    "lists": lists.chapter,
    "medusa": medusa.chapter,
}


def main() -> None:
    """Runs the chapters that were named, or all; only all of them are written down."""
    names = sys.argv[1:] or list(_CHAPTERS)
    with tempfile.TemporaryDirectory() as folder, sites(Path(folder)) as where:
        done = [_told(_measured(_CHAPTERS[name], where)) for name in names]
    if len(done) == len(_CHAPTERS):
        write(done)


def _measured(make: Callable[[Sites], Chapter], where: Sites) -> Chapter:
    """A chapter with what the machine was like before and after it."""
    before = noise()
    chapter = make(where)
    told = f"(The machine: before {before}; after {noise()}.)"
    return replace(chapter, about=f"{chapter.about}\n\n{told}")


def _told(chapter: Chapter) -> Chapter:
    sys.stdout.write(chapter.text() + "\n")
    sys.stdout.flush()
    return chapter


if __name__ == "__main__":
    main()
