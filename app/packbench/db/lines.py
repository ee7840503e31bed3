"""The lines to a server: every connection of a pool, and the way to end what waits on them.

A driver waits for an answer for as long as the line seems to stand. From another thread it can't be
asked to stop, but its line can be cut: then it gets an error at once.
"""

import socket
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError, Future, InvalidStateError
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from sqlalchemy import Engine, event

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy.engine import Dialect
    from sqlalchemy.pool import ConnectionPoolEntry

_GIVEN_UP = "the server did not answer"


class ServerLines:
    """All connections of an engine, those that are just being made too.

    Attributes:
        options: how they are made.
        cuts: how often `cut` was called; whoever waits tells by it why the line broke.
    """

    def __init__(self, engine: Engine, options: Mapping[str, Any]) -> None:
        self.options = options
        self.cuts = 0
        self._lock = threading.Lock()
        self._open: WeakSet[psycopg.Connection[Any]] = WeakSet()
        self._writing: WeakSet[psycopg.Connection[Any]] = WeakSet()
        self._connecting: set[Future[Any]] = set()
        event.listen(engine, "do_connect", self._connect)
        event.listen(engine, "connect", self._add)

    def cut(self, *, reads: bool = True) -> None:
        """Whoever waits on a line, or for one, gets an error at once; the next one is new.

        Without `reads` only lines on which something is written are cut.
        """
        self.cuts += 1
        with self._lock:
            connections = list(self._open if reads else self._writing)
            connecting = list(self._connecting)
        for connection in connections:
            cut_line(connection)
        for waited_for in connecting:
            waited_for.cancel()

    @contextmanager
    def writing(self, connection: "psycopg.Connection[Any]") -> Iterator[None]:
        """Something is written on this line, while the block lasts."""
        with self._lock:
            self._writing.add(connection)
        try:
            yield
        finally:
            with self._lock:
                self._writing.discard(connection)

    def waiting(self) -> "dict[int, psycopg.Connection[Any]]":
        """The connections that wait for an answer, by the server's number of their process."""
        import psycopg  # noqa: PLC0415 - only servers need it

        with self._lock:
            connections = list(self._open)
        active = psycopg.pq.TransactionStatus.ACTIVE
        return {
            one.pgconn.backend_pid: one
            for one in connections
            if not one.closed and one.pgconn.transaction_status == active
        }

    def _add(self, connection: "psycopg.Connection[Any]", _entry: "ConnectionPoolEntry") -> None:
        with self._lock:
            self._open.add(connection)

    def _connect(
        self,
        dialect: "Dialect",
        _entry: "ConnectionPoolEntry",
        arguments: list[Any],
        options: dict[str, Any],
    ) -> Any:
        """Connects on a thread that nobody has to wait for: a server may hang just then."""
        from packbench.db.early_line import connect_line  # noqa: PLC0415 - only servers need it

        driver, made = dialect.loaded_dbapi, Future[Any]()
        with self._lock:
            self._connecting.add(made)

        def connect() -> None:
            try:
                connection = connect_line(*arguments, **options)
            except BaseException as error:  # noqa: BLE001 - it travels to whoever waits
                with suppress(InvalidStateError):
                    made.set_exception(error)
                return
            try:
                made.set_result(connection)
            except InvalidStateError:  # nobody waits any more
                connection.close()

        threading.Thread(target=connect, name="packbench-connect", daemon=True).start()
        try:
            return made.result()
        except CancelledError:
            raise driver.OperationalError(_GIVEN_UP) from None
        finally:
            with self._lock:
                self._connecting.discard(made)


def cut_line(connection: "psycopg.Connection[Any]") -> None:
    """Ends a connection's line from any thread; who waits on it gets an OperationalError."""
    with suppress(OSError, _operational_error()):
        line = socket.socket(fileno=connection.fileno())
        try:
            line.shutdown(socket.SHUT_RDWR)
        finally:
            line.detach()  # it is the driver's to close


def _operational_error() -> type[Exception]:
    import psycopg  # noqa: PLC0415 - only servers need it

    return psycopg.OperationalError
