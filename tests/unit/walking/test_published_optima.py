"""The exact route against optima that others have proven, on one and two blocks."""

import os
import random

import pytest

from helpers.walking import PUBLISHED, Published, published
from packbench.domain.walking.exact import exact_tour
from packbench.domain.walking.network import walked_mm

_ALL = "PACKBENCH_ALL_PUBLISHED_ROUTES"
_SAMPLE = 200

pytestmark = pytest.mark.skipif(
    not PUBLISHED.exists(), reason=f"needs ../shared/data/{PUBLISHED.name}"
)


def _instances() -> list[Published]:
    every = published()
    return every if os.environ.get(_ALL) else random.Random(20).sample(every, _SAMPLE)  # noqa: S311 - a sample


def test_every_published_optimum_is_equalled() -> None:
    """All 2,400 of them with PACKBENCH_ALL_PUBLISHED_ROUTES=1."""
    instances = _instances()
    assert len(instances) in {_SAMPLE, 2_400}
    longer = []
    for one in instances:
        tour = exact_tour(one.ways, one.stops)
        assert tour[0] == tour[-1] == one.ways.depot
        assert set(one.stops) <= set(tour)
        if walked_mm(tour) != one.optimum_mm:
            longer.append((one.name, walked_mm(tour), one.optimum_mm))
    assert longer == []
