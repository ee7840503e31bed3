"""The floor plan of a warehouse: ways, bins shaded by stock or picks, the walk of a wave."""

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from statistics import median_low

from packbench.documents import words
from packbench.documents.blocks import Block, facts
from packbench.documents.lines import Style
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.page import Frame, OnUnprintable, Printed, draw_document, tell_nobody
from packbench.documents.surface import Surface, TextAlign
from packbench.domain.picking import Shade
from packbench.domain.walking.floor_view import FloorView
from packbench.domain.walking.layout import Aisle, Point, Way, Ways
from packbench.words.language import in_language, tr

_LABEL, _STOP = Style(6), Style(6.5, bold=True)
_PLAN_MM, _MARGIN_MM, _LEGEND_MM = 205.0, 11.0, 7.0
_GRAYS = (0.88, 0.74, 0.6, 0.46, 0.32)
"""From little to much; black stays for ways and the walk."""
_DONE_GRAY = 0.7

_FLOOR_GRAY, _FLOOR_PT, _WALK_PT, _BIN_PT = 0.8, 0.6, 1.6, 0.25
_LEAST_BIN_MM, _MOST_BIN_MM = 0.5, 5.0
_ARROW_MM, _START_MM, _NAME_MM = 1.2, 3.0, 2.0


@dataclass(frozen=True, slots=True)
class PlanBin:
    """A bin where it stands; `count` is what it is shaded by: units in it, or picks from it."""

    code: str
    point: Point
    count: int


@dataclass(frozen=True, slots=True)
class PlanWalk:
    """The walk of a wave.

    Attributes:
        number, barcode: of the wave.
        corners: the whole walk, from the start back to it.
        stops: where the picker stops, in the order of the walk.
        done: the numbers of those where nothing is left to be taken.
        length_m: how far it is.
        saved_percent: what it saves against the order of the codes.
    """

    number: str
    barcode: str
    corners: Sequence[Point]
    stops: Sequence[Point]
    length_m: float
    saved_percent: int
    done: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class FloorPlan:
    """A warehouse from above. Points are those of its layout.

    Attributes:
        shade: what the bins' counts are.
        days: over how many days picks were counted.
        walk: of a wave; None: the warehouse alone.
    """

    warehouse: str
    ways: Ways
    bins: Sequence[PlanBin]
    shade: Shade
    printed: Printed
    days: int
    walk: PlanWalk | None = None

    @property
    def number(self) -> str:
        """What the plan is called by: the wave, or the warehouse."""
        return self.walk.number if self.walk else self.warehouse


def render_floor_plan(plan: FloorPlan, on_unprintable: OnUnprintable = tell_nobody) -> bytes:
    """The PDF of a floor plan: one page, black and grays only; equal plans give equal bytes."""
    target = io.BytesIO()
    canvas = DocumentCanvas(target)
    with in_language(plan.printed.language):
        frame = _frame(plan)
        canvas.setTitle(f"{frame.title} {frame.number}")
        nothing = Block(0, lambda _surface, _y_mm: None)
        letters = draw_document(canvas, frame, _blocks(plan), nothing)
    if letters:
        on_unprintable(plan.number, letters)
    canvas.save()
    return target.getvalue()


def _frame(plan: FloorPlan) -> Frame:
    place = tr("Warehouse {name}").format(name=plan.warehouse)
    return Frame(
        title=tr("Floor plan"),
        number=plan.number,
        barcode=plan.walk.barcode if plan.walk else "",
        subtitle=place,
        footer=tr("Wave {number}").format(number=plan.number) if plan.walk else place,
        printed=plan.printed,
    )


def _blocks(plan: FloorPlan) -> Iterator[Block]:
    width_mm = plan.printed.paper.grid.width_mm
    yield facts(tuple(_facts(plan)))
    yield Block(_LEGEND_MM, partial(_draw_legend, plan, _classes(one.count for one in plan.bins)))
    yield Block(_PLAN_MM, partial(_draw_plan, plan, _PlanSheet.of(plan, width_mm)))


def _facts(plan: FloorPlan) -> Iterator[tuple[str, str]]:
    language = plan.printed.language
    yield tr("Bins"), words.number(len(plan.bins), language)
    yield tr("Aisles"), words.number(len(plan.ways.aisles), language)
    if plan.walk is None:
        return
    yield tr("Stops"), words.number(len(plan.walk.stops), language)
    if plan.walk.done:
        yield tr("Done, on gray"), words.number(len(plan.walk.done), language)
    yield tr("Walk"), words.distance(plan.walk.length_m, language)
    if plan.walk.saved_percent:
        share = words.percent(plan.walk.saved_percent / 100, language)
        yield tr("Less than in bin order"), share


@dataclass(frozen=True, slots=True)
class _PlanSheet:
    """Where a point of the layout lies in the plan's field, in millimetres of the paper."""

    view: FloorView
    bin_mm: float

    @classmethod
    def of(cls, plan: FloorPlan, width_mm: float) -> "_PlanSheet":
        """As large as it fits."""
        room = (width_mm - 2 * _MARGIN_MM, _PLAN_MM - 2 * _MARGIN_MM)
        view = FloorView.of(plan.ways, (one.point for one in plan.bins), room)
        bin_mm = max(0.8 * view.scale * _usual_gap(plan.bins), _LEAST_BIN_MM)
        return cls(view, min(bin_mm, _MOST_BIN_MM))

    def place(self, point: Point) -> tuple[float, float]:
        """From the top left of the plan's field."""
        x_mm, below_mm = self.view.place(point)
        return _MARGIN_MM + x_mm, _MARGIN_MM + below_mm


def _usual_gap(bins: Iterable[PlanBin]) -> int:
    """How far apart bins of one rack stand, in millimetres of the floor."""
    racks: dict[int, set[int]] = defaultdict(set)
    for one in bins:
        racks[one.point.x_mm].add(one.point.y_mm)
    gaps = [b - a for held in racks.values() for a, b in pairwise(sorted(held))]
    return median_low(gaps) if gaps else 1_000


def _classes(counts: Iterable[int]) -> list[tuple[int, int]]:
    """Ranges (least, most) of counts above 0, each with about as many bins, from few to many."""
    held = sorted(count for count in counts if count > 0)
    found: list[tuple[int, int]] = []
    for part in range(1, len(_GRAYS) + 1):
        most = held[len(held) * part // len(_GRAYS) - 1] if len(held) * part >= len(_GRAYS) else 0
        least = found[-1][1] + 1 if found else 1
        if most >= least:
            found.append((least, most))
    return found


def _gray(count: int, classes: Sequence[tuple[int, int]]) -> float | None:
    for number, (least, most) in enumerate(classes):
        if least <= count <= most:
            return _GRAYS[number + len(_GRAYS) - len(classes)]
    return None


def _draw_legend(
    plan: FloorPlan, classes: Sequence[tuple[int, int]], surface: Surface, y_mm: float
) -> None:
    surface.text(0, y_mm + 3.4, _shaded_by(plan), _LABEL, 60)
    x_mm = 62.0
    for least, most in [(0, 0), *classes]:
        gray = _gray(least, classes)
        if gray is not None:
            surface.fill(x_mm, y_mm + 1, 4, 3, gray)
        surface.box(x_mm, y_mm + 1, 4, 3, _BIN_PT)
        told = str(least) if least == most else f"{least}–{most}"
        surface.text(x_mm + 5, y_mm + 3.4, told, _LABEL, 14)
        x_mm += 17
    surface.fill(x_mm, y_mm + 1, _START_MM, _START_MM, 0)
    surface.text(x_mm + 5, y_mm + 3.4, tr("Start"), _LABEL, 14)


def _shaded_by(plan: FloorPlan) -> str:
    if plan.shade is Shade.STOCK:
        return tr("The darker, the more units are in the bin.")
    text = tr("The darker, the more was picked from the bin in the last {days} days.")
    return text.format(days=plan.days)


def _draw_plan(plan: FloorPlan, sheet: _PlanSheet, surface: Surface, y_mm: float) -> None:
    for cross in plan.ways.cross_aisles:
        ends = [Point(cross.from_mm, cross.y_mm), Point(cross.to_mm, cross.y_mm)]
        _path(sheet, surface, y_mm, ends, _FLOOR_PT, _FLOOR_GRAY)
    for aisle in plan.ways.aisles:
        _draw_aisle(aisle, sheet, surface, y_mm)
    _draw_bins(plan, sheet, surface, y_mm)
    if plan.walk and plan.walk.corners:
        _path(sheet, surface, y_mm, plan.walk.corners, _WALK_PT, 0)
    _draw_depot(plan.ways.depot, sheet, surface, y_mm)
    if plan.walk:
        _draw_stops(plan.walk, sheet, surface, y_mm)


def _path(
    sheet: _PlanSheet,
    surface: Surface,
    y_mm: float,
    points: Iterable[Point],
    thickness_pt: float,
    gray: float,
) -> None:
    placed = [sheet.place(point) for point in points]
    surface.stroke([(x_mm, y_mm + below_mm) for x_mm, below_mm in placed], thickness_pt, gray)


def _draw_aisle(aisle: Aisle, sheet: _PlanSheet, surface: Surface, y_mm: float) -> None:
    ends = [Point(aisle.x_mm, aisle.from_mm), Point(aisle.x_mm, aisle.to_mm)]
    _path(sheet, surface, y_mm, ends, _FLOOR_PT, _FLOOR_GRAY)
    x_mm, below_mm = sheet.place(ends[0])
    if sheet.view.aisles_lie:
        surface.text(0, y_mm + below_mm + 0.8, aisle.name, _LABEL, x_mm - _NAME_MM, TextAlign.RIGHT)
    else:
        top_mm = y_mm + below_mm + _NAME_MM
        surface.text(x_mm - 5, top_mm + 2.4, aisle.name, _LABEL, 10, TextAlign.CENTRE)
    if aisle.way is not Way.BOTH:
        _draw_arrow(aisle, sheet, surface, y_mm)


def _draw_arrow(aisle: Aisle, sheet: _PlanSheet, surface: Surface, y_mm: float) -> None:
    """A head of an arrow in the middle of an aisle that is walked one way."""
    middle = Point(aisle.x_mm, (aisle.from_mm + aisle.to_mm) // 2)
    along = -1 if aisle.way is Way.UP else 1
    step = round(_ARROW_MM / sheet.view.scale)
    wings = [Point(middle.x_mm + side * step, middle.y_mm + along * step) for side in (-1, 1)]
    _path(sheet, surface, y_mm, [wings[0], middle, wings[1]], 2 * _FLOOR_PT, 0)


def _draw_bins(plan: FloorPlan, sheet: _PlanSheet, surface: Surface, y_mm: float) -> None:
    counts: dict[Point, int] = defaultdict(int)
    for one in plan.bins:  # those above each other are one square
        counts[one.point] += one.count
    classes = _classes(one.count for one in plan.bins)
    for point, count in counts.items():
        _draw_bin(sheet, surface, y_mm, point, _gray_of_all(count, classes))


def _gray_of_all(count: int, classes: Sequence[tuple[int, int]]) -> float | None:
    """Bins above each other may hold more than the fullest one."""
    return _gray(min(count, classes[-1][1]), classes) if classes else None


def _draw_bin(
    sheet: _PlanSheet, surface: Surface, y_mm: float, point: Point, gray: float | None
) -> None:
    x_mm, below_mm = sheet.place(point)
    side_mm = sheet.bin_mm
    left_mm, top_mm = x_mm - side_mm / 2, y_mm + below_mm - side_mm / 2
    surface.fill(left_mm, top_mm, side_mm, side_mm, 1 if gray is None else gray)
    surface.box(left_mm, top_mm, side_mm, side_mm, _BIN_PT)


def _draw_depot(depot: Point, sheet: _PlanSheet, surface: Surface, y_mm: float) -> None:
    x_mm, below_mm = sheet.place(depot)
    surface.fill(x_mm - _START_MM / 2, y_mm + below_mm - _START_MM / 2, _START_MM, _START_MM, 0)


def _draw_stops(walk: PlanWalk, sheet: _PlanSheet, surface: Surface, y_mm: float) -> None:
    """The numbers of the stops; those in one place stand behind each other, on gray when done."""
    numbers: Mapping[Point, list[int]] = defaultdict(list)
    for number, point in enumerate(walk.stops, 1):
        numbers[point].append(number)
    for point, held in numbers.items():
        x_mm, below_mm = sheet.place(point)
        text = ", ".join(map(str, held))
        width_mm = 1.4 + 1.35 * len(text)
        left_mm, top_mm = x_mm + 0.8, y_mm + below_mm - 1.3
        ground = _DONE_GRAY if walk.done.issuperset(held) else 1
        surface.fill(left_mm, top_mm, width_mm, 2.6, ground)
        surface.box(left_mm, top_mm, width_mm, 2.6, _BIN_PT)
        surface.text(left_mm, top_mm + 2.1, text, _STOP, width_mm, TextAlign.CENTRE)
