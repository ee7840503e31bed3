"""A PostgreSQL server for the torture: it can be stopped, frozen and cut off, and keeps its word.

Other than that of the tests it writes what it acknowledges (`synchronous_commit`), because it is
killed.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

from helpers.postgres_server import as_ordinary_user, free_port, programs

_NAME = "torture"


class Cable:
    """A network namespace with one cable into it; needs the rights of root."""

    here, there = "10.213.77.1", "10.213.77.2"

    def __init__(self) -> None:
        self.namespace = f"torture{os.getpid()}"
        self._near, self._far = f"pbn{os.getpid()}", f"pbf{os.getpid()}"
        _ip("netns", "add", self.namespace)
        _ip("link", "add", self._near, "type", "veth", "peer", "name", self._far)
        _ip("link", "set", self._far, "netns", self.namespace)
        _ip("addr", "add", f"{self.here}/30", "dev", self._near)
        _ip("link", "set", self._near, "up")
        for words in (("addr", "add", f"{self.there}/30", "dev", self._far), self._plugged("up")):
            _ip("-n", self.namespace, *words)

    def close(self) -> None:
        """Takes the namespace and both ends of the cable away."""
        _ip("netns", "delete", self.namespace)

    @contextlib.contextmanager
    def cut(self) -> Iterator[None]:
        """No packet comes through, and nobody says so."""
        _ip("-n", self.namespace, *self._plugged("down"))
        try:
            yield
        finally:
            _ip("-n", self.namespace, *self._plugged("up"))

    def _plugged(self, how: str) -> tuple[str, ...]:
        return ("link", "set", self._far, how)


class Server:
    """A server in a folder of its own, behind a cable where one can be laid."""

    def __init__(self) -> None:
        self.cable = Cable() if os.geteuid() == 0 and shutil.which("ip") else None
        self._host = "127.0.0.1" if self.cable is None else self.cable.there
        self._port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="packbench-torture-"))
        self._user = as_ordinary_user()
        if self._user:
            shutil.chown(self._folder, self._user[2])
        self._make()
        self.start()
        administration = f"postgresql://postgres@{self._host}:{self._port}/postgres"
        with psycopg.connect(administration, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {_NAME}")
        self.url = f"postgresql+psycopg://postgres@{self._host}:{self._port}/{_NAME}"

    def close(self) -> None:
        """Stops it and removes all that it had."""
        self.stop("immediate")
        if self.cable is not None:
            self.cable.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Starts it and waits until it answers."""
        settings = f"-c listen_addresses={self._host} -p {self._port} -c max_connections=100"
        options = f"{settings} -c unix_socket_directories={self._folder} -c fsync=off"
        log = str(self._folder / "log")
        inside = [] if self.cable is None else ["ip", "netns", "exec", self.cable.namespace]
        self._control("start", "-w", "-l", log, "-o", options, inside=inside)

    def stop(self, mode: str) -> None:
        """Stops it: `fast` as an administrator does, `immediate` as a power cut does."""
        self._control("stop", "-m", mode)

    def pids(self) -> list[int]:
        """The server and all its processes."""
        first = int((self._data / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, children)]

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _make(self) -> None:
        command = [*self._user, str(programs() / "initdb"), "-D", str(self._data), "--no-sync"]
        command += ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self._folder)
        with (self._data / "pg_hba.conf").open("a") as rules:
            rules.write("host all all 10.213.77.0/30 trust\n")

    def _control(self, *words: str, inside: list[str] | None = None) -> None:
        control = [str(programs() / "pg_ctl"), "-D", str(self._data), *words]
        command = [*(inside or []), *self._user, *control]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self._folder)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)
