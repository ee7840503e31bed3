"""Planning alone, in memory: what a line costs as the backlog grows."""

import random
import time
from collections.abc import Iterator, Mapping, Sequence

from bench.report import Chapter, times
from packbench.domain.allocation.demand import DemandLine, DemandOrder, Part
from packbench.domain.allocation.planner import plan
from packbench.domain.allocation.rules import Rules, WarehouseFacts
from packbench.domain.allocation.supply import Supply
from packbench.engine.collector import without_collector

_PRODUCTS, _LINES_AN_ORDER, _MEAN_UNITS, _STOCKED = 4_000, 24, 6.5, 0.85
_CHUNK_ORDERS = 400
_REPEATS, _LARGE = 3, 100_000


def chapter(sizes: Mapping[int, Sequence[int]]) -> Chapter:
    """Microseconds a line by number of warehouses and lines; the ratio is to the fewest lines."""
    rows = []
    for count, counts in sizes.items():
        first = None
        for lines in counts:
            repeats = 1 if lines > _LARGE else _REPEATS
            cost = min(_microseconds_a_line(lines, count) for _ in range(repeats))
            first = first or cost
            rows.append([str(count), f"{lines:,}", f"{cost:.1f} µs", times(cost / first)])
    heads = ("warehouses", "lines", "a line", "ratio to the smallest")
    return Chapter("Planning alone, as the backlog grows", _ABOUT, heads, rows)


def _microseconds_a_line(lines: int, warehouse_count: int) -> float:
    dice = random.Random(lines)  # noqa: S311 - sample data, always the same
    share = round(lines * _MEAN_UNITS * _STOCKED / _PRODUCTS)
    supply = Supply(
        warehouse_count, {p: _spread(dice, share, warehouse_count) for p in range(_PRODUCTS)}
    )
    rules = Rules(
        tuple(WarehouseFacts(n, f"W{n:02}", rank=n) for n in range(1, warehouse_count + 1))
    )
    seconds = 0.0
    for chunk in _chunks(dice, lines // _LINES_AN_ORDER):
        with without_collector():
            started = time.perf_counter()
            for _ in plan(chunk, supply, rules):
                pass
            seconds += time.perf_counter() - started
    return seconds / lines * 1e6


def _spread(dice: random.Random, units: int, places: int) -> list[int]:
    """So many units, each at a place drawn at random, in ten lots."""
    at = [0] * places
    for lot in range(10):
        at[dice.randrange(places)] += units // 10 + (1 if lot < units % 10 else 0)
    return at


def _chunks(dice: random.Random, orders: int) -> Iterator[list[DemandOrder]]:
    for first in range(0, orders, _CHUNK_ORDERS):
        yield [_order(dice, one) for one in range(first, min(orders, first + _CHUNK_ORDERS))]


def _order(dice: random.Random, order_id: int) -> DemandOrder:
    chosen = dice.sample(range(_PRODUCTS), _LINES_AN_ORDER)
    lines = tuple(
        DemandLine(order_id * 100 + n, p, dice.randint(1, 12), (Part(p, 1, managed=True),))
        for n, p in enumerate(chosen)
    )
    return DemandOrder(order_id, "DE", "", lines)


_ABOUT = """The pure planner without a database: orders of 24 lines, stock for 85 % of the demand
spread over the warehouses at random, the exact choice among all sets of warehouses. The best of
three runs, of one for a million lines."""
