"""The plots of the dashboard: what each is read from, and its bars."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import QDate, QLocale

from packbench.domain.dashboard import STOCK_AGES
from packbench.domain.picking import WorkStep
from packbench.engine.command.context import Context
from packbench.services.dashboard.cover import Cover, runs_out
from packbench.services.dashboard.rows import Behind, Scope
from packbench.services.dashboard.sales import Sale, sales_by_channel, sales_by_sku
from packbench.services.dashboard.work import (
    Aged,
    OpenWork,
    orders_by_age,
    orders_by_state,
    shipments_by_step,
)
from packbench.services.dashboard.worth import Held, StockWorth, WorthOverTime, worth_over_time
from packbench.ui.parts.tables import formats
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.bars import Bar, Chart
from packbench.ui.parts.widgets.states import capital
from packbench.words.dashboard import ages_words
from packbench.words.language import mark, tr, tr_count
from packbench.words.picking import step_word
from packbench.words.states import status_word

MOST = 12  # bars of a kind that has very many


@dataclass(frozen=True, slots=True)
class DayOfValue:
    """The stock of a day, to be read when somebody wants it."""

    day: date


@dataclass(frozen=True, slots=True)
class StockPart:
    """A product at a warehouse, as far as it is in a bar."""

    of: StockWorth
    held: Held


Rows = Behind | DayOfValue | StockPart


@dataclass(frozen=True, slots=True)
class PlotSource:
    """What plots are made of.

    Attributes:
        read: in the read lane.
        slow: it is read again only when that is asked for, or after a long while.
    """

    read: Callable[[Context, Scope], Any]
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """One plot.

    Attributes:
        key: its name.
        source: what it is made of.
        title: its heading, to be translated.
        bars: of what was read.
        empty: what is told where there is no bar, to be translated.
        tone: the colour of its bars.
        upright: bars stand beside each other, over the whole width.
    """

    key: str
    source: str
    title: str
    bars: Callable[[Any], list[Bar]]
    empty: str
    tone: Tone
    upright: bool = False

    def chart(self, bars: list[Bar], words: str = "") -> Chart:
        """The plot with these bars; `words` where there are none."""
        empty = words or tr(self.empty)
        return Chart(self.key, tr(self.title), empty, self.tone, bars, upright=self.upright)


SOURCES: Mapping[str, PlotSource] = {
    "states": PlotSource(orders_by_state),
    "steps": PlotSource(shipments_by_step),
    "ages": PlotSource(orders_by_age),
    "channels": PlotSource(sales_by_channel, slow=True),
    "skus": PlotSource(sales_by_sku, slow=True),
    "cover": PlotSource(runs_out, slow=True),
    "worth": PlotSource(worth_over_time, slow=True),
}


def _number(count: int) -> str:
    return QLocale().toString(count)


def _counted(found: Sequence[OpenWork], word: Callable[[str], str]) -> list[Bar]:
    return [
        Bar(capital(word(one.name)), one.count, _number(one.count), [one.rows]) for one in found
    ]


def _step(name: str) -> str:
    return step_word(WorkStep(name))


def _ages(found: Sequence[Aged]) -> list[Bar]:
    words = tr("{place} · {ages}")
    return [
        Bar(
            words.format(place=one.warehouse or tr("All"), ages=ages_words(one.ages)),
            *(one.count, _number(one.count), [one.rows]),
        )
        for one in found
    ]


def _sales(found: Sequence[Sale]) -> list[Bar]:
    return [
        Bar(one.name or tr("without a channel"), one.count, _sold(one), [one.rows], one.before)
        for one in found[:MOST]
    ]


def _sold(one: Sale) -> str:
    change = one.change_percent
    if change is None:
        return _number(one.count)
    sign = "+" if change > 0 else ""
    told = {"count": _number(one.count), "change": f"{sign}{_number(change)}"}
    return tr("{count} ({change} %)").format(**told)


def _cover(found: Sequence[Cover]) -> list[Bar]:
    return [Bar(f"{one.sku} · {one.warehouse}", one.days, _lasts(one), [one.rows]) for one in found]


def _lasts(one: Cover) -> str:
    words = tr_count("{count} day, until {day}", "{count} days, until {day}", int(one.days))
    return words.format(count=_number(int(one.days)), day=formats.day(one.on).tip)


def _values(found: WorthOverTime) -> list[Bar]:
    if not any(found.totals):
        return []
    return [
        Bar(_short_day(day), float(value), _short_money(value), [DayOfValue(day)])
        for day, value in zip(found.days, found.totals, strict=True)
    ]


def _stock_ages(found: WorthOverTime) -> list[Bar]:
    bars = []
    for number, (ages, held) in enumerate(zip(STOCK_AGES, found.by_age, strict=True)):
        if held.units:
            parts = (StockPart(one, one.ages[number]) for one in found.stock)
            rows = sorted((one for one in parts if one.held.units), key=_dearest)
            bars.append(Bar(ages_words(ages), float(held.value), _worth(held, found), rows))
    return bars


def _turnover(found: WorthOverTime) -> list[Bar]:
    bars = []
    for warehouse in found.values:
        turns = found.turns(warehouse)
        if turns is not None:
            rows = [StockPart(one, one.held) for one in found.stock if one.warehouse == warehouse]
            words = tr("{times} times a year").format(times=QLocale().toString(turns, "f", 2))
            bars.append(Bar(warehouse, turns, words, sorted(rows, key=_dearest)))
    return bars


def _dead(found: WorthOverTime) -> list[Bar]:
    return [
        Bar(
            f"{one.sku} · {one.warehouse}",
            float(one.held.value),
            _worth(one.held, found),
            [one.rows],
        )
        for one in found.dead[:MOST]
    ]


def _dearest(one: StockPart) -> tuple[Decimal, int, str]:
    return -one.held.value, -one.held.units, one.of.sku


def _worth(held: Held, found: WorthOverTime) -> str:
    units = tr_count("{count} unit", "{count} units", held.units)
    money = formats.money(held.value.quantize(Decimal("0.01")), found.currency).text
    return f"{money} · {units.format(count=_number(held.units))}"


def _short_day(day: date) -> str:
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMM")


def _short_money(amount: Decimal) -> str:
    """Few figures, since many amounts stand beside each other: 12.3 k, 4.5 M."""
    for limit, letter in ((10**6, tr("M")), (10**4, tr("k"))):
        if abs(amount) >= limit:
            short = float(amount) / (10**6 if limit == 10**6 else 10**3)
            return f"{QLocale().toString(short, 'f', 1)} {letter}"
    return QLocale().toString(float(amount), "f", 0)


PLOTS = (
    Plot(
        *("states", "states", mark("Open orders by state")),
        *(partial(_counted, word=status_word), mark("No order is open."), Tone.MOVING),
    ),
    Plot(
        *("steps", "steps", mark("Shipments by step"), partial(_counted, word=_step)),
        *(mark("Nothing is to be picked or packed."), Tone.READY),
    ),
    Plot(
        *("ages", "ages", mark("Open orders by age and warehouse"), _ages),
        *(mark("No order is open."), Tone.ATTENTION),
    ),
    Plot(
        *("cover", "cover", mark("What runs out first, at the pace of the span"), _cover),
        *(mark("Nothing was asked for that is here."), Tone.WRONG),
    ),
    Plot(
        *("skus", "skus", mark("Units ordered most; the line is a year before"), _sales),
        *(mark("Nothing was ordered."), Tone.READY),
    ),
    Plot(
        *("dead", "worth", mark("In stock, and nothing shipped in the span"), _dead),
        *(mark("Of all that is in stock something was shipped."), Tone.WRONG),
    ),
    Plot(
        *("value", "worth", mark("Stock value over time"), _values),
        *(mark("No stock has a known value."), Tone.WAITING),
        upright=True,
    ),
    Plot(
        *("channels", "channels", mark("Orders by channel; the line is a year before"), _sales),
        *(mark("Nothing was ordered."), Tone.MOVING),
    ),
    Plot(
        *("stock_ages", "worth", mark("Stock by age"), _stock_ages),
        *(mark("Nothing is in stock."), Tone.ATTENTION),
    ),
    Plot(
        *("turnover", "worth", mark("How often stock turns in a year"), _turnover),
        *(mark("No stock has a known value."), Tone.MOVING),
    ),
)
