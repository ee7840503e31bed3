"""The plots of the dashboard: what each reads, and its bars."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QLocale

from packbench.domain.picking import WorkStep
from packbench.engine.command.context import Context
from packbench.services.dashboard.rows import Scope
from packbench.services.dashboard.work import (
    Aged,
    Counted,
    orders_by_age,
    orders_by_state,
    shipments_by_step,
)
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.bars import Bar, Chart
from packbench.ui.parts.widgets.states import capital
from packbench.words.dashboard import ages_words
from packbench.words.language import mark, tr
from packbench.words.picking import step_word
from packbench.words.states import status_word


@dataclass(frozen=True, slots=True)
class Plot:
    """One plot.

    Attributes:
        key: its name.
        title: its heading, to be translated.
        read: what it is made of; in the read lane.
        bars: of what was read.
        empty: what is told where there is no bar, to be translated.
        tone: the colour of its bars.
        upright: bars stand beside each other.
        spans: whether it looks back over the chosen days.
        slow: whether it is read again only when that is asked for, or after a long while.
    """

    key: str
    title: str
    read: Callable[[Context, Scope], Any]
    bars: Callable[[Any], list[Bar]]
    empty: str
    tone: Tone
    upright: bool = False
    spans: bool = False
    slow: bool = False

    def chart(self, bars: list[Bar], words: str = "") -> Chart:
        """The plot with these bars; `words` where there are none."""
        empty = words or tr(self.empty)
        return Chart(self.key, tr(self.title), empty, self.tone, bars, upright=self.upright)


def _number(count: int) -> str:
    return QLocale().toString(count)


def _states(found: Sequence[Counted]) -> list[Bar]:
    return [
        Bar(capital(status_word(one.name)), one.count, _number(one.count), [one.rows])
        for one in found
    ]


def _steps(found: Sequence[Counted]) -> list[Bar]:
    return [
        Bar(capital(step_word(WorkStep(one.name))), one.count, _number(one.count), [one.rows])
        for one in found
    ]


def _ages(found: Sequence[Aged]) -> list[Bar]:
    words = tr("{place} · {ages}")
    return [
        Bar(
            words.format(place=one.warehouse or tr("All"), ages=ages_words(one.ages)),
            *(one.count, _number(one.count), [one.rows]),
        )
        for one in found
    ]


PLOTS = (
    Plot(
        "states",
        mark("Open orders by state"),
        orders_by_state,
        _states,
        mark("No order is open."),
        Tone.MOVING,
    ),
    Plot(
        "steps",
        mark("Shipments by step"),
        shipments_by_step,
        _steps,
        mark("Nothing is to be picked or packed."),
        Tone.READY,
    ),
    Plot(
        "ages",
        mark("Open orders by age and warehouse"),
        orders_by_age,
        _ages,
        mark("No order is open."),
        Tone.ATTENTION,
    ),
)
