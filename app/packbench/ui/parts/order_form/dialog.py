"""The dialog of an order that is entered or edited: fields, lines, and what becomes of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.domain.custom_fields import CustomField
from packbench.domain.scanning.assembler import Scan
from packbench.ui.parts.order_form.fields import OrderFields
from packbench.ui.parts.order_form.lines import LinesTable
from packbench.ui.parts.order_form.offering import OfferingField
from packbench.ui.parts.order_form.rows import FormLine
from packbench.ui.parts.theme.plain_text import PlainLabel, on_button, one_line
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.counted import Counted
from packbench.words.language import tr, tr_count
from packbench.words.order_fields import perhaps_meant

ENTER_ORDER = Counted("Enter the order: {count} unit", "Enter the order: {count} units")
_SIZE = QSize(980, 820)
_TYPING_MS = 300
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


@dataclass(frozen=True, slots=True)
class OrderForm:
    """What the form begins with.

    Attributes:
        title: its heading.
        about: one sentence below it.
        fields: texts by column of the order, in the order of the form.
        lines: its lines.
        offered: by column what may be chosen from.
        is_new: it is entered, and customers are looked up.
        prices: whether this station shows prices.
        own: the fields among them that the shop defined, by `field:NAME`.
        customers: whether customers are looked up for a new one.
        buys: whether it is a purchase order.
        enter: on the button that makes a new one, of so many units.
        name: of the dialog.
    """

    title: str
    about: str
    fields: Mapping[str, str]
    lines: Sequence[FormLine] = ()
    offered: Mapping[str, Sequence[str]] = field(default_factory=dict)
    is_new: bool = False
    prices: bool = True
    own: Mapping[str, CustomField] = field(default_factory=dict)
    customers: bool = True
    buys: bool = False
    enter: Counted = ENTER_ORDER
    name: str = "order_dialog"


class OrderFormDialog(KeyDialog):
    """Enter saves, Escape leaves; in the field for a product Enter adds it, a scan does anywhere.

    Args:
        form: what it begins with.
        on_scan: called with a scan, to find out what it stands for; `add_lines` may follow.
        theme: colours and fonts.
        parent: the window.

    Signals:
        tried: what stands here is to be tried without keeping it; `show_plan` or `warn` answers.
        submitted: it is to be saved; `accept` or `refuse` answers.
        pasted: a text of several cells to be added as lines.
    """

    tried = Signal()
    submitted = Signal()
    pasted = Signal(str)

    def __init__(
        self, form: OrderForm, on_scan: Callable[[Scan], None], theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName(form.name)
        self.setWindowTitle(one_line(form.title))
        room = parent.size() - QSize(SPACE_GROUPS, SPACE_GROUPS)
        self.resize_within_screen(_SIZE.boundedTo(room))
        self._form, self._on_scan, self._theme = form, on_scan, theme
        self.fields = OrderFields(form.fields, form.offered, theme, self, form.own)
        self.customer = OfferingField(
            tr("Customer"),
            tr("e-mail, name, company or phone of somebody who ordered before"),
            self,
        )
        self.product = OfferingField(
            tr("Add a product"), tr("scan it, or type SKU, barcode or name; Enter adds it"), self
        )
        self.table = LinesTable(theme, self, prices=form.prices, buys=form.buys)
        self.table.rows.show(form.lines)
        self._verdict = PlainLabel(parent=self)
        self._verdict.setWordWrap(True)
        self._near = QHBoxLayout()
        self._do = QPushButton(self)
        self._leave = QPushButton(tr("Cancel"), self)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._lay_out()
        self._connect()
        self._name_consequence()
        if form.is_new and form.customers:
            self.customer.setFocus()
        else:
            self.fields.focus(next(iter(form.fields)))
        self.begin_typing()

    def form_state(self) -> object:
        """The fields, and the lines."""
        lines = [(one.sku, one.quantity, one.price, one.removed) for one in self.lines]
        return super().form_state(), lines

    @property
    def lines(self) -> list[FormLine]:
        """The lines as they stand."""
        return self.table.rows.lines

    @property
    def verdict(self) -> str:
        """What has to be known of it, or why it can't be."""
        return self._verdict.text()

    @property
    def changes(self) -> int:
        """How many fields and lines are not as they were."""
        return len(self.fields.edited) + sum(one.is_changed for one in self.lines)

    def take_scan(self, scan: Scan) -> None:
        """Has a scan looked up."""
        self._on_scan(scan)

    def add_lines(self, lines: Sequence[FormLine]) -> None:
        """Adds lines; a known SKU once more counts on the line that has it."""
        fresh: list[FormLine] = []
        for line in lines:
            same = [one for one in (*self.lines, *fresh) if one.is_of(line.sku)]
            if same and _counts(same[0]) and _counts(line) and not line.price:
                same[0].quantity = str(int(same[0].quantity) + int(line.quantity))
            else:
                fresh.append(line)
        self.product.clear()
        self.table.rows.add(fresh) if fresh else self._change()
        self.table.viewport().update()

    def focus_on(self, line: int, column: str, text: str = "", near: Sequence[str] = ()) -> None:
        """Puts the keyboard where something is to be mended: line 0 is the order itself."""
        if not line:
            self.fields.focus(column)
            return
        for row, one in enumerate(self.lines):
            if one.line == line:
                if text:
                    self.table.rows.setData(self.table.rows.index(row, 0), text)
                elif near:
                    self.offer_near(one, near)
                self.table.take_in_hand(row, column)
        self.begin_typing()  # what is filled in for a piece of advice was not typed

    def show_plan(self, words: str, tone: Tone) -> None:
        """Tells what has to be known of what was tried; the lines have their plans already."""
        self.table.viewport().update()
        self._say(words, tone)

    def refuse(self, words: str) -> None:
        """Says why it was not saved; what was typed stays."""
        self._say(words, Tone.WRONG)
        self._lock(on=False)

    def offer_near(self, line: FormLine, near: Sequence[str]) -> None:
        """Marks a line whose SKU nobody knows; Alt+1 and so on take one that was perhaps meant."""
        line.wrong, line.near = True, list(near)
        line.plan = perhaps_meant(near) or tr("nobody knows this SKU")
        self._forget_near()
        for place, sku in enumerate(near, 1):
            words = tr("Use {sku} ({key})").format(sku=sku, key=f"Alt+{place}")
            button = QPushButton(on_button(words), self)
            button.setShortcut(f"Alt+{place}")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, sku=sku: self._use(line, sku))
            self._near.addWidget(button)
        self._near.addStretch()

    def _forget_near(self) -> None:
        while (item := self._near.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the field of a product adds it, in that of a customer fills him in."""
        is_enter = event.key() in _ENTER
        if is_enter and self.product.hasFocus() and self.product.text().strip():
            self.product.enter()
        elif is_enter and self.customer.hasFocus() and self.customer.text().strip():
            self.customer.choose_only()
        else:
            super().keyPressEvent(event)

    def _use(self, line: FormLine, sku: str) -> None:
        if line in self.lines:
            row = self.lines.index(line)
            self.table.rows.setData(self.table.rows.index(row, 0), sku)
            self.table.take_in_hand(row)
        self._forget_near()

    def _change(self) -> None:
        self._name_consequence()
        self._typing.start()

    def _submit(self) -> None:
        self._typing.stop()
        self._lock(on=True)
        self.submitted.emit()

    def _lock(self, *, on: bool) -> None:
        """Until the answer nothing is sent twice."""
        self._do.setEnabled(not on)
        if not on:
            self._name_consequence()

    def _say(self, words: str, tone: Tone) -> None:
        set_look(self._verdict, "word", tone.value)
        self._verdict.setText(words)
        self._verdict.setVisible(bool(words))

    def _name_consequence(self) -> None:
        if self._form.is_new:
            units = sum(int(one.quantity) for one in self.lines if _counts(one))
            words = tr_count(self._form.enter.one, self._form.enter.several, units)
            count, possible = units, bool(self.lines)
        else:
            count = self.changes
            words = tr_count("Save {count} change", "Save {count} changes", count)
            words = words if count else tr("Nothing changed")
            possible = count > 0
        self._do.setText(words.format(count=self.locale().toString(count)))
        self._do.setEnabled(possible)

    def _remove(self) -> None:
        row = self.table.currentIndex().row()
        if row >= 0:
            self.table.rows.remove(row)

    def _connect(self) -> None:
        self.fields.changed.connect(self._change)
        self.table.rows.edited.connect(self._change)
        self.table.pasted.connect(self.pasted)
        self._typing.timeout.connect(self.tried)
        self._leave.clicked.connect(self.reject)
        self._do.clicked.connect(self._submit)
        self.finished.connect(self._typing.stop)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        heading = PlainLabel(self._form.title, self)
        heading.setFont(self._theme.font(SCALE_HEADING, bold=True))
        about = PlainLabel(self._form.about, self)
        about.setWordWrap(True)
        about.setProperty("role", "muted")
        for part in (heading, about):
            layout.addWidget(part)
        self.customer.setVisible(self._form.is_new and self._form.customers)
        layout.addWidget(self.customer)
        grid = QGridLayout()
        self.fields.fill(grid)
        layout.addLayout(grid)
        if self._form.own:
            layout.addWidget(self.fields.own_area())
        layout.addLayout(self._make_adding())
        layout.addWidget(self.table, 1)
        layout.addLayout(self._near)
        self._verdict.hide()
        layout.addWidget(self._verdict)
        layout.addLayout(self._make_buttons())
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Tab goes down the form as it is read; a key too many is not to press Cancel."""
        stops: list[QWidget] = [self.customer, *self.fields.inputs.values(), self.product]
        stops += [*self._adding, self.table, self._do, self._leave]
        for one, following in pairwise(stops):
            QWidget.setTabOrder(one, following)

    def _make_adding(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_INSIDE)
        row.addWidget(self.product, 1)
        add, remove = QPushButton(tr("&Add"), self), QPushButton(tr("&Remove line"), self)
        self._adding = (add, remove)
        add.clicked.connect(self.product.enter)
        remove.clicked.connect(self._remove)
        for button in (add, remove):
            button.setAutoDefault(False)
            row.addWidget(button)
        return row

    def _make_buttons(self) -> QHBoxLayout:
        self._do.setObjectName("order_button")
        self._do.setProperty("look", "main")
        self._do.setDefault(True)
        self._leave.setAutoDefault(False)
        row = QHBoxLayout()
        row.setSpacing(SPACE_INSIDE)
        row.addStretch()
        row.addWidget(self._leave)
        row.addWidget(self._do)
        return row


def _counts(line: FormLine) -> bool:
    """Whether the quantity of a line that stays is a number."""
    return not line.removed and line.quantity.isascii() and line.quantity.isdigit()
