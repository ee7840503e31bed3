"""A cable between stations and a server: it can be cut, frozen, made to swallow an answer."""

import enum
import re
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy.engine import make_url

_CHUNK_BYTES = 65_536
_COMMIT = re.compile(rb"COMMIT(?!TED)")  # "BEGIN ISOLATION LEVEL READ COMMITTED" is none
_LAST = re.compile(rb"(?<=COMMIT; )[^;\0]+(?=\0)")  # what waits for the disk, behind the COMMIT
_RESET_WHEN_CLOSED = struct.pack("ii", 1, 0)


class AtCommit(enum.Enum):
    """What happens to the next COMMIT that a station sends."""

    LOST = "it never reaches the server, the line is cut"
    DONE = "the server does it, the line is cut before its answer"
    SWALLOWED = "the server does it, its answer never comes, the line stays open"
    FROZEN = "the whole wire freezes before it reaches the server"


class Wire:
    """Listens on a port of its own and passes on what comes, as long as it may.

    Attributes:
        url: the database behind the wire, as a station names it.
        commits: how many a station has sent.
    """

    def __init__(self, url: str) -> None:
        target = make_url(url)
        self._server = (target.host or "127.0.0.1", target.port or 5432)
        self._door = socket.create_server(("127.0.0.1", 0))
        port = self._door.getsockname()[1]
        there = target.set(host="127.0.0.1", port=port)
        self.url = there.render_as_string(hide_password=False)
        self.commits = 0
        self._flows = threading.Event()
        self._flows.set()
        self._up, self._ended = True, False
        self._at_commit: AtCommit | None = None
        self._stays_away = False
        self._instead = b""
        self._lock = threading.Lock()
        self._pairs: set[_Pair] = set()
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    def at_next_commit(self, what: AtCommit, *, stays_away: bool = False) -> None:
        """Arms a fault for the next COMMIT; with `stays_away` no new line is taken after it."""
        self._at_commit, self._stays_away = what, stays_away

    def instead_of_the_disk(self, statement: str) -> None:
        """Behind the next COMMIT the server runs this, instead of waiting for its disk."""
        self._instead = statement.encode()

    @property
    def flows(self) -> bool:
        """Whether anything goes through."""
        return self._flows.is_set()

    def cut(self) -> None:
        """Resets every connection; new ones are refused until `restore`."""
        self._up = False
        self.reset()

    def reset(self) -> None:
        """Resets every connection; new ones go through."""
        with self._lock:
            pairs, self._pairs = self._pairs, set()
        for pair in pairs:
            pair.close()

    def freeze(self) -> None:
        """Nothing goes through any more, and nobody is told: a server that hangs."""
        self._flows.clear()

    def restore(self) -> None:
        """All is well again; what was held back goes through."""
        self._up = True
        self._flows.set()

    def close(self) -> None:
        """Ends the wire with its threads."""
        self._ended = True
        self.reset()
        self._flows.set()
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for thread in self._threads:
            thread.join()

    def _start(self, work: "object", *values: object) -> None:
        assert callable(work)
        thread = threading.Thread(target=work, args=values, name="wire", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._ended:
            try:
                station, _ = self._door.accept()
            except OSError:
                return
            if not self._up:
                _reset(station)
                continue
            try:
                pair = _Pair(station, socket.create_connection(self._server))
            except OSError:
                _reset(station)
                continue
            with self._lock:
                self._pairs.add(pair)
            self._start(self._upwards, pair)
            self._start(self._downwards, pair)

    def _upwards(self, pair: "_Pair") -> None:
        for data in pair.read(pair.station):
            what = self._look_at(data)
            if what is AtCommit.LOST:
                self.drop(pair)
                return
            if what is AtCommit.FROZEN:
                self.freeze()
            elif what is not None:
                pair.at_answer = what
            self._flows.wait()
            if not pair.send(pair.server, self._replaced(data)):
                break
        self.drop(pair)

    def _replaced(self, data: bytes) -> bytes:
        """As long as it was: the message says how long it is."""
        found = _LAST.search(data) if self._instead else None
        if found is None:
            return data
        instead, self._instead = self._instead, b""
        length = found.end() - found.start()
        assert len(instead) <= length
        return data[: found.start()] + instead.ljust(length) + data[found.end() :]

    def _downwards(self, pair: "_Pair") -> None:
        for data in pair.read(pair.server):
            self._flows.wait()
            if pair.at_answer is AtCommit.SWALLOWED:
                continue
            if pair.at_answer is AtCommit.DONE or not pair.send(pair.station, data):
                break
        self.drop(pair)

    def _look_at(self, data: bytes) -> AtCommit | None:
        if not _COMMIT.search(data):
            return None
        self.commits += 1
        what, self._at_commit = self._at_commit, None
        if what is not None and self._stays_away:
            self._up = False
        return what

    def drop(self, pair: "_Pair") -> None:
        """Ends one connection."""
        with self._lock:
            self._pairs.discard(pair)
        pair.close()


class _Pair:
    """A station's connection and the server's end of it."""

    def __init__(self, station: socket.socket, server: socket.socket) -> None:
        self.station, self.server = station, server
        self.at_answer: AtCommit | None = None

    def read(self, end: socket.socket) -> Iterator[bytes]:
        """What comes from an end, until it closes."""
        with suppress(OSError):
            while data := end.recv(_CHUNK_BYTES):
                yield data

    def send(self, end: socket.socket, data: bytes) -> bool:
        """Sends all of it; False when that end is gone."""
        try:
            end.sendall(data)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Resets both ends."""
        _reset(self.station)
        _reset(self.server)


def _reset(end: socket.socket) -> None:
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_WHEN_CLOSED)
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def wire_to(url: str) -> Iterator[Wire]:
    """A wire to a server, while the block lasts."""
    made = Wire(url)
    try:
        yield made
    finally:
        made.close()
