"""The list of transfers, with the lines of the one in hand below it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale, QSize, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.domain.transfers import TransferStatus
from packbench.services.transfers.views import TransferLineView, TransferRowView, TransferView
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.empty_state import EmptyState, EmptyText
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.language import tr, tr_count
from packbench.words.transfers import transfer_status_word

_SIZE = QSize(1180, 680)
_STATUS = {
    TransferStatus.SENT: ("truck", Tone.MOVING),
    TransferStatus.RECEIVED: ("circle-check", Tone.READY),
    TransferStatus.CLOSED: ("triangle-alert", Tone.ATTENTION),
    TransferStatus.CANCELLED: ("ban", Tone.NEUTRAL),
}


class TransferListDialog(KeyDialog):
    """Enter receives the transfer in hand; Escape closes.

    Signals:
        chosen: another transfer is in hand: its lines are wanted.
        made: a new transfer is wanted.
        received, closed, cancelled: the transfer in hand comes in, comes no more, or goes back.
    """

    chosen = Signal(str)
    made = Signal()
    received = Signal(str)
    closed = Signal(str)
    cancelled = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("transfers_dialog")
        self.setWindowTitle(tr("Transfers"))
        self.held_by: object = None
        self.table = ListTable(tr("Transfers"), _columns(), theme, self)
        self.lines = ListTable(tr("Goods of the transfer"), _line_columns(), theme, self)
        self._nothing = EmptyState(theme, self)
        self._told, self._about = PlainLabel(tr("Reading…"), self), PlainLabel(parent=self)
        self._new = self._button(tr("&New transfer…"), self.made.emit)
        self._cancel = self._button(tr("Take &back…"), lambda: self._send(self.cancelled))
        self._close = self._button(tr("Close &short…"), lambda: self._send(self.closed))
        self._receive = self._button(tr("&Receive…"), lambda: self._send(self.received))
        self._lay_out()
        self.table.selectionModel().selectionChanged.connect(self._offer)
        self.table.doubleClicked.connect(lambda _: self._send(self.received))
        self._offer()
        self.resize_within_screen(_SIZE)

    @property
    def in_hand(self) -> TransferRowView | None:
        """The transfer that is selected."""
        row, shown = self.table.currentIndex().row(), self.table.rows.shown
        return shown[row] if 0 <= row < len(shown) else None

    @property
    def told(self) -> str:
        """How many transfers are on their way, or why they can't be read."""
        return self._told.text()

    def show_transfers(self, found: Sequence[TransferRowView]) -> None:
        """Shows these; the one in hand stays in hand."""
        before = self.in_hand
        self.table.rows.show(found)
        names = [one.transfer for one in found]
        row = names.index(before.transfer) if before is not None and before.transfer in names else 0
        self.table.take_in_hand(row)
        for shown in (self.table, self.lines):
            shown.setVisible(bool(found))
        self._nothing.setVisible(not found)
        (self.table if found else self._new).setFocus()
        if not found:
            words = tr("Nothing was sent between warehouses yet")
            step = tr("Send goods: they are on their way until somebody receives them.")
            self._nothing.show_text(EmptyText("truck", words, step))
        on_way = [one for one in found if one.status is TransferStatus.SENT]
        words = tr_count(
            "{count} transfer is on its way.", "{count} transfers are on their way.", len(on_way)
        )
        self.tell(words.format(count=QLocale().toString(len(on_way))))
        self._offer()

    def show_lines(self, view: TransferView) -> None:
        """Shows the goods of the transfer in hand; of another one nothing."""
        if self.in_hand is None or self.in_hand.transfer != view.transfer.transfer:
            return
        self.lines.rows.show(view.lines)
        head = view.transfer
        words = tr("{transfer} · {source} → {target}").format(
            transfer=head.transfer, source=head.source, target=head.target
        )
        self._about.setText(f"{words} · {head.note}" if head.note else words)

    def tell(self, words: str, tone: Tone = Tone.NEUTRAL) -> None:
        """What is to be said of the list."""
        set_look(self._told, "word", tone.value)
        self._told.setText(words)

    def _send(self, signal: SignalInstance) -> None:
        if self.in_hand is not None and self.in_hand.status is TransferStatus.SENT:
            signal.emit(self.in_hand.transfer)

    def _offer(self) -> None:
        one = self.in_hand
        for button in (self._receive, self._close, self._cancel):
            button.setEnabled(one is not None and one.status is TransferStatus.SENT)
        if one is not None:
            self.chosen.emit(one.transfer)

    def _button(self, words: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: pressed())
        return button

    def _lay_out(self) -> None:
        self._told.setWordWrap(True)
        self._about.setWordWrap(True)
        self._receive.setProperty("look", "main")
        self._receive.setDefault(True)
        leave = self._button(tr("Close"), self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addWidget(self._new)
        buttons.addStretch()
        for one in (leave, self._cancel, self._close, self._receive):
            buttons.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(self._told)
        layout.addWidget(self.table, 3)
        layout.addWidget(self._about)
        layout.addWidget(self.lines, 2)
        layout.addWidget(self._nothing, 1)
        layout.addLayout(buttons)
        self._nothing.hide()


def _columns() -> list[ListColumn[TransferRowView]]:
    return [
        ListColumn(tr("Transfer"), lambda one: Cell(one.transfer, bold=True), 8),
        ListColumn(tr("State"), _status, 14),
        ListColumn(tr("From"), lambda one: Cell(one.source), 8),
        ListColumn(tr("To"), lambda one: Cell(one.target), 8),
        ListColumn(tr("On its way"), lambda one: formats.number(one.in_transit), 9, Align.END),
        ListColumn(tr("Sent"), lambda one: formats.number(one.sent), 7, Align.END),
        ListColumn(tr("Lost"), lambda one: _some(one.lost), 6, Align.END),
        ListColumn(tr("Expected"), _expected, 10),
        ListColumn(tr("When"), lambda one: Cell(formats.exact(one.sent_at)), 14),
        ListColumn(tr("By"), lambda one: Cell(one.operator), 8),
        ListColumn(tr("Note"), lambda one: Cell(one.note, tip=one.note), 10),
    ]


def _line_columns() -> list[ListColumn[TransferLineView]]:
    return [
        ListColumn(tr("SKU"), lambda one: Cell(one.sku, bold=True), 14),
        ListColumn(tr("Lot"), lambda one: Cell(one.lot), 10),
        ListColumn(tr("From bin"), lambda one: Cell(one.location), 10),
        ListColumn(tr("Sent"), lambda one: formats.number(one.sent), 8, Align.END),
        ListColumn(tr("Received"), lambda one: _some(one.received), 8, Align.END),
        ListColumn(tr("On its way"), lambda one: _some(one.in_transit), 9, Align.END),
        ListColumn(tr("Lost"), lambda one: _some(one.lost), 6, Align.END),
        ListColumn(tr("Back"), lambda one: _some(one.returned), 6, Align.END),
        ListColumn(tr("Too many"), lambda one: _some(one.over), 8, Align.END),
        ListColumn(tr("Name"), lambda one: Cell(one.name, tip=one.name), 16),
    ]


def _some(units: int) -> Cell:
    return formats.number(units) if units else Cell("–", muted=True)


def _expected(one: TransferRowView) -> Cell:
    return Cell("–", muted=True) if one.expected_on is None else formats.day(one.expected_on)


def _status(one: TransferRowView) -> Cell:
    icon, tone = _STATUS[one.status]
    return formats.state(transfer_status_word(one.status, one.received), icon, tone)
