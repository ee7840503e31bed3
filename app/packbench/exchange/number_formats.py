"""The number formats of spreadsheet cells: what a sheet shows for a number (ECMA-376, 18.8.31).

`00000` shows 1067 as 01067, and that is the postal code which the sender saw and meant. A format
can't be undone by guessing, so what it shows is worked out here from its marks. Digit groups are
not drawn: a number with them is the same number, and 1,001 is no other order than 1001.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

_BUILT_IN = {1: "0", 2: "0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00"}
"""Those built-in formats that change more than digit groups; the others are by id in no file."""

_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"
    | \\(?P<escaped>.)
    | \[\$(?P<currency>[^\]-]*)[^\]]*\]
    | \[(?P<limit>[<>=]{1,2})(?P<bound>-?[0-9.]+)\]
    | (?P<skipped>\[[^\]]*\] | [_*].)
    | (?P<mark>.)
    """,
    re.VERBOSE,
)
_DIGIT_MARKS = "0#?"
_PLAIN_LITERALS = " -+()/:$€£¥'{}<>=!&^~"
"""Characters that stand for themselves without quotes."""


_Items = tuple[tuple[str, bool], ...]
"""Texts in order, each with whether it is a mark for a digit or a point."""


@dataclass(frozen=True, slots=True)
class _Section:
    """One part of a format.

    Attributes:
        whole: digit marks and literals before the decimal point, in order.
        rest: the same from the decimal point on; literals only where there is no point.
        decimals: digit marks after the point.
        percent: how often the number is multiplied by 100.
        scaled: whether thousands are left out.
        limit: the comparison and the bound under which the part is used, None where its place
            decides.
        known: False when it has marks that are not worked out here.
    """

    whole: _Items
    rest: _Items
    decimals: int
    percent: int
    scaled: bool
    limit: tuple[str, Decimal] | None
    known: bool


def shown_number(number: float, code: str) -> str | None:
    """What a sheet shows for a number in this format; None when that is not worked out here."""
    sections = _sections(code)
    chosen, negative = _chosen(sections, number)
    if chosen is None or not chosen.known:
        return None
    amount = abs(Decimal(repr(number))) * 100**chosen.percent
    amount = amount.quantize(Decimal(1).scaleb(-chosen.decimals), ROUND_HALF_UP)
    whole, _, decimals = f"{amount:f}".partition(".")
    text = _fill_whole(chosen.whole, whole) + _fill_rest(chosen.rest, decimals)
    return f"-{text.strip()}" if negative else text.strip()


def is_scaled(code: str) -> bool:
    """Whether a format shows another amount than the cell holds: percent, or thousands left out."""
    return any(section.percent or section.scaled for section in _sections(code))


def built_in_format(number_format_id: int) -> str:
    """The code of a built-in format, empty where a number is shown as it is."""
    return _BUILT_IN.get(number_format_id, "")


@lru_cache(4096)
def _sections(code: str) -> tuple[_Section, ...]:
    parts, current = [], ""
    for token in _TOKEN.finditer(code):
        if token["mark"] == ";":
            parts.append(current)
            current = ""
        else:
            current += token[0]
    return tuple(_section(part) for part in [*parts, current][:3])


def _section(code: str) -> _Section:
    items: list[tuple[str, bool]] = []
    percent, limit, known = 0, None, True
    for token in _TOKEN.finditer(code):
        literal = token["quoted"] or token["escaped"] or token["currency"]
        mark = token["mark"]
        if token["limit"]:
            limit = (token["limit"], Decimal(token["bound"]))
        elif literal:
            items.append((literal, False))
        elif mark == "%":
            percent += 1
            items.append((mark, False))
        elif mark and mark in _PLAIN_LITERALS:
            items.append((mark, False))
        elif mark and mark in f"{_DIGIT_MARKS}.,":
            items.append((mark, True))
        elif mark:
            known = False
    whole, rest, scaled = _split_at_point(items)
    decimals = sum(is_digit for text, is_digit in rest if text != ".")
    is_fraction = ("/", False) in items and any(text == "?" for text, _ in items)
    known = known and not scaled and not is_fraction
    return _Section(whole, rest, decimals, percent, scaled, limit, known)


def _split_at_point(items: list[tuple[str, bool]]) -> tuple[_Items, _Items, bool]:
    """Before the point, from it on, and whether a comma behind the digits leaves thousands out."""
    digits = [place for place, item in enumerate(items) if item[1] and item[0] != ","]
    last = digits[-1] if digits else len(items)
    scaled = any(item == (",", True) for item in items[last + 1 :])
    point = items.index((".", True)) if (".", True) in items else last + 1
    before = tuple(item for item in items[:point] if item != (",", True))
    return before, tuple(item for item in items[point:] if item != (",", True)), scaled


def _chosen(sections: tuple[_Section, ...], number: float) -> tuple[_Section | None, bool]:
    """The part that is used for a number, and whether it needs a minus sign of its own."""
    amount = Decimal(repr(number))
    if any(section.limit for section in sections):
        fitting = (one for one in sections if one.limit is None or _holds(one.limit, amount))
        return next(fitting, None), number < 0
    if number < 0 and len(sections) > 1:
        return sections[1], False
    zero = number == 0 and len(sections) > 2  # noqa: PLR2004 - the third part is for zero
    return sections[2 if zero else 0], number < 0


def _holds(limit: tuple[str, Decimal], amount: Decimal) -> bool:
    mark, bound = limit
    below, equal, above = "<" in mark, "=" in mark, ">" in mark
    if amount == bound:
        return equal
    return below if amount < bound else above


def _fill_whole(items: _Items, digits: str) -> str:
    """Digits go into the marks from the right; those that are over stand at the first mark."""
    left = list(digits.lstrip("0"))
    marks = sum(is_mark for _, is_mark in items)
    made: list[str] = []
    for text, is_mark in reversed(items):
        if not is_mark:
            made.append(text)
            continue
        marks -= 1
        if not marks:
            made.append("".join(left).rjust(1, "0") if text == "0" else "".join(left))
        elif left:
            made.append(left.pop())
        elif text == "0":
            made.append("0")
    return "".join(reversed(made))


def _fill_rest(items: _Items, decimals: str) -> str:
    left, made = iter(decimals), ""
    optional = 0
    for text, is_mark in items:
        if not is_mark or text == ".":
            made += text
            continue
        digit = next(left)
        optional = optional + 1 if text != "0" and digit == "0" else 0
        made += digit
    return made[: len(made) - optional] if optional else made
