"""Reads the log again: its last lines, or what led to an incident."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from packbench.logs.writing import files_by_age

_HEAD = re.compile(
    r"(?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"
    r" (?P<level>[A-Z]+) (?P<process>\d+) (?P<text>.*)"
)


@dataclass(slots=True)
class LogRecord:
    """One record of the log: its head line taken apart, and the lines below it."""

    at: str
    level: str
    process: int
    text: str
    more: list[str]

    def __str__(self) -> str:
        head = f"{self.at} {self.level} {self.process} {self.text}"
        return "\n    ".join([head, *self.more])


def last_records(folder: Path, number: int) -> list[LogRecord]:
    """The newest records, the oldest of them first."""
    return list(islice(_newest_first(folder), number))[::-1]


def records_of_incident(folder: Path, incident: str, number: int) -> list[LogRecord]:
    """The record of an incident, and before it what the same process told, `number` in all.

    Empty for an incident that is not in the log.
    """
    found: deque[LogRecord] = deque()
    for record in _newest_first(folder):
        if not found and record.text == f"incident id={incident}":
            found.append(record)
        elif found and record.process == found[0].process:
            found.appendleft(record)
        if found and (len(found) >= number or found[0].text.startswith("start ")):
            break
    return list(found)


def _newest_first(folder: Path) -> Iterator[LogRecord]:
    for path in reversed(files_by_age(folder)):
        yield from reversed(_records(path.read_text(encoding="utf-8", errors="replace")))


def _records(text: str) -> list[LogRecord]:
    records: list[LogRecord] = []
    for line in text.split("\n"):
        head = _HEAD.fullmatch(line)
        if head:
            at, level, process, words = head.groups()
            records.append(LogRecord(at, level, int(process), words, []))
        elif records and line:
            records[-1].more.append(line.strip())
    return records
