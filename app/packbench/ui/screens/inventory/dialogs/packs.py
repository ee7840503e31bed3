"""The dialog of a product's packs: which code counts how many pieces, and how it is picked."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from packbench.domain.quantities import MOST_UNITS
from packbench.domain.scanning.assembler import Scan
from packbench.services.stock.known_packs import PacksView
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.ui.parts.widgets.number_field import NumberField
from packbench.words.language import tr

_FIELD_CHARACTERS = 44
_STAR = "*"


class PacksDialog(KeyDialog):
    """Asks for the packs. Enter keeps them, Escape leaves; a scan puts its code behind a star.

    Args:
        begin: the product and the packs that it has.
        parent: the window.

    Signals:
        submitted: the packs as they were written, and in how many it is picked (1: by the piece);
            `refuse` or `accept` answers it.
    """

    submitted = Signal(str, int)

    def __init__(self, begin: PacksView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("packs_dialog")
        self.setWindowTitle(tr("Packs of {sku}").format(sku=begin.sku))
        self._packs = QLineEdit(_written(begin), self)
        self._packs.setAccessibleName(tr("Packs"))
        self._packs.setPlaceholderText(tr("e.g. 12*14006381333938; empty: none"))
        width = self._packs.fontMetrics().averageCharWidth() * _FIELD_CHARACTERS
        self._packs.setMinimumWidth(width)
        self._multiple = NumberField(self)
        for part in (self._multiple, self._multiple.lineEdit()):
            part.setAccessibleName(tr("Picked in packs of"))
        self._multiple.setRange(1, MOST_UNITS)
        self._multiple.setSpecialValueText(tr("by the piece"))
        self._multiple.setValue(begin.pick_multiple or 1)
        self._refusal = PlainLabel(parent=self)
        self._refusal.setWordWrap(True)
        self._refusal.hide()
        self._keep = QPushButton(tr("Keep these packs"), self)
        self._lay_out(begin)
        self._packs.setFocus()

    @property
    def refusal(self) -> str:
        """The sentence that says why nothing was changed; empty when there is none."""
        return self._refusal.text() if not self._refusal.isHidden() else ""

    def refuse(self, words: str) -> None:
        """Says why nothing was changed; what was typed stays."""
        set_look(self._refusal, "word", Tone.WRONG.value)
        self._refusal.setText(words)
        self._refusal.show()
        self.make_room()
        self._keep.setEnabled(True)

    def take_scan(self, scan: Scan) -> None:
        """A code is that of a pack when it was said before how many are in it."""
        text = self._packs.text().rstrip()
        if text.endswith(_STAR):
            self._refusal.hide()
            self._packs.setText(f"{text}{scan.text.strip()}; ")
        else:
            self.refuse(tr("Type how many are in the pack and a star, such as 12*, then scan it."))
        self._packs.setFocus()
        self._packs.end(False)

    def _submit(self) -> None:
        self._refusal.hide()
        self._keep.setEnabled(False)  # until the answer: a second Enter must not send twice
        self.submitted.emit(self._packs.text().strip(), self._multiple.value())

    def _lay_out(self, begin: PacksView) -> None:
        name = PlainLabel(begin.name, self)
        name.setWordWrap(True)
        pieces = PlainLabel(", ".join(begin.barcodes) or tr("none"), self)
        pieces.setWordWrap(True)
        form = QFormLayout()
        form.setHorizontalSpacing(SPACE_GROUPS)
        form.setVerticalSpacing(SPACE_INSIDE)
        form.addRow(tr("Codes of a piece"), pieces)
        form.addRow(tr("&Packs"), self._packs)
        form.addRow(tr("Picked &in packs of"), self._multiple)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addWidget(name)
        layout.addLayout(form)
        layout.addWidget(self._refusal)
        layout.addLayout(self._make_buttons())

    def _make_buttons(self) -> QHBoxLayout:
        self._keep.clicked.connect(self._submit)
        return self.button_row(self._keep)


def _written(begin: PacksView) -> str:
    return "; ".join(map(str, begin.packs))
