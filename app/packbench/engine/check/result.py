"""What a check of the database is: a look that counts rows and names the first bad one."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

OneCheck = Callable[[Connection], tuple[int, str | None]]
"""Looks at the database; how many rows were looked at, and the first where it does not hold."""


@dataclass(frozen=True, slots=True)
class Check:
    """One invariant: whether it holds, over how many rows, and the first row where it does not.

    `skipped` tells why it could not be looked at: `amcheck`, the server's extension is not there or
    not for this role.
    """

    name: str
    ok: bool
    rows_checked: int
    first_bad: str | None
    skipped: str | None = None
