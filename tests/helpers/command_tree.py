"""The commands of the command line, and the words that are typed as they are."""

from collections.abc import Iterator

from typer._click import Command
from typer.core import TyperGroup


def commands(tree: Command, *path: str) -> Iterator[tuple[tuple[str, ...], Command]]:
    yield path, tree
    if isinstance(tree, TyperGroup):
        for name, below in tree.commands.items():
            yield from commands(below, *path, name)


def names(tree: Command) -> set[str]:
    """What is typed as it is: commands, options, kinds of values."""
    found = {"packbench", "help", "system", "de", "en-GB", "batch", "file"} | {
        "str",
        "int",
        "list",
        "range",
        "path",
        "datetime",
        "float",
    }
    for path, command in commands(tree):
        found |= {part for name in path for part in (name, *name.split("-"))}
        for parameter in command.params:
            typed = [*parameter.opts, *parameter.secondary_opts]
            found |= {one.lstrip("-") for one in typed}
            found |= {part for one in typed for part in one.replace("_", "-").split("-")}
    return found
