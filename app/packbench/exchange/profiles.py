"""Import profiles: TOML files that say how a foreign table becomes one of ours.

A profile names the file's columns that give ours, and the forms in which dates, numbers, countries
and codes stand there, and tells rows that are not wanted apart, each with a cause.
`resources/profiles` holds those that ship, the folder `profiles` in the user's data the user's own;
any other file is named by its path.
"""

import re
import tomllib
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from packbench.domain.files import system_reason
from packbench.domain.profiles import ProfileTrouble
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.encodings import named_encoding
from packbench.exchange.kinds import KINDS, field_names, our_name
from packbench.exchange.splitting import Quoting
from packbench.paths import own_data_path, resources_dir

_SUFFIX = ".toml"


class _ProfileError(ValueError):
    """Something in a profile that contradicts our kinds; pydantic hands it on as it is."""

    def __init__(self, trouble: ProfileTrouble, /, **params: object) -> None:
        super().__init__(trouble)
        self.params: dict[str, object] = {"reason": trouble, **params}


class _ProfilePart(BaseModel):
    """A part of a profile; a key that it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(_ProfilePart):
    """What a cell must be: matched whole by a regular expression, or a number in a range."""

    column: str
    matches: re.Pattern[str] | None = None
    above: Decimal | None = None
    at_most: Decimal | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if self.matches is None and self.above is None and self.at_most is None:
            raise _ProfileError(ProfileTrouble.EMPTY_CONDITION)
        return self


class LeaveOut(_ProfilePart):
    """Rows that are left out, the cause for programs and in words; all conditions must hold.

    With `alone` they are only left out where a document has no other row, with `document` all rows
    of the document go with them.
    """

    cause: str
    says: str
    alone: bool = False
    document: bool = False
    when: tuple[Condition, ...] = Field(min_length=1)


class ProfileSetting(_ProfilePart):
    """A value for one of our columns where all conditions hold."""

    column: str
    value: str
    when: tuple[Condition, ...] = Field(min_length=1)


class MostFrequent(_ProfilePart):
    """Many rows make one record, with the most frequent value of `column`, or that of `otherwise`.

    Rows to which all conditions of `not_counted` apply have no vote.
    """

    column: str
    otherwise: str
    not_counted: tuple[Condition, ...] = ()


class Tell(_ProfilePart):
    """Rows that come in and are told, with what a person should know of them."""

    says: str
    when: tuple[Condition, ...] = Field(min_length=1)


class ProfileSection(_ProfilePart):
    """How the rows of one kind are made: our columns from the file's, or constant.

    Attributes:
        first_row: columns of a document that its first row tells, whatever the others say.
        add_up: amounts of a document that its rows tell in parts.
    """

    columns: dict[str, str]
    constants: dict[str, str] = {}
    leave_out: tuple[LeaveOut, ...] = ()
    tell: tuple[Tell, ...] = ()
    settings: tuple[ProfileSetting, ...] = ()
    most_frequent: MostFrequent | None = None
    first_row: tuple[str, ...] = ()
    add_up: tuple[str, ...] = ()

    @field_validator("columns", "constants", mode="after")
    @classmethod
    def _by_our_names(cls, given: dict[str, str]) -> dict[str, str]:
        return {our_name(name): value for name, value in given.items()}

    def conditions(self) -> list[Condition]:
        """All conditions that rows are tried on."""
        rules = [rule.when for rule in self.leave_out]
        rules += [rule.when for rule in self.tell]
        rules += [setting.when for setting in self.settings]
        if self.most_frequent:
            rules.append(self.most_frequent.not_counted)
        return [condition for rule in rules for condition in rule]


class NumberForm(_ProfilePart):
    """The marks in numbers, e.g. `1.234,50` with decimal `,` and thousands `.`."""

    decimal: str = Field(default=".", min_length=1, max_length=1)
    thousands: str = Field(default="", max_length=1)


class CountryNames(_ProfilePart):
    """Names of countries that only this source uses; an empty code means no country."""

    columns: tuple[str, ...]
    names: dict[str, str] = {}


class Rewrite(_ProfilePart):
    r"""Another text for a cell that a regular expression matches whole; `\1` is its first group."""

    column: str
    pattern: re.Pattern[str]
    put: str


class Join(_ProfilePart):
    """A column that the file has not: the texts of others that are not empty, one after another."""

    column: str
    of: tuple[str, ...] = Field(min_length=2)
    put_between: str = " "

    @property
    def sources(self) -> tuple[str, ...]:
        """The columns that it is made of."""
        return self.of


class Sum(_ProfilePart):
    """A column that the file has not: the numbers of some less those of others.

    Empty cells and columns that a file has not count nothing.
    """

    column: str
    of: tuple[str, ...] = Field(min_length=1)
    less: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The columns that it is made of."""
        return (*self.of, *self.less)


class LinesInCell(_ProfilePart):
    """A column in whose cells several lines stand, each of which becomes a row.

    Attributes:
        between: what parts two lines.
        pattern: matches one line whole; its named groups are columns that the file then has.
    """

    column: str
    between: re.Pattern[str]
    pattern: re.Pattern[str]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that the lines give."""
        return tuple(self.pattern.groupindex)


class Profile(_ProfilePart):
    """How the tables of one source are read; columns are named as in the file.

    Attributes:
        encoding: in which its text files are written; empty to find out.
        quoting: what quotes mean in them.
        joins: columns that are put together first, and may then be used as those of the file; so
            may `sums` and the groups of `lines`.
        one_spelling: columns of codes in which case does not count; the first spelling is kept.
        dates: for columns of dates their forms, as `strptime` has them; times without a zone are
            in the company's.
    """

    title: str
    encoding: str = ""
    quoting: Quoting = Quoting.AUTO
    joins: tuple[Join, ...] = ()
    sums: tuple[Sum, ...] = ()
    lines: LinesInCell | None = None
    one_spelling: tuple[str, ...] = ()
    rewrites: tuple[Rewrite, ...] = ()
    numbers: dict[str, NumberForm] = {}
    dates: dict[str, tuple[str, ...]] = {}
    countries: CountryNames = CountryNames(columns=())
    kinds: dict[str, ProfileSection]

    @model_validator(mode="after")
    def _fits_our_kinds(self) -> Self:
        if self.encoding:
            _check_encoding(self.encoding)
        for name, section in self.kinds.items():
            _check_section(name, section)
        return self


def _check_encoding(name: str) -> None:
    try:
        named_encoding(name)
    except Refusal as refusal:
        raise _ProfileError(ProfileTrouble.UNKNOWN_ENCODING, name=name) from refusal


def _check_section(name: str, section: ProfileSection) -> None:
    kind = KINDS.get(name)
    if kind is None:
        raise _ProfileError(ProfileTrouble.UNKNOWN_KIND, name=name)
    given = {*section.columns, *section.constants}
    settable = {*section.constants, *(our_name(one.column) for one in section.settings)}
    settable |= {*section.first_row, *section.add_up}
    if section.most_frequent:
        settable.add(section.most_frequent.column)
        if kind.grouped:
            raise _ProfileError(ProfileTrouble.LINES_GATHERED, name=name)
    _check_documents(name, section, grouped=kind.grouped)
    if unknown := (given | settable) - {*kind.columns}:
        raise _ProfileError(ProfileTrouble.UNKNOWN_COLUMNS, name=name, columns=sorted(unknown))
    if unsettable := settable - {*field_names(kind.fields)}:
        raise _ProfileError(ProfileTrouble.DIFFERS_BY_LINE, columns=sorted(unsettable))
    if section.most_frequent and section.most_frequent.otherwise not in kind.key:
        otherwise = [section.most_frequent.otherwise]
        raise _ProfileError(ProfileTrouble.NOT_THE_KEY, name=name, columns=otherwise)
    if missing := {*kind.required} - given:
        raise _ProfileError(ProfileTrouble.COLUMNS_MISSING, name=name, columns=sorted(missing))


def _check_documents(name: str, section: ProfileSection, *, grouped: bool) -> None:
    """Refuses what is said of documents where each row is alone, and what contradicts itself."""
    if any(rule.alone and rule.document for rule in section.leave_out):
        raise _ProfileError(ProfileTrouble.ALONE_AND_DOCUMENT)
    of_documents = any(rule.alone or rule.document for rule in section.leave_out)
    if not grouped and (of_documents or section.first_row or section.add_up):
        raise _ProfileError(ProfileTrouble.ROWS_ARE_ALONE, name=name)


def profile_names(folder: Path | None = None) -> tuple[str, ...]:
    """The profiles that there are, by name: the user's own and those that ship, or of `folder`."""
    folders = (folder,) if folder else _folders()
    return tuple(sorted({path.stem for place in folders for path in place.glob("*.toml")}))


def load_profile(name: str, folder: Path | None = None) -> Profile:
    """A profile by its name or by the path of its file, which ends in `.toml`.

    A name is looked up in the user's folder and then among those that ship, or in `folder` only.
    Refuses an unknown one (`PROFILE_UNKNOWN`) and a file that makes no sense (`PROFILE_BROKEN`).
    """
    path = _profile_path(name, (folder,) if folder else _folders())
    if path is None:
        available = ", ".join(profile_names(folder))
        raise Refusal(Code.PROFILE_UNKNOWN, profile=name, available=available)
    try:
        return Profile.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except ValidationError as error:
        raise Refusal(Code.PROFILE_BROKEN, profile=name, **_first_reason(error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal(Code.PROFILE_BROKEN, profile=name, **_not_a_profile(str(error))) from error
    except OSError as error:
        reason, system = ProfileTrouble.NOT_READABLE, system_reason(error)
        raise Refusal(Code.PROFILE_BROKEN, profile=name, reason=reason, system=system) from error


def own_profiles_dir() -> Path:
    """The folder of the user's own profiles, made when missing, where it can be made."""
    folder = own_data_path() / "profiles"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def _profile_path(name: str, folders: tuple[Path, ...]) -> Path | None:
    """The file of a profile, None where there is none."""
    if name.casefold().endswith(_SUFFIX):
        return path if (path := Path(name).expanduser()).is_file() else None
    if not name or Path(name).name != name:
        return None
    paths = (place / f"{name}{_SUFFIX}" for place in folders)
    return next((path for path in paths if path.is_file()), None)


def _folders() -> tuple[Path, ...]:
    return (own_profiles_dir(), resources_dir() / "profiles")


def _first_reason(error: ValidationError) -> dict[str, object]:
    """The first thing that is wrong, as the values of a refusal."""
    first = error.errors(include_url=False)[0]
    fault = first.get("ctx", {}).get("error")
    if isinstance(fault, _ProfileError):
        return fault.params
    place = ".".join(str(step) for step in first["loc"])
    return _not_a_profile(f"{place}: {first['msg']}" if place else first["msg"])


def _not_a_profile(technical: str) -> dict[str, object]:
    return {"reason": ProfileTrouble.NOT_A_PROFILE, "technical": technical}
