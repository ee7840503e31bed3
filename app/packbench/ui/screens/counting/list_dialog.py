"""The list of count sheets, and the form that makes one."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QLocale, QSize, Signal, SignalInstance
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from packbench.domain.count_sheets import CountChoice, CountStatus
from packbench.services.counting.sheets import NewCount
from packbench.services.counting.views import CountSheetRowView
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.empty_state import EmptyState, EmptyText
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.counting import choice_name, choice_words, count_status_word
from packbench.words.language import tr

_SIZE = QSize(980, 600)
_STATUS = {
    CountStatus.OPEN: ("clipboard-list", Tone.WAITING),
    CountStatus.POSTED: ("circle-check", Tone.READY),
    CountStatus.CANCELLED: ("ban", Tone.NEUTRAL),
}


class SheetListDialog(KeyDialog):
    """Enter opens the sheet in hand; Escape closes.

    Signals:
        opened: a sheet by its name: its lines and differences.
        made: a new sheet is wanted.
        counted: a sheet is to be counted by scan.
        accuracy_wanted: how often counts were right is asked for.
    """

    opened = Signal(str)
    made = Signal()
    counted = Signal(str)
    accuracy_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("count_sheets_dialog")
        self.setWindowTitle(tr("Count sheets"))
        self.held_by: object = None
        self.table = ListTable(tr("Count sheets"), _columns(), theme, self)
        self._nothing = EmptyState(theme, self)
        self._told = PlainLabel(tr("Reading…"), self)
        self._open = self._button(tr("Show the sheet"), lambda: self._send(self.opened))
        self._count = self._button(tr("&Count by scan"), lambda: self._send(self.counted))
        self._new = self._button(tr("&New sheet…"), self.made.emit)
        self._accuracy = self._button(tr("&Accuracy…"), self.accuracy_wanted.emit)
        self._lay_out()
        self.table.selectionModel().selectionChanged.connect(self._offer)
        self.table.doubleClicked.connect(lambda _: self._send(self.opened))
        self._offer()
        self.resize_within_screen(_SIZE)

    @property
    def in_hand(self) -> CountSheetRowView | None:
        """The sheet that is selected."""
        row, shown = self.table.currentIndex().row(), self.table.rows.shown
        return shown[row] if 0 <= row < len(shown) else None

    @property
    def told(self) -> str:
        """How many sheets are open, or why they can't be read."""
        return self._told.text()

    def show_sheets(self, found: Sequence[CountSheetRowView]) -> None:
        """Shows these; the one in hand stays in hand."""
        before = self.in_hand
        self.table.rows.show(found)
        names = [one.sheet for one in found]
        row = names.index(before.sheet) if before is not None and before.sheet in names else 0
        self.table.take_in_hand(row)
        self.table.setVisible(bool(found))
        self._nothing.setVisible(not found)
        (self.table if found else self._new).setFocus()
        if not found:
            words = tr("Nothing was counted by sheet yet")
            step = tr("Make a sheet: of a zone, of short picks, or a random sample.")
            self._nothing.show_text(EmptyText("clipboard-list", words, step))
        open_now = sum(1 for one in found if one.status is CountStatus.OPEN)
        words = tr("{open} of {all} sheets are open.")
        number = QLocale().toString
        self.tell(words.format(open=number(open_now), all=number(len(found))))
        self._offer()

    def tell(self, words: str, tone: Tone = Tone.NEUTRAL) -> None:
        """What is to be said of the list."""
        set_look(self._told, "word", tone.value)
        self._told.setText(words)

    def _send(self, signal: SignalInstance) -> None:
        if self.in_hand is not None:
            signal.emit(self.in_hand.sheet)

    def _offer(self) -> None:
        one = self.in_hand
        self._open.setEnabled(one is not None)
        self._count.setEnabled(one is not None and one.status is CountStatus.OPEN)

    def _button(self, words: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: pressed())
        return button

    def _lay_out(self) -> None:
        self._told.setWordWrap(True)
        self._open.setProperty("look", "main")
        self._open.setDefault(True)
        close = self._button(tr("Close"), self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        for one in (self._new, self._accuracy):
            buttons.addWidget(one)
        buttons.addStretch()
        for one in (close, self._count, self._open):
            buttons.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(self._told)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._nothing, 1)
        layout.addLayout(buttons)
        self._nothing.hide()


def _columns() -> list[ListColumn[CountSheetRowView]]:
    return [
        ListColumn(tr("Sheet"), lambda one: Cell(one.sheet, bold=True), 8),
        ListColumn(tr("State"), _status, 12),
        ListColumn(tr("Counted"), _progress, 10, Align.END),
        ListColumn(tr("Warehouse"), lambda one: Cell(one.warehouse), 10),
        ListColumn(tr("What"), lambda one: Cell(choice_words(one.chosen, one.value)), 24),
        ListColumn(tr("Made"), lambda one: Cell(formats.exact(one.made_at)), 14),
        ListColumn(tr("By"), lambda one: Cell(one.operator), 10),
    ]


def _status(one: CountSheetRowView) -> Cell:
    icon, tone = _STATUS[one.status]
    return formats.state(count_status_word(one.status), icon, tone)


def _progress(one: CountSheetRowView) -> Cell:
    number = QLocale().toString
    return Cell(tr("{done} of {all}").format(done=number(one.counted), all=number(one.lines)))


class NewSheetDialog(KeyDialog):
    """Enter makes the sheet; Escape leaves.

    Args:
        zones: of each warehouse.
        make: called with what is to be counted. By it the dialog holds who runs it.
        theme: colours and fonts.
        parent: the window.
    """

    def __init__(
        self,
        zones: Mapping[str, Sequence[str]],
        make: Callable[[NewCount], None],
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("new_sheet_dialog")
        self.setWindowTitle(tr("New count sheet"))
        self._make, self._zones = make, zones
        self.warehouse = ChoiceBox(tr("Warehouse"), theme, self)
        for code in zones:
            self.warehouse.addItem(code, code)
        self.chosen = ChoiceBox(tr("What is counted"), theme, self)
        for one in CountChoice:
            self.chosen.addItem(choice_name(one), one)
        self.zone = ChoiceBox(tr("Zone"), theme, self)
        self.value = QLineEdit(self)
        self.blind = QCheckBox(tr("&Blind: who counts is told no units"), self)
        self._value_label = PlainLabel(parent=self)
        self._zone_label = PlainLabel(tr("&Zone"), self)
        self._told = PlainLabel(parent=self)
        self._do = QPushButton(tr("Make the sheet"), self)
        self._lay_out()
        self.warehouse.currentIndexChanged.connect(self._offer)
        self.chosen.currentIndexChanged.connect(self._offer)
        self._offer()
        self.chosen.setFocus()

    @property
    def told(self) -> str:
        """Why no sheet was made."""
        return self._told.text()

    def refuse(self, words: str) -> None:
        """Says why; what was typed stays."""
        set_look(self._told, "word", Tone.WRONG.value)
        self._told.setText(words)
        self._do.setEnabled(True)
        self.make_room()

    def _offer(self) -> None:
        """The field that the choice needs, with a value that may stand."""
        chosen = CountChoice(self.chosen.currentData())
        is_zone = chosen is CountChoice.ZONE
        self.zone.clear()
        for name in self._zones.get(str(self.warehouse.currentData()), ()):
            self.zone.addItem(name, name)
        self.zone.setVisible(is_zone)
        self._zone_label.setVisible(is_zone)
        labels = {
            CountChoice.ABC: (tr("C&lass"), "A"),
            CountChoice.AGE: (tr("&Days"), "90"),
            CountChoice.RANDOM: (tr("&Places"), "25"),
            CountChoice.BINS: (tr("B&ins, with commas between"), ""),
        }
        words, value = labels.get(chosen, ("", ""))
        self._value_label.setText(words)
        self.value.setText(value)
        self.value.setAccessibleName(words.replace("&", ""))
        self.value.setVisible(bool(words))
        self._value_label.setVisible(bool(words))
        no_zone = is_zone and not self.zone.count()
        self._told.setText(tr("This warehouse has no zones.") if no_zone else "")
        self.make_room()

    def _submit(self) -> None:
        chosen = CountChoice(self.chosen.currentData())
        value = self.value.text()
        if chosen is CountChoice.ZONE:
            value = str(self.zone.currentData() or "")
        self._do.setEnabled(False)  # until the answer: a second Enter must not send twice
        warehouse = str(self.warehouse.currentData() or "")
        self._make(NewCount(warehouse, chosen, value, self.blind.isChecked()))

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(SPACE_GROUPS)
        form.setVerticalSpacing(SPACE_INSIDE)
        form.addRow(tr("&Warehouse"), self.warehouse)
        form.addRow(tr("What is &counted"), self.chosen)
        form.addRow(self._zone_label, self.zone)
        form.addRow(self._value_label, self.value)
        form.addRow("", self.blind)
        self._zone_label.setBuddy(self.zone)
        self._value_label.setBuddy(self.value)
        self._told.setWordWrap(True)
        leave = QPushButton(tr("Cancel"), self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        self._do.setProperty("look", "main")
        self._do.setDefault(True)
        self._do.clicked.connect(self._submit)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addStretch()
        buttons.addWidget(leave)
        buttons.addWidget(self._do)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addLayout(form)
        layout.addWidget(self._told)
        layout.addLayout(buttons)
