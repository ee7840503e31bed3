"""A profile at work on the rows of one file: cells put into our forms, conditions tried."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache, partial

from packbench.domain.catalog import code_key
from packbench.domain.rejects import RejectCode
from packbench.exchange.faults import is_error
from packbench.exchange.made_columns import MadeColumns
from packbench.exchange.profiles import Condition, NumberForm, Profile, ProfileSection
from packbench.exchange.records import LeftOut, ToLookAt
from packbench.exchange.rejects import Reject, shown
from packbench.exchange.workbook import DateText, NumberText

_REMEMBERED = 1 << 16
_TYPED = (DateText, NumberText)

Step = Callable[[str], str]
Test = Callable[[list[str]], bool]


class _Unreadable(Exception):  # noqa: N818 - says which cell, and never leaves this module
    """A cell is not in the form that the profile promises."""

    def __init__(self, code: RejectCode) -> None:
        super().__init__(code)
        self.code = code


class Translation:
    """What a profile does to each row of a file with this header."""

    def __init__(
        self,
        profile: Profile,
        section: ProfileSection,
        names: tuple[str, ...],
        places: Mapping[str, int],
    ) -> None:
        made = MadeColumns.of(section, profile)
        self._names = names
        self._width = len(names) - len(made.names)
        self._lines = made.lines
        self._lines_place = places[code_key(made.lines.column)] if made.lines else 0
        self._joins = [
            ([places[code_key(name)] for name in join.of], join.put_between) for join in made.joins
        ]
        self._sums = [
            _Sum(places[code_key(one.column)], _there(one.of, places), _there(one.less, places))
            for one in made.sums
        ]
        formed = {code_key(name) for name in (*profile.dates, *profile.numbers)}
        self._formed = frozenset(place for name, place in places.items() if name in formed)
        self._steps = [
            (place, lru_cache(_REMEMBERED)(_chain(steps)))
            for name, place in places.items()
            if (steps := list(_steps(profile, name)))
        ]
        self._leave_out = section.leave_out
        rules = [(rule, compiled(rule.when, places)) for rule in section.leave_out]
        self._row_rules, self._alone_rules, self._document_rules = (
            [(rule.cause, test) for rule, test in rules if (rule.alone, rule.document) == scope]
            for scope in ((False, False), (True, False), (False, True))
        )
        self._tell = [(rule.says, compiled(rule.when, places)) for rule in section.tell]
        self._counts: Counter[str] = Counter()
        self._told: dict[str, list[int]] = {}

    def lines(self, row: int, cells: list[str]) -> Iterator[tuple[list[str], Reject | None]]:
        """The row, as often as lines stand in its cell, and what is wrong with each.

        The columns of the lines are added behind the others.
        """
        if self._lines is None:
            yield cells, None
            return
        text = cells[self._lines_place].strip()
        for part in self._lines.between.split(text):
            match = self._lines.pattern.fullmatch(part.strip())
            groups = match.groupdict("") if match else dict.fromkeys(self._lines.names, "")
            fault = None
            if part.strip() and match is None:
                column = self._name(self._lines_place)
                fault = Reject(row, column, shown(part.strip()), RejectCode.NO_LINE_IN_CELL)
            yield [*cells, *groups.values()], fault

    def apply(self, row: int, cells: list[str]) -> Reject | None:
        """Puts the cells into our forms, in place; tells the first that can't be.

        The cells of sums and of columns that are joined are added behind the others.
        """
        fault = None
        cells.extend([""] * len(self._sums))
        for places, between in self._joins:
            texts = (cells[place].strip() for place in places)
            cells.append(between.join(text for text in texts if text))
        for place, step in self._steps:
            cell = cells[place]
            if type(cell) in _TYPED and place in self._formed:
                continue  # a workbook's own dates and numbers are in our form already
            try:
                cells[place] = step(cell)
            except _Unreadable as unreadable:
                value = shown(cells[place])
                fault = fault or Reject(row, self._name(place), value, unreadable.code)
        for one in self._sums:
            wrong = one.put(cells)
            if wrong is not None and fault is None:
                value = shown(cells[wrong])
                fault = Reject(row, self._name(wrong), value, RejectCode.NOT_A_NUMBER)
        return fault

    def cause(self, cells: list[str]) -> str | None:
        """The first cause for which the row is not wanted, None where it is."""
        for cause, test in self._row_rules:
            if test(cells):
                return cause
        return None

    def cause_if_alone(self, cells: list[str]) -> str | None:
        """The cause for which the row is left out where it turns out to be its document's only."""
        return next((cause for cause, test in self._alone_rules if test(cells)), None)

    def cause_for_document(self, cells: list[str]) -> str | None:
        """The cause for which all rows of the row's document are left out."""
        if not self._document_rules:
            return None
        return next((cause for cause, test in self._document_rules if test(cells)), None)

    def leaves_out_short(self, cells: list[str]) -> bool:
        """Whether a row with too few cells is not wanted; leaves the cells as they are."""
        padded = (cells + [""] * self._width)[: self._width]
        first, _ = next(self.lines(0, padded))
        self.apply(0, first)
        return self.cause(first) is not None

    def tell(self, row: int, cells: list[str]) -> None:
        """Takes note of a row that a person is to be told of."""
        for says, test in self._tell:
            if test(cells):
                self._told.setdefault(says, []).append(row)

    def told(self) -> tuple[ToLookAt, ...]:
        """What a person is told of rows that came in."""
        return tuple(ToLookAt(says, len(rows), rows[0]) for says, rows in self._told.items())

    def count(self, cause: str, rows: int = 1) -> None:
        """Counts rows that are left out for this cause."""
        self._counts[cause] += rows

    def left_out(self) -> tuple[LeftOut, ...]:
        """How many rows were left out, by cause."""
        counted = ((rule, self._counts[rule.cause]) for rule in self._leave_out)
        told = {rule.cause: LeftOut(rule.cause, rule.says, rows) for rule, rows in counted if rows}
        return tuple(told.values())

    def _name(self, place: int) -> str:
        return self._names[place].strip()


@dataclass(frozen=True, slots=True)
class _Sum:
    """Where a number is put, and the places of those that are added and taken off."""

    place: int
    of: tuple[int, ...]
    less: tuple[int, ...]

    def put(self, cells: list[str]) -> int | None:
        """Puts the sum into a row; the place of the cell that is no number, if any."""
        total = Decimal(0)
        signed = ((1, self.of), (-1, self.less))
        for sign, place in ((sign, place) for sign, places in signed for place in places):
            text = cells[place].strip()
            number = _number(text) if text else Decimal(0)
            if number is None:
                return place
            total += sign * number
        is_told = any(cells[place].strip() for place in self.of)
        cells[self.place] = f"{total.normalize():f}" if is_told else ""
        return None


def _there(names: Iterable[str], places: Mapping[str, int]) -> tuple[int, ...]:
    """The places of the columns that the file has."""
    return tuple(places[code_key(name)] for name in names if code_key(name) in places)


def compiled(conditions: Iterable[Condition], places: Mapping[str, int]) -> Test:
    """Whether all conditions hold for a row; `places` has the columns without regard to case."""
    tests = [(places[code_key(item.column)], _test(item)) for item in conditions]
    if len(tests) == 1:
        [(only, holds)] = tests
        return lambda cells: holds(cells[only])

    def all_hold(cells: list[str]) -> bool:
        return all(test(cells[place]) for place, test in tests)

    return all_hold


def _test(condition: Condition) -> Callable[[str], bool]:
    def holds(cell: str) -> bool:
        text = cell.strip()
        if is_error(text):
            return False
        if condition.matches and not condition.matches.fullmatch(text):
            return False
        if condition.above is None and condition.at_most is None:
            return True
        number = _number(text)
        return (
            number is not None
            and (condition.above is None or number > condition.above)
            and (condition.at_most is None or number <= condition.at_most)
        )

    return lru_cache(_REMEMBERED)(holds)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _chain(steps: list[Step]) -> Step:
    def chained(cell: str) -> str:
        text = cell.strip()
        for step in steps:
            text = step(text) if text else text
        return text

    return chained


def _steps(profile: Profile, column: str) -> Iterable[Step]:
    """What happens to the cells of a column, in this order."""
    if column in map(code_key, profile.one_spelling):
        yield _first_spelling()
    for rewrite in profile.rewrites:
        if code_key(rewrite.column) == column:
            yield partial(_rewritten, rewrite.pattern, rewrite.put)
    for name, form in profile.numbers.items():
        if code_key(name) == column:
            yield partial(_plain_number, _number_pattern(form), form)
    for name, forms in profile.dates.items():
        if code_key(name) == column:
            yield partial(_iso_date, forms)
    if column in map(code_key, profile.countries.columns):
        names = {code_key(name): code for name, code in profile.countries.names.items()}
        yield lambda text: names.get(code_key(text), text)


def _first_spelling() -> Step:
    spellings: dict[str, str] = {}
    return lambda text: spellings.setdefault(code_key(text), text)


def _rewritten(pattern: re.Pattern[str], put: str, text: str) -> str:
    match = pattern.fullmatch(text)
    return match.expand(put) if match else text


def _number_pattern(form: NumberForm) -> re.Pattern[str]:
    decimal, thousands = re.escape(form.decimal), re.escape(form.thousands)
    grouped = rf"|[0-9]{{1,3}}({thousands}[0-9]{{3}})+" if thousands else ""
    return re.compile(rf"[+-]?([0-9]+{grouped})({decimal}[0-9]+)?")


def _plain_number(pattern: re.Pattern[str], form: NumberForm, text: str) -> str:
    if not pattern.fullmatch(text):
        raise _Unreadable(RejectCode.NOT_A_NUMBER)
    bare = text.replace(form.thousands, "") if form.thousands else text
    return bare.replace(form.decimal, ".").removeprefix("+")


def _iso_date(forms: Iterable[str], text: str) -> str:
    for form in forms:
        try:
            return dt.datetime.strptime(text, form).isoformat()  # noqa: DTZ007 - in the zone of files
        except ValueError:
            continue
    raise _Unreadable(RejectCode.BAD_DATE)
