"""Back-ups by the command line, on both engines; passwords stay out of sight."""

import os
from pathlib import Path

import pytest
from sqlalchemy import make_url

from helpers.command_line import CommandLine
from packbench.db.engine import Database


def test_a_database_comes_back(packbench: CommandLine, tmp_path: Path) -> None:
    backup = tmp_path / "shop.backup"
    assert packbench("settings", "set", "documents.paper", "letter").exit == 0
    made = packbench("db", "backup", backup)
    assert (made.exit, made.document["file"]) == (0, str(backup))
    assert made.document["size_bytes"] == backup.stat().st_size
    assert packbench("settings", "set", "documents.paper", "a4").exit == 0
    assert packbench("db", "verify", backup).document["file"] == str(backup)
    done = packbench("db", "restore", backup)
    assert done.exit == 0, done.out
    assert done.document["kept"]
    assert packbench("settings", "get", "documents.paper").document["value"] == "letter"
    assert packbench("db", "check").document["ok"]


def test_a_file_that_is_there_needs_force(packbench: CommandLine, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear reader")
    assert packbench("db", "backup", letter).error[0] == "cannot_write"
    assert letter.read_text() == "Dear reader"
    assert packbench("db", "backup", letter, "--force").exit == 0


def test_a_letter_is_no_back_up(packbench: CommandLine, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear reader\n" * 900)
    answer = packbench("db", "restore", letter)
    assert answer.exit in {1, 4}
    assert answer.error[0] in {"backup_other_kind", "database_foreign"}
    assert packbench("db", "check").document["ok"]


def test_the_daily_back_up_is_made_once(packbench_file: CommandLine) -> None:
    assert packbench_file("db", "init").exit == 0
    assert packbench_file("db", "backup", "--daily").document["file"] is None  # nothing to lose yet
    assert packbench_file("settings", "set", "documents.paper", "letter").exit == 0
    first = packbench_file("db", "backup", "--daily").document["file"]
    assert Path(first).exists()
    assert packbench_file("db", "backup", "--daily").document["file"] is None
    assert packbench_file("db", "backup").exit == 2


def test_a_server_has_no_daily_one(packbench_server: CommandLine) -> None:
    assert packbench_server("db", "backup", "--daily").exit == 2


def test_an_older_program_on_the_path_is_passed_over(
    packbench_server: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Programs of an older version stand in their place, wherever they are looked for."""
    old = tmp_path / "programs" / "pg_dump"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.1'\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{old.parent}{os.pathsep}{os.environ['PATH']}")
    made = packbench_server("db", "backup", tmp_path / "shop.backup")
    # The server's own programs are installed here, and the fitting one is chosen among all.
    assert made.exit == 0, made.out


def test_a_service_names_the_database_that_is_restored(
    server_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_url(server_database.url)
    server_database.dispose()
    lines = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database}
    services = tmp_path / "services.conf"
    text = "".join(f"{name}={value}\n" for name, value in lines.items())
    services.write_text(f"[shop]\n{text}", encoding="utf-8")
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    shop = CommandLine("postgresql://?service=shop", tmp_path)
    assert shop("settings", "set", "documents.paper", "letter").exit == 0
    assert shop("db", "backup", "shop.backup").exit == 0
    assert shop("settings", "set", "documents.paper", "a4").exit == 0
    restored = shop("db", "restore", "shop.backup")
    assert restored.exit == 0, restored.out
    assert shop("settings", "get", "documents.paper").document["value"] == "letter"
