"""A layout drawn from a few numbers, and bins put into it by a rule on their codes.

The rule is a code with its parts named, e.g. `{aisle}-{bay}-{level}` for A-01-02; `{zone}` sets
aisles of one name apart, `{any}` stands for a part that tells nothing. Aisles are taken in the
order in which people count their names; odd bays stand on the left, even ones on the right.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from packbench.domain.outcomes import Note
from packbench.domain.queue import natural_key
from packbench.domain.refusals import Code, Refusal
from packbench.domain.walking.layout import (
    MM_A_METRE,
    Aisle,
    BinPlace,
    CrossAisle,
    Point,
    Way,
    Ways,
)

MOST_AISLES, MOST_BAYS, MOST_LEVELS, MOST_BLOCKS = 500, 500, 50, 20
LONGEST_M = 10_000.0
_FEWEST_CROSS = 2
RULE_EXAMPLE = "{aisle}-{bay}-{level}"
"""The rule of codes such as A-01-02."""
_PARTS = ("zone", "aisle", "bay", "level", "any")
_NAMED = re.compile(r"\{([^{}]*)\}")
_TOKEN = re.compile(r"[^\W_]+")
_SHAPES = {
    2: "{{aisle}}{0}{{bay}}",
    3: "{{aisle}}{0}{{bay}}{1}{{level}}",
    4: "{{zone}}{0}{{aisle}}{1}{{bay}}{2}{{level}}",
}
"""The rule that a code of so many parts suggests."""


@dataclass(frozen=True, slots=True)
class LayoutForm:
    """What a person tells of a layout; lengths in metres.

    Attributes:
        aisles: how many run beside each other, from left to right.
        width_m: from the middle of an aisle to the middle of the next one.
        length_m: from the front cross aisle to the rear one.
        bays: on each side of an aisle, over its whole length.
        levels: bins above each other.
        blocks: parts of the racks with a cross aisle between them.
        cross_width_m: of each cross aisle.
        depot_m: where walks begin and end: x from the first aisle, y from the front cross aisle.
        one_way: by number of the aisle from 1, those that are walked one way only.
        moved_m: by number of the aisle, how far it stands right of its place.
        rule: how codes of bins tell their place; empty: bins keep their coordinates.
        origin_m: the front end of the first aisle, in the coordinates of bins.
    """

    aisles: int = 4
    width_m: float = 3.0
    length_m: float = 20.0
    bays: int = 8
    levels: int = 3
    blocks: int = 1
    cross_width_m: float = 2.0
    depot_m: tuple[float, float] = (0.0, 0.0)
    one_way: Mapping[int, Way] = field(default_factory=dict)
    moved_m: Mapping[int, float] = field(default_factory=dict)
    rule: str = ""
    origin_m: tuple[float, float] = (0.0, 0.0)

    def x_m(self, aisle: int) -> float:
        """Where an aisle runs, by its number from 1."""
        return self.origin_m[0] + (aisle - 1) * self.width_m + self.moved_m.get(aisle, 0.0)


@dataclass(frozen=True, slots=True)
class BinSpot:
    """Where a rule puts a bin: its coordinates in metres, and the parts of its code."""

    x_m: float
    y_m: float
    aisle: str
    bay: str
    level: str | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn layout.

    Attributes:
        ways: the aisles by the names that the codes give them.
        spots: by location id, the bins that have a place; empty without a rule.
        not_placed: codes of bins that fit no place.
    """

    ways: Ways
    spots: Mapping[int, BinSpot]
    not_placed: Sequence[str]


@dataclass(frozen=True, slots=True)
class DrawingPreview:
    """What a form would make of a warehouse.

    Attributes:
        ways: as they would be walked; those that people drew, where they can't be walked.
        bins: with a place, as they would stand.
        placed: how many bins would have a place.
        moved: how many of them stand elsewhere now.
        not_placed: codes of bins that fit no place.
        waves: numbers of waves that nobody walks yet: their walks can be planned anew.
        kept: numbers of waves that somebody walks: theirs stay.
        trouble: why it can't be saved.
    """

    warehouse: str
    ways: Ways
    bins: Sequence[BinPlace]
    placed: int
    moved: int
    not_placed: Sequence[str]
    waves: Sequence[str] = ()
    kept: Sequence[str] = ()
    trouble: Note | None = None


@dataclass(frozen=True, slots=True)
class DrawnResult:
    """What was saved: bins with a place, those without one, waves that walk anew."""

    warehouse: str
    placed: int
    moved: int
    not_placed: list[str]
    replanned: list[str] = field(default_factory=list)


def draw(form: LayoutForm, codes: Mapping[int, str]) -> Drawing:
    """The ways that a form means, and the places of bins by their codes.

    Refuses numbers out of range (`layout_number`) and a rule that names no aisle and bay
    (`layout_rule`).
    """
    _check(form)
    known = _read_codes(form.rule, codes) if form.rule else {}
    names = _aisle_names(known.values())
    spots = {
        id_: spot for id_, parts in known.items() if (spot := _spot(form, names, parts)) is not None
    }
    not_placed = [code for id_, code in codes.items() if form.rule and id_ not in spots]
    return Drawing(_ways(form, names), spots, sorted(not_placed, key=natural_key))


def one_way(up: Iterable[int], down: Iterable[int]) -> dict[int, Way]:
    """The aisles walked one way, by number; one that is told both ways is walked both ways."""
    ups, downs = set(up), set(down)
    only_up = dict.fromkeys(ups - downs, Way.UP)
    return only_up | dict.fromkeys(downs - ups, Way.DOWN)


def suggested_rule(codes: Iterable[str]) -> str:
    """The rule that most codes suggest; empty where they have no parts that could tell a place."""
    shapes = Counter(_shape(code) for code in codes)
    usual = max(shapes.items(), key=lambda one: (bool(one[0]), one[1]), default=("", 0))
    return usual[0]


def suggested_form(codes: Mapping[int, str]) -> LayoutForm:
    """A form with as many aisles, bays and levels as the codes of bins tell."""
    rule = suggested_rule(codes.values())
    if not rule:
        return LayoutForm()
    known = list(_read_codes(rule, codes).values())
    aisles = len({one.aisle_key for one in known})
    bays = max((_number(one.bay) for one in known), default=2)
    levels = max((_number(one.level) for one in known if one.level), default=1)
    a_side = min(max(1, math.ceil(bays / 2)), MOST_BAYS)
    return LayoutForm(
        aisles=min(max(1, aisles), MOST_AISLES),
        length_m=min(2.0 + 1.2 * a_side, LONGEST_M),
        bays=a_side,
        levels=min(max(1, levels), MOST_LEVELS),
        rule=rule,
    )


def form_of_ways(ways: Ways, form: LayoutForm) -> LayoutForm:
    """The form with what ways tell of it: a person goes on from how the warehouse lies now.

    Ways that no form means (racks along x, aisles of several lengths) tell nothing.
    """
    aisles = sorted(ways.aisles, key=lambda one: one.x_mm)
    lengths = {(one.from_mm, one.to_mm) for one in aisles}
    if ways.turned or len(lengths) != 1 or len(ways.cross_aisles) < _FEWEST_CROSS:
        return form
    left, front = aisles[0].x_mm, aisles[0].from_mm
    gaps = [other.x_mm - one.x_mm for one, other in pairwise(aisles)]
    width_m = max(median(gaps) / MM_A_METRE, 0.5) if gaps else form.width_m
    length_m = (aisles[0].to_mm - front) / MM_A_METRE
    blocks = min(len(ways.cross_aisles) - 1, MOST_BLOCKS)
    shift = {
        number: round((one.x_mm - left) / MM_A_METRE - (number - 1) * width_m, 3)
        for number, one in enumerate(aisles, 1)
    }
    return replace(
        form,
        aisles=len(aisles),
        width_m=width_m,
        length_m=length_m,
        blocks=blocks,
        cross_width_m=min(form.cross_width_m, max(0.1, length_m / blocks - 0.1)),
        depot_m=((ways.depot.x_mm - left) / MM_A_METRE, (ways.depot.y_mm - front) / MM_A_METRE),
        one_way={
            number: one.way for number, one in enumerate(aisles, 1) if one.way is not Way.BOTH
        },
        moved_m={number: by_m for number, by_m in shift.items() if by_m},
        origin_m=(left / MM_A_METRE, front / MM_A_METRE),
    )


def _check(form: LayoutForm) -> None:
    _within("aisles", form.aisles, 1, MOST_AISLES)
    _within("bays", form.bays, 1, MOST_BAYS)
    _within("levels", form.levels, 1, MOST_LEVELS)
    _within("blocks", form.blocks, 1, MOST_BLOCKS)
    _within("width", form.width_m, 0.5, 1_000)
    _within("cross-width", form.cross_width_m, 0.1, 100)
    shortest = form.blocks * (form.cross_width_m + 0.1)
    _within("length", form.length_m, shortest, LONGEST_M)
    for axis, value in zip(("depot x", "depot y"), form.depot_m, strict=True):
        _within(axis, value, -LONGEST_M, LONGEST_M)
    for aisle in form.one_way:
        _within("aisle", aisle, 1, form.aisles)


def _within(name: str, value: float, least: float, most: float) -> None:
    if not (math.isfinite(value) and least <= value <= most):
        told = {"value": f"{value:g}", "least": f"{least:g}", "most": f"{most:g}"}
        raise Refusal(Code.LAYOUT_NUMBER, field=name, **told)


@dataclass(frozen=True, slots=True)
class _CodeParts:
    """What a code tells by a rule."""

    aisle: str
    bay: str
    level: str | None
    zone: str | None

    @property
    def aisle_key(self) -> str:
        """The aisle's name, apart from one of the same name in another zone."""
        return f"{self.zone} {self.aisle}" if self.zone else self.aisle


def _read_codes(rule: str, codes: Mapping[int, str]) -> dict[int, _CodeParts]:
    pattern = _pattern(rule)
    found = {}
    for id_, code in codes.items():
        match = pattern.fullmatch(code.strip().upper())
        if match is not None:
            told = match.groupdict()
            found[id_] = _CodeParts(told["aisle"], told["bay"], told.get("level"), told.get("zone"))
    return found


def _pattern(rule: str) -> re.Pattern[str]:
    """The rule as an expression; refuses one that can't tell aisle and bay, each once."""
    names = _NAMED.findall(rule)
    told = Counter(name for name in names if name != "any")
    unknown = set(names) - set(_PARTS)
    if unknown or {"aisle", "bay"} - told.keys() or max(told.values(), default=1) > 1:
        raise Refusal(Code.LAYOUT_RULE, rule=rule, example=RULE_EXAMPLE)
    text, end = "", 0
    for match in _NAMED.finditer(rule):
        text += re.escape(rule[end : match.start()].upper())
        name = match.group(1)
        text += r"[^\W_]+" if name == "any" else rf"(?P<{name}>{_expected(rule, match)})"
        end = match.end()
    return re.compile(text + re.escape(rule[end:].upper()))


def _expected(rule: str, match: re.Match[str]) -> str:
    """A part without a separator before the next one ends where letters and digits change."""
    touches = rule[match.end() : match.end() + 1] == "{"
    return r"(?:[^\W\d_]+|\d+)" if touches else r"[^\W_]+"


def _aisle_names(known: Iterable[_CodeParts]) -> list[str]:
    return sorted({one.aisle_key for one in known}, key=natural_key)


def _spot(form: LayoutForm, names: Sequence[str], parts: _CodeParts) -> BinSpot | None:
    """The place of a bin; None where the layout has none for it."""
    number, bay = names.index(parts.aisle_key) + 1, _number(parts.bay)
    level = _number(parts.level) if parts.level is not None else 1
    if number > form.aisles or not 1 <= bay <= 2 * form.bays or not 1 <= level <= form.levels:
        return None
    side = -1 if bay % 2 else 1
    x_m = form.x_m(number) + side * form.width_m / 4
    y_m = _bay_y_m(form, (bay - 1) // 2)
    return BinSpot(round(x_m, 3), round(y_m, 3), parts.aisle, parts.bay, parts.level)


def _bay_y_m(form: LayoutForm, place: int) -> float:
    """The middle of a bay, by its place along one side of an aisle from 0."""
    a_block = math.ceil(form.bays / form.blocks)
    block, within = divmod(place, a_block)
    block_m = form.length_m / form.blocks
    bay_m = (block_m - form.cross_width_m) / a_block
    return form.origin_m[1] + block * block_m + form.cross_width_m / 2 + (within + 0.5) * bay_m


def _number(token: str) -> int:
    """A part as a number: 01 is 1, A is 1, B is 2; 0 where it is neither."""
    if token.isdecimal():
        return int(token)
    return ord(token.upper()) - ord("A") + 1 if re.fullmatch("[A-Za-z]", token) else 0


def _ways(form: LayoutForm, names: Sequence[str]) -> Ways:
    numbers = range(1, form.aisles + 1)
    (left_m, front_m), (depot_x_m, depot_y_m) = form.origin_m, form.depot_m
    end = _mm(front_m + form.length_m)
    aisles = tuple(
        Aisle(
            (names[number - 1] if number <= len(names) else str(number),),
            _mm(form.x_m(number)),
            _mm(front_m),
            end,
            form.one_way.get(number, Way.BOTH),
        )
        for number in numbers
    )
    xs = [one.x_mm for one in aisles]
    crosses = tuple(
        CrossAisle(_mm(front_m + form.length_m * block / form.blocks), min(xs), max(xs))
        for block in range(form.blocks + 1)
    )
    return Ways(aisles, crosses, Point(_mm(left_m + depot_x_m), _mm(front_m + depot_y_m)))


def _mm(metres: float) -> int:
    return round(metres * MM_A_METRE)


def _shape(code: str) -> str:
    tokens = list(_TOKEN.finditer(code.strip()))
    rule = _SHAPES.get(len(tokens))
    whole = bool(tokens) and tokens[0].start() == 0 and tokens[-1].end() == len(code.strip())
    if rule is None or not whole:
        return ""
    between = [code.strip()[one.end() : other.start()] for one, other in pairwise(tokens)]
    return rule.format(*between)
