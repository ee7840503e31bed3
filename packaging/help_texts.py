"""Babel's extractor for the command line: the texts in its source, and the help of all commands.

Help stands in docstrings and options, where Babel doesn't look; the tree of commands knows it all.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from babel.messages.extract import extract_python

from packbench.cli.app import command_tree
from packbench.cli.help import help_texts

Found = tuple[int, str, Any, list[str]]


def extract(
    file: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: dict[str, Any],
) -> Iterator[Found]:
    """What Babel calls with the source of `packbench.cli.app`."""
    yield from extract_python(file, keywords, comment_tags, options)  # type: ignore[arg-type,misc]  # its stubs are narrower than what it takes
    for text in sorted(help_texts(command_tree())):
        yield 1, "mark", text, []
