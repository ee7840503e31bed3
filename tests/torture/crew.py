"""The stations of a torture: processes that are killed, frozen, lose their clock, start again."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from helpers.shims import compile_shim
from torture.journal import Told
from torture.window import FINISH

KILLED = "station killed"
_TESTS = Path(__file__).parents[1]
_DAY_S = 86_400
_JUMPS_DAYS = (400, -400, 2, -3, 30)
_PATIENCE_S = 180.0
_TRACE_LINES = 40
_LAST_LINES = 120


class Crew:
    """Stations with a command after the other, and windows at which somebody types.

    Args:
        url: the database.
        folder: where each has a folder of its own, and the journals are.
        chance: who is hit, and what each does.
    """

    def __init__(self, url: str, folder: Path, chance: random.Random) -> None:
        self._url, self._folder, self._chance = url, folder, chance
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._begun: dict[str, int] = {}  # how large the journal was when it began
        self.journals, self.sights = folder / "journals", folder / "sights"
        for one in (self.journals, self.sights):
            one.mkdir()
        self._shim = compile_shim("false_clock", folder)

    def hire(self, stations: int, windows: int) -> None:
        """They begin to work, each in a process of its own."""
        for number in range(1, stations + 1):
            self._start(f"station{number}")
        for number in range(1, windows + 1):
            self._start(f"window{number}")

    def troubles(self) -> Mapping[str, Callable[[], AbstractContextManager[None]]]:
        """What can happen to a station, by name."""
        return {
            KILLED: self._killed,
            "station frozen": self._frozen,
            "clock wrong": self._clock_wrong,
        }

    def kill_one(self) -> None:
        """One dies in the middle of whatever it does; another takes its place."""
        name = self._chance.choice(list(self._running))
        self._kill(name)
        self._start(name)

    def wait_until_all_work(self) -> None:
        """Until everybody has opened the database."""
        until_s = time.monotonic() + _PATIENCE_S
        while idle := [name for name in self._begun if not self._has_opened(name)]:
            if time.monotonic() > until_s:
                message = f"not at work: {[self._last_sight(name) for name in idle]}"
                raise TimeoutError("\n".join([message, *self.fallen()]))
            time.sleep(0.1)

    def _has_opened(self, name: str) -> bool:
        """Whether it has had an answer since it began; a window sends nothing before it is open."""
        journal = self._journal(name)
        told = journal.read_text()[self._begun[name] :] if journal.exists() else ""
        answers = [one for one in (Told.DONE, Told.REFUSED) if f'"told": "{one}"' in told]
        return bool(answers) or (name.startswith("window") and bool(told))

    def _last_sight(self, name: str) -> str:
        path = self.sights / f"{name}.jsonl"
        return f"{name} {path.read_text().splitlines()[-1:] if path.exists() else ''}"

    def end(self) -> list[str]:
        """Stations stop, windows come to rest and close; what those say that ended badly."""
        fallen = self.fallen()
        for name in [one for one in self._running if not one.startswith("window")]:
            self._kill(name)
        (self._folder / FINISH).touch()
        until_s = time.monotonic() + _PATIENCE_S
        for name, process in self._running.items():
            try:
                process.wait(max(0.0, until_s - time.monotonic()))
            except subprocess.TimeoutExpired:
                fallen.append(f"{name} did not come to rest")
            else:
                fallen += [self._last_words(name)] if process.returncode else []
        return fallen + self._incidents()

    def close(self) -> None:
        """Nobody is left."""
        for name in list(self._running):
            self._kill(name)

    @contextlib.contextmanager
    def _killed(self) -> Iterator[None]:
        self.kill_one()
        yield

    @contextlib.contextmanager
    def _frozen(self) -> Iterator[None]:
        """One stands still, perhaps with the lock in its hands."""
        process = self._running[self._chance.choice(list(self._running))]
        process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            process.send_signal(signal.SIGCONT)

    @contextlib.contextmanager
    def _clock_wrong(self) -> Iterator[None]:
        """The clock of one is set wrong, and right again."""
        clock = self._clock(self._chance.choice(list(self._running)))
        clock.write_text(str(self._chance.choice(_JUMPS_DAYS) * _DAY_S))
        try:
            yield
        finally:
            clock.write_text("0")

    def _journal(self, name: str) -> Path:
        return self.journals / f"{name}.jsonl"

    def _size(self, name: str) -> int:
        journal = self._journal(name)
        return journal.stat().st_size if journal.exists() else 0

    def _clock(self, name: str) -> Path:
        return self._folder / f"{name}.clock"

    def _start(self, name: str) -> None:
        files = self._folder / name
        files.mkdir(exist_ok=True)
        self._clock(name).write_text("0")
        kind = "window" if name.startswith("window") else "station"
        self._begun[name] = self._size(name)
        journal = str(self._journal(name))
        command = [sys.executable, "-m", f"torture.{kind}", self._url, journal, name]
        with (self._folder / f"{name}.errors").open("ab") as errors:
            self._running[name] = subprocess.Popen(
                [*command, str(self._chance.random()), str(files)],
                stderr=errors,
                env={**os.environ, **self._surroundings(name)},
            )

    def _surroundings(self, name: str) -> dict[str, str]:
        """A home of its own, and a clock that can be set."""
        home = str(self._folder / name)
        found = {f"XDG_{kind}_HOME": home for kind in ("CONFIG", "STATE", "DATA")}
        clock = {"LD_PRELOAD": str(self._shim), "FALSE_CLOCK": str(self._clock(name))}
        told = {"PYTHONPATH": str(_TESTS), "PYTHONFAULTHANDLER": "1"}  # a crash tells where it was
        return {"HOME": home, **told, **found, **clock}

    def fallen(self) -> list[str]:
        """What those that ended by themselves wrote last: none may."""
        gone = [name for name, process in self._running.items() if process.poll() is not None]
        return [self._last_words(name) for name in gone]

    def _incidents(self) -> list[str]:
        """What the logs tell of bugs, with the way to each."""
        logs = self._folder.glob("*/packbench/log/*")
        lines = [log.read_text(errors="replace").splitlines() for log in logs if log.is_file()]
        return [
            "\n".join(text[at : at + _TRACE_LINES])
            for text in lines
            for at, line in enumerate(text)
            if " incident id=" in line
        ]

    def _last_words(self, name: str) -> str:
        lines = (self._folder / f"{name}.errors").read_text().splitlines()
        said = [line for line in lines if "propagateSizeHints" not in line][-_LAST_LINES:]
        return "\n".join([f"{name} ended by itself, {self._running[name].returncode}:", *said])

    def _kill(self, name: str) -> None:
        process = self._running.pop(name)
        process.kill()
        process.wait()
