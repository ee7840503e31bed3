"""The dialog of this station's printers: one row for each kind of document, saved together."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.domain.printers import KINDS_WITH_PRINTER, PrinterChoice, PrintKind
from packbench.ui.parts.theme.plain_text import PlainLabel, set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, Tone
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.ui.screens.printers.rows import PrinterRow, StationPrinters
from packbench.words.language import tr

_SIZE = QSize(900, 650)


class PrintersDialog(KeyDialog):
    """Shows what this station prints on which printer. Enter saves, Escape leaves all as it was.

    Args:
        shown: printers and choices as they are now.
        theme: fonts and icons.
        parent: the window.

    Signals:
        submitted: a mapping of kinds to choices (None: no printer), those that were changed;
            `refuse` or `accept` answers it.
        test_wanted: a PrinterChoice; `tell` or `refuse` answers.
        queue_wanted: the print queue is to be shown.
    """

    submitted = Signal(object)
    test_wanted = Signal(object)
    queue_wanted = Signal()

    def __init__(self, shown: StationPrinters, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("printers_dialog")
        self.setWindowTitle(tr("Printers of this station"))
        self._answer = PlainLabel(parent=self)
        self._answer.setWordWrap(True)
        self._save = QPushButton(self)
        self.rows = [PrinterRow(kind, shown, theme, self) for kind in KINDS_WITH_PRINTER]
        self._lay_out(shown)
        for row in self.rows:
            row.changed.connect(self._look)
            row.test_wanted.connect(self._ask_for_test)
        self._look()
        if shown.trouble:
            self.refuse(shown.trouble)
        self.resize_within_screen(_SIZE)

    @property
    def changes(self) -> Mapping[PrintKind, PrinterChoice | None]:
        """What is other than it was."""
        return {row.kind: row.choice for row in self.rows if row.is_changed}

    @property
    def answer(self) -> str:
        """What was told last."""
        return self._answer.text()

    def tell(self, words: str) -> None:
        """Says what was done."""
        self._say(words, Tone.READY)

    def refuse(self, words: str) -> None:
        """Says what went wrong; what was chosen stays."""
        self._say(words, Tone.WRONG)
        self.make_room()
        self._look()

    def _say(self, words: str, tone: Tone | None) -> None:
        set_look(self._answer, "word", tone.value if tone else "")
        self._answer.setText(words)

    def _ask_for_test(self, choice: PrinterChoice) -> None:
        self._say(tr("Sending a test page to {printer}…").format(printer=choice.printer), None)
        self.test_wanted.emit(choice)

    def _look(self) -> None:
        self._save.setText(tr("Save") if self.changes else tr("Nothing to save"))
        self._save.setEnabled(bool(self.changes))

    def _submit(self) -> None:
        if self.changes:
            self._save.setEnabled(False)  # until the answer
            self.submitted.emit(self.changes)

    def _lay_out(self, shown: StationPrinters) -> None:
        told = tr(
            "Printer, paper, tray, copies, and for labels what is sent. Automatic paper is that of"
            " the document. Nothing is scaled: pages come out at 100 %."
        )
        if not shown.printers:
            told = tr("This computer has no printers. Add one in the system's settings.")
        head = PlainLabel(told, self)
        head.setProperty("role", "muted")
        head.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addWidget(head)
        for row in self.rows:
            layout.addWidget(row)
        layout.addStretch()
        layout.addWidget(self._answer)
        layout.addLayout(self._make_buttons())

    def _make_buttons(self) -> QHBoxLayout:
        queue = QPushButton(tr("Print queue…"), self)
        queue.setShortcut("Alt+Q")
        set_tip(queue, tr("What was sent and what became of it ({keys})").format(keys="Alt+Q"))
        queue.clicked.connect(lambda _: self.queue_wanted.emit())
        self._save.setObjectName("save_printers")
        self._save.clicked.connect(self._submit)
        return self.button_row(self._save, beginning=(queue,))
