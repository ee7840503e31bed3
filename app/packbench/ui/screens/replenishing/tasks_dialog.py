"""What is to be carried to pick bins, what a plan would add, and how much of a task was done."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale, QSize, Signal, SignalInstance
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from packbench.domain.quantities import MOST_UNITS
from packbench.services.replenishing.doing import CarriedTo
from packbench.services.replenishing.planning import ReplenishPlan
from packbench.services.replenishing.views import ReplenishView
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.empty_state import EmptyState, EmptyText
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.language import tr
from packbench.words.refusals import told
from packbench.words.replenishing import planned_words, reason_word

_SIZE = QSize(1_000, 600)
_MOST_TOLD = 4


class TasksDialog(KeyDialog):
    """Enter says what was carried of the task in hand; Escape closes.

    Signals:
        done_wanted: a task was carried, wholly or in part.
        given_up: tasks that nobody carries any more, by their names.
        plan_wanted, scan_wanted, printed, bins_wanted: the buttons.
    """

    done_wanted = Signal(object)
    given_up = Signal(list)
    plan_wanted = Signal()
    scan_wanted = Signal()
    printed = Signal()
    bins_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("replenishment_dialog")
        self.setWindowTitle(tr("Replenishment"))
        self.held_by: object = None
        self.table = ListTable(tr("What is to be carried"), _columns(), theme, self)
        self._nothing = EmptyState(theme, self)
        self._told = PlainLabel(tr("Reading…"), self)
        self._plan = self._button(tr("&Plan…"), self.plan_wanted)
        self._bins = self._button(tr("Pick &bins…"), self.bins_wanted)
        self._paper = self._button(tr("&List on paper"), self.printed)
        self._scan = self._button(tr("Carry by &scan"), self.scan_wanted)
        self._give_up = QPushButton(tr("&Give up"), self)
        self._done = QPushButton(tr("Say it is carried…"), self)
        self._lay_out()
        self.table.selectionModel().selectionChanged.connect(self._offer)
        self.table.doubleClicked.connect(lambda _: self._send_done())
        self._offer()
        self.resize_within_screen(_SIZE)

    @property
    def in_hand(self) -> ReplenishView | None:
        """The task that is selected."""
        row, shown = self.table.currentIndex().row(), self.table.rows.shown
        return shown[row] if 0 <= row < len(shown) else None

    @property
    def told(self) -> str:
        """How much is to be carried, or why it can't be read."""
        return self._told.text()

    def show_tasks(self, found: Sequence[ReplenishView]) -> None:
        """Shows these; the one in hand stays in hand, or what comes after it."""
        row = max(0, self.table.currentIndex().row())
        self.table.rows.show(found)
        self.table.take_in_hand(min(row, len(found) - 1))
        self.table.setVisible(bool(found))
        self._nothing.setVisible(not found)
        (self.table if found else self._plan).setFocus()
        if not found:
            step = tr("Plan what the pick bins need; products get theirs with Pick bins.")
            self._nothing.show_text(EmptyText("boxes", tr("Nothing is to be carried"), step))
        units = sum(one.units for one in found)
        self.tell(planned_words(len(found), units) if found else "")
        self._offer()

    def tell(self, words: str, tone: Tone = Tone.NEUTRAL) -> None:
        """What is to be said of the list."""
        set_look(self._told, "word", tone.value)
        self._told.setText(words)

    def _offer(self) -> None:
        for one in (self._done, self._give_up):
            one.setEnabled(self.in_hand is not None)
        for one in (self._paper, self._scan):
            one.setEnabled(bool(self.table.rows.shown))

    def _send_done(self) -> None:
        if self.in_hand is not None:
            self.done_wanted.emit(self.in_hand)

    def _send_given_up(self) -> None:
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        self.given_up.emit([self.table.rows.shown[row].task for row in rows])

    def _button(self, words: str, signal: SignalInstance) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: signal.emit())
        return button

    def _lay_out(self) -> None:
        self._told.setWordWrap(True)
        self._done.setProperty("look", "main")
        self._done.setDefault(True)
        self._done.clicked.connect(self._send_done)
        self._give_up.setAutoDefault(False)
        self._give_up.clicked.connect(self._send_given_up)
        close = QPushButton(tr("Close"), self)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        left = (self._plan, self._bins, self._paper, self._scan)
        buttons = _row(left, (close, self._give_up, self._done))
        layout = _column(self)
        layout.addWidget(self._told)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._nothing, 1)
        layout.addLayout(buttons)
        self._nothing.hide()


class PlanDialog(KeyDialog):
    """What a plan would make, and what it leaves out; Enter makes the tasks, Escape leaves.

    Args:
        plan: what would be made.
        make: called when it is wanted. By it the dialog holds who runs it.
        theme: colours and fonts.
        parent: over which it lies.
    """

    def __init__(
        self, plan: ReplenishPlan, make: Callable[[], None], theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("replenish_plan_dialog")
        self.setWindowTitle(tr("Plan of replenishment"))
        self._make = make
        self.table = ListTable(tr("What would be carried"), _columns(named=False), theme, self)
        self.table.rows.show(plan.tasks)
        self._told = PlainLabel(_plan_words(plan), self)
        self._refused = PlainLabel("", self)
        self._do = QPushButton(tr("Make the tasks"), self)
        self._do.setEnabled(bool(plan.tasks))
        self._lay_out()
        self.table.setVisible(bool(plan.tasks))
        self.resize_within_screen(_SIZE)

    @property
    def told(self) -> str:
        """What would be made, and what not."""
        return self._told.text()

    def refuse(self, words: str) -> None:
        """Says why nothing was made."""
        set_look(self._refused, "word", Tone.WRONG.value)
        self._refused.setText(words)
        self._do.setEnabled(True)

    def _submit(self) -> None:
        self._do.setEnabled(False)  # until the answer: a second Enter must not send twice
        self._make()

    def _lay_out(self) -> None:
        for one in (self._told, self._refused):
            one.setWordWrap(True)
        leave = QPushButton(tr("Cancel"), self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        self._do.setProperty("look", "main")
        self._do.setDefault(True)
        self._do.clicked.connect(self._submit)
        layout = _column(self)
        layout.addWidget(self._told)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._refused)
        layout.addLayout(_row((), (leave, self._do)))


class CarriedDialog(KeyDialog):
    """How much of a task was carried, and whether the rest was not found.

    Args:
        task: the task.
        do: called with what was carried. By it the dialog holds who runs it.
        parent: over which it lies.
    """

    def __init__(
        self, task: ReplenishView, do: Callable[[CarriedTo], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("carried_dialog")
        self.setWindowTitle(tr("{task} is carried").format(task=task.task))
        self._do_it, self._task = do, task
        self.units = QLineEdit(str(task.units), self)
        self.units.setValidator(QIntValidator(0, MOST_UNITS, self))
        self.units.selectAll()
        self.short = QCheckBox(tr("The &rest was not found"), self)
        self._told = PlainLabel("", self)
        self._do = QPushButton(tr("It is carried"), self)
        self._lay_out()

    @property
    def told(self) -> str:
        """Why nothing was booked."""
        return self._told.text()

    def refuse(self, words: str) -> None:
        """Says why; what was typed stays."""
        set_look(self._told, "word", Tone.WRONG.value)
        self._told.setText(words)
        self._do.setEnabled(True)
        self.make_room()

    def _submit(self) -> None:
        if not self.units.text():
            self.refuse(tr("Type how many were carried, such as 12."))
            return
        self._do.setEnabled(False)
        self._do_it(CarriedTo(int(self.units.text()), short=self.short.isChecked()))

    def _lay_out(self) -> None:
        task, number = self._task, QLocale().toString
        words = tr("{sku} from {source} to {target}. {there} of it lie free in {source}.")
        told = PlainLabel(
            words.format(
                sku=f"{task.sku} {task.lot}".strip(),
                source=task.source,
                target=task.target,
                there=number(task.there),
            ),
            self,
        )
        told.setWordWrap(True)
        self._told.setWordWrap(True)
        form = QFormLayout()
        form.setHorizontalSpacing(SPACE_GROUPS)
        form.setVerticalSpacing(SPACE_INSIDE)
        form.addRow(tr("&Units"), self.units)
        form.addRow("", self.short)
        leave = QPushButton(tr("Cancel"), self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        self._do.setProperty("look", "main")
        self._do.setDefault(True)
        self._do.clicked.connect(self._submit)
        layout = _column(self)
        layout.addWidget(told)
        layout.addLayout(form)
        layout.addWidget(self._told)
        layout.addLayout(_row((), (leave, self._do)))


def _plan_words(plan: ReplenishPlan) -> str:
    words = [planned_words(len(plan.tasks), sum(one.units for one in plan.tasks))]
    words += map(told, plan.left_out[:_MOST_TOLD])
    more = len(plan.left_out) - _MOST_TOLD
    if more > 0:
        words.append(tr("And {count} more are left out.").format(count=QLocale().toString(more)))
    return "\n".join(words)


def _column(dialog: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
    layout.setSpacing(SPACE_INSIDE)
    return layout


def _row(left: Sequence[QPushButton], right: Sequence[QPushButton]) -> QHBoxLayout:
    buttons = QHBoxLayout()
    buttons.setSpacing(SPACE_INSIDE)
    for one in left:
        buttons.addWidget(one)
    buttons.addStretch()
    for one in right:
        buttons.addWidget(one)
    return buttons


def _columns(*, named: bool = True) -> list[ListColumn[ReplenishView]]:
    number = QLocale().toString
    columns: list[ListColumn[ReplenishView]] = [
        ListColumn(tr("Task"), lambda one: Cell(one.task, bold=True), 6),
        ListColumn(tr("From"), lambda one: Cell(one.source), 9),
        ListColumn(tr("To"), lambda one: Cell(one.target, bold=True), 9),
        ListColumn(tr("Units"), lambda one: Cell(number(one.units)), 6, Align.END),
        ListColumn(tr("There"), _there, 6, Align.END),
        ListColumn(tr("SKU"), lambda one: Cell(one.sku), 12),
        ListColumn(tr("Lot"), lambda one: Cell(one.lot), 7),
        ListColumn(tr("Why"), lambda one: Cell(reason_word(one.reason)), 13),
        ListColumn(tr("Warehouse"), lambda one: Cell(one.warehouse), 8),
    ]
    return columns if named else columns[1:]


def _there(one: ReplenishView) -> Cell:
    """Fewer than are to be carried: a wave took them since."""
    words = QLocale().toString(one.there)
    return Cell(words, tone=Tone.WRONG) if one.there < one.units else Cell(words)
