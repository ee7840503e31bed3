"""What became of each record, or what would become of it: one row each."""

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from packbench.domain.outcomes import BESIDE, RowOutcome
from packbench.engine.bulk import RowResult
from packbench.ui.parts.bulk.spec import Mending
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import Tone
from packbench.words.language import tr, tr_count
from packbench.words.refusals import message

Mends = Callable[[RowResult], Mending | None]

_ORDER = (
    RowOutcome.REFUSED,
    RowOutcome.WAITING,
    RowOutcome.LOSES,
    RowOutcome.DONE,
    RowOutcome.MADE,
)  # what somebody must look at comes first


def results_table(
    row_title: str, theme: Theme, parent: QWidget, mends: Mends | None = None
) -> ListTable[RowResult]:
    """A table for results; `row_title` is the heading of the records' names.

    With `mends` it tells what would let each of the refused rows go.
    """
    columns: list[ListColumn[RowResult]] = [
        ListColumn(row_title, lambda row: Cell(row.order_number, bold=True), 14),
        ListColumn(tr("Outcome"), lambda row: _outcome(row.outcome), 16),
        *_mending(mends),
        ListColumn(tr("What happens"), lambda row: Cell(message(row.notes)), 40),
    ]
    return ListTable(tr("What happens to each"), columns, theme, parent)


def _mending(mends: Mends | None) -> list[ListColumn[RowResult]]:
    if mends is None:
        return []

    def cell(row: RowResult) -> Cell:
        mending = mends(row)
        return Cell(mending.words, icon="arrow-right") if mending else formats.words(None)

    return [ListColumn(tr("Mended by"), cell, 16)]


def worst_first(results: Sequence[RowResult]) -> list[RowResult]:
    """What was refused, then what still waits, then what is done; else in the order given.

    An order that came of another one stays below it.
    """
    if any(row.outcome is RowOutcome.MADE for row in results):
        return sorted(results, key=lambda row: row.outcome is not RowOutcome.REFUSED)
    return sorted(results, key=lambda row: _ORDER.index(row.outcome))


def is_chosen(row: RowResult) -> bool:
    """Whether a row was chosen and goes through, or will."""
    return row.outcome is not RowOutcome.REFUSED and row.outcome not in BESIDE


def summary(results: Sequence[RowResult], *, preview: bool) -> str:
    """How many records come to what, in words."""
    if not results:
        return tr("There is nothing to do.")
    counts = Counter(row.outcome for row in results)
    words = {
        RowOutcome.DONE: tr("{count} would be done") if preview else tr("{count} done"),
        RowOutcome.WAITING: tr("{count} would still wait")
        if preview
        else tr_count("{count} still waits", "{count} still wait", counts[RowOutcome.WAITING]),
        RowOutcome.REFUSED: tr("{count} not possible"),
        RowOutcome.LOSES: tr_count(
            "{count} loses by it", "{count} lose by it", counts[RowOutcome.LOSES]
        ),
        RowOutcome.MADE: tr_count("{count} new", "{count} new", counts[RowOutcome.MADE]),
    }
    number = QLocale().toString
    parts = [words[one].format(count=number(counts[one])) for one in words if counts[one]]
    return " · ".join(parts)


def tone_of(results: Sequence[RowResult]) -> Tone:
    """How good that is, as a colour."""
    outcomes = {row.outcome for row in results}
    if outcomes & {RowOutcome.REFUSED, RowOutcome.LOSES}:
        return Tone.ATTENTION
    return Tone.WAITING if RowOutcome.WAITING in outcomes else Tone.READY


def _outcome(outcome: RowOutcome) -> Cell:
    match outcome:
        case RowOutcome.DONE:
            return formats.state(tr("Goes through"), "circle-check", Tone.READY)
        case RowOutcome.WAITING:
            return formats.state(tr("Still waits"), "hourglass", Tone.WAITING)
        case RowOutcome.MADE:
            return formats.state(tr("New order"), "package-plus", Tone.READY)
        case RowOutcome.LOSES:
            return formats.state(tr("Loses stock"), "arrow-down", Tone.ATTENTION)
        case _:
            return formats.state(tr("Not possible"), "triangle-alert", Tone.ATTENTION)
