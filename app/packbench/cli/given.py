"""What is given on a command line and is a plain text is taken as it is.

The library of the command line makes a converter for every option of a command that is called, and
loads another library for that: a tenth of what a list takes. Most options are not given, or texts.
"""

from dataclasses import dataclass
from typing import Any

import typer
from typer._click import Command, Context  # the library's own bases; it exports no other names
from typer._coercion import RuntimeParam, TypeDescriptor, build_runtime_param  # the same
from typer.core import TyperArgument, TyperGroup, TyperOption

from packbench.words.language import tr

_PLAIN = (str, int, float)


@dataclass(frozen=True)
class _AsGiven(RuntimeParam):
    """Takes what needs no conversion, and asks the library for everything else."""

    descriptor: TypeDescriptor

    def _coerce_value(self, value: Any, param: Any, ctx: Context) -> Any:
        if self._is_unreadable(value):
            raise typer.BadParameter(tr("it is not written in UTF-8"), ctx=ctx, param=param)
        if self._is_plain(value):
            return value
        return build_runtime_param(self.descriptor)._coerce_value(value, param, ctx)  # noqa: SLF001

    def _is_plain(self, value: Any) -> bool:
        """Whether it is of its kind: a text, or a number that stands as a default."""
        return (
            type(value) is self.annotation
            and self.annotation in _PLAIN
            and self.parameter_info.parser is None
        )

    def _is_unreadable(self, value: Any) -> bool:
        """Whether a terminal sent it in another encoding; files may be called so."""
        texts = value if isinstance(value, list | tuple) else (value,)
        of_a_file = self.descriptor.is_path or self.descriptor.is_file or self.parameter_info.parser
        return not of_a_file and any(isinstance(one, str) and not _is_text(one) for one in texts)


def _is_text(value: str) -> bool:
    """Whether it can be written."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def take_as_given(command: Command) -> None:
    """Lets a command and all below it take plain values as they are."""
    for one in command.params:
        if isinstance(one, TyperOption | TyperArgument):
            take_option_as_given(one)
    if isinstance(command, TyperGroup):
        for below in command.commands.values():
            take_as_given(below)


def take_option_as_given(option: TyperOption | TyperArgument) -> None:
    """The same of one option or argument."""
    kind = option.type_descriptor
    option._runtime_param = _AsGiven(kind.parameter_info, kind.annotation, kind)  # noqa: SLF001
