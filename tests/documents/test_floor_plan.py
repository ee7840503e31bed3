"""Floor plans: all bins on one page, the walk with its stops, shades that tell how much."""

from collections import Counter
from dataclasses import replace

import pytest

from helpers.printed_pages import opened, page_texts, scanned_at_all_sizes
from helpers.sample_documents import PRINTED
from packbench.documents.floor_plan import (
    FloorPlan,
    PlanBin,
    PlanWalk,
    _PlanSheet,
    render_floor_plan,
)
from packbench.documents.paper import Paper
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.picking import Shade
from packbench.domain.walking.from_bins import ways_of_bins
from packbench.domain.walking.layout import MM_A_METRE, BinPlace, Point, Way, Ways
from packbench.domain.walking.placing import place_bins
from packbench.domain.walking.route import Router

WAVE = own_code(OwnKind.PICK_LIST, 7)


def hall(aisles: int = 6, bays: int = 20, *, along_x: bool = False) -> list[BinPlace]:
    """Racks on both sides of aisles that are four metres apart."""
    places = [
        (a, b, a * 4.0 + side, float(b))
        for a in range(aisles)
        for b in range(bays)
        for side in (0, 2)
    ]
    return [
        BinPlace(number, f"{a}-{b}", *((y, x) if along_x else (x, y)), aisle=f"AISLE{a}")
        for number, (a, b, x, y) in enumerate(places, 1)
    ]


def plan_of(
    bins: list[BinPlace], counts: list[int], chosen: list[int], ways: Ways | None = None
) -> FloorPlan:
    layout = place_bins(ways or ways_of_bins(bins), bins)
    walk = Router.of(layout).walk(chosen)
    points = [Point(round(one.x_m * MM_A_METRE), round(one.y_m * MM_A_METRE)) for one in bins]
    if layout.ways.turned:
        points = [Point(one.y_mm, one.x_mm) for one in points]
    return FloorPlan(
        warehouse="Nord",
        ways=layout.ways,
        bins=[
            PlanBin(one.code, point, count)
            for one, point, count in zip(bins, points, counts, strict=True)
        ],
        shade=Shade.STOCK,
        printed=PRINTED,
        days=30,
        walk=PlanWalk(
            number="P7",
            barcode=WAVE,
            corners=[point for leg in walk.legs for point in leg.points],
            stops=[layout.bins[one].point for leg in walk.legs for one in leg.bins],
            length_m=walk.length_m,
            saved_percent=walk.saved_percent,
        ),
    )


def shades_of(pdf: bytes) -> Counter[int]:
    """How many dots of the page have each gray, in steps of sixteen."""
    with opened(pdf) as document:
        picture = document[0].render(scale=2).to_pil().convert("L")
    return Counter(value // 16 for value in picture.tobytes())


@pytest.mark.parametrize("paper", [Paper.A4, Paper.LETTER])
@pytest.mark.parametrize("along_x", [False, True])
def test_a_walk_is_drawn_on_one_page(paper: Paper, along_x: bool) -> None:
    bins = hall(along_x=along_x)
    plan = plan_of(bins, [one.id % 7 for one in bins], [3, 90, 151, 200])
    plan = replace(plan, printed=replace(PRINTED, paper=paper))
    pdf = render_floor_plan(plan)
    [text] = page_texts(pdf)
    words = text.split()
    assert [words.count(f"AISLE{number}") for number in range(6)] == [1] * 6
    assert {"1", "2", "3", "4"} <= set(words)
    assert plan.walk is not None
    assert f"{round(plan.walk.length_m)} m" in text
    assert scanned_at_all_sizes(pdf) == Counter({WAVE: 1})
    assert render_floor_plan(plan) == pdf


def test_a_floor_is_turned_and_never_mirrored() -> None:
    """To the right of who looks to the rear is to the right on paper, however it is turned."""
    for along_x in (False, True):
        bins = hall(aisles=2, bays=60, along_x=along_x)
        plan = plan_of(bins, [0] * len(bins), [])
        sheet = _PlanSheet.of(plan, 180)
        front, right, rear = (
            sheet.place(Point(y, x) if plan.ways.turned else Point(x, y))
            for x, y in ((0, 0), (5_000, 0), (0, 5_000))
        )
        across = (right[0] - front[0], right[1] - front[1])
        along = (rear[0] - front[0], rear[1] - front[1])
        assert across[0] * along[1] - across[1] * along[0] < 0  # paper's y goes down


def test_fuller_bins_are_darker() -> None:
    bins = hall()
    empty = shades_of(render_floor_plan(plan_of(bins, [0] * len(bins), [])))
    some = shades_of(render_floor_plan(plan_of(bins, [1] * 20 + [0] * (len(bins) - 20), [])))
    mixed = shades_of(render_floor_plan(plan_of(bins, [one.id for one in bins], [])))
    grays = range(4, 14)
    assert sum(empty[gray] for gray in grays) < sum(some[gray] for gray in grays)
    assert sum(some[gray] for gray in grays) < sum(mixed[gray] for gray in grays)


def test_an_aisle_that_is_walked_one_way_has_an_arrow() -> None:
    bins = hall()
    both = plan_of(bins, [0] * len(bins), [])
    aisles = tuple(replace(one, way=Way.UP) for one in both.ways.aisles[:1])
    one_way = replace(both, ways=replace(both.ways, aisles=(*aisles, *both.ways.aisles[1:])))
    black = shades_of(render_floor_plan(both))[0]
    assert shades_of(render_floor_plan(one_way))[0] > black


def test_a_single_bin_is_a_plan_too() -> None:
    plan = plan_of(hall(1, 1)[:1], [5], [])
    for shown in (plan, replace(plan, walk=None)):
        [text] = page_texts(render_floor_plan(shown))
        assert "AISLE0" in text
