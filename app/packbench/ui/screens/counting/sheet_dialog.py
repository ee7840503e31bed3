"""A count sheet with its differences: counted again, posted, printed, cancelled."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale, QSize, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.domain.count_sheets import AGAIN, CountState, CountStatus
from packbench.services.counting.accuracy import AccuracyRow
from packbench.services.counting.views import CountLineView, CountSheetView
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.counting import (
    choice_words,
    count_state_word,
    count_status_word,
    difference_sign,
    units_words,
)
from packbench.words.language import tr

_SIZE = QSize(1180, 700)


class SheetDialog(KeyDialog):
    """Enter shows what posting does, Enter again posts; Escape closes.

    Signals:
        post_wanted: whether what is not counted may stay as it is, and whether the effect was
            shown: then it is to be posted.
        recount_wanted: the bins that are to be counted again; none: those that must be.
        counted: the sheet is to be counted by scan.
        printed: it is wanted on paper.
        cancelled: it is given up.
    """

    post_wanted = Signal(bool, bool)
    recount_wanted = Signal(object)
    counted = Signal()
    printed = Signal()
    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("count_sheet_dialog")
        self.setWindowTitle(tr("Count sheet"))
        self._theme = theme
        self.held_by: object = None
        self.view: CountSheetView | None = None
        self._head, self._effect = PlainLabel(parent=self), PlainLabel(parent=self)
        self.only = QCheckBox(tr("Only &differences and what is left"), self)
        self.leave = QCheckBox(tr("What is not counted &stays as it is"), self)
        self.table = ListTable(tr("Places"), _columns(), theme, self)
        self._recount = self._button(tr("Count &again"), self._ask_recount)
        self._count = self._button(tr("&Count by scan"), self.counted.emit)
        self._print = self._button(tr("&Print…"), self.printed.emit)
        self._cancel = self._button(tr("Cancel the s&heet"), self.cancelled.emit)
        self._post = self._button("", self._ask_post)
        self._is_shown = False
        self._lay_out()
        self.only.toggled.connect(self._fill)
        self.leave.toggled.connect(self._forget)
        self._forget()
        self.resize_within_screen(_SIZE)

    @property
    def told(self) -> str:
        """What posting would do, or why it can't be done."""
        return self._effect.text()

    def show_sheet(self, view: CountSheetView) -> None:
        """Shows a sheet as it is now."""
        self.view = view
        head = view.sheet
        self.setWindowTitle(tr("Count sheet {name}").format(name=head.sheet))
        number = QLocale().toString
        words = tr("{sheet} · {warehouse} · {what} · {state} · {done} of {all} counted")
        self._head.setText(
            words.format(
                sheet=head.sheet,
                warehouse=head.warehouse,
                what=choice_words(head.chosen, head.value),
                state=count_status_word(head.status),
                done=number(head.counted),
                all=number(head.lines),
            )
        )
        self._fill()
        self._forget()
        self.table.setFocus()

    def show_effect(self, words: str) -> None:
        """What posting would do: the next Enter does it."""
        set_look(self._effect, "word", Tone.NEUTRAL.value)
        self._effect.setText(words)
        self._is_shown = True
        self._post.setText(tr("Post it"))
        self._post.setEnabled(True)

    def refuse(self, words: str) -> None:
        """Says why nothing was posted."""
        self._forget()
        set_look(self._effect, "word", Tone.WRONG.value)
        self._effect.setText(words)

    def _fill(self) -> None:
        lines: Sequence[CountLineView] = [] if self.view is None else self.view.lines
        if self.only.isChecked():
            left = AGAIN | {CountState.OPEN}
            lines = [one for one in lines if one.difference or one.state in left]
        self.table.rows.show(lines)
        self.table.take_in_hand(0)

    def _forget(self) -> None:
        """What was shown is of another posting."""
        self._is_shown = False
        is_open = self.view is not None and self.view.sheet.status is CountStatus.OPEN
        words = tr("Nothing is posted before you have seen what it does.") if is_open else ""
        set_look(self._effect, "word", Tone.NEUTRAL.value)
        self._effect.setText(words)
        self._post.setText(tr("Show what posting does"))
        for one in (self._post, self._recount, self._count, self._cancel):
            one.setEnabled(is_open)
        self.leave.setVisible(is_open)

    def _ask_post(self) -> None:
        self._post.setEnabled(False)  # until the answer: a second Enter must not send twice
        self.post_wanted.emit(self.leave.isChecked(), self._is_shown)

    def _ask_recount(self) -> None:
        """Of several rows their bins, else what has to be; without any the one in hand."""
        shown = self.table.rows.shown
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        must = self.view is not None and any(one.state in AGAIN for one in self.view.lines)
        bins = list(dict.fromkeys(shown[row].location for row in rows))
        self.recount_wanted.emit([] if must and len(rows) < 2 else bins)  # noqa: PLR2004 - several

    def _button(self, words: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: pressed())
        return button

    def _lay_out(self) -> None:
        self._head.setFont(self._theme.font(SCALE_HEADING, bold=True, tabular=True))
        for label in (self._head, self._effect):
            label.setWordWrap(True)
        self._post.setProperty("look", "main")
        self._post.setDefault(True)
        close = self._button(tr("Close"), self.reject)
        checks = QHBoxLayout()
        checks.setSpacing(SPACE_GROUPS)
        checks.addWidget(self.only)
        checks.addStretch()
        checks.addWidget(self.leave)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        for one in (self._print, self._recount, self._cancel):
            buttons.addWidget(one)
        buttons.addStretch()
        for one in (close, self._count, self._post):
            buttons.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(self._head)
        layout.addLayout(checks)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._effect)
        layout.addLayout(buttons)


def _columns() -> list[ListColumn[CountLineView]]:
    return [
        ListColumn(tr("Bin"), lambda one: Cell(one.location, bold=True), 10),
        ListColumn(tr("SKU"), lambda one: Cell(one.sku, tip=one.name), 16),
        ListColumn(tr("Lot"), _lot, 10),
        ListColumn(tr("Expected"), lambda one: _number(one.expected), 8, Align.END),
        ListColumn(tr("Counted"), _counted, 9, Align.END),
        ListColumn(tr("Difference"), _difference, 9, Align.END),
        ListColumn(tr("To pick"), lambda one: _number(one.to_pick or None), 7, Align.END),
        ListColumn(tr("Who"), lambda one: Cell(one.counter or ""), 9),
        ListColumn(tr("State"), _state, 20),
    ]


def _number(value: int | None) -> Cell:
    return Cell("–", muted=True) if value is None else formats.number(value)


def _lot(one: CountLineView) -> Cell:
    return Cell(one.lot) if one.lot else Cell("–", muted=True)


def _counted(one: CountLineView) -> Cell:
    if one.counted is None:
        return Cell("–", muted=True)
    tip = tr("{count} picked from here and not shipped, or in a picker's hand")
    beside = one.taken + one.picked
    words = units_words(one.counted, one.taken, one.picked)
    return Cell(words, tip=tip.format(count=beside) if beside else "")


def _difference(one: CountLineView) -> Cell:
    if one.difference is None:
        return Cell("–", muted=True)
    words = difference_sign(one.difference)
    if not one.difference:
        return Cell(words, muted=True)
    icon, tone = ("arrow-down", Tone.WRONG) if one.difference < 0 else ("arrow-up", Tone.ATTENTION)
    return formats.state(words, icon, tone)


def _state(one: CountLineView) -> Cell:
    words = count_state_word(one.state)
    if one.state in AGAIN:
        return formats.state(words, "triangle-alert", Tone.ATTENTION)
    if one.state is CountState.OPEN:
        return Cell(words, muted=True)
    return Cell(words)


class AccuracyDialog(KeyDialog):
    """How often counts were right; Enter writes the rows to a file.

    Signals:
        exported: what is shown is to be written to a file.
    """

    exported = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("accuracy_dialog")
        self.setWindowTitle(tr("Accuracy of counts"))
        self._told = PlainLabel(tr("Reading…"), self)
        self.zones = ListTable(tr("By zone"), _accuracy_columns(tr("Zone")), theme, self)
        self.people = ListTable(tr("By who counted"), _accuracy_columns(tr("Who")), theme, self)
        self._rows: Sequence[AccuracyRow] = ()
        self._export = QPushButton(tr("Export…"), self)
        self._lay_out()
        self.resize_within_screen(QSize(820, 600))

    def show_rows(self, found: Sequence[AccuracyRow]) -> None:
        """Zones and people."""
        self._rows = found
        self.zones.rows.show([one for one in found if one.what == "zone"])
        self.people.rows.show([one for one in found if one.what == "counter"])
        words = tr("Of zones: places as the books had them. Of people: counts as they were posted.")
        self._told.setText(words if found else tr("No count sheet was posted yet."))
        self._export.setEnabled(bool(found))

    def refuse(self, words: str) -> None:
        """Says why nothing can be told."""
        self._told.setText(words)

    def _lay_out(self) -> None:
        self._told.setWordWrap(True)
        close = QPushButton(tr("Close"), self)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        self._export.setProperty("look", "main")
        self._export.setDefault(True)
        self._export.setEnabled(False)
        self._export.clicked.connect(lambda: self.exported.emit(list(self._rows)))
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addStretch()
        buttons.addWidget(close)
        buttons.addWidget(self._export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(self._told)
        layout.addWidget(self.zones, 1)
        layout.addWidget(self.people, 1)
        layout.addLayout(buttons)


def _accuracy_columns(name: str) -> list[ListColumn[AccuracyRow]]:
    return [
        ListColumn(name, lambda one: Cell(one.name, bold=True), 20),
        ListColumn(tr("Counted"), lambda one: formats.number(one.counted), 9, Align.END),
        ListColumn(tr("Exact"), lambda one: formats.number(one.exact), 9, Align.END),
        ListColumn(tr("Percent"), _percent, 9, Align.END),
        ListColumn(tr("Units less"), lambda one: formats.number(one.missing), 9, Align.END),
        ListColumn(tr("Units more"), lambda one: formats.number(one.found), 9, Align.END),
    ]


def _percent(one: AccuracyRow) -> Cell:
    return Cell(tr("{percent} %").format(percent=QLocale().toString(one.percent, "f", 1)))
