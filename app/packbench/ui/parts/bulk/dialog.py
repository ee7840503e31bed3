"""The one dialog of commands on many records: fields, what would happen, what did."""

import enum
from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from packbench.domain.outcomes import RowOutcome
from packbench.domain.scanning.assembler import Scan
from packbench.engine.bulk import Results, RowResult
from packbench.jobs.progress import Progress
from packbench.ui.parts.bulk.fields import MANY, Fields
from packbench.ui.parts.bulk.results import is_chosen, results_table, summary, tone_of, worst_first
from packbench.ui.parts.bulk.spec import Bulk, Mending
from packbench.ui.parts.shell.progress_strip import APPEARS_AFTER_MS, standing_words
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.empty_state import EmptyState, EmptyText
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.language import tr
from packbench.words.refusals import message

_SIZE, _TALL, _LARGE = QSize(880, 520), QSize(880, 680), QSize(980, 760)
_TRIED_AT_ONCE = 50  # records; more are tried when that is asked for: it stops other stations
_TOLD_IN_A_CELL = 60  # letters
_TOLD_AFTER = {RowOutcome.REFUSED, RowOutcome.LOSES}
_TYPING_MS = 300
_LOOK_MS = 100


class _State(enum.Enum):
    ASKING = enum.auto()
    RUNNING = enum.auto()
    DONE = enum.auto()


class BulkDialog(KeyDialog):
    """Asks what a command has to know. Enter does it, Escape leaves or stops what runs.

    Args:
        bulk: the command.
        on_scan: called with a scan, to find out what it stands for.
        theme: colours and fonts.
        parent: the window.

    Signals:
        tried: the Values to be tried without keeping anything; `show_trial` or `refuse` answers.
        submitted: the Values to be carried out; `finish` or `refuse` answers.
        stopped: what runs is to be stopped; `refuse` or `finish` answers, when it was too late.
    """

    tried = Signal(object)
    submitted = Signal(object)
    stopped = Signal()

    def __init__(
        self, bulk: Bulk, on_scan: Callable[[Scan], None], theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("bulk_dialog")
        self.setWindowTitle(bulk.words.title)
        room = parent.size() - QSize(SPACE_GROUPS, SPACE_GROUPS)
        size = (_TALL if bulk.as_told else _SIZE).boundedTo(room)
        self.resize_within_screen(_LARGE if len(bulk.fields) > MANY else size)
        self._bulk, self._on_scan, self._theme = bulk, on_scan, theme
        self._state = _State.ASKING
        self._has_looked = False
        self._running: Progress | None = None
        self._held: QWidget | None = None
        self._scroll: QScrollArea | None = None
        self.fields = Fields(bulk.fields, theme, self)
        self._verdict = PlainLabel(parent=self)
        self._verdict.setWordWrap(True)
        self.table = results_table(bulk.row, theme, self, bulk.mends)
        self._in_full = PlainLabel(parent=self)
        self._in_full.setWordWrap(True)
        self._in_full.hide()
        self._instead = EmptyState(theme, self)
        self._instead.setProperty("part", "surface")
        self._stack = QStackedWidget(self)
        self._bar, self._count = QProgressBar(self), PlainLabel(parent=self)
        self._chosen = PlainLabel(parent=self)
        self._try = QPushButton(tr("&Preview"), self)
        self._leave = QPushButton(tr("Cancel"), self)
        self._do = QPushButton(self)
        self._mend = QPushButton(tr("&Mend it"), self)
        self._mend.setVisible(bulk.mends is not None)
        self._typing = self._make_timer(_TYPING_MS, single=True)
        self._look = self._make_timer(_LOOK_MS, single=False)
        self._lay_out()
        self._connect()
        self._name_consequence(bulk.how_many(self.fields.values))
        if not self.fields.focus(bulk.begins_at):
            self._do.setFocus()
        self._type_on()
        if bulk.is_form:
            self.begin_typing()

    @property
    def verdict(self) -> str:
        """What would happen, what did, or why it can't be."""
        return self._verdict.text()

    @property
    def instead(self) -> str:
        """What stands where the rows will be; empty while there are some."""
        return self._instead.sentence if self._stack.currentWidget() is self._instead else ""

    def showEvent(self, event: QShowEvent) -> None:
        """The field with the keyboard is in view, also where the form is longer than its room."""
        super().showEvent(event)
        focused = self.focusWidget()
        if focused is not None and self._scroll is not None:
            self._scroll.ensureWidgetVisible(focused)

    def take_scan(self, scan: Scan) -> None:
        """Puts a scan where any is asked for; else it is looked up, and `fill_product` follows."""
        if self._state is not _State.ASKING or not self.fields.take_code(scan.text):
            self._on_scan(scan)

    def fill_product(self, sku: str, lot: str | None = None, units: int = 1) -> bool:
        """Puts a scanned product where one is asked for; False when none is."""
        return self._state is _State.ASKING and self.fields.take_product(sku, lot, units)

    def fill_bin(self, code: str) -> bool:
        """Puts a scanned bin where one is asked for; False when none is."""
        return self._state is _State.ASKING and self.fields.take_bin(code)

    def fill_lot(self, text: str) -> bool:
        """Puts a scanned text where a lot is asked for; False when none is."""
        return self._state is _State.ASKING and self.fields.take_lot(text)

    def follow(self, progress: Progress) -> None:
        """Shows how far it is, once it takes its time."""
        self._running = progress
        self._look.start()

    def show_trial(self, results: Results) -> None:
        """Shows what would become of each record."""
        self._end_running()
        self._has_looked = True
        self._show(results, preview=True)
        possible = sum(map(is_chosen, results.results))
        self._name_consequence(possible)
        self._do.setEnabled(possible > 0)

    def finish(self, results: Results) -> None:
        """Closes when all is done; else shows what was not possible, and why, and who lost."""
        self._end_running()
        if not {row.outcome for row in results.results} & _TOLD_AFTER:
            self.accept()
            return
        self._state = _State.DONE
        self._show(results, preview=False)
        self.fields.enable(on=False)
        self._try.hide()
        self._do.hide()
        self._leave.setText(tr("Close"))
        self._leave.setDefault(True)
        self.table.setFocus()

    def refuse(self, words: str) -> None:
        """Says why nothing was done or tried; what was filled in stays."""
        self._end_running()
        self._say(words, Tone.WRONG)
        if not self.table.rows.rowCount():
            self._show_instead(
                EmptyText(
                    "triangle-alert",
                    tr("It can't be done like this"),
                    tr("Fill in something else, or leave with Escape."),
                )
            )

    def reject(self) -> None:
        """Leaves; while it runs, asks it to stop."""
        if self._state is _State.RUNNING:
            self._leave.setEnabled(False)
            self.stopped.emit()
        elif self._state is _State.DONE:
            self.throw_away()
        else:
            super().reject()

    def _submit(self) -> None:
        if self._state is not _State.ASKING or self._lacks():
            return
        if self._bulk.looks_first and not self._has_looked:
            self._try_it()  # whoever was quicker sees first what would happen
            return
        self._run()
        self._say(self._bulk.words.doing, Tone.NEUTRAL)
        if self.instead:
            self._show_instead(EmptyText("hourglass", self._bulk.words.doing))
        self.submitted.emit(self.fields.values)

    def _try_it(self) -> None:
        if self._state is _State.ASKING and not self._lacks():
            self._say(tr("Trying it; nothing is changed yet…"), Tone.NEUTRAL)
            self._show_instead(EmptyText("hourglass", tr("Looking what will happen to each…")))
            self.tried.emit(self.fields.values)

    def _lacks(self) -> bool:
        missing = self.fields.missing()
        if missing is not None:
            self._say(missing[0], Tone.WRONG)
            missing[1].setFocus()
        return missing is not None

    def _type_on(self) -> None:
        """Forgets what was tried, and tries anew what can be tried quickly."""
        self._typing.stop()
        self._has_looked = False
        self._name_consequence(self._bulk.how_many(self.fields.values))
        self._chosen.setText(self._bulk.chosen(self.fields.values))
        self._do.setEnabled(True)
        self._say("", Tone.NEUTRAL)
        self.table.rows.show([])
        self._show_instead(self._what_next())
        if self._is_quick() and self.fields.missing() is None:
            self._typing.start()

    def _is_quick(self) -> bool:
        return self._bulk.tried_at_once or self._bulk.count <= _TRIED_AT_ONCE

    def _mending(self) -> Mending | None:
        """What would let the row in hand go."""
        row = self.table.currentIndex().row()
        shown = self.table.rows.shown
        if self._bulk.mends is None or not 0 <= row < len(shown):
            return None
        return self._bulk.mends(shown[row])

    def _take_in_hand(self) -> None:
        """The worst row is in hand, and not selected: all of them are copied."""
        first, nothing = self.table.rows.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate
        self.table.selectionModel().setCurrentIndex(first, nothing)

    def _tell_in_full(self) -> None:
        """What is told of the row in hand, where its cell is too narrow for it."""
        row, shown = self.table.currentIndex().row(), self.table.rows.shown
        words = message(shown[row].notes) if 0 <= row < len(shown) else ""
        self._in_full.setText(words)
        self._in_full.setVisible(len(words) > _TOLD_IN_A_CELL)

    def _name_mending(self) -> None:
        mending = self._mending()
        self._mend.setEnabled(mending is not None and self._state is not _State.RUNNING)

    def _mend_it(self) -> None:
        """Leaves for the command that lets the row in hand go."""
        mending = self._mending()
        if mending is not None and self._state is not _State.RUNNING:
            self.throw_away()
            mending.run()

    def _what_next(self) -> EmptyText:
        """What has to be done to see what will happen to each record."""
        missing = self.fields.missing()
        if missing is not None:
            then = tr("Then you see here what will happen to each of them.")
            nothing_offered = isinstance(missing[1], QComboBox)
            return EmptyText("pencil", missing[0], "" if nothing_offered else then)
        if self._is_quick():
            return EmptyText("hourglass", tr("Looking what will happen to each…"))
        first = tr("Press Alt+P to see what will happen to each of them")
        return EmptyText(
            "search", first, tr("Nothing is changed by looking. Enter does it at once.")
        )

    def _show_instead(self, text: EmptyText) -> None:
        self._instead.show_text(text)
        self._stack.setCurrentWidget(self._instead)

    def _run(self) -> None:
        self._typing.stop()
        self._state = _State.RUNNING
        self._held = self.focusWidget()
        for button in (self._do, self._try):
            button.setEnabled(False)  # until the answer: a second Enter must not do it twice
        self.fields.enable(on=False)

    def _end_running(self) -> None:
        self._look.stop()
        self._running = None
        self._state = _State.ASKING
        for widget in (self._bar, self._count):
            widget.hide()
        for button in (self._do, self._try, self._leave):
            button.setEnabled(True)
        self.fields.enable(on=True)
        if self._held is not None:
            self._held.setFocus()  # what was disabled lost the keyboard, perhaps to Cancel
            self._held = None

    def _look_at_progress(self) -> None:
        if self._running is None:
            return
        standing = self._running.standing()
        if standing.elapsed_s * 1_000 < APPEARS_AFTER_MS:
            return
        self._bar.setRange(0, standing.total)
        self._bar.setValue(standing.done)
        self._count.setText(standing_words(standing))
        self._bar.show()
        self._count.show()

    def _show(self, results: Results, *, preview: bool) -> None:
        told = results.results
        rows: list[RowResult] = list(told) if self._bulk.as_told else worst_first(told)
        self._say(summary(rows, preview=preview), tone_of(rows))
        self.table.rows.show(rows)
        if rows:
            self._take_in_hand()
            self._stack.setCurrentWidget(self.table)
        else:
            self._show_instead(EmptyText("circle-check", tr("There is nothing to do")))

    def _say(self, words: str, tone: Tone) -> None:
        set_look(self._verdict, "word", tone.value)
        self._verdict.setText(words)

    def _name_consequence(self, count: int) -> None:
        self._do.setText(self._bulk.button(count, self.fields.values))

    def _make_timer(self, interval_ms: int, *, single: bool) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(single)
        timer.setInterval(interval_ms)
        return timer

    def _connect(self) -> None:
        self.fields.changed.connect(self._type_on)
        self._typing.timeout.connect(self._try_it)
        self._look.timeout.connect(self._look_at_progress)
        self._try.clicked.connect(self._try_it)
        self._leave.clicked.connect(self.reject)
        self._do.clicked.connect(self._submit)
        self._mend.clicked.connect(self._mend_it)
        self.table.rows.modelReset.connect(self._name_mending)
        self.table.selectionModel().currentChanged.connect(self._name_mending)
        self.table.rows.modelReset.connect(self._tell_in_full)
        self.table.selectionModel().currentChanged.connect(self._tell_in_full)
        self.finished.connect(self._typing.stop)
        self.finished.connect(self._look.stop)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        heading = PlainLabel(self._bulk.words.title, self)
        heading.setFont(self._theme.font(SCALE_HEADING, bold=True))
        about = PlainLabel(self._bulk.words.about, self)
        about.setWordWrap(True)
        about.setProperty("role", "muted")
        head = QHBoxLayout()
        head.setSpacing(SPACE_GROUPS)
        told = QVBoxLayout()
        for part in (heading, about):
            told.addWidget(part)
        told.addStretch()
        head.addLayout(told, 1)
        if self._bulk.beside is not None:
            head.addWidget(self._bulk.beside(self))
        layout.addLayout(head)
        self._lay_out_fields(layout)
        layout.addWidget(self._verdict)
        self._stack.addWidget(self._instead)
        self._stack.addWidget(self.table)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._in_full)
        layout.addLayout(self._make_progress())
        layout.addLayout(self._make_buttons())

    def _lay_out_fields(self, layout: QVBoxLayout) -> None:
        """Puts the fields below each other; many in two columns that can be scrolled."""
        many = len(self._bulk.fields) > MANY
        forms = [QFormLayout() for _ in range(1 + many)]
        for form in forms:
            form.setHorizontalSpacing(SPACE_GROUPS)
            form.setVerticalSpacing(SPACE_INSIDE)
        self.fields.fill(*forms)
        if not many:
            layout.addLayout(forms[0])
            return
        inside = QWidget(self)
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(0, 0, SPACE_INSIDE, 0)
        columns.setSpacing(SPACE_GROUPS)
        for form in forms:
            columns.addLayout(form, 1)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        layout.addWidget(scroll, 3)
        self._scroll = scroll

    def _make_progress(self) -> QHBoxLayout:
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self._bulk.words.doing)
        self._count.setProperty("role", "muted")
        row = QHBoxLayout()
        row.addWidget(self._bar, 1)
        row.addWidget(self._count)
        for widget in (self._bar, self._count):
            widget.hide()
        return row

    def _make_buttons(self) -> QHBoxLayout:
        self._do.setObjectName("bulk_button")
        self._do.setProperty("look", "main")
        self._do.setDefault(True)
        self._chosen.setProperty("role", "muted")
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addWidget(self._chosen)
        buttons.addStretch()
        for button in (self._mend, self._try, self._leave):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addWidget(self._do)
        return buttons
