"""`--key`: sent twice with the same key, a command is done once.

Every command that changes something takes it. A line to the database that breaks may leave it open
whether a command was done; sent again with its key it gives the answer of the first time.
"""

from copy import copy
from typing import Annotated

import typer
from typer._click import Command, Parameter  # the library's own base; it exports no other name
from typer.core import TyperGroup, TyperOption

from packbench.cli.session import Session
from packbench.words.language import mark, tr

_LONGEST = 200
_MASTERS = ("products", "warehouses", "locations", "suppliers", "operators", "fields")
_WITHOUT_KEY = frozenset(
    {
        *("batch", "demo", "export", "language", "log", "whatif", "dashboard"),
        *("db", "orders list", "orders show", "orders explain", "orders choices"),
        *("backorders list", "backorders email", "backorders preorders"),
        *("stock list", "stock history", "pick list", "pick show", "po list", "po show"),
        *("settings list", "settings get", "station show"),
        *(f"{name} {verb}" for name in _MASTERS for verb in ("list", "show")),
        *("printers list", "printers queue", "printers save"),
    }
)
"""What changes nothing that could be done twice; `db` stands for all below it."""

_donor = typer.Typer()


def _take(context: typer.Context, key: str | None) -> str | None:
    session: Session = context.obj
    if key is not None and not 0 < len(key.strip()) <= _LONGEST:
        words = tr("a key has 1 to {most} characters").format(most=_LONGEST)
        raise typer.BadParameter(words)
    session.key = key
    return key


@_donor.command()
def _keyed(
    key: Annotated[
        str | None,
        typer.Option(
            "--key", callback=_take, help=mark("Sent twice with the same key, it is done once.")
        ),
    ] = None,
) -> None:
    """Lends its option to the others."""


def give_keys(command: Command) -> None:
    """Adds `--key` to all below a command that change something."""
    (option,) = (one for one in typer.main.get_command(_donor).params if one.name == "key")
    option.name, option.expose_value = "command_key", False  # a command may have a `key` of its own
    _give(command, option, "")


def _give(command: Command, option: Parameter, path: str) -> None:
    if path in _WITHOUT_KEY:
        return
    if isinstance(command, TyperGroup):
        for name, below in command.commands.items():
            _give(below, option, f"{path} {name}".strip())
    else:
        for own in command.params:
            if isinstance(own, TyperOption) and set(option.opts) & set(own.opts):
                own.hidden = True  # told once
        command.params.append(copy(option))
