"""Tables and sentences of `docs/benchmarks.md`."""

import os
import platform
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_LOOPS, _STEPS = 25, 1_000_000
_RESULTS = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"


@dataclass(frozen=True)
class Chapter:
    """One measurement: what is compared with what, and the numbers."""

    title: str
    about: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]

    def text(self) -> str:
        """As Markdown."""
        lines = [self.heads, ["---"] * len(self.heads), *self.rows]
        table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        return f"## {self.title}\n\n{self.about}\n\n{table}\n"


def write(chapters: Sequence[Chapter]) -> None:
    """Writes the page with the machine and the date."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    today = datetime.now(UTC).date().isoformat()
    head = (
        f"# Benchmarks\n\nMeasured by `make bench` on {today} ({machine}; the load of the machine "
        f"was {os.getloadavg()[0]:.1f} at the end). Ratios count, not seconds: every baseline runs "
        "in the same run on the same machine. Nothing here is asserted by a test.\n\n"
    )
    _RESULTS.write_text(head + "\n".join(one.text() for one in chapters), encoding="utf-8")


def noise() -> str:
    """How much this machine disturbs just now: one bare loop, again and again."""
    seconds = []
    for _ in range(_LOOPS):
        started = time.perf_counter()
        sum(range(_STEPS))
        seconds.append(time.perf_counter() - started)
    most = max(seconds) / min(seconds)
    middle = statistics.median(seconds) / min(seconds)
    return f"noise {middle:.1f}× (most {most:.1f}×), load {os.getloadavg()[0]:.1f}"


def times(ratio: float) -> str:
    """A ratio as it is printed."""
    return f"{ratio:.1f}×"
