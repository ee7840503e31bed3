"""Fields that a shop defines for itself, of orders and of products.

A record has twenty places for them, columns of their own; a definition gives one of these places a
name, a label and a kind (decision 0175). What is defined is set by whoever reads files or texts.
"""

import enum
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from packbench.domain.catalog import code_key

MOST_FIELDS = 20
MOST_FIELD_CHARACTERS = 500
MOST_CHOICES = 50
HEADING = "field:"
"""What the name of a field stands behind in files."""


class FieldOf(enum.StrEnum):
    """What a field is of."""

    ORDER = "order"
    PRODUCT = "product"


class CustomKind(enum.StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"
    DATE = "date"
    CHOICE = "choice"


def column_of(of: str, place: int) -> str:
    """The column of a place."""
    return f"{of}_field_{place}"


ORDER_COLUMNS = tuple(column_of(FieldOf.ORDER, place) for place in range(1, MOST_FIELDS + 1))
PRODUCT_COLUMNS = tuple(column_of(FieldOf.PRODUCT, place) for place in range(1, MOST_FIELDS + 1))
_COLUMNS = frozenset(ORDER_COLUMNS + PRODUCT_COLUMNS)
COLUMNS_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {FieldOf.ORDER.value: ORDER_COLUMNS, FieldOf.PRODUCT.value: PRODUCT_COLUMNS}
)


@dataclass(frozen=True, slots=True)
class CustomField:
    """A field as it is defined.

    Attributes:
        of: `order` or `product`.
        place: which of the twenty columns holds its values.
        name: what files and programs call it.
        label: what people call it.
        kind: what it holds.
        choices: what can be chosen, of that kind.
        required: it can't be left empty where it is asked for.
        listed: lists show its column from the beginning.
        on_slip, on_pick_list: it is printed there.
        active: whether it is used; what is switched off keeps its values and is not shown.
    """

    of: str
    place: int
    name: str
    label: str
    kind: str = CustomKind.TEXT.value
    choices: tuple[str, ...] = ()
    required: bool = False
    listed: bool = False
    on_slip: bool = False
    on_pick_list: bool = False
    active: bool = True

    @property
    def column(self) -> str:
        """The column of its values."""
        return column_of(self.of, self.place)

    @property
    def heading(self) -> str:
        """The name of its column in a file."""
        return f"{HEADING}{self.name}"


@dataclass(frozen=True, slots=True)
class FieldValue:
    """What a record has in a field; `value` None for nothing."""

    name: str
    label: str
    kind: str
    value: str | None

    @classmethod
    def of(cls, field: CustomField, value: str | None) -> "FieldValue":
        """The value of a field."""
        return cls(field.name, field.label, field.kind, value)

    @property
    def day(self) -> date | None:
        """The day that it is, of a date."""
        if self.kind != CustomKind.DATE or self.value is None:
            return None
        try:
            return date.fromisoformat(self.value)
        except ValueError:  # left in its place by a field that was another
            return None


Defined = Mapping[str, CustomField]
"""The fields that are in use, by their column."""

_DEFINED: ContextVar[Defined] = ContextVar("custom_fields", default=MappingProxyType({}))


_LABELS: dict[str, str] = {}
"""What people call the fields that this process has read of, by their headings."""


def label_of(heading: str) -> str:
    """What people call a field by its heading in files; its name where nobody knows."""
    return _LABELS.get(heading, heading.removeprefix(HEADING))


def _labels(fields: Iterable[CustomField]) -> dict[str, str]:
    """By heading what people call a field; its name where orders and products differ in that."""
    labels: dict[str, str] = {}
    for one in fields:
        known = labels.setdefault(one.heading, one.label)
        if known != one.label:
            labels[one.heading] = one.name
    return labels


@contextmanager
def custom_fields(fields: Iterable[CustomField]) -> Iterator[None]:
    """These fields are defined meanwhile: files may have them, and texts are checked by them."""
    found = {one.column: one for one in fields if one.active}
    _LABELS.update(_labels(found.values()))
    before = _DEFINED.set(MappingProxyType(found))
    try:
        yield
    finally:
        _DEFINED.reset(before)


def defined() -> Defined:
    """The fields that are in use, of orders and of products."""
    return _DEFINED.get()


def defined_of(of: str) -> list[CustomField]:
    """Those of one of both, in the order of their places."""
    return sorted((one for one in defined().values() if one.of == of), key=lambda one: one.place)


def is_custom(column: str) -> bool:
    """Whether a column is a place for such a field, used or not."""
    return column in _COLUMNS


def is_used(column: str) -> bool:
    """Whether a column is none of these places, or one that is used."""
    return column not in _COLUMNS or column in defined()


def heading_of(column: str) -> str:
    """What a place is called in a file; what is none keeps its name."""
    found = defined().get(column) if column in _COLUMNS else None
    return found.heading if found else column


def column_called(heading: str) -> str | None:
    """The column that a heading of a file means, such as `field:po-number`; None for none."""
    wanted = code_key(heading)
    for one in defined().values() if wanted.startswith(HEADING) else ():
        if code_key(one.heading) == wanted:
            return one.column
    return None
