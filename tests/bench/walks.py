"""Walks and carts in memory: how long the exact route takes, and how much shorter things get.

usage: python -m bench.walks     from `tests`, without a database
"""

import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import mean, quantiles

from bench.report import Chapter
from helpers.walking import grid, layout_of
from packbench.domain.walking.batch_search import Until
from packbench.domain.walking.batching import (
    Batches,
    BatchOrder,
    CartSize,
    after_steps,
    batched,
    first_come,
)
from packbench.domain.walking.layout import Point, WarehouseLayout, Ways
from packbench.domain.walking.network import walked_mm
from packbench.domain.walking.route import Router
from packbench.domain.walking.s_shape import SShape

_AISLES, _BLOCK_M, _STOPS = 10, 20, 30
_WALKS, _FALLBACK_WALKS = 300, 40
_ORDERS, _MOST_LINES, _SIZE = 100, 6, CartSize(slots=8)
_SAVINGS_ALONE = 2
"""Steps after which nothing but the savings method has been done."""


def routes() -> Chapter:
    """The exact route and the fallback through 30 random stops in 10 aisles."""
    heads = ("blocks", "exact", "p95", "p95, processor", "fallback, p95", "longer by", "at most")
    return Chapter("Walks", _ABOUT_ROUTES, heads, [_routes(blocks) for blocks in (1, 2, 3)])


def _routes(blocks: int) -> list[str]:
    ways = grid(_AISLES, blocks, _BLOCK_M)
    places, dice = _places(ways), random.Random(blocks)  # noqa: S311 - sample data
    exact_ms, busy_ms, good_ms, longer = [], [], [], []
    for number in range(_WALKS):
        stops = dice.sample(places, _STOPS)
        router = Router.of(layout_of(ways, stops))
        start, busy = time.perf_counter(), time.process_time()
        walk = router.walk(range(_STOPS))
        exact_ms.append(1_000 * (time.perf_counter() - start))
        busy_ms.append(1_000 * (time.process_time() - busy))
        if number < _FALLBACK_WALKS:
            start = time.perf_counter()
            tour = router.good_tour(stops)
            good_ms.append(1_000 * (time.perf_counter() - start))
            longer.append(walked_mm(tour) / 1_000 / walk.length_m - 1)
    return [
        *(str(blocks), f"{mean(exact_ms):.1f} ms", f"{_p95(exact_ms):.1f} ms"),
        f"{_p95(busy_ms):.1f} ms",
        *(f"{_p95(good_ms):.0f} ms", f"{mean(longer):.2%}", f"{max(longer):.1%}"),
    ]


def carts() -> Chapter:
    """A hundred orders in carts against carts filled as the orders come."""
    heads = (
        *("blocks", "carts made", "in", "carts", "walked"),
        *("against S-shape", "against exact"),
    )
    rows = [row for blocks in (1, 2, 3) for row in _carts(_Shift.of(blocks))]
    return Chapter("Carts", _ABOUT_CARTS, heads, rows)


@dataclass(frozen=True)
class _Shift:
    """A hundred orders of a warehouse."""

    blocks: int
    layout: WarehouseLayout
    orders: list[BatchOrder]

    @classmethod
    def of(cls, blocks: int) -> "_Shift":
        ways = grid(_AISLES, blocks, _BLOCK_M)
        places, dice = _places(ways), random.Random(blocks)  # noqa: S311 - sample data
        orders = [
            BatchOrder(n, tuple(dice.sample(range(len(places)), dice.randint(1, _MOST_LINES))))
            for n in range(_ORDERS)
        ]
        return cls(blocks, layout_of(ways, places), orders)

    def exact_m(self, batches: Batches) -> float:
        """The exact walks of all carts."""
        router = Router.of(self.layout)
        return sum(router.walk(self._bins(cart)).length_m for cart in batches.carts)

    def s_shape_m(self, batches: Batches) -> float:
        """The S-shape walks of all carts."""
        shape, bins = SShape(self.layout.ways), self.layout.bins
        walks = [[shape.stops(bins[b].point for b in self._bins(cart))] for cart in batches.carts]
        return sum(shape.length_mm(walk) for walk in walks) / 1_000

    def _bins(self, cart: tuple[int, ...]) -> list[int]:
        return [bin_id for number in cart for bin_id in self.orders[number].bins]


def _carts(shift: _Shift) -> list[list[str]]:
    come = first_come(shift.orders, _SIZE)
    compared_m = shift.s_shape_m(come), shift.exact_m(come)
    rows = [
        ["as they come, S-shape", "", *_walked(come, compared_m[0], compared_m)],
        ["as they come", "", *_walked(come, compared_m[1], compared_m)],
    ]
    for name, until in (
        ("savings", lambda: after_steps(_SAVINGS_ALONE)),
        ("and search, 1 s", lambda: _for_seconds(1)),
        ("and search, 5 s", lambda: _for_seconds(5)),
    ):
        took_s, found = _batched(shift, until)
        rows.append([name, f"{took_s:.1f} s", *_walked(found, shift.exact_m(found), compared_m)])
    return [[str(shift.blocks), *row] for row in rows]


def _walked(found: Batches, walked_m: float, compared_m: tuple[float, float]) -> list[str]:
    against = [f"{walked_m / other_m - 1:+.0%}" for other_m in compared_m]
    return [str(len(found.carts)), f"{walked_m:,.0f} m", *against]


def _batched(shift: _Shift, until: Callable[[], Until]) -> tuple[float, Batches]:
    start = time.perf_counter()
    found = batched(shift.layout, shift.orders, _SIZE, until())
    return time.perf_counter() - start, found


def _for_seconds(seconds: float) -> Until:
    end = time.perf_counter() + seconds
    return lambda _steps: time.perf_counter() >= end


def _places(ways: Ways) -> list[Point]:
    """A bin every metre of every aisle, half a metre from the cross aisles on."""
    return [
        Point(aisle.x_mm, y_mm)
        for aisle in ways.aisles
        for y_mm in range(aisle.from_mm + 500, aisle.to_mm, 1_000)
    ]


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


_ABOUT_ROUTES = """Walks through 30 bins at random in 10 aisles of 20 m a block, 3 m apart, 300 of
them: everything that a list tells (order, legs, lengths), with a layout that was just made.
The fallback is for one-way aisles and more than three blocks; here it is compared with the exact
walk on 40 of the same. The processor's time is what counts where others use the machine too."""

_ABOUT_CARTS = """100 orders of 1 to 6 bins at random in the same warehouses, carts of 8 slots.
Carts filled as the orders come, walked in S-shape and exactly, against carts of `batched`, walked
exactly."""


def main() -> None:
    """Prints both chapters."""
    for chapter in (routes(), carts()):
        sys.stdout.write(chapter.text() + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
