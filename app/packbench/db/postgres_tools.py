"""PostgreSQL's own programs for back-ups: found, of a version that fits, given no password to show.

They are the only ones that write and read all that a server's database holds. The password goes by
the environment; `PGPASSFILE` and service files reach them as they reach every other program.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import URL, Connection

from packbench.domain.refusals import EnvironmentFault, FaultCode

_FOLDERS = (
    ("/usr/lib/postgresql", "*/bin"),  # Debian, Ubuntu
    ("/usr", "pgsql-*/bin"),  # Red Hat, SUSE
    ("/Library/PostgreSQL", "*/bin"),
    ("/opt/homebrew/opt", "postgresql@*/bin"),
    ("C:/Program Files/PostgreSQL", "*/bin"),
)
_MAJOR = 10_000  # server_version_num: 150018


class ToolError(Exception):
    """A program said no; its first line says why."""


def server_major(connection: Connection) -> int:
    """The major version of a server."""
    told = connection.exec_driver_sql("SHOW server_version_num").scalar_one()
    return int(told) // _MAJOR


def find_tool(name: str, wanted: int) -> Path:
    """The program of the lowest version that can handle a server of this major version.

    Raises `tool_missing` or `tool_older`.
    """
    found = sorted((major, path) for path in _places(name) if (major := _major_of(path)))
    fits = next((path for major, path in found if major >= wanted), None)
    if fits is not None:
        return fits
    if found:
        newest = found[-1][0]
        raise EnvironmentFault(FaultCode.TOOL_OLDER, tool=name, found=newest, wanted=wanted)
    raise EnvironmentFault(FaultCode.TOOL_MISSING, tool=name, wanted=wanted)


def run_tool(program: Path, arguments: Sequence[str], url: URL | None = None) -> str:
    """What a program wrote on stdout; raises a ToolError with the first line of its complaint."""
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program, by its full path
        [str(program), *arguments],
        env=os.environ | ({} if url is None else _secrets(url)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"{program.name}: {done.returncode}"]
        raise ToolError(lines[0])
    return done.stdout


def address(url: URL, database: str | None = None) -> str:
    """The address of a database for PostgreSQL's programs, without its password."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - for servers only

    query = {name: str(value) for name, value in url.query.items() if name != "password"}
    named = {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "dbname": database or url.database,
    }
    return make_conninfo("", **{k: v for k, v in {**query, **named}.items() if v is not None})


def _secrets(url: URL) -> dict[str, str]:
    password = url.password or url.query.get("password")
    waits = {"PGCONNECT_TIMEOUT": "5"}
    return waits | ({"PGPASSWORD": str(password)} if password else {})


def _places(name: str) -> Iterator[Path]:
    program = f"{name}.exe" if os.name == "nt" else name
    for folder, pattern in _FOLDERS:
        yield from Path(folder).glob(f"{pattern}/{program}")
    on_path = shutil.which(name)
    if on_path is not None:
        yield Path(on_path)


def _major_of(path: Path) -> int | None:
    try:
        told = run_tool(path, ["--version"])
    except (ToolError, OSError):
        return None
    found = re.search(r"\d+", told)
    return int(found[0]) if found else None
