"""PostgreSQL's programs: which one is taken, what is said without one, what is kept secret."""

import os
from pathlib import Path

import pytest
from sqlalchemy import make_url

from packbench.db import postgres_tools
from packbench.db.postgres_tools import address, find_tool, run_tool
from packbench.domain.refusals import EnvironmentFault, FaultCode

URL = make_url("postgresql+psycopg://ana:pa%27ss@db.example:5433/shop?sslmode=require")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are looked for."""
    monkeypatch.setattr(postgres_tools, "_FOLDERS", ((str(tmp_path), "*/bin"),))
    monkeypatch.setenv("PATH", "/nowhere")
    return tmp_path


def install(programs: Path, version: str, body: str = "") -> Path:
    program = programs / version / "bin" / "pg_dump"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\n{body}\necho 'pg_dump (PostgreSQL) {version} (Debian)'\n")
    program.chmod(0o755)
    return program


def test_the_lowest_version_that_fits_is_taken(programs: Path) -> None:
    made = {version: install(programs, version) for version in ("9.6.1", "15.3", "16.2", "18.1")}
    assert find_tool("pg_dump", 15) == made["15.3"]
    assert find_tool("pg_dump", 17) == made["18.1"]


def test_none_is_told(programs: Path) -> None:
    with pytest.raises(EnvironmentFault) as fault:
        find_tool("pg_dump", 15)
    assert fault.value.code is FaultCode.TOOL_MISSING
    install(programs, "9.6.1")
    with pytest.raises(EnvironmentFault) as fault:
        find_tool("pg_dump", 15)
    assert fault.value.code is FaultCode.TOOL_OLDER
    assert fault.value.params["found"] == 9


def test_a_password_goes_by_the_environment_only(programs: Path) -> None:
    program = install(programs, "15.3", 'echo "$PGPASSWORD" "$@"')
    told = run_tool(program, ["--dbname", address(URL)], URL)
    assert told.startswith("pa'ss --dbname")
    assert "pa'ss" not in address(URL)
    assert "pa%27ss" not in address(URL)
    assert "sslmode=require" in address(URL)


def test_a_password_file_is_left_to_postgres(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSFILE", "/home/ana/.pgpass")
    monkeypatch.delenv("PGPASSWORD", raising=False)
    program = install(programs, "15.3", 'echo "[$PGPASSFILE]" "[$PGPASSWORD]"')
    told = run_tool(program, [], make_url("postgresql+psycopg://ana@db.example/shop"))
    assert told.startswith("[/home/ana/.pgpass] []")
    assert os.environ.get("PGPASSWORD") is None
