"""What a file said last of a document, kept beside it, so that the next file can be compared.

A file, an operator and the database are three; only the file's last words tell which of two values
that differ is the newer one. Values are kept and compared as JSON values.
"""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal
from typing import Any, NamedTuple

from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import heading_of
from packbench.domain.rejects import ClashCase

Plain = str | int | float | bool | None
"""A value as JSON has it."""
ToldLine = dict[str, int | str]
"""What is told of a line: quantity and SKU; `instead_of` and `cancelled` where it is so."""
Told = Plain | list[ToldLine]
"""What is told of a document: a value, or lines."""


def plain(value: object) -> Plain:
    """A value of a row or a column as JSON has it; equal values give equal ones."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)  # a word of an enumeration too
    assert value is None or isinstance(value, int | float)  # noqa: S101 - rows hold nothing else
    return value


def shown(value: Plain) -> str:
    """A value as a person is told it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


class SaidLine(NamedTuple):
    """A line as the file said it; `line` is the number of our line that came of it."""

    line: int
    sku: str
    quantity: int
    facts: tuple[Plain, ...] = ()

    @property
    def key(self) -> str:
        """How its SKU is compared."""
        return code_key(self.sku)

    def told(self) -> "ToldLine":
        """What is told of it."""
        return {"quantity": self.quantity, "sku": self.sku}


@dataclass(frozen=True, slots=True)
class FileSaid:
    """What a file said of a document: its columns that are not the default, and its lines."""

    head: Mapping[str, Plain]
    lines: Sequence[SaidLine]

    @classmethod
    def of(cls, head: object, lines: Sequence[Any]) -> "FileSaid":
        """What typed rows say; their lines become our lines from 1 on."""
        told = [
            SaidLine(number, line.sku, line.quantity, facts_of(line))
            for number, line in enumerate(lines, 1)
        ]
        return cls(head_of(head), told)

    def to_json(self) -> str:
        """As it is kept."""
        lines = [
            [one.sku, one.quantity, *one.facts, *([] if one.line == index else [{"n": one.line}])]
            for index, one in enumerate(self.lines, 1)
        ]
        return json.dumps([dict(self.head), lines], separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, body: str) -> "FileSaid":
        """What `to_json` wrote."""
        head, lines = json.loads(body)
        told = []
        for index, (sku, quantity, *facts) in enumerate(lines, 1):
            number = facts.pop()["n"] if facts and isinstance(facts[-1], dict) else index
            told.append(SaidLine(number, sku, quantity, tuple(facts)))
        return cls(head, told)


def head_of(row: object) -> dict[str, Plain]:
    """The columns of a typed row that are not the default; its key is not among them."""
    return {
        field.name: plain(value)
        for field in fields(row)  # type: ignore[arg-type]  # a dataclass of `exchange.kinds`
        if field.default is not MISSING
        and field.name != "channel"
        and (value := getattr(row, field.name)) != field.default
    }


def defaults_of(row_type: type[Any]) -> dict[str, Plain]:
    """The default of each column that has one."""
    return {one.name: plain(one.default) for one in fields(row_type) if one.default is not MISSING}


def facts_of(line: object) -> tuple[Plain, ...]:
    """What a typed line says beside SKU and quantity."""
    names = [one.name for one in fields(line)]  # type: ignore[arg-type]  # as above
    return tuple(plain(getattr(line, name)) for name in names if name not in {"sku", "quantity"})


class Clash(NamedTuple):
    """What both the file and somebody here changed."""

    column: str
    theirs: Told
    here: Told
    before: Told
    case: ClashCase = ClashCase.BOTH

    @property
    def value(self) -> str:
        """What stands in the column of the file; of several lines one after the other."""
        if isinstance(self.theirs, list):
            return ", ".join(str(line[self.column]) for line in self.theirs)
        return shown(self.theirs)


def changed_fields(
    before: Mapping[str, Plain] | None,
    theirs: Mapping[str, Plain],
    here: Mapping[str, Plain],
    defaults: Mapping[str, Plain],
) -> tuple[list[str], list[Clash]]:
    """The columns that the file changed, and those that somebody here changed otherwise.

    Args:
        before: what the file said last, without defaults; None where nobody knows.
        theirs: what it says now, in each column that it has.
        here: what the database says in these columns.
        defaults: what an empty cell means.
    """
    changed, clashes = [], []
    for name, value in theirs.items():
        default = defaults.get(name)
        said = (before or {}).get(name, default)
        if value in {said, here[name]}:
            continue
        if here[name] == said:
            changed.append(name)
            continue
        case = ClashCase.BOTH if before is not None else ClashCase.UNKNOWN_BEFORE
        clashes.append(Clash(name, value, here[name], said, case))
    return changed, clashes


class FileLineChange(NamedTuple):
    """A line that the file changed: what it said and what it says; None for none."""

    before: SaidLine | None
    theirs: SaidLine | None


def changed_lines(before: Sequence[SaidLine], theirs: Sequence[SaidLine]) -> list[FileLineChange]:
    """Each line of both files once, those that are equal too; the order of lines does not count.

    Lines of one SKU belong together as they are equal, else as they follow each other.
    """
    left: dict[str, list[SaidLine]] = defaultdict(list)
    for line in before:
        left[line.key].append(line)
    equal = {}
    for index, line in enumerate(theirs):
        same = [one for one in left[line.key] if _says(one) == _says(line)]
        if same:
            left[line.key].remove(same[0])
            equal[index] = same[0]
    pairs = [
        FileLineChange(equal.get(index) or _first_of(left[line.key]), line)
        for index, line in enumerate(theirs)
    ]
    return pairs + [FileLineChange(one, None) for rest in left.values() for one in rest]


def _first_of(lines: list[SaidLine]) -> SaidLine | None:
    return lines.pop(0) if lines else None


def _says(line: SaidLine) -> tuple[object, ...]:
    return line.quantity, line.facts


def told_lines(lines: Collection[SaidLine]) -> list[ToldLine]:
    """What is told of lines."""
    return [line.told() for line in lines]


@dataclass(frozen=True, slots=True)
class Changes:
    """What the file changed of a document, and what it clashes with."""

    fields: Sequence[str]
    lines: Sequence[FileLineChange]
    clashes: Sequence[Clash]

    @property
    def is_nothing(self) -> bool:
        """Whether the document stays as it is."""
        return not (self.fields or self.lines or self.clashes)


def told_clashes(clashes: Iterable[Clash]) -> list[tuple[str, str, dict[str, object]]]:
    """Clashes as they are told of a rejected record: (column, value, what else to tell)."""
    return [
        (
            heading_of(one.column),
            one.value,
            {
                "case": one.case.value,
                "theirs": one.theirs,
                "here": one.here,
                "before": one.before,
            },
        )
        for one in clashes
    ]
