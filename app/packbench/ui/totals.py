"""The sentence about the chosen rows: `12 orders selected: 37 lines, 84 units`."""

from array import array
from collections.abc import Callable

from PySide6.QtCore import QLocale

from packbench.domain.views import ViewTab
from packbench.engine.command.context import Context
from packbench.services.office.totals import Sums, sum_up
from packbench.ui.parts.tables import formats
from packbench.words.counted import Counted, counted
from packbench.words.language import tr
from packbench.words.totals import HEADS, NUMBERS

TotalsOf = Callable[["array[int]", Callable[[], bool]], str]
"""Tells of these rows; empty when nobody wants to know any more. In the read lane."""


def totals_of(context: Context, tab: ViewTab) -> TotalsOf:
    """Sums up rows of a list."""

    def tell(ids: "array[int]", wanted: Callable[[], bool]) -> str:
        sums = sum_up(context, tab, ids, wanted)
        return "" if sums is None else told(tab, sums)

    return tell


def told(tab: ViewTab, sums: Sums) -> str:
    """The sums of a list in words."""
    parts = [_counted(NUMBERS[name], count) for name, count in sums.numbers.items()]
    parts += [formats.money(amount, currency).text for currency, amount in sums.money.items()]
    head = _counted(HEADS[tab], sums.rows)
    return tr("{rows}: {totals}").format(rows=head, totals=", ".join(parts)) if parts else head


def _counted(words: Counted, count: int) -> str:
    return counted(words, {"count": count}).format(count=QLocale().toString(count))
