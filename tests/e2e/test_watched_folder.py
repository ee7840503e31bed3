"""Files that come into a watched folder, as people and programs put them there."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import select

from helpers.command_line import CommandLine
from helpers.stockroom import Stockroom
from packbench.db.schema import Command, Order, Station
from packbench.engine.command.context import Context
from packbench.services.serving import watching
from packbench.services.serving.folders import Folder
from packbench.services.serving.watching import Watcher

HEAD = "order_number,sku,quantity,country\n"


@pytest.fixture
def room(context: Context) -> Stockroom:
    made = Stockroom(context)
    made.fill({"W1": {"A": 10}})
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    (made / "orders").mkdir(parents=True)
    return made


def numbers(context: Context) -> list[str]:
    with context.database.read.connect() as connection:
        return list(connection.execute(select(Order.number).order_by(Order.number)).scalars())


def result(path: Path) -> Any:
    return json.loads(path.with_name(f"{path.name}.result.json").read_text("utf-8"))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_files_are_imported_with_results_beside_them(
    packbench: CommandLine, room: Stockroom, folder: Path, tmp_path: Path
) -> None:
    """Good and bad ones, and what is no file for us: links, hidden ones, temporary names."""
    (folder / "orders" / "a.csv").write_text(f"{HEAD}1,A,2,DE\n2,A,two,DE\n", "utf-8")
    (folder / "Orders-b.csv").write_text(f"{HEAD}3,A,x,DE\n", "utf-8")
    (folder / "orders" / "z.csv.rejected.csv").write_text(f"{HEAD}6,A,1,DE\n7,A,no,DE\n", "utf-8")
    (folder / "who_knows.csv").write_text("a,b\n", "utf-8")
    (folder / "orders" / "broken.csv").write_text("number\n1\n", "utf-8")
    outside = tmp_path / "outside.csv"
    outside.write_text(f"{HEAD}4,A,1,DE\n", "utf-8")
    (folder / "orders" / "link.csv").symlink_to(outside)
    (folder / "stock").symlink_to(tmp_path)
    left = (
        "orders/.hidden.csv",
        "orders/c.csv.part",
        "orders/~$d.xlsx",
        "orders/e.csv~",
        "read.me",
    )
    for name in left:
        (folder / name).write_text(f"{HEAD}5,A,1,DE\n", "utf-8")
    answer = packbench("watch", folder, "--once", "--settle", "0.2")
    assert answer.exit == 3
    assert {Path(one["file"]).name for one in answer.documents} == {
        *("a.csv", "z.csv.rejected.csv", "Orders-b.csv", "who_knows.csv", "broken.csv")
    }
    assert numbers(room.context) == ["1", "6"]
    assert result(folder / "done" / "z.csv.rejected.csv")["rejected"] == 1
    told = result(folder / "done" / "a.csv")
    assert (told["imported"], told["rejected"], told["kind"]) == (1, 1, "orders")
    assert Path(told["rejects_file"]) == folder / "done" / "a.csv.rejected.csv"
    assert "2,A,two,DE" in Path(told["rejects_file"]).read_text("utf-8")
    failed = folder / "failed"
    assert result(failed / "Orders-b.csv")["rejects"][0]["code"] == "not_whole"
    assert result(failed / "who_knows.csv")["error"]["code"] == "invalid"
    assert result(failed / "broken.csv")["error"]["code"] == "column_missing"
    assert all((folder / name).exists() for name in (*left, "orders/link.csv"))
    assert outside.exists()
    assert {path.name for path in (folder / ".working").iterdir()} == {".lock"}
    with room.context.database.read.connect() as connection:
        query = select(Station.name).join(Command, Command.station_id == Station.id)
        came = connection.execute(query.where(Command.name == "import.orders").distinct())
        assert came.scalars().all() == ["folder in"]


def test_a_file_is_taken_once_it_is_whole(folder: Path) -> None:
    """One that grows, one that comes by a new name, one that is still empty."""
    now = [0.0]
    watched = Folder(folder, ["orders"], 2, lambda: now[0])
    grows, empty = folder / "orders" / "grows.csv", folder / "orders" / "empty.csv"

    def seen_at(moment: float) -> list[str]:
        now[0] = moment
        return [path.name for path in watched.whole()]

    with watched.watched():
        grows.write_text(HEAD, "utf-8")
        empty.touch()
        assert (seen_at(0), seen_at(1)) == ([], [])
        grows.write_text(f"{HEAD}1,A,1,DE\n", "utf-8")
        assert (seen_at(2), seen_at(3)) == ([], [])
        assert seen_at(4) == ["grows.csv"]
        draft = folder / "orders" / "new.csv.part"
        draft.write_text(HEAD, "utf-8")
        assert seen_at(30) == ["grows.csv"]
        draft.rename(draft.with_suffix(""))
        assert seen_at(31) == ["grows.csv"]
        assert set(seen_at(33)) == {"grows.csv", "new.csv"}
        assert set(seen_at(61)) == {"grows.csv", "new.csv", "empty.csv"}
        grows.write_text(f"{HEAD}1,A,1,DE\n2,A,1,DE\n", "utf-8")  # at the last moment
        assert watched.take(grows, update=False) is None
        assert grows.exists()


class _Ended(BaseException):
    """The process ends here."""


def _end(*_: object, **__: object) -> None:
    raise _Ended


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("step", ["import_file", "import_document", "settle"])
def test_a_process_that_ends_in_the_middle_imports_nothing_twice_and_loses_nothing(
    room: Stockroom, folder: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the import, after it, and while the file is put where it is kept."""
    (folder / "orders" / "a.csv").write_text(f"{HEAD}1,A,2,DE\n2,A,two,DE\n", "utf-8")
    watcher = Watcher(room.context, folder, settle_s=0.1)
    with monkeypatch.context() as patch:
        patch.setattr(Folder if step == "settle" else watching, step, _end)
        with pytest.raises(_Ended):
            watcher.run_once(_never(), lambda _: None)
    assert not list((folder / "orders").iterdir())
    came: list[Any] = []
    Watcher(room.context, folder, update=True, settle_s=0.1).run_once(_never(), came.append)
    assert [one.document["imported"] for one in came] == [1]
    assert result(folder / "done" / "a.csv")["imported"] == 1
    assert (folder / "done" / "a.csv.rejected.csv").exists()
    assert numbers(room.context) == ["1"]
    with room.context.database.read.connect() as connection:
        imports = connection.execute(select(Command.id).where(Command.name == "import.orders"))
        assert len(imports.all()) == 1


def _never() -> Event:
    return Event()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_one_process_watches_until_it_is_told_to_end(
    packbench: CommandLine, room: Stockroom, folder: Path
) -> None:
    command = [sys.executable, "-m", "packbench", "--json", "--database", packbench.database]
    process = subprocess.Popen(
        [*command, "watch", str(folder), "--settle", "0.1"],
        env={**os.environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert process.stdout is not None
    assert process.stderr.readline().startswith("Watching")
    for number in ("1", "2"):  # of one name: both are kept
        (folder / "orders" / "a.csv").write_text(f"{HEAD}{number},A,1,DE\n", "utf-8")
        assert json.loads(process.stdout.readline())["imported"] == 1
    assert packbench("watch", folder, "--once").error[0] == "folder_watched"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert numbers(room.context) == ["1", "2"]
    assert {one.name for one in (folder / "done").glob("*.csv")} == {"a.csv", "a (2).csv"}
    assert packbench("watch", folder / "gone", "--once").error[0] == "invalid"
