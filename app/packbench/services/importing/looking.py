"""What a file seems to hold, told from its columns before it is imported."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packbench.domain.catalog import code_key
from packbench.exchange.kinds import KINDS
from packbench.exchange.layout import known_columns, plain_section
from packbench.exchange.profiles import Section, load_profile, profile_names
from packbench.exchange.reader import open_table
from packbench.services.importing.files import IMPORTABLE


@dataclass(frozen=True, slots=True)
class Fit:
    """A way to read the file: a kind, with the profile of its source or with our own columns."""

    kind: str
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class ProfileName:
    """An import profile: its name, its title for people, the kinds that it can read."""

    name: str
    title: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileLook:
    """What can be told of a file by its header.

    Attributes:
        fits: the ways to read it that have all columns they need, the likeliest first.
    """

    path: Path
    columns: tuple[str, ...]
    fits: tuple[Fit, ...]


def look_at(path: Path) -> FileLook:
    """Looks at a file's header; refuses one that is no table at all, by name."""
    sections = list(_sections())
    known = frozenset[str]().union(*(known_columns(section) for _, section in sections))
    columns = tuple(name.strip() for name in open_table(path, known).header if name.strip())
    there = {code_key(name) for name in columns}
    words = code_key(path.stem).replace("_", "-").replace(" ", "-")
    rated = []
    for fit, section in sections:
        needed = _needed(fit, section)
        if needed <= there:
            used = {code_key(name) for name in section.columns.values()} & there
            named = fit.kind in words
            rated.append((len(used), named, len(needed), -IMPORTABLE.index(fit.kind), fit))
    rated.sort(key=lambda rate: rate[:-1], reverse=True)
    return FileLook(path, columns, tuple(rate[-1] for rate in rated))


def import_profiles() -> list[ProfileName]:
    """The profiles that there are."""
    found = []
    for name in profile_names():
        profile = load_profile(name)
        kinds = tuple(kind for kind in IMPORTABLE if kind in profile.kinds)
        found.append(ProfileName(name, profile.title, kinds))
    return found


def _sections() -> Iterator[tuple[Fit, Section]]:
    for kind in IMPORTABLE:
        yield Fit(kind), plain_section(KINDS[kind])
    for name in profile_names():
        for kind, section in load_profile(name).kinds.items():
            if kind in IMPORTABLE:
                yield Fit(kind, name), section


def _needed(fit: Fit, section: Section) -> set[str]:
    """The columns that a file must have to be read so, in the form in which they are compared."""
    required = (section.columns.get(name) for name in KINDS[fit.kind].required)
    conditions = (condition.column for condition in section.conditions())
    return {code_key(name) for name in (*required, *conditions) if name is not None}
