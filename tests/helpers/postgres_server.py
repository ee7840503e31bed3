"""A throwaway PostgreSQL server for tests: own data folder, loopback, a free port, no fsync.

`python tests/helpers/postgres_server.py [--durable] COMMAND…` starts one, runs COMMAND with
PACKBENCH_TEST_POSTGRES set to an administrator's URL, and stops it. With `--durable` what is
committed is on the disk, as it is where people work.
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

URL_VARIABLE = "PACKBENCH_TEST_POSTGRES"
_ALWAYS = ("max_connections=100", "jit=off")
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_DURABLE = "--durable"


class PostgresMissingError(RuntimeError):
    """PostgreSQL's server programs are not installed: the tests can't run without them."""


def programs() -> Path:
    """Where the server programs lie."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if found:
        return found[0].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        message = "PostgreSQL's initdb was not found; run packaging/setup.sh test"
        raise PostgresMissingError(message)
    return Path(on_path).parent


def as_ordinary_user() -> list[str]:
    """PostgreSQL refuses to run as root: then its own user `postgres` (or `nobody`) runs it."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    return ["runuser", "-u", user, "--"]


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _make_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="packbench-pg-"))
    prefix = as_ordinary_user()
    if prefix:
        shutil.chown(folder, prefix[2])
    return folder


@contextlib.contextmanager
def running_server(*, durable: bool = False) -> Iterator[str]:
    """A running server's administrator URL (`postgresql://postgres@127.0.0.1:PORT/postgres`)."""
    bin_folder, prefix = programs(), as_ordinary_user()
    folder, port = _make_folder(), free_port()
    data, log = folder / "data", folder / "log"
    initdb = [str(bin_folder / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust"]
    initdb += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    options = " ".join(f"-c {setting}" for setting in (*_ALWAYS, *(() if durable else _FAST)))
    options += f" -c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories={folder}"
    control = [*prefix, str(bin_folder / "pg_ctl"), "-D", str(data)]
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder}
    try:
        subprocess.run([*prefix, *initdb], check=True, **quiet)  # type: ignore[call-overload]
        start = [*control, "-w", "-l", str(log), "-o", options, "start"]
        subprocess.run(start, check=True, **quiet)  # type: ignore[call-overload]
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            stop = [*control, "-m", "immediate", "stop"]
            subprocess.run(stop, check=False, **quiet)  # type: ignore[call-overload]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Runs the command line's command beside a server and gives its exit code."""
    durable = sys.argv[1:2] == [_DURABLE]
    with running_server(durable=durable) as url:
        environment = {**os.environ, URL_VARIABLE: url}
        command = sys.argv[2 if durable else 1 :]
        return subprocess.run(command, check=False, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
