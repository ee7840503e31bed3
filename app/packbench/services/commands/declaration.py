"""What a command is, declared once: words, looks, keys, fields, states, run and undo."""

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from packbench.domain.orders import OrderStatus
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import How, Results
from packbench.engine.command.context import Context
from packbench.engine.undo.undoer import Undoer
from packbench.words.commands import COMMANDS, FIELDS, CommandWords, FieldWords

LINE = "line:"
"""Before a line's number: the key of how many of its units are meant."""


class Values:
    """What was filled in, by the fields' keys; what was left empty is None."""

    def __init__(self, values: Mapping[str, str | int | bool]) -> None:
        self._values = values

    def text(self, key: str) -> str | None:
        """A text, a code or a name."""
        return str(self._values.get(key) or "") or None

    def needed(self, key: str) -> str:
        """A text that the command refuses when it is empty or unknown."""
        return self.text(key) or ""

    def number(self, key: str) -> int | None:
        """A number; None for none."""
        text = self.text(key)
        return None if text is None else int(text)

    def parts(self, key: str) -> list[str]:
        """A text with a semicolon between its parts."""
        return [part for one in (self.text(key) or "").split(";") if (part := one.strip())]

    def day(self, key: str) -> date | None:
        """A day; refuses what is none."""
        text = self.text(key)
        try:
            return None if text is None else date.fromisoformat(text)
        except ValueError as error:
            raise Refusal(Code.INVALID, field="day", value=text) from error

    def units_by_line(self) -> dict[int, int]:
        """How many units were typed for each line (`Asks.LINE_UNITS`); lines without are left."""
        typed = {key: int(value) for key, value in self._values.items() if key.startswith(LINE)}
        return {int(key.removeprefix(LINE)): units for key, units in typed.items() if units}

    def is_on(self, key: str) -> bool:
        """Whether a box is ticked."""
        return bool(self._values.get(key))


class Asks(enum.Enum):
    """What a field asks for, and so how it is offered."""

    TEXT = enum.auto()
    LIMIT = enum.auto()
    CHECK = enum.auto()
    PRIORITY = enum.auto()
    WAREHOUSE = enum.auto()
    POOL = enum.auto()
    NEW_SKU = enum.auto()
    WAITING_SKU = enum.auto()
    SKU_OF_SEVERAL = enum.auto()
    ANY_SKU = enum.auto()
    PROMISED_LINE = enum.auto()
    WAITING_LINE = enum.auto()
    QUANTITY = enum.auto()
    SUPPLIER = enum.auto()
    METHOD = enum.auto()
    DAY = enum.auto()
    CHANNEL = enum.auto()
    TAGS = enum.auto()
    CARRIED_TAG = enum.auto()
    OPEN_LINE = enum.auto()
    LINE_UNITS = enum.auto()
    OF_ONE = enum.auto()
    CHOSEN_ORDER = enum.auto()
    MILESTONE = enum.auto()
    OWN_FIELD = enum.auto()
    OWN_VALUE = enum.auto()


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of a command.

    Attributes:
        key: its name in `Values`, and of its words where they have no name of their own.
        asks: what for.
        words_key: the name of its words.
    """

    key: str
    asks: Asks
    words_key: str = ""

    @property
    def words(self) -> FieldWords:
        """What it is called."""
        return FIELDS[self.words_key or self.key]


Run = Callable[[Context, Sequence[str], Values, How], Results]
"""Does a command to orders, by their numbers."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """A command on chosen orders.

    Attributes:
        id: its name in the words, the menus and the palette.
        icon: the name of an SVG in `resources/icons`.
        keys: in Qt's portable notation; empty where it is run from menus and the palette alone.
        run: does it.
        undo: takes it back.
        fields: what it has to know.
        states: records that are in none of these can't be meant by it.
        only_waiting: it is for orders of which something waits.
        tries: it gives out stock, so that it is told how many got none.
        stored_as: its name in the audit list, where two commands differ by a field alone.
        told: its words, of a command that is not on orders.
    """

    id: str
    icon: str
    keys: str
    run: Run
    undo: Undoer[Any]
    fields: tuple[Asked, ...] = ()
    states: frozenset[str] = frozenset(OrderStatus)
    only_waiting: bool = False
    tries: bool = False
    stored_as: str = ""
    told: CommandWords | None = None

    @property
    def words(self) -> CommandWords:
        """What it is called, and what is told of it."""
        return self.told or COMMANDS[self.id]

    @property
    def name(self) -> str:
        """Its name in the audit list."""
        return self.stored_as or self.id
