"""What was done is never told as undone: lost answers, keys, documents that can't be written."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from helpers.command_line import CommandLine
from helpers.command_tree import commands
from packbench.cli.app import command_tree
from packbench.cli.keys import _WITHOUT_KEY

_WAREHOUSES = "code,name,kind,countries\nW1,Wien,physical,*\n"
_PRODUCTS = "sku,name\nA,Łódka 鱼\n"
_FULL = Path("/dev/full")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse and a product, imported once."""
    folder = tmp_path_factory.mktemp("template")
    made = CommandLine(f"sqlite:///{folder / 'shop.db'}", folder)
    for kind, text in (("warehouses", _WAREHOUSES), ("products", _PRODUCTS)):
        (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
    lines = "import warehouses warehouses.csv\nimport products products.csv\n"
    assert made("batch", "-", stdin=lines).exit == 0
    return folder / "shop.db"


@pytest.fixture
def packbench(template: Path, tmp_path: Path) -> CommandLine:
    shutil.copy(template, tmp_path / "shop.db")
    return CommandLine(f"sqlite:///{tmp_path / 'shop.db'}", tmp_path)


def batch(packbench: CommandLine, *lines: str) -> list[tuple[int, Any]]:
    """Exit code and output of each line, run in one process."""
    answer = packbench("batch", "--keep-going", "-", stdin="\n".join(lines))
    return [(one["exit"], one["output"]) for one in answer.documents]


def _count(packbench: CommandLine, query: str) -> int:
    path = packbench.database.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(query).fetchone()[0])


def on_hand(packbench: CommandLine) -> int:
    return _count(packbench, "SELECT coalesce(sum(on_hand), 0) FROM stock")


def started(
    packbench: CommandLine, *arguments: str, out: int | str = subprocess.PIPE, **more: str
) -> tuple[int, str]:
    """Exit code and stderr of a process whose stdout is what a test makes of it."""
    stdout = out if isinstance(out, int) else os.open(out, os.O_WRONLY)
    command = [sys.executable, "-m", "packbench", "--database", packbench.database, *arguments]
    done = subprocess.run(
        command,
        cwd=packbench.folder,
        env={**os.environ, **more},
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


_RECEIVE = ("stock", "receive", "W1", "A", "9")


@pytest.mark.skipif(not _FULL.exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("json", [(), ("--json",)], ids=["people", "programs"])
def test_a_full_disk_behind_the_answer_does_not_undo_what_was_done(
    packbench: CommandLine, json: tuple[str, ...]
) -> None:
    code, said = started(packbench, *json, *_RECEIVE, out=str(_FULL))
    assert code == 5
    assert said == "`stock.receive`: done, but the answer can't be written. The disk is full.\n"
    assert on_hand(packbench) == 9
    code, said = started(packbench, "stock", "list", out=str(_FULL))
    assert (code, said) == (1, "The answer can't be written. The disk is full.\n")


def test_a_reader_that_left_does_not_undo_what_was_done(packbench: CommandLine) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    code, said = started(packbench, *_RECEIVE, out=writing)
    os.close(writing)
    assert code == 5
    assert said.startswith("`stock.receive`: done, but the answer can't be written.")
    assert on_hand(packbench) == 9


@pytest.mark.parametrize("json", [(), ("--json",)], ids=["people", "programs"])
def test_letters_that_the_terminal_lacks_fail_nothing(
    packbench: CommandLine, json: tuple[str, ...]
) -> None:
    adjust = ("stock", "adjust", "W1", "A", "3", "--reason", "Łódź 鱼")
    code, said = started(packbench, *json, *adjust, PYTHONIOENCODING="ascii")
    assert (code, said) == (0, "")
    history = ("stock", "history", "A")
    code, said = started(packbench, *json, *history, PYTHONIOENCODING="cp1252")
    assert (code, said) == (0, "")
    assert on_hand(packbench) == 3


def test_the_same_key_is_done_once(packbench: CommandLine) -> None:
    receive = "stock receive W1 A 9"
    answers = batch(
        packbench,
        f"{receive} --key k1",
        f"{receive} --key k1",
        "stock receive W1 A 8 --key k1",
        "stock receive W1 A 1",
        "undo --key u1",
        "undo --key u1",
        f"{receive} --key ''",
        f"{receive} --key {'k' * 201}",
    )
    first, again, other, _, undone, undone_again, *none = answers
    assert first == again
    assert (other[0], other[1]["error"]["code"]) == (1, "key_reused")
    assert undone == undone_again
    assert [(code, output["error"]["code"]) for code, output in none] == [(2, "usage")] * 2
    assert on_hand(packbench) == 9


def test_a_key_is_for_the_content_of_a_file(packbench: CommandLine) -> None:
    (packbench.folder / "a").mkdir()
    (packbench.folder / "stock.csv").write_text("warehouse,sku,quantity\nW1,A,5\n")
    (packbench.folder / "a" / "stock.csv").write_text("warehouse,sku,quantity\nW1,A,7\n")
    first, again, other, tried = batch(
        packbench,
        "import stock stock.csv --key i1",
        "import stock stock.csv --key i1",
        "import stock a/stock.csv --key i1",
        "import stock a/stock.csv --update --dry-run --key i1",
    )
    assert first == again
    assert (other[0], other[1]["error"]["code"]) == (1, "key_reused")
    assert tried[1]["updated"] == 1
    assert on_hand(packbench) == 5


def test_every_command_takes_a_key_unless_it_is_known_to_change_nothing() -> None:
    for path, command in commands(command_tree()):
        words = " ".join(path)
        below = not hasattr(command, "commands") and path and path[0] != "db"
        takes = any("--key" in parameter.opts for parameter in command.params)
        assert not below or takes is (words not in _WITHOUT_KEY), words
        if takes and words != "settings set":
            assert sum(parameter.name == "command_key" for parameter in command.params) == 1


def test_a_slip_that_was_not_written_is_not_counted(packbench: CommandLine) -> None:
    (packbench.folder / "orders.csv").write_text(
        "order_number,sku,quantity,customer_name,street,city,postal_code,country\n"
        "O1,A,2,Ana,Weg 1,Wien,1010,AT\n"
    )
    (packbench.folder / "slips" / "packing-slip-O1-1.pdf").mkdir(parents=True)
    slip = "documents packing-slip --order O1 --force --out"
    *_, refused, wrote = batch(
        packbench,
        "stock receive W1 A 9",
        "import orders orders.csv",
        "allocate",
        f"{slip} slips",
        f"{slip} slip.pdf --key p",
    )
    assert (refused[0], refused[1]["error"]["code"]) == (1, "cannot_write")
    assert "done" not in refused[1]
    assert wrote[0] == 0
    (packbench.folder / "slip.pdf").unlink()
    [again] = batch(packbench, f"{slip} slip.pdf --key p")
    assert again[0] == 0
    assert (packbench.folder / "slip.pdf").exists()
    assert _count(packbench, "SELECT count(*) FROM printed_document") == 1
