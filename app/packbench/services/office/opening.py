"""Looking at a database before it is opened: what opening would do, or why it can't be.

Nothing is written by looking. `open_it` makes a file, or brings one to this version; the databases
of servers are made and upgraded by their administrator.
"""

import os
import socket
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from packbench.db.addresses import (
    has_keyring,
    keep_password,
    read_address,
    server_address,
    server_place,
    shown_address,
    with_keyring,
    without_password,
)
from packbench.db.engine import Database, open_database
from packbench.db.errors import translate
from packbench.db.migrate import HEAD, current_revision, refuse_newer, require_current
from packbench.domain.files import system_reason
from packbench.domain.opening import (
    POSTGRES_PORT,
    CannotOpenError,
    LookedAt,
    OpeningTrouble,
    OpenState,
    ServerPlace,
)
from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.paths import file_database_url
from packbench.services.office.ready import make_ready

__all__ = [
    "address_words",
    "file_of",
    "has_keyring",
    "keep_in_keyring",
    "look_at",
    "look_at_file",
    "look_at_server",
    "open_it",
    "server_place",
    "without_password",
]

_BUSY_MS = 1_000
_CONNECT_S = 4.0
_SERVICE = "packbench"
_SAID: tuple[tuple[str, OpeningTrouble], ...] = (
    ("password authentication failed", OpeningTrouble.PASSWORD),
    ("no password supplied", OpeningTrouble.PASSWORD_MISSING),
    ("no pg_hba.conf entry", OpeningTrouble.NOT_LET_IN),
    ('database "', OpeningTrouble.NO_DATABASE),
    ('role "', OpeningTrouble.NO_USER),
    ("Connection refused", OpeningTrouble.REFUSED),
    ("timeout", OpeningTrouble.SILENT),
    ("timed out", OpeningTrouble.SILENT),
    ("No such file or directory", OpeningTrouble.REFUSED),  # of a socket
)
"""What a server or its library says, and what it means. Others are told in their own words."""


def file_of(url: str) -> str:
    """The path of an embedded file, empty for a server."""
    try:
        address = read_address(url)
    except EnvironmentFault:
        return ""
    return str(address.database) if address.get_backend_name() == "sqlite" else ""


def address_words(url: str) -> str:
    """A database as people name it: a path, or `packbench on server, as ana`."""
    place = server_place(url)
    if place is None:
        return file_of(url) or shown_address(url)
    port = "" if place.port == POSTGRES_PORT else f":{place.port}"
    return f"{place.user}@{place.host}{port}/{place.database}".removeprefix("@")


def look_at(url: str) -> LookedAt:
    """Looks at what an address names; raises as the two below do."""
    place = server_place(url)
    if place is not None:
        return _look_at_server(url, place)
    path = file_of(url)
    if not path:
        read_address(url)  # raises what is wrong with it
    return look_at_file(path)


def look_at_file(text: str) -> LookedAt:
    """Looks at a file, without touching one that is not ours.

    Raises CannotOpenError, the EnvironmentFault that says what is wrong with it, or a Refusal where
    another program keeps it locked.
    """
    path = Path(text).expanduser().absolute()
    try:
        is_folder, has_folder = path.is_dir(), path.parent.is_dir()
    except OSError as error:  # no rights on the way there, a name that is too long
        reason = system_reason(error)
        raise CannotOpenError(OpeningTrouble.NOT_REACHED, path=path, reason=reason) from error
    if is_folder:
        raise CannotOpenError(OpeningTrouble.FOLDER, path=path)
    if not has_folder:
        raise CannotOpenError(OpeningTrouble.NO_FOLDER, path=path.parent)
    url = file_database_url(path)
    return _with(url, lambda database: LookedAt(url, _state_of_file(database, path)))


def look_at_server(place: ServerPlace) -> LookedAt:
    """Tries the connection to a server's database; raises as `look_at_file` does."""
    return _look_at_server(server_address(place), place)


def _look_at_server(url: str, place: ServerPlace) -> LookedAt:
    _require_host(place)
    try:
        _with(url, require_current)
    except EnvironmentFault as fault:
        if fault.code is FaultCode.DATABASE_UNREACHABLE:
            raise _trouble(fault, place) from fault
        raise
    return LookedAt(url, OpenState.READY)


def open_it(looked: LookedAt) -> None:
    """Makes what was looked at ready for work: a file is made or upgraded. Raises as looking."""
    _with(looked.url, make_ready)


def keep_in_keyring(url: str) -> str:
    """Gives the keyring the password of an address, and tells the address that asks for it."""
    keep_password(url, _SERVICE)
    return with_keyring(url, _SERVICE)


def _with(url: str, work: "Callable[[Database], LookedAt | None]") -> LookedAt:
    """Does something with a database of its own, and closes it."""
    database = open_database(url, busy_timeout_ms=_BUSY_MS)
    try:
        return work(database) or LookedAt(url, OpenState.READY)
    except DBAPIError as error:
        raise translate(error, url) from error
    finally:
        database.dispose()


def _state_of_file(database: Database, path: Path) -> OpenState:
    if not path.exists():
        if not os.access(path.parent, os.W_OK):
            raise EnvironmentFault(FaultCode.FOLDER_READ_ONLY, path=str(path.parent))
        return OpenState.NEW
    if not all(os.access(one, os.W_OK) for one in (path, path.parent)):
        raise EnvironmentFault(FaultCode.DATABASE_READ_ONLY)
    if not path.stat().st_size:
        return OpenState.NEW
    revision = current_revision(database)
    refuse_newer(revision)
    if revision is None:
        return OpenState.NEW
    with database.write.connect() as connection, connection.begin() as nothing:
        nothing.rollback()  # it can be written: nobody keeps it locked
    return OpenState.READY if revision == HEAD else OpenState.OLDER


def _require_host(place: ServerPlace) -> None:
    """The two things that can be told in any language: no such host, nobody there."""
    if not place.host or place.host.startswith("/") or "," in place.host:
        return  # a socket of this computer, or several servers
    try:
        socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise CannotOpenError(OpeningTrouble.HOST_UNKNOWN, host=place.host) from None
    where = {"host": place.host, "port": place.port}
    try:
        socket.create_connection((place.host, place.port), timeout=_CONNECT_S).close()
    except ConnectionRefusedError:
        raise CannotOpenError(OpeningTrouble.REFUSED, **where) from None
    except OSError:
        raise CannotOpenError(OpeningTrouble.SILENT, **where) from None


def _trouble(fault: EnvironmentFault, place: ServerPlace) -> Exception:
    said = str(fault.params.get("cause", ""))
    for words, trouble in _SAID:
        if words in said:
            return CannotOpenError(
                trouble,
                host=place.host,
                port=place.port,
                user=place.user,
                database=place.database,
            )
    return fault
