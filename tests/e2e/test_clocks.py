"""Processes on computers whose clock is wrong: by their files, by their server."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from helpers.command_line import CommandLine

AHEAD, BACK = "+400 days", "-400 days"
EXPIRES = (datetime.now(UTC) + timedelta(days=100)).date()


_FILES = {
    "w.csv": "code,name,countries\nW1,Vienna,*\n",
    "p.csv": "sku,name\nA,Tea\n",
    "fill.txt": "db init\nimport warehouses w.csv\nimport products p.csv\n"
    f"stock receive W1 A 5 --lot L1 --expires {EXPIRES}\n",
}


def fill(packbench: CommandLine) -> CommandLine:
    """5 of A, of a lot that is good for a hundred days."""
    for name, content in _FILES.items():
        Path(packbench.folder, name).write_text(content, encoding="utf-8")
    assert packbench("batch", "fill.txt").exit == 0
    return packbench


def available(packbench: CommandLine) -> int:
    [row] = packbench("stock", "list").document["stock"]
    return int(row["available"])


def test_on_a_file_a_jump_is_told_and_nothing_expires(packbench_file: CommandLine) -> None:
    right = fill(packbench_file)
    for shift in (AHEAD, BACK, "+3 days", "-2 hours"):
        told = replace(right, at=shift)("stock", "receive", "W1", "A", 1)
        assert told.exit == 0
        assert isinstance(told.document, dict)
        assert len(told.err.splitlines()) == 1
        assert "packbench clock --confirm" in told.err
    refused = replace(right, at=AHEAD)("sweep")
    assert (refused.exit, refused.error[0]) == (1, "clock_unsure")
    assert available(right) == 9
    clock = right("clock").document
    assert clock["sure"]
    assert abs(datetime.now(UTC) - datetime.fromisoformat(clock["at"])) < timedelta(minutes=5)


def test_a_wrong_clock_that_was_confirmed_is_taken_back(packbench_file: CommandLine) -> None:
    right = fill(packbench_file)
    wrong = replace(right, at=AHEAD)
    assert not wrong("clock").document["sure"]
    done = wrong("clock", "--confirm").document
    assert done["swept"]["expired_units"] == 5
    assert available(wrong) == 0
    assert not right("clock").document["sure"]
    assert right("clock", "--confirm").document["clock"]["sure"]
    undone = right("undo", "--command", done["swept"]["command"]).document["undone"]
    assert undone["name"] == "sweep"
    assert available(right) == 5
    assert right("db", "check").exit == 0


def test_a_cron_job_of_a_monday_says_it_each_time(packbench_file: CommandLine) -> None:
    fill(packbench_file)
    for days in ("+3 days", "+6 days"):
        monday = replace(packbench_file, at=days)
        for command in ("clock --confirm", "stock list", "clock --confirm"):
            said = monday(*command.split())
            assert (said.exit, said.err) == (0, "")


@pytest.mark.parametrize("shift", [AHEAD, BACK])
def test_with_a_server_the_stations_clock_does_not_matter(
    packbench_server: CommandLine, shift: str
) -> None:
    wrong = replace(fill(packbench_server), at=shift)
    for ask in (wrong, packbench_server):
        clock = ask("clock").document
        assert (clock["of"], clock["sure"], clock["known"]) == ("server", True, None)
        assert abs(datetime.now(UTC) - datetime.fromisoformat(clock["at"])) < timedelta(minutes=5)
    assert wrong("stock", "receive", "W1", "A", 1).exit == 0
    assert wrong("sweep").document["expired_units"] == 0
    moments = wrong("stock", "history", "A").document["movements"]
    for movement in moments:
        at = datetime.fromisoformat(movement["at"])
        assert abs(datetime.now(UTC) - at) < timedelta(minutes=5)


def test_a_person_is_told_what_to_type(packbench_file: CommandLine) -> None:
    wrong = replace(fill(packbench_file), at=AHEAD)
    for told in (wrong.for_people("orders", "list").err, wrong.for_people("clock").out):
        assert "packbench clock --confirm" in " ".join(told.split())
        assert "Traceback" not in told
