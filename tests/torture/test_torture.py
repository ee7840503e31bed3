"""A minute of torture on each engine; the long run is `make torture`."""

import os
import random

import pytest

from torture.run import ENGINES, torture

MINUTES = float(os.environ.get("PACKBENCH_TORTURE_MINUTES", "1"))


@pytest.mark.parametrize("engine", ENGINES)
def test_whatever_breaks_what_was_told_is_true(engine: str) -> None:
    report = torture(engine, MINUTES, stations=3, windows=1, seed=random.randrange(2**32))  # noqa: S311 - luck
    assert report.is_good, "\n".join(report.lines())
    assert len(report.spells) >= MINUTES * 3
