"""What a file seems to hold, told from its columns before it is imported."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from packbench.domain.catalog import code_key
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.encodings import COMMON_ENCODINGS, named_encoding
from packbench.exchange.kinds import KINDS
from packbench.exchange.layout import known_columns, needed_columns, plain_section
from packbench.exchange.profiles import Profile, ProfileSection, load_profile, profile_names
from packbench.exchange.reader import Reading, Table, open_table
from packbench.exchange.sources import is_workbook
from packbench.services.importing.files import IMPORTABLE

_ANY_BYTE = named_encoding("CP850")
"""Has a letter for every byte; names of columns are mostly ASCII."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A way to read the file: a kind, with the profile of its source or with our own columns."""

    kind: str
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class ProfileName:
    """An import profile: its name or path, its title for people, the kinds that it can read."""

    name: str
    title: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileLook:
    """What can be told of a file by its header.

    Attributes:
        fits: the ways to read it that have all columns they need, the likeliest first.
        is_text: whether it has an encoding, as a workbook has not.
    """

    path: Path
    columns: tuple[str, ...]
    fits: tuple[Fit, ...]
    is_text: bool = True


def look_at(path: Path) -> FileLook:
    """Looks at a file's header; refuses one that is no table at all, by name.

    A column that stands there twice is only refused where every way to read the file needs it.
    """
    ways = list(_ways())
    known = frozenset[str]().union(*(way.known for way in ways))
    table = _open(path, known)
    columns = tuple(name.strip() for name in table.header if name.strip())
    there = {code_key(name) for name in columns}
    words = code_key(path.stem).replace("_", "-").replace(" ", "-")
    fitting = [way for way in ways if way.needed <= there]
    clear = [way for way in fitting if table.doubled(way.known) is None]
    if fitting and not clear:
        doubled = table.doubled(fitting[0].known)
        raise Refusal(Code.COLUMN_TWICE, file=path.name, column=doubled)
    rated = [(_rate(way, there, words), way.fit) for way in clear]
    rated.sort(key=lambda rate: rate[0], reverse=True)
    return FileLook(path, columns, tuple(fit for _, fit in rated), not is_workbook(path))


def _open(path: Path, known: frozenset[str]) -> Table:
    """The table; its names of columns are read, too, where its encoding has still to be chosen."""
    try:
        return open_table(path, Reading(known))
    except Refusal as refusal:
        if refusal.code is not Code.FILE_ENCODING:
            raise
        return open_table(path, Reading(known, encoding=_ANY_BYTE))


def look_at_profile(name: str) -> ProfileName:
    """A profile by its name or path; refuses one that is unknown or makes no sense."""
    profile = load_profile(name)
    kinds = tuple(kind for kind in IMPORTABLE if kind in profile.kinds)
    return ProfileName(name, profile.title, kinds)


def import_profiles() -> list[ProfileName]:
    """The profiles that there are and that make sense."""
    return [look_at_profile(name) for name, _ in _sound_profiles()]


def broken_profiles() -> list[Refusal]:
    """What is wrong with those of the user's own profiles that can't be used."""
    found = []
    for name in profile_names():
        try:
            load_profile(name)
        except Refusal as refusal:
            found.append(refusal)
    return found


def is_encoding(name: str) -> bool:
    """Whether a name is that of an encoding of text."""
    try:
        named_encoding(name)
    except Refusal:
        return False
    return True


def encodings() -> tuple[str, ...]:
    """The encodings that are offered to choose from, as people call them."""
    return tuple(encoding.name for encoding in COMMON_ENCODINGS)


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to read a file, and the columns that it knows and needs."""

    fit: Fit
    known: frozenset[str]
    needed: frozenset[str]
    used: frozenset[str]


def _ways() -> Iterator[_Way]:
    for kind in IMPORTABLE:
        yield _way(Fit(kind), plain_section(KINDS[kind]), None)
    for name, profile in _sound_profiles():
        for kind, section in profile.kinds.items():
            if kind in IMPORTABLE:
                yield _way(Fit(kind, name), section, profile)


def _way(fit: Fit, section: ProfileSection, profile: Profile | None) -> _Way:
    needed = needed_columns(KINDS[fit.kind], section, profile)
    return _Way(
        fit,
        known_columns(section, profile),
        frozenset(map(code_key, needed)),
        frozenset(code_key(name) for name in section.columns.values()),
    )


def _rate(way: _Way, there: set[str], words: str) -> tuple[int, bool, int, int]:
    used = len(way.used & there)
    return used, way.fit.kind in words, len(way.needed), -IMPORTABLE.index(way.fit.kind)


def _sound_profiles() -> Iterator[tuple[str, Profile]]:
    """The profiles that make sense; a mistake in one must not stop files that don't need it."""
    for name in profile_names():
        with suppress(Refusal):
            yield name, load_profile(name)
