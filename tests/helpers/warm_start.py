"""Processes of the command line that need not load the program: forked from one that has loaded it.

Most of the time of a command goes into loading. What runs here is the same program from its entry
point on, in a process of its own with its own streams, folder and environment. Only what an
interpreter and its modules read while they load can't be given that way: see `can_start_warm`.

The loaded process has one thread and does nothing but fork, once a connection: a process that waits
for the program and tells how it ended, and the program.
"""

import atexit
import contextlib
import functools
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

_READ_WHILE_LOADING = ("PYTHON", "LC_", "LANG", "LD_", "TZ", "TERMINAL_", "TYPER", "_TYPER")
_REQUEST_MAX_BYTES = 200_000
_STREAMS = 3
_begun = dict(os.environ)


class Ended(NamedTuple):
    """What is left of a process: exit code (negative: the signal it died of) and both streams."""

    returncode: int
    stdout: str
    stderr: str


def can_start_warm(environment: Mapping[str, str]) -> bool:
    """Whether an interpreter would load in this environment as the loaded one did."""
    names = {name for name in (*environment, *_begun) if name.startswith(_READ_WHILE_LOADING)}
    return all(environment.get(name) == _begun.get(name) for name in names)


def run_warm(
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    stdin: str | None,
    limit_s: float,
) -> Ended:
    """Runs `packbench ARGUMENTS` to its end; raises `subprocess.TimeoutExpired` as `run` does."""
    request = json.dumps([list(arguments), str(folder), dict(environment)]).encode()
    with (
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
        socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as line,
    ):
        given.write((stdin or "").encode())
        given.seek(0)
        line.settimeout(limit_s)
        line.connect(_address())
        socket.send_fds(line, [request], [stream.fileno() for stream in (given, out, err)])
        process_id = int(line.recv(64))
        try:
            returncode = int(line.recv(64))
        except TimeoutError as late:
            os.kill(process_id, signal.SIGKILL)
            raise subprocess.TimeoutExpired(list(arguments), limit_s) from late
        told = []
        for stream in (out, err):
            stream.seek(0)
            told.append(stream.read().decode())
        return Ended(returncode, *told)


@functools.cache
def _address() -> str:
    """Where the loaded process of this one listens; it is started by the first who asks."""
    folder = tempfile.mkdtemp(prefix="packbench-warm-")
    address = f"{folder}/socket"
    process = subprocess.Popen(
        [sys.executable, "-m", "helpers.warm_start", address],
        cwd=Path(__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    held, told = process.stdin, process.stdout
    assert held is not None
    assert told is not None
    assert told.readline() == b"ready\n"
    told.close()

    def end() -> None:
        held.close()
        process.wait()
        Path(address).unlink()
        Path(folder).rmdir()

    atexit.register(end)
    return address


def _load() -> None:
    """Everything that a command may need; the window is none of it."""
    import packbench  # noqa: PLC0415 - only in the process that is forked

    importlib.import_module("sqlalchemy.dialects.postgresql.psycopg")
    for module in pkgutil.walk_packages(packbench.__path__, "packbench."):
        if not module.name.startswith(("packbench.ui", "packbench.__main__")):
            importlib.import_module(module.name)


def _serve(address: str) -> None:
    """Forks until nobody holds stdin open any more; returns in each program that is to run."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # those who wait are not waited for
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(address)
        listener.listen(64)
        os.write(1, b"ready\n")
        os.close(1)
        while True:
            readable, _, _ = select.select([listener.fileno(), 0], [], [])
            if 0 in readable:
                sys.exit()
            line, _ = listener.accept()
            if os.fork() == 0:
                break
            line.close()
    _fork_program(line)


def _fork_program(line: socket.socket) -> None:
    """Returns in the program; the process that waits for it ends here."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    request, streams, _, _ = socket.recv_fds(line, _REQUEST_MAX_BYTES, _STREAMS)
    process_id = os.fork()
    if process_id == 0:
        line.close()
        _become(streams, *json.loads(request))
        return
    with contextlib.suppress(OSError):  # whoever asked may have given up
        line.send(str(process_id).encode())
        _, status = os.waitpid(process_id, 0)
        line.send(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(
    streams: list[int], arguments: list[str], folder: str, environment: dict[str, str]
) -> None:
    """All that makes this process look as if it had just been started."""
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    errors = ("strict", "strict", "backslashreplace")
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, encoding="utf-8", errors=how, closefd=False)  # noqa: SIM115 - the streams of the process
        for number, (mode, how) in enumerate(zip("rww", errors, strict=True))
    )
    sys.argv = ["packbench", *arguments]


def _run_to_the_end() -> NoReturn:
    """The program, and of the interpreter's own end what can be noticed from outside.

    To take all modules apart as well would copy the memory of the loaded process first.
    """
    from packbench.bootstrap import main  # noqa: PLC0415 - only in the process that was forked

    code: object = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    _load()
    gc.freeze()
    _serve(sys.argv[1])
    _run_to_the_end()
