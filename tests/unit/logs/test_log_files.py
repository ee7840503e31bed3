"""The files of the log: several processes at once, full files, a folder that can't be written."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from packbench.logs import writing
from packbench.logs.reading import last_records, records_of_incident
from packbench.logs.writing import LogFiles, files_by_age

PROGRAM = """
import logging, sys
from pathlib import Path
from packbench.logs import writing
writing.FILE_BYTES = 20_000
log = logging.getLogger("packbench")
log.setLevel(logging.INFO)
log.addHandler(writing.LogFiles(Path(sys.argv[1]), lambda error: sys.exit(str(error))))
for number in range(400):
    log.info("station=%s number=%d %s", sys.argv[2], number, "x" * (number % 90))
"""


@pytest.fixture
def log() -> logging.Logger:
    made = logging.Logger("packbench.test")  # noqa: LOG001 - one of its own for each test
    made.setLevel(logging.INFO)
    return made


def written_by(log: logging.Logger, folder: Path) -> list[OSError]:
    troubles: list[OSError] = []
    log.addHandler(LogFiles(folder, troubles.append))
    return troubles


def test_lines_of_several_processes_are_whole_and_all_there(tmp_path: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", PROGRAM, str(tmp_path), str(station)])
        for station in range(3)
    ]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert len(files_by_age(tmp_path)) > 3  # they went on to new files on the way
    told = [record.text.split()[:2] for record in last_records(tmp_path, 5_000)]
    expected = [[f"station={one}", f"number={number}"] for one in range(3) for number in range(400)]
    assert sorted(told) == sorted(expected)
    for path in files_by_age(tmp_path):
        assert path.stat().st_size < 20_000 + 3 * 200


def test_only_so_many_files_are_kept(
    tmp_path: Path, log: logging.Logger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "FILE_BYTES", 50)
    monkeypatch.setattr(writing, "FILES_KEPT", 12)
    written_by(log, tmp_path)
    for number in range(30):
        log.info("number=%d", number)
    assert len(files_by_age(tmp_path)) == 12
    assert [record.text for record in last_records(tmp_path, 3)] == [
        "number=27",
        "number=28",
        "number=29",
    ]


def test_a_folder_that_cannot_be_made_is_told_once_and_stops_nobody(
    tmp_path: Path, log: logging.Logger
) -> None:
    (tmp_path / "file").write_text("no folder")
    troubles = written_by(log, tmp_path / "file" / "log")
    log.info("one")
    log.info("two")
    assert len(troubles) == 1


def test_a_full_disk_is_told_once_and_writing_goes_on_when_there_is_room(
    tmp_path: Path, log: logging.Logger, monkeypatch: pytest.MonkeyPatch
) -> None:
    troubles = written_by(log, tmp_path)
    log.info("before")
    with monkeypatch.context() as full:
        full.setattr("os.write", _no_room)
        log.info("lost")
        log.info("lost too")
    log.info("after")
    assert [error.errno for error in troubles] == [28]
    assert [record.text for record in last_records(tmp_path, 9)] == ["before", "after"]


def _no_room(_file: int, _data: bytes) -> int:
    raise OSError(28, "No space left on device")


def test_an_incident_comes_with_what_the_process_did_before(
    tmp_path: Path, log: logging.Logger
) -> None:
    written_by(log, tmp_path)
    log.info("start version=1")
    log.info("command name=a")
    try:
        list[int]().pop()
    except IndexError as error:
        log.error("incident id=%s", "abc", exc_info=error)  # noqa: TRY400 - as log_bug does
    log.info("command name=b")
    records = records_of_incident(tmp_path, "abc", 10)
    assert [one.text for one in records] == ["start version=1", "command name=a", "incident id=abc"]
    assert records[-1].more[-1] == "builtins.IndexError: pop from empty list"
    assert len(records_of_incident(tmp_path, "abc", 1)) == 1
    assert records_of_incident(tmp_path, "nobody", 10) == []
    assert records_of_incident(tmp_path, "", 10) == []


def test_an_error_that_is_its_own_cause_is_written_once(
    tmp_path: Path, log: logging.Logger
) -> None:
    written_by(log, tmp_path)
    first, last = ValueError("first"), KeyError("last")
    first.__cause__, last.__cause__ = last, first
    log.error("incident id=%s", "abc", exc_info=last)
    (record,) = records_of_incident(tmp_path, "abc", 10)
    assert [line.split(":")[0] for line in record.more] == [
        "builtins.ValueError",
        "builtins.KeyError",
    ]


def test_a_message_can_not_forge_a_line(tmp_path: Path, log: logging.Logger) -> None:
    written_by(log, tmp_path)
    log.info("one\n2026-01-01T00:00:00.000Z ERROR 1 incident id=forged\rtwo")
    (record,) = last_records(tmp_path, 9)
    assert record.text == "one"
    assert records_of_incident(tmp_path, "forged", 9) == []
