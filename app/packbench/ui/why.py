"""Why an order was allocated as it was, and for what waits the cheapest things that would help."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from packbench.domain.allocation.decision import WarehouseDecision
from packbench.services.orders.advice import Advice, advise
from packbench.services.orders.looking import LineExplanation
from packbench.ui.fixes import fix_buttons
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.parts.widgets.notice import Notice
from packbench.ui.parts.widgets.painted_rows import TextRow
from packbench.ui.parts.widgets.read_later import Later, ReadLater
from packbench.ui.parts.widgets.states import capital
from packbench.ui.workplace import Workplace
from packbench.words.advice import answer_words, fix_words
from packbench.words.language import tr, tr_count
from packbench.words.states import reason_words

_LINES_TOLD = 50


def why_rows(explanations: Sequence[LineExplanation]) -> list[TextRow]:
    """A row for each line, and below it one for each warehouse."""
    return [row for one in explanations for row in _rows(one)]


def advice_later(place: Workplace, slot: str, number: str) -> QWidget:
    """What would help an order that waits; read in the background, after the other details.

    Args:
        place: the window and the database.
        slot: the panel's own in the read lane.
        number: the order.
    """

    def read() -> list[Advice]:
        return advise(place.context, number)

    later = Later(slot, read, lambda advice: _advised(advice, place))
    return ReadLater(later, place.desk.runner)


def _advised(advice: Sequence[Advice], place: Workplace) -> list[QWidget]:
    """For each line that was looked into a notice and what does it; as many as can be read."""
    told = [one for one in advice if one.fixes][:_LINES_TOLD]
    parts: list[QWidget] = []
    for one in told:
        parts.append(_notice(one, place.desk.theme))
        buttons = fix_buttons(place, one)
        parts += [buttons] if buttons is not None else []
    left = len(advice) - len(told)
    if left:
        words = tr_count("{count} more line waits.", "{count} more lines wait.", left)
        parts.append(PlainLabel(words.format(count=QLocale().toString(left))))
    return parts or [PlainLabel(tr("It waits no more."))]


def _notice(advice: Advice, theme: Theme) -> Notice:
    count = QLocale().toString(advice.quantity)
    words = tr_count(
        "{count} of {sku} waits: {reason}.", "{count} of {sku} wait: {reason}.", advice.quantity
    ).format(count=count, sku=advice.sku, reason=reason_words(advice.reason))
    fixes = "\n".join(fix_words(one, formats.day_in_words) for one in advice.fixes)
    return Notice(Tone.WAITING, "hourglass", words, fixes, theme)


def _rows(line: LineExplanation) -> Iterator[TextRow]:
    wanted = tr("{count} wanted").format(count=QLocale().toString(line.wanted))
    yield TextRow(Cell(line.sku, bold=True), Cell(wanted, muted=True))
    for decision in line.decisions:
        yield _row(decision, complete_only=line.complete_only)


def _row(decision: WarehouseDecision, *, complete_only: bool) -> TextRow:
    number = QLocale().toString
    answer = capital(answer_words(decision, complete_only=complete_only, number=number))
    if decision.taken:
        name = Cell(decision.warehouse, icon="check", tone=Tone.READY)
        return TextRow(name, Cell(answer), inside=True)
    icon = "x" if decision.fence else "circle-dashed"
    return TextRow(Cell(decision.warehouse, icon=icon, muted=True), Cell(answer, muted=True), True)
