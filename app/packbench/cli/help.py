"""Help in the reader's language: ours from the catalogue, the library's few words too."""

import inspect
import re
from collections.abc import Sequence
from typing import Any

import typer
from typer._click import Command, HelpFormatter  # the library's own base; it exports no other name
from typer.core import TyperGroup

from packbench.cli.given import take_option_as_given
from packbench.words.language import mark, tr

OF_THE_LIBRARY = (
    mark("Arguments"),
    mark("Options"),
    mark("Commands"),
    mark("Show this message and exit."),
)
_REQUIRED, _DEFAULT = mark("[required]"), mark("[default: {value}]")
_EXTRA = re.compile(r"(?P<help>.*?)(  )?\[((?P<required>required)|default: (?P<value>[^]]*))\]")


class _Formatter(HelpFormatter):
    """Writes what the library says itself in the reader's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or tr("Usage:") + " ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(tr(heading))

    def write_dl(
        self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        told = [(name, _of_the_library(text)) for name, text in rows]
        super().write_dl(told, col_max, col_spacing)


class _Context(typer.Context):
    formatter_class = _Formatter

    def __init__(self, command: Command, *arguments: Any, **attributes: Any) -> None:
        super().__init__(command, *arguments, **attributes)
        option = command.get_help_option(self)  # the library makes it now, once a command
        if option is not None:
            take_option_as_given(option)


def _of_the_library(text: str) -> str:
    if text in OF_THE_LIBRARY:
        return tr(text)
    found = _EXTRA.fullmatch(text)
    if not found:
        return text
    extra = tr(_REQUIRED) if found["required"] else tr(_DEFAULT).format(value=found["value"])
    return f"{found['help']}  {extra}".strip()


def translate_help(command: Command) -> None:
    """Translates the help of a command, its options and all commands below it."""
    command.context_class = _Context
    command.help = tr(_plain(command.help))
    command.short_help = command.help.partition("\n\n")[0]  # else the library cuts it off
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = tr(_plain(parameter.help))  # type: ignore[attr-defined]  # checked above
    if isinstance(command, TyperGroup):
        for below in command.commands.values():
            translate_help(below)


def help_texts(command: Command) -> set[str]:
    """Every help text of a command and of all below it, as the catalogue has it."""
    texts = {_plain(command.help)}
    texts |= {_plain(getattr(parameter, "help", None)) for parameter in command.params}
    if isinstance(command, TyperGroup):
        texts |= set().union(*map(help_texts, command.commands.values()))
    return texts - {""}


def _plain(text: str | None) -> str:
    """A help text with its paragraphs, without the line breaks of the source."""
    paragraphs = inspect.cleandoc(text or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
