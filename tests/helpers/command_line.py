"""The command line as a process of its own, as people and programs start it."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.warm_start import can_start_warm, run_warm

_TIME_LIMIT_S = 900  # ends what hangs; the longest imports half a million lines on slow machines


@dataclass(frozen=True, slots=True)
class Answer:
    """What a process answered: exit code and both streams."""

    exit: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout; more or less than one is an error."""
        return json.loads(self.out)

    @property
    def documents(self) -> list[Any]:
        """The documents of a batch, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def error(self) -> tuple[str, str]:
        """(code, message) of a command that was refused."""
        document = self.document["error"]
        assert "Traceback" not in self.out + self.err
        return document["code"], document["message"]


@dataclass(frozen=True, slots=True)
class CommandLine:
    """Starts `packbench` on one database."""

    database: str
    folder: Path
    at: str = ""
    """The moment that its computer's clock shows, as `faketime` takes it; empty: the true one."""

    def __call__(self, *arguments: object, stdin: str | None = None) -> Answer:
        """As a program does: with `--json`."""
        return self._run(["--json", "--database", self.database, *map(str, arguments)], stdin)

    def for_people(self, *arguments: object) -> Answer:
        """As a person does."""
        return self._run(["--database", self.database, *map(str, arguments)], None)

    def bare(self, *arguments: object) -> Answer:
        """Without naming a database."""
        return self._run(list(map(str, arguments)), None)

    def _run(self, arguments: Sequence[str], stdin: str | None) -> Answer:
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in {"PACKBENCH_DATABASE", "DISPLAY", "WAYLAND_DISPLAY"}
        }
        if not self.at and can_start_warm(environment):
            return Answer(*run_warm(arguments, self.folder, environment, stdin, _TIME_LIMIT_S))
        done = subprocess.run(
            [*_clock(self.at), sys.executable, "-m", "packbench", *arguments],
            cwd=self.folder,
            env=environment,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=_TIME_LIMIT_S,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)


def _clock(at: str) -> list[str]:
    return ["faketime", at] if at else []
