"""The dialog of Put a count right: of which receipt, which product, how many came in fact."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtWidgets import QFormLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from packbench.domain.codes import OwnKind, parse_own_code
from packbench.domain.quantities import MOST_UNITS
from packbench.domain.scanning.assembler import Scan
from packbench.services.receiving.correcting import RightCount
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.ui.parts.widgets.number_field import NumberField
from packbench.words.language import tr

_FIELD_CHARACTERS = 40


class AskCount(Protocol):
    """Shows what a count does, or does it."""

    def __call__(self, receipt: str, count: RightCount, badge: str, *, is_shown: bool) -> None:
        """Of a receipt by its name; `badge` is a supervisor's, or nobody's."""


class CorrectDialog(KeyDialog):
    """Enter shows what it would do, Enter again does it, Escape leaves; a scan is the product.

    A scanned badge is that of the supervisor who lets in more than the tolerance.

    Args:
        receipts: those that were booked, the newest first: name and words.
        ask: called with the receipt, the count, a badge, and whether its effect was shown: then it
            is to be done. By it the dialog holds who runs it.
        theme: colours and fonts.
        parent: the window.
    """

    def __init__(
        self,
        receipts: Sequence[tuple[str, str]],
        ask: AskCount,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("correct_dialog")
        self.setWindowTitle(tr("Put a count right"))
        self._ask = ask
        self._receipt = ChoiceBox(tr("Receipt"), theme, self)
        for name, words in receipts:
            self._receipt.addItem(words, name)
        self._sku, self._lot = QLineEdit(self), QLineEdit(self)
        width = self._sku.fontMetrics().averageCharWidth() * _FIELD_CHARACTERS
        for part, words in ((self._sku, tr("Product")), (self._lot, tr("Lot"))):
            part.setAccessibleName(words)
            part.setMinimumWidth(width)
        self._lot.setPlaceholderText(tr("only where several lots came"))
        self._badge = QLineEdit(self)
        self._badge.setAccessibleName(tr("Supervisor's badge"))
        self._badge.setPlaceholderText(tr("only above what is open and the tolerance"))
        self._units = NumberField(self)
        for one in (self._units, self._units.lineEdit()):
            one.setAccessibleName(tr("Units that came"))
        self._units.setRange(0, MOST_UNITS)
        self._effect = PlainLabel(parent=self)
        self._effect.setWordWrap(True)
        self._do = QPushButton(self)
        self._is_shown = False
        self._lay_out()
        self._receipt.currentIndexChanged.connect(self._forget)
        for line in (self._sku, self._lot, self._badge):
            line.textChanged.connect(self._forget)
        self._units.valueChanged.connect(self._forget)
        self._forget()
        self._sku.setFocus()

    @property
    def told(self) -> str:
        """What it would do, or why it can't be done."""
        return self._effect.text()

    def show_effect(self, words: str) -> None:
        """What it would do: the next Enter does it."""
        set_look(self._effect, "word", Tone.NEUTRAL.value)
        self._effect.setText(words)
        self._is_shown = True
        self._do.setText(tr("Put it right"))
        self._do.setEnabled(True)
        self.make_room()

    def refuse(self, words: str) -> None:
        """Says why nothing was changed; what was typed stays."""
        self._forget()
        set_look(self._effect, "word", Tone.WRONG.value)
        self._effect.setText(words)
        self.make_room()

    def take_scan(self, scan: Scan) -> None:
        """A scan is the product, or a supervisor's badge."""
        own = parse_own_code(scan.text.strip())
        if own is not None and own.kind is OwnKind.OPERATOR:
            self._badge.setText(scan.text.strip())
            return
        self._sku.setText(scan.text.strip())
        self._units.setFocus()

    def _forget(self) -> None:
        """What was shown is of another count."""
        self._is_shown = False
        self._effect.setText(tr("Nothing is changed before you have seen what it does."))
        set_look(self._effect, "word", Tone.NEUTRAL.value)
        self._do.setText(tr("Show what it does"))
        self._do.setEnabled(bool(self._receipt.count()))

    def _submit(self) -> None:
        count = RightCount(
            self._sku.text().strip(), self._units.value(), self._lot.text().strip() or None
        )
        self._do.setEnabled(False)  # until the answer: a second Enter must not send twice
        badge = self._badge.text().strip()
        self._ask(str(self._receipt.currentData()), count, badge, is_shown=self._is_shown)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(SPACE_GROUPS)
        form.setVerticalSpacing(SPACE_INSIDE)
        form.addRow(tr("&Receipt"), self._receipt)
        form.addRow(tr("&Product"), self._sku)
        form.addRow(tr("&Units that came"), self._units)
        form.addRow(tr("&Lot"), self._lot)
        form.addRow(tr("&Supervisor's badge"), self._badge)
        self._do.clicked.connect(self._submit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addLayout(form)
        layout.addWidget(self._effect)
        layout.addLayout(self.button_row(self._do))
