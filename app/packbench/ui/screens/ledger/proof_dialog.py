"""Where the ledger of each warehouse ends, and what became of it since that was written down."""

from PySide6.QtCore import QLocale, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.services.ledger.proof import ComparedHead, Proof
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.words.language import tr
from packbench.words.ledger import kept_words

_SIZE = QSize(860, 460)


class _ProofRow:
    """A warehouse: what stands now, or what became of what stood."""

    def __init__(self, warehouse: str, movements: int, what: Cell) -> None:
        self.warehouse, self.movements, self.what = warehouse, movements, what


class ProofDialog(KeyDialog):
    """Ctrl+C in the table copies the heads; they can be saved, and compared with a saved file.

    Args:
        theme: colours and fonts.
        parent: the window.

    Signals:
        saved: the Proof that is shown is to be written to a file.
        printed: the Proof that is shown is to be a page on paper.
        compared: a file is to be chosen and compared.
    """

    saved = Signal(object)
    printed = Signal(object)
    compared = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("proof_dialog")
        self.setWindowTitle(tr("Proof of the ledger"))
        self._shown: Proof | None = None
        self._said = PlainLabel(tr("Reading…"), self)
        self.table = ListTable(tr("Where the ledgers end"), _columns(), theme, self)
        self._save, self._print, self._compare = (QPushButton(words, self) for words in _buttons())
        self._lay_out()
        self.resize_within_screen(_SIZE)

    @property
    def told(self) -> str:
        """What is said above the table."""
        return self._said.text()

    def show_proof(self, found: Proof) -> None:
        """Shows where each ledger ends now."""
        self._shown = found
        rows = [_ProofRow(one.warehouse, one.movements, Cell(one.link)) for one in found.heads]
        self.table.rows.show(rows)
        self._save.setEnabled(bool(rows))
        self._print.setEnabled(bool(rows))
        words = tr(
            "Save or print this, and keep it away from this computer. Compared later, it shows"
            " whether anybody changed what moved before {at}."
        )
        self.tell(words.format(at=formats.exact(found.at)) if rows else tr("Nothing moved yet."))

    def show_compared(self, file: str, found: list[ComparedHead]) -> None:
        """Shows what became of the heads in a file."""
        rows = [_ProofRow(one.warehouse, one.movements, _kept(one)) for one in found]
        self.table.rows.show(rows)
        self._save.setEnabled(False)
        self._print.setEnabled(False)
        changed = sum(not one.kept.is_kept for one in found)
        words = tr("All that {file} tells of is as it was.")
        if changed:
            words = tr(
                "Not all is as {file} tells: {count} of the warehouses below. Take the last"
                " back-up beside this database, and ask for help before anybody counts by it."
            )
        self.tell(words.format(file=file, count=QLocale().toString(changed)))

    def tell(self, words: str) -> None:
        """Says what happened."""
        self._said.setText(words)

    def _lay_out(self) -> None:
        self._said.setWordWrap(True)
        self._save.setProperty("look", "main")
        self._save.setDefault(True)
        self._save.setEnabled(False)
        self._save.clicked.connect(lambda: self.saved.emit(self._shown))
        self._print.setEnabled(False)
        self._print.clicked.connect(lambda: self.printed.emit(self._shown))
        self._compare.clicked.connect(self.compared.emit)
        close = QPushButton(tr("Close"), self)
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addStretch()
        for button in (close, self._compare, self._print, self._save):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(self._said)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)


def _buttons() -> tuple[str, str, str]:
    return tr("&Save…"), tr("&Print…"), tr("&Compare with a file…")


def _kept(one: ComparedHead) -> Cell:
    words = kept_words(one.kept)
    if one.kept.is_kept:
        return formats.state(words, "circle-check", Tone.READY)
    return formats.state(words, "triangle-alert", Tone.WRONG)


def _columns() -> list[ListColumn[_ProofRow]]:
    return [
        ListColumn(tr("Warehouse"), lambda one: Cell(one.warehouse, bold=True), 12),
        ListColumn(tr("Movements"), lambda one: formats.number(one.movements), 12, Align.END),
        ListColumn(tr("Last link, or what became of them"), lambda one: one.what, 40),
    ]
