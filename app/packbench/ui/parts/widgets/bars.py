"""Bars of a chart, and what stands behind each of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from packbench.ui.parts.theme.tokens import Tone


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it is of, how long it is, that in words, and what is behind it.

    `mark` is a second value on the same scale, drawn as a line; None where there is none.
    """

    label: str
    value: float
    words: str
    rows: Sequence[Any]
    mark: float | None = None

    @property
    def short(self) -> str:
        """The label where there is little room: an hour without its minutes."""
        return self.label.removesuffix(":00")


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars that belong together.

    Attributes:
        key: which of the charts.
        title: its heading.
        empty: what is told where there is no bar.
        tone: the colour of its bars.
        upright: bars stand beside each other, as along a day; else they lie below each other.
    """

    key: str
    title: str
    empty: str
    tone: Tone
    bars: list[Bar] = field(default_factory=list)
    upright: bool = False
