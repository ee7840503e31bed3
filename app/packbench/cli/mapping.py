"""How `packbench import` takes a foreign file's columns: `--map`, `--guess`, `--show-mapping`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import typer

from packbench.cli.session import Session, table
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.forms import DateForm, DecimalMark
from packbench.exchange.mapping import ColumnMap, fingerprint, parsed_pairs
from packbench.services.importing.files import ImportRequest
from packbench.services.importing.looking import look_at, look_at_profile
from packbench.services.importing.mapping import ColumnLook, MappingLook, Sample, look_at_columns
from packbench.words.language import tr
from packbench.words.refusals import told
from packbench.words.rejects import reject_words


@dataclass(frozen=True, slots=True)
class MapOptions:
    """What the command line says of the columns."""

    pairs: Sequence[str] = ()
    guess: bool = False
    show: bool = False
    dates: DateForm | None = None
    numbers: DecimalMark | None = None
    supplier: str | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether the file is read as it stands."""
        forms = self.dates is not None or self.numbers is not None
        return not (self.pairs or self.guess or self.show or forms or self.supplier)


@dataclass(frozen=True, slots=True)
class ColumnsAs:
    """An import with its columns taken as the options say, and what is told of that.

    `look` is how they are mapped; None where the file is read as it stands, or by a profile.
    """

    request: ImportRequest
    notes: Sequence[Note] = ()
    look: MappingLook | None = None


def columns_as(session: Session, request: ImportRequest, options: MapOptions) -> ColumnsAs:
    """What becomes of a request; an export of a shop that is known is read by its profile."""
    if options.is_nothing:
        return ColumnsAs(request)
    if request.profile:
        raise typer.BadParameter(tr("a profile says what the columns are; leave it or --map out"))
    plain = options.guess and not options.pairs and not options.supplier
    profile = _profile_guessed(request) if plain else None
    if profile and not options.show:
        return ColumnsAs(replace(request, profile=profile), [_profile_note(profile)])
    look = _look(session, request, options)
    return ColumnsAs(replace(request, mapping=look.mapping), _notes(look, options), look)


@contextmanager
def hinting(session: Session, request: ImportRequest) -> Iterator[None]:
    """Says what may help where a file is refused because it has other columns than ours."""
    try:
        yield
    except Refusal as refusal:
        as_it_stands = request.profile is None and request.mapping is None
        if refusal.code is Code.COLUMN_MISSING and as_it_stands:
            session.say(_hint(_profile_guessed(request)))
        raise


def _hint(profile: str | None) -> str:
    if profile is None:
        return tr("Add --guess to guess the columns, or --show-mapping to look at them first.")
    words = tr("This looks like an export of {title}: add --profile {profile}.")
    return words.format(title=look_at_profile(profile).title, profile=profile)


def _profile_guessed(request: ImportRequest) -> str | None:
    """The profile that a file's header fits best, None where our own columns fit as well."""
    fits = look_at(request.path).fits
    first = next((fit for fit in fits if fit.kind == request.kind), None)
    return first.profile if first else None


def _profile_note(profile: str) -> Note:
    """Tells which shop's export a file looks like."""
    return note(Said.MAPPED_BY_PROFILE, title=look_at_profile(profile).title)


def _look(session: Session, request: ImportRequest, options: MapOptions) -> MappingLook:
    """The file's columns as the options take them."""
    look = partial(
        look_at_columns,
        session.context(),
        request.kind,
        request.path,
        encoding=request.encoding,
    )
    also = parsed_pairs(options.pairs)
    found = look(also=also, guessed=options.guess or (options.show and not also))
    if options.dates is None and options.numbers is None and options.supplier is None:
        return found
    return look(wanted=_with_forms(found.mapping, options))


def _with_forms(mapping: ColumnMap, options: MapOptions) -> ColumnMap:
    dates, numbers = options.dates, options.numbers
    return replace(
        mapping,
        dates=dict.fromkeys(mapping.dates, dates) if dates else mapping.dates,
        numbers=dict.fromkeys(mapping.numbers, numbers) if numbers else mapping.numbers,
        constants={"supplier": options.supplier} if options.supplier else mapping.constants,
    )


def _notes(look: MappingLook, options: MapOptions) -> list[Note]:
    """What is told of how the columns were taken, before what the import tells."""
    if look.kept_as:
        return [note(Said.MAPPED_AS_BEFORE, title=look.kept_as), *look.notes]
    if not options.guess:
        return look.notes
    pairs = [f"{one.header} = {one.column}" for one in look.columns if one.column]
    return [note(Said.MAPPED_BY_GUESS, pairs=pairs), *look.notes]


def show_mapping(session: Session, look: MappingLook) -> None:
    """Tells the columns, what they are taken as, and what some values become."""
    rows = [
        (one.header, one.column or "–", one.date or one.number or "", _samples(one))
        for one in look.columns
    ]
    columns = (tr("in the file"), tr("is taken as"), tr("form"), tr("values"))
    parts: list[object] = [table(columns, rows), *map(told, look.notes)]
    if look.missing:
        words = tr("Still needed: {columns}.")
        parts.append(words.format(columns=", ".join(look.missing)))
    session.emit(_document(look), *parts)


def _document(look: MappingLook) -> dict[str, Any]:
    return {
        "kind": look.mapping.kind,
        "layout": fingerprint(look.mapping.kind, (one.header for one in look.columns)),
        "kept_as": look.kept_as,
        "columns": [
            {
                "header": one.header,
                "column": one.column or None,
                "date": one.date,
                "number": one.number,
                "values": [_sample(sample, one.column) for sample in one.samples],
            }
            for one in look.columns
        ],
        "missing": look.missing,
        "notes": list(map(told, look.notes)),
    }


def _sample(sample: Sample, column: str) -> dict[str, str | None]:
    message = (
        reject_words(sample.fault, column, sample.text, sample.params) if sample.fault else None
    )
    becomes = sample.becomes or None
    return {"text": sample.text, "becomes": becomes, "code": sample.fault, "message": message}


def _samples(look: ColumnLook) -> str:
    changed = look.column
    return "; ".join(
        f"{one.text} → {one.becomes or '?'}" if changed and one.becomes != one.text else one.text
        for one in look.samples
    )
