"""Files that can't be read: one clear sentence, the right exit code, nothing half-imported."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.command_line import CommandLine

HEAD = b"sku,name\n"
GOOD = HEAD + b"A,Apple\n"
BAD_FILES: dict[str, tuple[bytes, str]] = {
    "no-such-column.csv": (b"sku,title\nA,Apple\n", "column_missing"),
    "twice.csv": (b"sku,name,SKU\nA,Apple,A\n", "column_twice"),
    "pipes.csv": (b"sku|name\nA|Apple\n", "delimiter_unknown"),
    "empty.csv": (b"", "file_empty"),
    "blank.csv": (b"\n\n  \n", "file_empty"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x02\x03", "file_binary"),
    "half-a-line.csv": (GOOD + b'B,"Bow', "file_truncated"),
    "cut-off.csv": (GOOD + b"B", "file_truncated"),
    "nul.csv": (GOOD + b"B,Bo\x00wl\n", "file_binary"),
    "quotes.csv": (GOOD + b'B,"Bowl" blue\n', "file_quotes"),
    "megabytes.csv": (GOOD + b"B," + b"x" * 10_000_000 + b"\n", "field_too_long"),
    "no-encoding.csv": (GOOD + b"B,B\x81wl\n", "file_encoding"),
    "no-workbook.xlsx": (b"PK\x03\x04 this is no archive", "file_damaged"),
    "missing.csv": (b"", "file_missing"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, (content, _) in BAD_FILES.items():
        if name != "missing.csv":
            (tmp_path / name).write_bytes(content)
    return tmp_path


def test_each_is_refused_by_name_and_nothing_comes_in(
    packbench_file: CommandLine, folder: Path
) -> None:
    before = {path.name for path in folder.iterdir()}
    lines = [f"import products {name}" for name in BAD_FILES]
    answer = packbench_file(
        "batch", "-", "--keep-going", stdin="\n".join([*lines, "export products after.csv"])
    )
    *refused, after = answer.documents
    told = {
        name: (one["exit"], one["output"]["error"]["code"])
        for name, one in zip(BAD_FILES, refused, strict=True)
    }
    assert told == {name: (1, code) for name, (_, code) in BAD_FILES.items()}
    for name, one in zip(BAD_FILES, refused, strict=True):
        message = one["output"]["error"]["message"]
        assert name in message
        assert message.count("\n") == 0
    assert after["output"]["rows"] == 0
    left = {path.name for path in folder.iterdir() if not path.name.startswith("packbench.db")}
    assert left - before == {"after.csv"}
    assert "Traceback" not in answer.err


def test_what_only_looks_bad_is_read(packbench_file: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "windows.csv").write_bytes("sku;name\nA;Käse & Öl\n".encode("cp1252"))
    (tmp_path / "formula.csv").write_text('sku,name\nB,=1+1\nC,"=HYPERLINK(""http://x"")"\n')
    lines = "import products windows.csv\nimport products formula.csv\nexport products all.csv\n"
    answer = packbench_file("batch", "-", stdin=lines)
    assert answer.exit == 0
    windows, _, _ = (one["output"] for one in answer.documents)
    assert windows["notes"] == ["The file was read as Windows-1252."]
    written = (tmp_path / "all.csv").read_text(encoding="utf-8")
    assert "A,Käse & Öl," in written
    assert "B,'=1+1," in written  # a spreadsheet program would compute it


def test_a_folder_is_no_file(packbench_file: CommandLine, tmp_path: Path) -> None:
    answer = packbench_file("import", "products", tmp_path)
    assert answer.exit == 1
    assert answer.error[0] == "file_unreadable"


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a tiny disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_told_and_leaves_nothing(
    packbench_file: CommandLine, full_disk: Path, tmp_path: Path
) -> None:
    many = "".join(f"P{number},Product {number}\n" for number in range(5_000))
    (tmp_path / "many.csv").write_text(f"sku,name\n{many}")
    bad = "".join(f"P{number},\n" for number in range(1_500))
    (full_disk / "bad.csv").write_text(f"sku,name\nGOOD,Good\n{bad}")
    lines = [
        f"import products {full_disk / 'bad.csv'}",  # no room for the rejects
        "export products before.csv",
        "import products many.csv",
        f"export products {full_disk / 'all.csv'}",
        f"export products {full_disk / 'all.xlsx'}",
        f"db rescue {full_disk / 'saved'}",
    ]
    answer = packbench_file("batch", "-", "--keep-going", stdin="\n".join(lines))
    told = [(one["exit"], one["output"].get("error", {}).get("code")) for one in answer.documents]
    assert told == [
        (1, "disk_full"),
        (0, None),
        (0, None),
        (1, "disk_full"),
        (1, "disk_full"),
        (1, "disk_full"),
    ]
    assert answer.documents[1]["output"]["rows"] == 0
    assert [path.name for path in full_disk.iterdir()] == ["bad.csv"]


def test_a_database_on_a_full_disk_is_told(full_disk: Path, tmp_path: Path) -> None:
    answer = CommandLine(f"sqlite:///{full_disk / 'new.db'}", tmp_path)("stock", "list")
    assert answer.error[0] == "disk_full"
    assert answer.exit in {1, 4}


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder that nobody may write to, root neither."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    (folder / "bad.csv").write_text("sku,name\nGOOD,Good\nB,\n")
    if os.geteuid() != 0:
        folder.chmod(0o500)
        yield folder
        folder.chmod(0o700)
        return
    mount = ["mount", "--bind", "-o", "ro", str(folder), str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("root may write everywhere, and a read-only mount is not allowed here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_read_only_folder_is_read_and_nothing_is_written_there(
    packbench_file: CommandLine, read_only: Path
) -> None:
    """Rejected rows go to the user's own folder, unless a place was told that can't be written."""
    bad = f"import products {read_only / 'bad.csv'}"
    lines = [
        f"{bad} --rejects {read_only}",
        bad,
        f"export products {read_only / 'all.csv'}",
        "export products after.csv",
    ]
    answer = packbench_file("batch", "-", "--keep-going", stdin="\n".join(lines))
    told, read, written, after = answer.documents
    for one in (told, written):
        assert (one["exit"], one["output"]["error"]["code"]) == (1, "folder_read_only")
    assert str(read_only) in told["output"]["error"]["message"]
    assert (read["exit"], read["output"]["imported"], read["output"]["rejected"]) == (3, 1, 1)
    rejects = Path(read["output"]["rejects_file"])
    assert (rejects.name, rejects.parent.name) == ("bad.csv.rejected.csv", "rejects")
    assert "B" in rejects.read_text()
    assert after["output"]["rows"] == 1
    assert [path.name for path in read_only.iterdir()] == ["bad.csv"]
