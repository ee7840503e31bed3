"""What Packbench writes never harms what is there: databases, devices, other people's files."""

import hashlib
import os
import shlex
import shutil
import sqlite3
import stat
from collections.abc import Iterable
from pathlib import Path

import pytest

from helpers.command_line import CommandLine

PRODUCTS = "sku,name\nA,Apple\nB,Birne\n"
BAD = "sku,name\nC,Cherry\n,nothing\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with two products, an order and a wave to print."""
    folder = tmp_path_factory.mktemp("made")
    tables = {
        "warehouses": "code,name,countries\nW1,Main,*\n",
        "products": PRODUCTS,
        "stock": "warehouse,sku,quantity\nW1,A,9\n",
        "orders": "order_number,sku,quantity,country,street,city,customer_name\n"
        "1,A,2,DE,Weg 1,Ulm,Eva\n",
    }
    for kind, text in tables.items():
        (folder / f"{kind}.csv").write_text(text)
    lines = [["import", kind, f"{kind}.csv"] for kind in tables]
    lines += [["allocate"], ["pick", "create", "--warehouse", "W1"]]
    packbench = CommandLine(f"sqlite:///{folder / 'packbench.db'}", folder)
    assert outcomes(packbench, lines) == ["done"] * 6
    return folder / "packbench.db"


@pytest.fixture
def shop(made: Path, tmp_path: Path) -> CommandLine:
    shutil.copy(made, tmp_path / "packbench.db")
    return CommandLine(f"sqlite:///{tmp_path / 'packbench.db'}", tmp_path)


def outcomes(packbench: CommandLine, lines: Iterable[Iterable[str]]) -> list[str]:
    """What became of commands, all in one process: `done` or the code of the error."""
    text = "\n".join(map(shlex.join, lines))
    answers = packbench("batch", "-", "--keep-going", stdin=text).documents
    return [
        "done" if not one["exit"] else (one["output"] or {}).get("error", {}).get("code", "rows")
        for one in answers
    ]


def digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.is_file() and not path.name.endswith("-shm")
    }


def database_of(shop: CommandLine) -> Path:
    return Path(shop.database.removeprefix("sqlite:///"))


def link(kind: str, folder: Path, target: Path, name: str) -> str:
    made = folder / name
    if kind == "symbolic":
        made.symlink_to(target)
    elif kind == "relative":
        made.symlink_to(Path("..") / folder.name / target.name)
    else:
        made.hardlink_to(target)
    return name


WRITERS = [
    ["export", "products", "out.csv"],
    ["export", "products", "out.xlsx"],
    ["documents", "pick-list", "P1", "--out", "out.pdf"],
    ["documents", "packing-slip", "1-1", "--out", "out.pdf"],
]
OUTPUTS = ["out.csv", "out.xlsx", "out.pdf"]
FORCED = [[*writer, "--force"] for writer in WRITERS]


@pytest.mark.parametrize("kind", ["symbolic", "relative", "hard"])
def test_no_link_to_the_database_is_written(shop: CommandLine, kind: str) -> None:
    for name in OUTPUTS:
        link(kind, shop.folder, database_of(shop), name)
    before = digests(shop.folder)
    assert outcomes(shop, [*WRITERS, *FORCED, ["db", "check"]]) == ["cannot_write"] * 8 + ["done"]
    assert digests(shop.folder) == before


def test_no_link_to_what_lies_beside_the_database_is_written(shop: CommandLine) -> None:
    """The journal is not there, and would be played back into the database if it came."""
    path = database_of(shop)
    for name, beside in zip(OUTPUTS, ("-wal", "-shm", "-journal"), strict=True):
        (shop.folder / name).symlink_to(path.with_name(path.name + beside))
    assert outcomes(shop, FORCED) == ["cannot_write"] * 4
    assert not path.with_name(f"{path.name}-journal").exists()


def test_another_database_is_not_written_either(shop: CommandLine) -> None:
    other = shop.folder / "out.csv"
    shutil.copy(database_of(shop), other)
    before = digests(shop.folder)
    (shop.folder / "out.xlsx").symlink_to(shop.folder / "out.csv-journal")
    assert outcomes(shop, FORCED[:2]) == ["cannot_write"] * 2
    assert digests(shop.folder) == before


def test_a_database_that_is_called_like_a_table(shop: CommandLine) -> None:
    named = shop.folder / "shop.csv"
    shutil.copy(database_of(shop), named)
    packbench = CommandLine(f"sqlite:///{named}", shop.folder)
    lines = [["export", "products", "shop.csv", "--force"], ["stock", "list"]]
    assert outcomes(packbench, lines) == ["cannot_write", "done"]


def test_rejected_rows_are_not_written_over_the_database(shop: CommandLine) -> None:
    (shop.folder / "bad.csv").write_text(BAD)
    link("hard", shop.folder, database_of(shop), "bad.csv.rejected.csv")
    before = digests(shop.folder)
    assert outcomes(shop, [["import", "products", "bad.csv"]]) == ["cannot_write"]
    assert digests(shop.folder) == before


def test_devices_and_pipes_are_not_written(shop: CommandLine) -> None:
    (shop.folder / "out.csv").symlink_to("/dev/null")
    (shop.folder / "out.xlsx").mkdir()
    os.mkfifo(shop.folder / "out.pdf")
    assert outcomes(shop, FORCED) == ["cannot_write"] * 4
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    assert stat.S_ISFIFO((shop.folder / "out.pdf").stat().st_mode)


def test_a_file_is_only_replaced_when_it_is_said(shop: CommandLine) -> None:
    for name in OUTPUTS:
        (shop.folder / name).write_text("mine")
    assert outcomes(shop, WRITERS) == ["file_exists"] * 4
    assert [(shop.folder / name).read_text() for name in OUTPUTS] == ["mine"] * 3
    assert outcomes(shop, FORCED) == ["done"] * 4
    assert all((shop.folder / name).read_bytes() != b"mine" for name in OUTPUTS)
    assert not list(shop.folder.glob(".*"))


@pytest.mark.parametrize(
    ("writer", "ending"),
    [
        (["export", "products", "out.txt"], ".xlsx"),
        (["documents", "pick-list", "P1", "--out", "/dev/null"], ".pdf"),
    ],
)
def test_a_name_tells_what_the_file_is(shop: CommandLine, writer: list[str], ending: str) -> None:
    code, message = shop(*writer).error
    assert (code, ending in message) == ("cannot_write", True)


def test_a_slip_that_was_refused_was_not_printed(shop: CommandLine) -> None:
    slip = ["documents", "packing-slip", "1-1", "--out", "slips"]
    assert outcomes(shop, [slip, slip]) == ["done", "file_exists"]
    with sqlite3.connect(database_of(shop)) as connection:
        (printed,) = connection.execute("SELECT count(*) FROM printed_document").fetchone()
    connection.close()
    assert printed == 1


def test_only_their_owner_reads_what_is_written(shop: CommandLine) -> None:
    (shop.folder / "bad.csv").write_text(BAD)
    database_of(shop).chmod(0o644)
    before = os.umask(0)
    try:
        lines = [*WRITERS[:3], ["import", "products", "bad.csv"]]
        assert outcomes(shop, lines) == ["done"] * 3 + ["rows"]
        new = CommandLine(f"sqlite:///{shop.folder / 'new.db'}", shop.folder)
        assert new("db", "init").exit == 0
    finally:
        os.umask(before)
    names = [*OUTPUTS, "bad.csv.rejected.csv", "new.db", "packbench.db"]
    modes = {name: stat.S_IMODE((shop.folder / name).stat().st_mode) for name in names}
    assert modes == dict.fromkeys(names, 0o600)


def test_rejected_rows_go_where_they_are_told(shop: CommandLine) -> None:
    (shop.folder / "bad.csv").write_text(BAD)
    folder = shop.folder / "rejects"
    folder.mkdir()
    base = ["import", "products", "bad.csv", "--rejects"]
    lines = [[*base, place] for place in ("rejects", "mine.csv", "mine.db")]
    assert outcomes(shop, lines) == ["rows", "rows", "cannot_write"]
    for written in (folder / "bad.csv.rejected.csv", shop.folder / "mine.csv"):
        assert "nothing" in written.read_text()
    assert not (shop.folder / "bad.csv.rejected.csv").exists()
