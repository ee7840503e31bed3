"""A station's line to a server: its COMMIT can give the locks back before the disk is waited for.

Three statements go as one message. The first says that this commit is not waited for, the second
commits, the third is a transaction of its own that writes something small into the server's log and
waits for it as the administrator has set (`synchronous_commit`): then all before it is there too.
"""

from typing import Any

import psycopg
from psycopg import errors, generators, pq

from packbench.db.locks import LOG_SOMETHING

_LEAVE = f"SET LOCAL synchronous_commit = off; COMMIT; {LOG_SOMETHING}".encode()
_COMMITTED = (b"SET", b"COMMIT")
_MAY = (  # by its name: from version 17 on it takes one value more
    "SELECT bool_and(has_function_privilege(oid, 'EXECUTE')) FROM pg_proc"
    " WHERE proname = 'pg_logical_emit_message' AND pronamespace = 'pg_catalog'::regnamespace"
)


class EarlyLine(psycopg.Connection[Any]):
    """A connection to a server.

    Attributes:
        may_release_early: whether the server lets us.
        releases_early: whether the next commit does.
    """

    may_release_early = False
    releases_early = False

    def commit(self) -> None:
        """Commits; raises an OperationalError where it is done, but not known to be on the disk."""
        early, self.releases_early = self.releases_early, False
        if not early:
            super().commit()
            return
        with self.lock:
            results = self.wait(_sent(self.pgconn))
        told = tuple(result.command_status for result in results[:2])
        for result in results:
            if result.status == pq.ExecStatus.FATAL_ERROR:
                error = errors.error_from_result(result)
                if told != _COMMITTED:
                    raise error
                self.close()  # nobody takes it for one that did nothing, and the next line is new
                raise psycopg.OperationalError(str(error)) from error


def _sent(line: Any) -> Any:
    line.send_query(_LEAVE)
    return (yield from generators.execute(line))


def connect_line(*arguments: Any, **options: Any) -> EarlyLine:
    """A new line, that knows what the server lets it do."""
    line = EarlyLine.connect(*arguments, **options)
    line.autocommit = True  # or the question would begin a transaction
    row = line.execute(_MAY).fetchone()
    line.autocommit = False
    line.may_release_early = row is not None and bool(row[0])
    return line
