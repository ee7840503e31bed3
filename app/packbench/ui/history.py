"""The history of a record in its panel: read in pages, searched, with ways to what it names."""

from functools import partial

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from packbench.engine.command.context import Context
from packbench.services.office.history import (
    PAGE,
    History,
    HistoryEvent,
    RecordKind,
    history_of,
    record_id,
)
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.theme.plain_text import PlainLabel, on_button
from packbench.ui.parts.theme.tokens import SPACE, Tone
from packbench.ui.parts.widgets.details_panel import DetailsSection
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.flow_layout import FlowLayout
from packbench.ui.parts.widgets.line_field import LineField
from packbench.ui.parts.widgets.painted_rows import TextRow, TextRows
from packbench.ui.workplace import Workplace
from packbench.words.history import event_lines, fits_words, older_words, title_words
from packbench.words.language import tr

_PASSING_MS = 400  # who only passes by with the arrow keys has nothing read
_TYPING_MS = 250


def history_section(place: Workplace, slot: str, kind: RecordKind, name: str) -> DetailsSection:
    """The section of a panel with a record's history.

    Args:
        place: the window and the database.
        slot: the panel's own in the read lane.
        kind: of the record.
        name: its number or SKU.
    """
    view = HistoryView(place, f"{slot}.history", kind, name)
    return DetailsSection(tr("History"), view, place.desk.theme)


def read_page(
    context: Context, kind: RecordKind, name: str, wanted: str, before: int | None
) -> History:
    """A page of the history of a record that is known by its number or SKU; for the read lane."""
    own = record_id(context, kind, name)
    if not wanted:
        return history_of(context, kind, own, before=before)
    fits = partial(fits_words, wanted=wanted)
    return history_of(context, kind, own, before=before, limit=PAGE, fits=fits)


class HistoryView(QWidget):
    """What happened, the newest first: the first page when it is seen, more of them by a button.

    Typing into its field looks through all of it; answers that come too late are dropped.
    """

    def __init__(self, place: Workplace, slot: str, kind: RecordKind, name: str) -> None:
        super().__init__()
        self.setObjectName("history")
        self._place, self._slot, self._kind, self._name = place, slot, kind, name
        self._asked = False
        self._more: int | None = None
        self._pages: list[QWidget] = []
        self.field = LineField()
        self.field.setObjectName("history_search")
        self.field.setPlaceholderText(tr("Search the history…"))
        self.field.setAccessibleName(tr("Search the history"))
        self.words = PlainLabel(tr("Looking…"), self)
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        self.more = QPushButton(tr("Show more"), self)
        self.more.setObjectName("history_more")
        self.more.setAutoDefault(False)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.hide()
        self._lay_out()
        self._passing = self._make_timer(_PASSING_MS)
        self._typing = self._make_timer(_TYPING_MS)
        self.field.textEdited.connect(self._typing.start)
        self.more.clicked.connect(lambda: self._read(self._more))

    def showEvent(self, event: QShowEvent) -> None:
        """Reads when it has been in view for a moment, once."""
        if not self._asked:
            self._passing.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Reads nothing for a panel that is out of view."""
        self._passing.stop()
        super().hideEvent(event)

    def _make_timer(self, interval_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval_ms)
        timer.timeout.connect(lambda: self._read(None))
        return timer

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        self._body = QVBoxLayout()
        self._body.setSpacing(SPACE)
        layout.addWidget(self.field)
        layout.addLayout(self._body)
        layout.addWidget(self.words)
        layout.addWidget(self.more)

    def _read(self, before: int | None) -> None:
        self._asked = True
        wanted = self.field.text().strip()
        read = partial(read_page, self._place.context, self._kind, self._name, wanted, before)
        show = partial(self._show, wanted, before)
        self._place.desk.runner.read(self._slot, read, show, owner=self)

    def _show(self, wanted: str, before: int | None, page: History) -> None:
        if wanted != self.field.text().strip():
            return
        if before is None:
            self._empty()
        shown = self._page(page.events)
        self._pages.append(shown)
        self._body.addWidget(shown)
        self._more = page.more
        self.more.setVisible(page.more is not None)
        self.words.setText(self._below(page))
        self.words.setVisible(bool(self.words.text()))

    def _empty(self) -> None:
        for page in self._pages:
            self._body.removeWidget(page)
            page.hide()
            page.deleteLater()
        self._pages = []

    def _below(self, page: History) -> str:
        if page.more is not None:
            return ""
        if page.older:
            return older_words()
        if page.events or len(self._pages) > 1:
            return ""
        return tr("Nothing of this is written down.")

    def _page(self, events: list[HistoryEvent]) -> QWidget:
        """Rows for the events; behind one that names others, buttons that go there."""
        page = QWidget(self)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        rows: list[TextRow] = []
        for event in events:
            rows += event_rows(event)
            if event.orders or event.skus:
                layout.addWidget(self._rows(rows))
                layout.addWidget(self._ways(event))
                rows = []
        if rows:
            layout.addWidget(self._rows(rows))
        return page

    def _rows(self, rows: list[TextRow]) -> TextRows:
        return TextRows(rows, tr("History"), self._place.desk.theme)

    def _ways(self, event: HistoryEvent) -> QWidget:
        ways = QWidget(self)
        layout = FlowLayout(ways)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        for number in event.orders:
            layout.addWidget(self._way(number, partial(self._to_order, number)))
        for sku in event.skus:
            layout.addWidget(self._way(sku, partial(self._to_product, sku)))
        return ways

    def _way(self, name: str, go: "partial[None]") -> QPushButton:
        words = tr("Go to {name}").format(name=name)
        button = QPushButton(on_button(words), self)
        button.setObjectName("history_way")
        button.setAutoDefault(False)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _: go())
        return button

    def _to_order(self, number: str) -> None:
        place = self._place

        def go(order_id: int) -> None:
            place.open_record("orders", order_id)

        place.desk.runner.read(
            "find",
            lambda: record_id(place.context, RecordKind.ORDER, number),
            go,
            owner=place.desk.window,
        )

    def _to_product(self, sku: str) -> None:
        self._place.open_filtered("inventory", FilterState("", {"sku": frozenset({sku})}))


def event_rows(event: HistoryEvent) -> list[TextRow]:
    """An event as rows: what and when, by whom and where, then all that is told of it."""
    at = formats.moment(event.at)
    undone = bool(event.undone_by)
    title = Cell(title_words(event), bold=not undone, muted=undone)
    who = f"{event.operator} · {event.station}"
    rows = [
        TextRow(title, Cell(at.text, at.tip, muted=True)),
        TextRow(Cell(who, muted=True), Cell(at.tip, muted=True), inside=True),
    ]
    lines = event_lines(event, QLocale().toString)
    if undone:  # the last of them tells so
        *lines, last = lines
        rows += [TextRow(Cell(line, muted=True), inside=True) for line in lines]
        return [*rows, TextRow(Cell(last, icon="undo-2", tone=Tone.ATTENTION), inside=True)]
    return rows + [TextRow(Cell(line), inside=True) for line in lines]
