"""What is to be changed of an order, as somebody typed it, and what he saw before."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from packbench.db.sql.rows import AnyRow
from packbench.services.importing.said import FileLineChange, SaidLine, plain, shown

EDITABLE = (
    *("customer_name", "company", "street", "street2", "postal_code", "city", "region", "country"),
    *("customer_email", "phone", "ship_method", "ship_by", "gift_message", "note"),
)
"""The columns of an order that are edited, in the order in which they are asked for."""


@dataclass(frozen=True, slots=True)
class LineSeen:
    """A line as it was shown: units that are not cancelled, price as text."""

    sku: str
    quantity: int
    price: str


@dataclass(frozen=True, slots=True)
class LineEdit:
    """A line to change, to remove, or (`line` None) to add; what is None stays as it is."""

    line: int | None
    sku: str | None = None
    quantity: str | None = None
    price: str | None = None
    remove: bool = False


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """An order as its editor saw it: texts by column, lines by number, after which command."""

    fields: Mapping[str, str]
    lines: Mapping[int, LineSeen]
    command: int


@dataclass(frozen=True, slots=True)
class OrderEdit:
    """What is to change of an order.

    Attributes:
        fields: texts by column, of those that change; an empty one empties it.
        lines: those that change.
        seen: what the editor saw; None where he names the values and looked at nothing.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    lines: Sequence[LineEdit] = ()
    seen: OrderSeen | None = None

    def content(self) -> dict[str, Any]:
        """As a command's content."""
        return {"fields": dict(self.fields), "lines": [asdict(one) for one in self.lines]}


@dataclass(frozen=True, slots=True)
class TypedEdit:
    """What is to change, as typed values.

    Attributes:
        values: columns of the order by name.
        lines: each line that is named, as it is and as it is to be; None for none.
    """

    values: Mapping[str, Any]
    lines: Sequence[FileLineChange]


def text_of(row: AnyRow, column: str) -> str:
    """A column of an order as text."""
    return shown(plain(getattr(row, column)))


def line_here(line: AnyRow) -> SaidLine:
    """A line as it is, without what of it was cancelled."""
    return SaidLine(line.line, line.sku, line.ordered - line.cancelled, (plain(line.unit_price),))


def line_seen(line: SaidLine) -> LineSeen:
    """A line as it is shown."""
    return LineSeen(line.sku, line.quantity, shown(line.facts[0]))


def taken_units(line: AnyRow) -> int:
    """Units of a line that somebody picked, or that went further."""
    return int(line.picked + line.packed + line.shipped)
