"""The power goes at any moment: what was answered is on the disk, and the file is sound.

The journal of one station's work is replayed up to every sync and every answer. What had not been
synced is dropped, all of it or any part; then the file is opened as after the next start.
"""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from helpers import power_cut_station
from helpers.power_cut import (
    Lands,
    Operation,
    disk_after,
    nothing_lands,
    read_journal,
    some_land,
)
from helpers.shims import compile_shim

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="LD_PRELOAD and system calls of Linux"
)
ANSWERS = "answers"


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compile_shim("power_cut", tmp_path_factory.mktemp("shim"))


def work(shim: Path, folder: Path, mode: str) -> list[Operation]:
    """Lets a station work and gives what it did to its disk."""
    disk = folder / "disk"
    disk.mkdir()
    station = Path(power_cut_station.__file__)
    environment = os.environ | {
        "LD_PRELOAD": str(shim),
        "POWER_CUT_FOLDER": str(disk),
        "POWER_CUT_LOG": str(folder / "journal"),
        "PYTHONPATH": str(station.parent.parent),
    }
    command = [sys.executable, str(station), str(disk), mode]
    subprocess.run(command, env=environment, check=True, timeout=120)
    return read_journal(folder / "journal")


def cuts(operations: Sequence[Operation]) -> Iterator[int]:
    """Just before and after each sync and each answer, from the first answer on."""
    first = next(i for i, one in enumerate(operations) if is_answer(one))
    for index, one in enumerate(operations[first:], first):
        if one.kind == "S" or is_answer(one):
            yield from (index, index + 1)


def is_answer(operation: Operation) -> bool:
    return operation.kind == "W" and Path(operation.path).name == ANSWERS


def answered(operations: Sequence[Operation]) -> set[str]:
    """The keys of the commands that were acknowledged by then."""
    return {one.data.decode().strip() for one in operations if is_answer(one)}


def kept(operations: Sequence[Operation], lands: Lands, folder: Path) -> set[str] | None:
    """The keys that are in the file at the next start; None where it is damaged."""
    for path, content in disk_after(operations, lands).items():
        if Path(path).name != ANSWERS:
            (folder / Path(path).name).write_bytes(content)
    with closing(sqlite3.connect(folder / "shop.db")) as connection:
        try:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return None
            return {key for (key,) in connection.execute("SELECT key FROM command")}
        except sqlite3.DatabaseError:
            return None


def lost(operations: Sequence[Operation], lands: Lands, folder: Path) -> bool:
    """Whether an acknowledged command is not there, or nothing can be read."""
    for old in folder.iterdir():
        old.unlink()
    found = kept(operations, lands, folder)
    return found is None or not answered(operations) <= found


def test_whatever_was_answered_outlives_the_power(shim: Path, tmp_path: Path) -> None:
    operations = work(shim, tmp_path, power_cut_station.AS_SHIPPED)
    assert len(answered(operations)) == 16
    after = tmp_path / "after"
    after.mkdir()
    moments = list(cuts(operations))
    assert len(moments) > 60
    for moment in moments:
        for lands in (nothing_lands, some_land(moment), some_land(-moment)):
            assert not lost(operations[:moment], lands, after), (moment, operations[moment - 1][:3])


@pytest.mark.parametrize("mode", ["NORMAL", "OFF"])
def test_without_syncs_it_would_be_lost(shim: Path, tmp_path: Path, mode: str) -> None:
    """The control: this test can see a loss."""
    operations = work(shim, tmp_path, mode)
    after = tmp_path / "after"
    after.mkdir()
    assert any(lost(operations[:moment], nothing_lands, after) for moment in cuts(operations))
