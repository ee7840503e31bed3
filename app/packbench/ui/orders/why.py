"""Why an order was allocated as it was: for each line what each warehouse answered."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QLocale

from packbench.messages import reason_words
from packbench.services.orders import LineExplanation, WarehouseDecision
from packbench.texts import tr
from packbench.ui.tables.columns import Cell
from packbench.ui.theme.tokens import Tone
from packbench.ui.widgets.painted_rows import TextRow
from packbench.ui.widgets.states import capital


def why_rows(explanations: Sequence[LineExplanation]) -> list[TextRow]:
    """A row for each line, and below it one for each warehouse."""
    return [row for one in explanations for row in _rows(one)]


def _rows(line: LineExplanation) -> Iterator[TextRow]:
    wanted = tr("{count} wanted").format(count=QLocale().toString(line.wanted))
    yield TextRow(Cell(line.sku, bold=True), Cell(wanted, muted=True))
    for decision in line.decisions:
        yield _row(decision, complete_only=line.complete_only)


def _row(decision: WarehouseDecision, *, complete_only: bool) -> TextRow:
    answer = _answer(decision, complete_only=complete_only)
    if decision.taken:
        name = Cell(decision.warehouse, icon="check", tone=Tone.READY)
        return TextRow(name, Cell(answer), inside=True)
    icon = "x" if decision.fence else "circle-dashed"
    return TextRow(Cell(decision.warehouse, icon=icon, muted=True), Cell(answer, muted=True), True)


def _answer(decision: WarehouseDecision, *, complete_only: bool) -> str:
    if decision.taken:
        count = QLocale().toString(decision.taken)
        return " · ".join([tr("{count} taken").format(count=count), *_ratings(decision)])
    if decision.fence:
        return capital(reason_words(decision.fence))
    if complete_only:
        return tr("Nothing taken: ships only complete")
    words = tr("Not tried") if decision.untried else tr("Not needed")
    return " · ".join([words, *_ratings(decision)])


def _ratings(decision: WarehouseDecision) -> list[str]:
    """What made it better or worse than others."""
    rank, distance_km = decision.rating.get("rank"), decision.rating.get("distance_km")
    told = []
    if rank is not None:
        told.append(tr("rank {rank}").format(rank=rank))
    if distance_km is not None:
        told.append(tr("{count} km").format(count=QLocale().toString(distance_km)))
    return told
