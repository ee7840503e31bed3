"""A profile at work on the rows of one file: cells put into our forms, conditions tried."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache, partial

from packbench.domain.catalog import code_key
from packbench.domain.rejects import RejectCode
from packbench.exchange.faults import is_error
from packbench.exchange.profiles import Condition, NumberForm, Profile, ProfileSection
from packbench.exchange.records import LeftOut
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
        header: tuple[str, ...],
        places: Mapping[str, int],
    ) -> None:
        self._header = header
        self._width = len(header)
        self._joins = [
            ([places[code_key(name)] for name in join.of], join.put_between)
            for join in profile.joins
            if all(code_key(name) in places for name in join.of)
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
        self._counts: Counter[str] = Counter()

    def apply(self, row: int, cells: list[str]) -> Reject | None:
        """Puts the cells into our forms, in place; tells the first that can't be.

        The cells of columns that are joined are added behind the others.
        """
        fault = None
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
        self.apply(0, padded)
        return self.cause(padded) is not None

    def count(self, cause: str, rows: int = 1) -> None:
        """Counts rows that are left out for this cause."""
        self._counts[cause] += rows

    def left_out(self) -> tuple[LeftOut, ...]:
        """How many rows were left out, by cause."""
        counted = ((rule, self._counts[rule.cause]) for rule in self._leave_out)
        told = {rule.cause: LeftOut(rule.cause, rule.says, rows) for rule, rows in counted if rows}
        return tuple(told.values())

    def _name(self, place: int) -> str:
        return self._header[place] if place < self._width else ""


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
