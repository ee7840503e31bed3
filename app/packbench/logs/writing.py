"""Writes the log: files of a day and a megabyte, to which several processes append at once.

Every record is one write at the end of the file, so that lines of a window and of command lines
beside it never tear each other, and nothing is renamed while somebody writes to it: when a file is
full or a day is over, each process goes on to the next name by itself.
"""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from packbench.logs.incidents import trace_lines
from packbench.logs.masking import masked

FILE_BYTES = 1_000_000
FILES_KEPT = 30
PATTERN = "packbench-*.log"
_LOCKED_BYTE = 1 << 30
"""Never written: it stands for the file where a lock needs a place (Windows)."""

Trouble = Callable[[OSError], None]
"""Told once when the log can't be written."""


class LineFormat(logging.Formatter):
    """One record as text: time (UTC), level, process, words; further lines are indented."""

    def format(self, record: logging.LogRecord) -> str:
        """The record, masked."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        head = f"{at.removesuffix('+00:00')}Z {record.levelname} {record.process}"
        lines = record.getMessage().splitlines() or [""]
        if record.exc_info and record.exc_info[1] is not None:
            lines += trace_lines(record.exc_info[1])
        return "\n    ".join(masked(line) for line in (f"{head} {lines[0]}", *lines[1:]))


class LogFiles(logging.Handler):
    """Appends records to the files of a folder; it never raises.

    Args:
        folder: where the files lie; made when missing.
        on_trouble: told once when the log can't be written; the work goes on without it.
    """

    def __init__(self, folder: Path, on_trouble: Trouble) -> None:
        super().__init__()
        self.setFormatter(LineFormat())
        self._folder = folder
        self._on_trouble = on_trouble
        self._told = False
        self._file = -1
        self._day = ""
        self._file_bytes = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one record; a full disk or a closed folder is told once."""
        try:
            self._go_to_file(datetime.fromtimestamp(record.created, UTC).strftime("%Y%m%d"))
            text = self.format(record) + "\n"
            self._file_bytes = _append(self._file, text.encode("utf-8", "backslashreplace"))
        except OSError as error:
            if not self._told:
                self._told = True
                self._on_trouble(error)

    def close(self) -> None:
        """Closes the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        super().close()

    def _go_to_file(self, day: str) -> None:
        """Opens the day's newest file that is not full, unless it is open already."""
        if self._file >= 0 and day == self._day and self._file_bytes < FILE_BYTES:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        path = _file_of(self._folder, day)
        if not path.exists():
            _remove_oldest(self._folder)
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        if self._file >= 0:
            os.close(self._file)
        self._file, self._day = opened, day


def files_by_age(folder: Path) -> list[Path]:
    """The files of the log, the oldest first."""
    return sorted(folder.glob(PATTERN), key=_age)


def _file_of(folder: Path, day: str) -> Path:
    """The day's newest file, or the one after it when that is full."""
    today = [path for path in files_by_age(folder) if _age(path)[0] == day]
    if today and today[-1].stat().st_size < FILE_BYTES:
        return today[-1]
    part = _age(today[-1])[1] + 1 if today else 1
    return folder / f"packbench-{day}.{part}.log"


def _age(path: Path) -> tuple[str, int]:
    _, _, name = path.stem.partition("-")
    day, _, part = name.partition(".")
    return day, int(part) if part.isdecimal() else 0


def _remove_oldest(folder: Path) -> None:
    """Makes room for one more file."""
    for old in files_by_age(folder)[: 1 - FILES_KEPT]:
        old.unlink(missing_ok=True)


def _append(file: int, data: bytes) -> int:
    """Writes at the end of the file, as one piece; gives the file's size after it."""
    with _alone(file):
        written = os.write(file, data)
        if written < len(data):  # the disk is full: the next try says so
            os.write(file, data[written:])
    return os.fstat(file).st_size


@contextmanager
def _alone(file: int) -> Iterator[None]:
    """Keeps other processes out where the system does not append in one piece by itself."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - only there

        os.lseek(file, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            os.lseek(file, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_UNLCK, 1)
    else:
        yield
