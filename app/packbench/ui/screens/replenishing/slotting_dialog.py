"""Better bins: which products had better lie nearer, and the metres a day that each saves."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFormLayout, QPushButton, QVBoxLayout, QWidget

from packbench.services.replenishing.slotting import BetterBin, SlottingAdvice
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.empty_state import EmptyState, EmptyText
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.language import tr, tr_count
from packbench.words.refusals import told
from packbench.words.replenishing import advice_words

_SIZE = QSize(1_000, 600)
_DAYS = (7, 14, 28, 90)
_FIRST = 2


class SlottingDialog(KeyDialog):
    """Enter makes the tasks of the row in hand; Escape closes.

    Args:
        warehouses: that may be asked for; the first is chosen.
        theme: colours and fonts.
        parent: the window.

    Signals:
        asked: other days or another warehouse: its code, and how many days.
        chosen: a product is to change its bin.
    """

    asked = Signal(str, int)
    chosen = Signal(object)

    def __init__(self, warehouses: Sequence[str], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("slotting_dialog")
        self.setWindowTitle(tr("Better bins"))
        self.held_by: object = None
        self.warehouse = ChoiceBox(tr("Warehouse"), theme, self)
        for code in warehouses:
            self.warehouse.addItem(code, code)
        self.days = ChoiceBox(tr("Picks of"), theme, self)
        for days in _DAYS:
            words = tr_count("{count} day", "{count} days", days).format(count=days)
            self.days.addItem(words, days)
        self.days.setCurrentIndex(_FIRST)
        self.table = ListTable(tr("Better bins"), _columns(), theme, self)
        self._nothing = EmptyState(theme, self)
        self._told = PlainLabel(tr("Walking the last walks again…"), self)
        self._why = PlainLabel("", self)
        self._do = QPushButton(tr("Make the tasks"), self)
        self._lay_out()
        self.warehouse.currentIndexChanged.connect(self._ask)
        self.days.currentIndexChanged.connect(self._ask)
        self.table.selectionModel().selectionChanged.connect(self._offer)
        self._offer()
        self.resize_within_screen(_SIZE)

    @property
    def in_hand(self) -> BetterBin | None:
        """The row that is selected."""
        row, shown = self.table.currentIndex().row(), self.table.rows.shown
        return shown[row] if 0 <= row < len(shown) else None

    @property
    def told(self) -> str:
        """What all rows save, or why there are none."""
        return self._told.text()

    @property
    def why(self) -> str:
        """Why the row in hand is advised."""
        return self._why.text()

    def show_advice(self, advice: SlottingAdvice) -> None:
        """Shows the rows."""
        walks = (advice.walks, advice.walked)
        self._show(advice.rows)
        self.tell(advice_words(advice.metres, advice.saved, walks, advice.days))
        self.table.setFocus()

    def show_nothing(self, words: str) -> None:
        """Shows why there is nothing to be advised."""
        self._show(())
        self._nothing.show_text(EmptyText("warehouse", tr("No better bins"), words))
        self.tell("")

    def tell(self, words: str, tone: Tone = Tone.NEUTRAL) -> None:
        """What is to be said of it."""
        set_look(self._told, "word", tone.value)
        self._told.setText(words)
        self._offer()

    def _show(self, rows: Sequence[BetterBin]) -> None:
        self.table.rows.show(rows)
        self.table.take_in_hand(0)
        self.table.setVisible(bool(rows))
        self._nothing.setVisible(not rows)

    def _ask(self) -> None:
        self._show(())
        self._nothing.hide()
        self.tell(tr("Walking the last walks again…"))
        self.asked.emit(str(self.warehouse.currentData()), int(self.days.currentData()))

    def _offer(self) -> None:
        one = self.in_hand
        self._do.setEnabled(one is not None)
        self._why.setText(f"{one.sku}: {told(one.why)}" if one is not None else "")

    def _submit(self) -> None:
        if self.in_hand is not None:
            self._do.setEnabled(False)  # until the answer: a second Enter must not send twice
            self.chosen.emit(self.in_hand)

    def _lay_out(self) -> None:
        for one in (self._told, self._why):
            one.setWordWrap(True)
        form = QFormLayout()
        form.setHorizontalSpacing(SPACE_GROUPS)
        form.setVerticalSpacing(SPACE_INSIDE)
        form.addRow(tr("&Warehouse"), self.warehouse)
        form.addRow(tr("&Picks of"), self.days)
        self._do.clicked.connect(self._submit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addLayout(form)
        layout.addWidget(self._told)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._nothing, 1)
        layout.addWidget(self._why)
        layout.addLayout(self.button_row(self._do, leave=tr("Close")))
        self._nothing.hide()


def _columns() -> list[ListColumn[BetterBin]]:
    return [
        ListColumn(tr("SKU"), lambda one: Cell(one.sku, bold=True), 12),
        ListColumn(tr("From"), lambda one: Cell(one.source), 8),
        ListColumn(tr("To"), lambda one: Cell(one.target, bold=True), 8),
        ListColumn(tr("In its place"), lambda one: Cell(one.other or tr("free")), 12),
        ListColumn(tr("Picks a day"), _number(lambda one: one.picks), 9, Align.END),
        ListColumn(tr("Metres a day"), _number(lambda one: one.metres), 10, Align.END),
        ListColumn(tr("Description"), lambda one: Cell(one.name), 20),
    ]


def _number(value: Callable[[BetterBin], float]) -> Callable[[BetterBin], Cell]:
    return lambda one: Cell(f"{value(one):.1f}")
