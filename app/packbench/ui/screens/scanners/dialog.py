"""The dialog of the station's scanner: a test symbol finds how it types, Save keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.finding import Findings
from packbench.domain.scanning.scanner import BAUD_RATES, ScannerKind, ScannerSetup
from packbench.ui.parts.theme.plain_text import PlainLabel, set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.language import tr
from packbench.words.scanners import (
    finding_rows,
    scanner_kind_words,
    sent_words,
    trouble_words,
)

_SIZE = QSize(720, 560)


@dataclass(frozen=True, slots=True)
class ShownScanner:
    """What the dialog begins with: the setup as it is, and the serial ports of this computer."""

    setup: ScannerSetup
    ports: Sequence[str] = ()


class ScannerDialog(KeyDialog):
    """Shows how the scanner is set up. Enter saves, Escape leaves all as it was.

    Args:
        shown: as it is now.
        theme: fonts and icons.
        parent: the window.

    Signals:
        submitted: a ScannerSetup; `refuse` or `accept` answers it.
        reading_wanted: the next keys are a reading of the test symbol; `show_findings` answers.
        symbol_wanted: the page with the test symbol is to be shown.
    """

    submitted = Signal(object)
    reading_wanted = Signal()
    symbol_wanted = Signal()

    def __init__(self, shown: ShownScanner, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scanner_dialog")
        self.setWindowTitle(tr("Scanner of this station"))
        self._before = shown.setup
        self._kind = ChoiceBox(tr("A scan is known"), theme, self)
        self._prefix = QLineEdit(self)
        self._us_layout = QCheckBox(tr("It types as on a US keyboard; this computer has another"))
        self._port = ChoiceBox(tr("Serial port"), theme, self)
        self._baud = ChoiceBox(tr("Bits a second"), theme, self)
        self._facts, self._told = PlainLabel(parent=self), PlainLabel(parent=self)
        self._save = QPushButton(self)
        self._fill(shown)
        self._lay_out()
        self.show_setup(shown.setup)
        self._connect()
        self.resize_within_screen(_SIZE)

    @property
    def setup(self) -> ScannerSetup:
        """What is chosen."""
        kind = ScannerKind(self._kind.currentData())
        prefix = self._prefix.text() if kind is ScannerKind.PREFIX else ""
        chosen = ScannerSetup(kind, prefix, self._us_layout.isChecked())
        return replace(chosen, port=self._port.currentData(), baud=self._baud.currentData())

    @property
    def told(self) -> str:
        """What was told last, and what was found out."""
        return f"{self._facts.text()}\n{self._told.text()}".strip()

    def show_setup(self, setup: ScannerSetup) -> None:
        """Chooses this."""
        self._kind.setCurrentIndex(self._kind.findData(setup.kind.value))
        self._prefix.setText(setup.prefix)
        self._us_layout.setChecked(setup.us_layout)
        self._port.setCurrentIndex(max(self._port.findData(setup.port), 0))
        self._baud.setCurrentIndex(self._baud.findData(setup.baud))
        self._look()

    def take_scan(self, scan: Scan) -> None:
        """Tells how a scan is read as things are kept now."""
        words = tr("A scan was read, by the settings that are kept: {text}")
        self.tell(words.format(text=sent_words(scan.text)), Tone.READY)

    def show_findings(self, found: Findings) -> None:
        """Tells what the test symbol told, and chooses what it proposes; the port stays."""
        rows = finding_rows(found) if found.mean_gap_ms else []
        told = [trouble_words(one, found) for one in found.troubles]
        kept = {"port": self._port.currentData(), "baud": self._baud.currentData()}
        self.show_setup(replace(found.proposal or self._before, **kept))
        if found.proposal is not None:
            told.insert(0, tr("The scanner was found out; Save keeps what is chosen above."))
        tone = Tone.ATTENTION if found.troubles else Tone.READY
        self.tell("\n".join(told), tone if found.proposal else Tone.WRONG)
        self._facts.setText("\n".join(f"{name}: {value}" for name, value in rows))
        self.make_room()

    def tell(self, words: str, tone: Tone | None = None) -> None:
        """Says what goes on."""
        self._facts.clear()
        set_look(self._told, "word", tone.value if tone else "")
        self._told.setText(words)
        self.make_room()

    def refuse(self, words: str) -> None:
        """Says what went wrong; what was chosen stays."""
        self.tell(words, Tone.WRONG)
        self._look()

    def _look(self) -> None:
        by_prefix = self._kind.currentData() == ScannerKind.PREFIX.value
        self._prefix.setEnabled(by_prefix)
        self._baud.setEnabled(self._port.currentData() is not None)
        changed = self.setup != self._before
        self._save.setText(tr("Save") if changed else tr("Nothing to save"))
        self._save.setEnabled(changed)

    def _submit(self) -> None:
        if self.setup.fault is not None:
            self.refuse(tr("A prefix is 1 to 8 characters of a US keyboard, such as ~; no blanks."))
            self._prefix.setFocus()
        elif self.setup != self._before:
            self._save.setEnabled(False)  # until the answer
            self.submitted.emit(self.setup)

    def _begin_reading(self) -> None:
        self.tell(tr("Scan the test symbol now. Escape ends this."))
        self.reading_wanted.emit()

    def _fill(self, shown: ShownScanner) -> None:
        for kind in ScannerKind:
            self._kind.addItem(scanner_kind_words(kind), kind.value)
        self._prefix.setAccessibleName(tr("Prefix"))
        self._prefix.setMaxLength(8)
        ports = dict.fromkeys([shown.setup.port, *shown.ports])
        self._port.addItem(tr("none: it types like a keyboard"), None)
        for port in ports:
            if port is not None:
                self._port.addItem(port, port)
        for baud in BAUD_RATES:
            self._baud.addItem(self.locale().toString(baud), baud)

    def _connect(self) -> None:
        self._kind.currentIndexChanged.connect(lambda _: self._look())
        self._prefix.textChanged.connect(lambda _: self._look())
        self._us_layout.toggled.connect(lambda _: self._look())
        self._port.currentIndexChanged.connect(lambda _: self._look())
        self._baud.currentIndexChanged.connect(lambda _: self._look())

    def _lay_out(self) -> None:
        head = PlainLabel(
            tr(
                "Print the test symbol, press Read, and scan it: Packbench finds out how the"
                " scanner types and chooses what fits. With a prefix its speed does not count."
            ),
            self,
        )
        head.setProperty("role", "muted")
        head.setWordWrap(True)
        self._facts.setProperty("role", "muted")
        self._told.setWordWrap(True)
        fields = QFormLayout()
        fields.setVerticalSpacing(SPACE_INSIDE)
        fields.addRow(tr("A scan is known"), self._kind)
        fields.addRow(tr("Prefix"), self._prefix)
        fields.addRow("", self._us_layout)
        fields.addRow(tr("Serial port"), self._port)
        fields.addRow(tr("Bits a second"), self._baud)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addWidget(head)
        layout.addLayout(fields)
        layout.addWidget(self._facts)
        layout.addWidget(self._told)
        layout.addStretch()
        layout.addLayout(self._make_buttons())

    def _make_buttons(self) -> QHBoxLayout:
        symbol = QPushButton(tr("Test symbol…"), self)
        symbol.setShortcut("Alt+T")
        set_tip(symbol, tr("The page with the symbol, to print ({keys})").format(keys="Alt+T"))
        symbol.clicked.connect(lambda _: self.symbol_wanted.emit())
        read = QPushButton(tr("Read the symbol"), self)
        read.setObjectName("read_symbol")
        read.setShortcut("Alt+R")
        set_tip(read, tr("Scan the test symbol after this ({keys})").format(keys="Alt+R"))
        read.clicked.connect(lambda _: self._begin_reading())
        self._save.setObjectName("save_scanner")
        self._save.clicked.connect(self._submit)
        return self.button_row(self._save, beginning=(symbol, read))
