"""Who works here, and where his folders are, for accounts that have neither a name nor a home."""

import getpass
import os
from pathlib import Path

import platformdirs

_NOWHERE = "/nonexistent"
"""What Debian and others give as the home of an account that has none."""


def login_name() -> str:
    """The name of the account; `operator` for one without a name, as in some containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "operator"


def settle_home() -> None:
    """Gives an account without a home folder one that is not there, before anybody asks for it.

    Whoever wants to write there is then told so, by its path.
    """
    try:
        Path.home()
        platformdirs.user_data_path(appauthor=False)
    except RuntimeError:
        os.environ["HOME"] = _NOWHERE
