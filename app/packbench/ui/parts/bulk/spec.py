"""What the one dialog for commands on many records is told about a command."""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from packbench.engine.bulk import How, Results, RowResult
from packbench.ui.parts.widgets.filter_groups import Choice
from packbench.words.language import tr

Values = Mapping[str, str | int | bool]
"""What was filled in, by the field's key."""


class FieldKind(enum.Enum):
    """How a field is filled in."""

    TEXT = enum.auto()
    NUMBER = enum.auto()
    CHOICE = enum.auto()
    CHECK = enum.auto()
    DAY = enum.auto()
    COUNTRIES = enum.auto()


class Holds(enum.Enum):
    """What a scanned code can put into a field, beside a product."""

    OTHER = enum.auto()
    BIN = enum.auto()
    LOT = enum.auto()
    UNITS = enum.auto()


@dataclass(frozen=True, slots=True)
class DialogField:
    """One field of the dialog.

    Attributes:
        key: its name in `Values`.
        label: its translated name, with `&` before the letter that goes to it.
        kind: how it is filled in.
        value: what stands in it at first; of a DAY as it is written, 2026-12-24.
        choices: what a CHOICE offers.
        hint: what stands in an empty TEXT; the words beside a CHECK.
        needed: what is told when a TEXT is empty or a CHOICE has none; empty when it may be.
        scanned: whether a scanned product's SKU goes into it.
        holds: what a scan puts into it beside that: a bin, a lot, or how many there are.
        any_code: whether whatever is scanned goes into it as it is, such as a tracking number.
        least, most: the bounds of a NUMBER.
        follows: the key of the field that must be filled in before this one can be.
        fills: by what stands in this field, compared as codes are: what others hold from then on.
    """

    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    value: str | int | bool = ""
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    needed: str = ""
    scanned: bool = False
    holds: Holds = Holds.OTHER
    any_code: bool = False
    least: int = 0
    most: int = 1_000_000
    follows: str = ""
    fills: Mapping[str, Values] = field(default_factory=dict)


def literal(text: str) -> str:
    """A text inside words that `{count}` is filled into later: a SKU may have braces."""
    return text.replace("{", "{{").replace("}", "}}")


@dataclass(frozen=True, slots=True)
class Words:
    """What a command is called, and what is told of it.

    Attributes:
        title: the dialog's heading.
        about: one sentence on what it does.
        button: on the button that does it, for so many records; `{count}` is filled in.
        doing: while it runs.
        done: of so many records when it ran; `{count}` is filled in.
        tries: whether it gives out stock, so that it is told how many got none.
    """

    title: str
    about: str
    button: Callable[[int], str]
    doing: str
    done: Callable[[int], str]
    tries: bool = False


@dataclass(frozen=True, slots=True)
class Mending:
    """What would let a record go that was refused: a command's words, and how it is begun."""

    words: str
    run: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Bulk:
    """A command on many records.

    Attributes:
        words: what it is called.
        fields: what it has to know; the first gets the keyboard.
        do: does it, or with `how.preview` only tells what would happen; in the write lane.
        count: how many records were chosen; at most, where the fields say which; 0 where the
            fields say what it is about.
        row: the heading of the records' column.
        show: shows the records of these names afterwards; None where there is nothing to show.
        exactly: the button's words for a single record, of what was filled in.
        mends: what would let a row go that was refused; asked for the row in hand.
        tried_at_once: whether looking holds nobody up, so that it is done for any number.
        looks_first: whether it is done only after somebody saw what would happen.
        counted: how many records the fields choose, where they do.
        worded: the button's words for so many records, where what was filled in changes them.
        after: what follows when something was done and the dialog is closed.
        beside: makes what stands beside the heading.
        is_form: whether it is the form of a record: nothing was chosen that could be counted, and
            leaving asks before it throws away what was typed.
        begins_at: the key of the field that gets the keyboard; empty: the first.
        as_told: whether the rows stand as they were told, and not the worst first.
    """

    words: Words
    fields: tuple[DialogField, ...]
    do: Callable[[Values, How], Results]
    count: int
    row: str
    show: Callable[[frozenset[str]], None] | None = None
    exactly: Callable[[Values], str] | None = None
    mends: Callable[[RowResult], Mending | None] | None = None
    tried_at_once: bool = False
    looks_first: bool = False
    counted: Callable[[Values], int] | None = None
    worded: Callable[[int, Values], str] | None = None
    after: Callable[[], None] | None = None
    beside: Callable[[QWidget], QWidget] | None = None
    is_form: bool = False
    begins_at: str = ""
    as_told: bool = False

    def filled(self, values: Mapping[str, str | int]) -> "Bulk":
        """The same with these values in its fields at first; what has no field is left out."""
        fields = [
            replace(one, value=values[one.key]) if one.key in values else one for one in self.fields
        ]
        return replace(self, fields=tuple(fields))

    def chosen(self, values: Values) -> str:
        """How many records are chosen, in words; nothing where none had to be chosen."""
        if self.is_form or not self.count:
            return ""
        return tr("{count} chosen").format(count=QLocale().toString(self.how_many(values)))

    def how_many(self, values: Values) -> int:
        """How many records are chosen by what was filled in."""
        return self.count if self.counted is None else self.counted(values)

    def button(self, count: int, values: Values) -> str:
        """What stands on the button for so many records."""
        if self.exactly is not None and count == 1:
            return self.exactly(values)
        if self.worded is not None:
            return self.worded(count, values).format(count=QLocale().toString(count))
        return self.words.button(count).format(count=QLocale().toString(count))

    def done(self, count: int) -> str:
        """What is told of so many records when it ran."""
        return self.words.done(count).format(count=QLocale().toString(count))
