"""Columns that a file has not and that its profile makes of those that it has.

They stand behind the columns of the file, in the order of `MadeColumns.names`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from packbench.domain.catalog import code_key
from packbench.exchange.profiles import Join, LinesInCell, Profile, ProfileSection, Sum


@dataclass(frozen=True, slots=True)
class MadeColumns:
    """The columns that are made for one kind of file: those that its section uses."""

    lines: LinesInCell | None = None
    sums: tuple[Sum, ...] = ()
    joins: tuple[Join, ...] = ()

    @classmethod
    def of(cls, section: ProfileSection, profile: Profile | None) -> Self:
        """The made columns that a section uses, or that others are made of."""
        if profile is None:
            return cls()
        used = {code_key(name) for name in section.columns.values()}
        used |= {code_key(condition.column) for condition in section.conditions()}
        joins = tuple(join for join in profile.joins if code_key(join.column) in used)
        sums = tuple(one for one in profile.sums if code_key(one.column) in used)
        others: tuple[Join | Sum, ...] = (*joins, *sums)
        for made in others:
            used |= {code_key(name) for name in made.sources}
        lines = profile.lines if profile.lines and _is_used(profile.lines.names, used) else None
        return cls(lines, sums, joins)

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called, in the order in which they stand."""
        lines = self.lines.names if self.lines else ()
        others: tuple[Join | Sum, ...] = (*self.sums, *self.joins)
        return (*lines, *(made.column for made in others))

    @property
    def sources(self) -> tuple[str, ...]:
        """What they are made of; some may be made columns themselves."""
        return (*self.needed, *(name for made in self.sums for name in made.sources))

    @property
    def needed(self) -> tuple[str, ...]:
        """Those of `sources` without which nothing can be made."""
        lines = (self.lines.column,) if self.lines else ()
        return (*lines, *(name for join in self.joins for name in join.sources))


def _is_used(names: Iterable[str], used: set[str]) -> bool:
    return any(code_key(name) in used for name in names)
