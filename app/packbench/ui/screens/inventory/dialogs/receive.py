"""The dialog of Receive stock: what came, how much, where it goes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from packbench.domain.scanning.assembler import Scan
from packbench.services.stock.changes import Receipt
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.ui.parts.widgets.number_field import NumberField
from packbench.words.language import tr, tr_count

_MOST = 1_000_000
_FIELD_CHARACTERS = 34


@dataclass(frozen=True, slots=True)
class Prefilled:
    """What the dialog begins with."""

    warehouses: list[str]
    warehouse: str = ""
    sku: str = ""


class ReceiveDialog(KeyDialog):
    """Asks for a receipt. Enter receives, Escape leaves; a scan fills in what it stands for.

    Args:
        begin: the values to begin with.
        on_scan: called with a scan, to find out what it stands for.
        theme: gives the icons.
        parent: the window.

    Signals:
        submitted: the Receipt that a person wants booked; `refuse` or `accept` answers it.
    """

    submitted = Signal(object)

    def __init__(
        self,
        begin: Prefilled,
        on_scan: Callable[[Scan], None],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("receive_dialog")
        self.setWindowTitle(tr("Receive stock"))
        self._on_scan = on_scan
        self._warehouse = self._make_warehouse(begin, theme)
        self._sku = self._make_field(tr("SKU"), begin.sku, tr("type or scan it"))
        self._quantity = self._make_quantity()
        self._bin = self._make_field(tr("Bin"), "", tr("empty: on the floor"))
        self._lot = self._make_field(tr("Lot"), "", tr("empty: none"))
        self._expires = self._make_field(tr("Expires on"), "", tr("e.g. 2027-01-31; empty: never"))
        self._refusal = PlainLabel(parent=self)
        self._refusal.setWordWrap(True)
        self._refusal.hide()
        self._receive = QPushButton(self)
        self._lay_out()
        self._quantity.valueChanged.connect(self._name_consequence)
        self._name_consequence()
        (self._quantity if begin.sku else self._sku).setFocus()
        self._quantity.selectAll()

    @property
    def refusal(self) -> str:
        """The sentence that says why nothing was received; empty when there is none."""
        return self._refusal.text() if not self._refusal.isHidden() else ""

    def refuse(self, words: str) -> None:
        """Says why nothing was received; what was typed stays."""
        set_look(self._refusal, "word", Tone.WRONG.value)
        self._refusal.setText(words)
        self._refusal.show()
        self.make_room()
        self._receive.setEnabled(True)

    def take_scan(self, scan: Scan) -> None:
        """Has a scan looked up; whoever does it calls `fill_product` or `fill_bin`."""
        self._on_scan(scan)

    def fill_product(self, sku: str, count: int, lot: str | None, expires_on: date | None) -> None:
        """Puts what a scanned product code told into the fields."""
        self._sku.setText(sku)
        if count > 1:
            self._quantity.setValue(count)
        if lot:
            self._lot.setText(lot)
        if expires_on:
            self._expires.setText(expires_on.isoformat())
        self._quantity.setFocus()
        self._quantity.selectAll()

    def fill_bin(self, code: str) -> None:
        """Puts a scanned bin into its field."""
        self._bin.setText(code)

    def _submit(self) -> None:
        self._refusal.hide()
        sku, expires = self._sku.text().strip(), self._expires.text().strip()
        if not sku:
            self.refuse(tr("Type or scan the SKU of what came."))
            self._sku.setFocus()
            return
        expires_on = _day(expires)
        if expires and expires_on is None:
            self.refuse(tr("“{value}” is not a date such as 2027-01-31.").format(value=expires))
            self._expires.setFocus()
            return
        self._receive.setEnabled(False)  # until the answer: a second Enter must not receive twice
        self.submitted.emit(
            Receipt(
                self._warehouse.currentText(),
                sku,
                self._quantity.value(),
                self._bin.text().strip() or None,
                self._lot.text().strip() or None,
                expires_on,
            )
        )

    def _make_warehouse(self, begin: Prefilled, theme: Theme) -> ChoiceBox:
        made = ChoiceBox(tr("Warehouse"), theme, self)
        made.addItems(begin.warehouses)
        made.setCurrentText(begin.warehouse)
        return made

    def _make_field(self, name: str, text: str, hint: str) -> QLineEdit:
        made = QLineEdit(text, self)
        made.setAccessibleName(name)
        made.setPlaceholderText(hint)
        made.setMinimumWidth(made.fontMetrics().averageCharWidth() * _FIELD_CHARACTERS)
        return made

    def _make_quantity(self) -> NumberField:
        made = NumberField(self)
        for part in (made, made.lineEdit()):
            part.setAccessibleName(tr("Quantity"))
        made.setRange(1, _MOST)
        made.setGroupSeparatorShown(True)
        return made

    def _name_consequence(self) -> None:
        units = self._quantity.value()
        words = tr_count("Receive {count} unit", "Receive {count} units", units)
        self._receive.setText(words.format(count=self.locale().toString(units)))

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(SPACE_GROUPS)
        form.setVerticalSpacing(SPACE_INSIDE)
        for name, field in (
            (tr("&Warehouse"), self._warehouse),
            (tr("&SKU"), self._sku),
            (tr("&Quantity"), self._quantity),
            (tr("&Bin"), self._bin),
            (tr("&Lot"), self._lot),
            (tr("&Expires on"), self._expires),
        ):
            form.addRow(name, field)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addLayout(form)
        layout.addWidget(self._refusal)
        layout.addLayout(self._make_buttons())

    def _make_buttons(self) -> QHBoxLayout:
        leave = QPushButton(tr("Cancel"), self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        self._receive.setObjectName("receive_button")
        self._receive.setProperty("look", "main")
        self._receive.setDefault(True)
        self._receive.clicked.connect(self._submit)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addStretch()
        buttons.addWidget(leave)
        buttons.addWidget(self._receive)
        return buttons


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
