"""Columns as data, and the cells that they make of rows."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from packbench.ui.parts.theme.tokens import Tone


class Row(Protocol):
    """A frozen dataclass with the record's id."""

    @property
    def id(self) -> int:
        """The record's id."""


R = TypeVar("R", bound=Row)


class Align(enum.Enum):
    """Where a column's text stands: words at the start, numbers at the end."""

    START = enum.auto()
    END = enum.auto()
    CENTRE = enum.auto()


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows.

    Attributes:
        text: what is read, copied and exported.
        tip: more of it, such as the exact date; empty for the text itself.
        icon: the name of an icon before the text.
        tone: shows the cell as a pill of that meaning.
        muted: less important, such as a zero.
        bold: the one number that a person came for.
        middle: cut in its middle where it doesn't fit, as e-mails are: their ends tell them apart.
    """

    text: str
    tip: str = ""
    icon: str = ""
    tone: Tone | None = None
    muted: bool = False
    bold: bool = False
    middle: bool = False


PLACEHOLDER = Cell("…", muted=True)
"""For rows that are being read."""


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column of a table.

    Attributes:
        key: its name in settings and in sort requests.
        title: its translated heading.
        cell: makes the cell of a row; runs off the UI thread, so it may not touch widgets.
        width: its least width, in digits; it is wider where the heading or the rows need more.
        grows: whether its words may be cut and the room that is left goes to it, such as a name's.
        align: where its text stands.
        sortable: whether a click on its heading asks for its order.
        hidden: whether it is left out until a person wants it.
    """

    key: str
    title: str
    cell: Callable[[R], Cell]
    width: int
    align: Align = Align.START
    sortable: bool = True
    hidden: bool = False
    grows: bool = False
