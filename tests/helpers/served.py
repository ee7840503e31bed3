"""`packbench serve` as a process, and a program that asks it over a real line."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from packbench.engine.command.context import Context
from packbench.services.serving.tokens import make_token

_TIME_LIMIT_S = 60


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: its status, its headers, and the document in it."""

    status: int
    headers: dict[str, str]
    document: Any

    @property
    def error(self) -> tuple[int, str]:
        """(status, code) of what was refused; its sentence is never empty."""
        told = self.document["error"]
        assert told["message"]
        assert "Traceback" not in str(self.document)
        return self.status, told["code"]


@dataclass(frozen=True, slots=True)
class Program:
    """A program of a channel."""

    host: str
    port: int
    token: str
    channel: str

    def get(self, path: str) -> Told:
        return self.ask("GET", path)

    def post(self, path: str, document: object) -> Told:
        return self.ask("POST", path, json.dumps(document).encode())

    def ask(
        self, method: str, path: str, body: bytes | None = None, token: str | None = None
    ) -> Told:
        """One request on a line of its own; a path of the channel, or from `/` on."""
        line = http.client.HTTPConnection(self.host, self.port, timeout=_TIME_LIMIT_S)
        whole = path if path.startswith("/") else f"/channels/{quote(self.channel)}/{path}"
        given = self.token if token is None else token
        headers = {"Authorization": f"Bearer {given}"} if given else {}
        with contextlib.closing(line):
            line.request(method, whole, body, headers)
            answer = line.getresponse()
            read = answer.read()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        is_json = headers.get("content-type", "").startswith("application/json")
        return Told(answer.status, headers, json.loads(read) if is_json else read.decode())


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    process: subprocess.Popen[str]
    address: str

    def program(self, context: Context, channel: str) -> Program:
        """A program with a token of its own."""
        at = urlsplit(self.address)
        made = make_token(context, channel)
        return Program(at.hostname or "", at.port or 0, made.token, made.channel)

    def end(self) -> tuple[int, str]:
        """Ends it as an init system does; gives its exit code and what it said."""
        self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=_TIME_LIMIT_S)
        return self.process.returncode, said


@contextlib.contextmanager
def serving(database: str, folder: Path, *options: str) -> Iterator[Server]:
    """A server on a database, at a port that was free, while the block lasts."""
    command = [sys.executable, "-m", "packbench", "--json", "--database", database]
    process = subprocess.Popen(
        [*command, "serve", "--port", "0", *options],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "PACKBENCH_DATABASE"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        yield Server(process, json.loads(line)["address"])
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
