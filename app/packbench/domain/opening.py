"""What stands between a person and a database that they want to open."""

import enum
from dataclasses import dataclass, replace

POSTGRES_PORT = 5432
KEYRING = "keyring"
"""The option of an address that names a service of the keyring, e.g. `?keyring=packbench`."""


class OpenState(enum.StrEnum):
    """What opening would do."""

    READY = "ready"  # it is opened as it is
    OLDER = "older"  # a file of an older version: copied beside itself, then brought to this one
    NEW = "new"  # there is no file, or an empty one: it is made


class OpeningTrouble(enum.StrEnum):
    """Why a place can't be opened, where the database itself does not say it."""

    FOLDER = "folder"
    NO_FOLDER = "no_folder"
    NOT_REACHED = "not_reached"
    HOST_UNKNOWN = "host_unknown"
    REFUSED = "refused"
    SILENT = "silent"
    PASSWORD = "password"  # noqa: S105 - a reason
    PASSWORD_MISSING = "password_missing"  # noqa: S105 - the same
    NO_DATABASE = "no_database"
    NO_USER = "no_user"
    NOT_LET_IN = "not_let_in"


class CannotOpenError(Exception):
    """A place can't be opened.

    Attributes:
        trouble: why.
        params: what its sentence names.
    """

    def __init__(self, trouble: OpeningTrouble, **params: object) -> None:
        super().__init__(trouble, params)
        self.trouble = trouble
        self.params = params


@dataclass(frozen=True, slots=True)
class ServerPlace:
    """A database on a server. Without a password the computer's password file may have one.

    Attributes:
        options: what else its address says, such as how the connection is kept from others.
    """

    host: str
    database: str
    user: str
    password: str = ""
    port: int = POSTGRES_PORT
    options: tuple[tuple[str, str | tuple[str, ...]], ...] = ()

    def typed_over(self, before: "ServerPlace") -> "ServerPlace":
        """With the options of what it was typed over; a kept password is of that place alone."""
        same = replace(self, password="", options=()) == replace(before, password="", options=())
        kept = [one for one in before.options if same or one[0] != KEYRING]
        return replace(self, options=tuple(kept))


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A place that can be opened.

    Attributes:
        url: its address, maybe with a password; for the program only.
        state: what opening it does.
    """

    url: str
    state: OpenState
