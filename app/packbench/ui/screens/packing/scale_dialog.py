"""The dialog of the station's scale: where it is, its language, and what it shows now."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from packbench.domain.scales.readings import ScaleProtocol, ScaleReading, ScaleSetup, Steadiness
from packbench.domain.scanning.scanner import BAUD_RATES
from packbench.ui.parts.scanner.serial_scale import SerialScale
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.language import tr
from packbench.words.scales import protocol_words, reading_words, scale_lost_words

_SIZE = QSize(640, 360)


class ScaleDialog(KeyDialog):
    """Shows how the scale is set up. Enter saves, Escape leaves all as it was.

    Args:
        setup: as it is now; None: the station has no scale.
        ports: the serial ports of this computer.
        theme: fonts and icons.
        parent: the window.

    Signals:
        submitted: a ScaleSetup or None; `refuse` or `accept` answers it.
    """

    submitted = Signal(object)

    def __init__(
        self, setup: ScaleSetup | None, ports: Sequence[str], theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("scale_dialog")
        self.setWindowTitle(tr("Scale of this station"))
        self._before = setup
        self._scale: SerialScale | None = None
        self._port = ChoiceBox(tr("Serial port"), theme, self)
        self._baud = ChoiceBox(tr("Bits a second"), theme, self)
        self._protocol = ChoiceBox(tr("Language"), theme, self)
        self._asks = QCheckBox(tr("It is asked for a weight; else it sends by itself"), self)
        self._told = PlainLabel(parent=self)
        self._told.setWordWrap(True)
        self._test = QPushButton(tr("&Test"), self)
        self._save = QPushButton(tr("&Save"), self)
        self._fill(ports)
        self._lay_out()
        self._connect()
        self._look()
        self.resize_within_screen(_SIZE)

    @property
    def setup(self) -> ScaleSetup | None:
        """What is chosen."""
        port = self._port.currentData()
        if port is None:
            return None
        protocol = ScaleProtocol(self._protocol.currentData())
        return ScaleSetup(port, self._baud.currentData(), protocol, self._asks.isChecked())

    @property
    def told(self) -> str:
        """What the scale shows, or why nothing was saved."""
        return self._told.text()

    def refuse(self, words: str) -> None:
        """Says what went wrong; what was chosen stays."""
        self._tell(words, Tone.WRONG)
        self._save.setEnabled(True)

    def _tell(self, words: str, tone: Tone) -> None:
        set_look(self._told, "word", tone.value)
        self._told.setText(words)

    def _read(self) -> None:
        """Shows what the scale says, until something else is chosen."""
        self._stop()
        setup = self.setup
        if setup is None:
            return
        self._tell(reading_words(None), Tone.ATTENTION)
        scale = SerialScale(setup, self)
        scale.read.connect(self._show_reading)
        scale.lost.connect(lambda why: self._tell(scale_lost_words(setup.port, why), Tone.WRONG))
        scale.start()
        self._scale = scale

    def _show_reading(self, reading: ScaleReading) -> None:
        is_read = reading.kind is Steadiness.STABLE
        self._tell(reading_words(reading), Tone.READY if is_read else Tone.ATTENTION)

    def _stop(self) -> None:
        scale, self._scale = self._scale, None
        if scale is not None:
            scale.stop()
            scale.deleteLater()

    def _look(self) -> None:
        self._stop()
        self._told.clear()
        for part in (self._baud, self._protocol, self._asks, self._test):
            part.setEnabled(self.setup is not None)
        changed = self.setup != self._before
        self._save.setText(tr("&Save") if changed else tr("Nothing to save"))
        self._save.setEnabled(changed)

    def _submit(self) -> None:
        if self.setup != self._before:
            self._stop()  # the bench may need the port at once
            self._save.setEnabled(False)  # until the answer
            self.submitted.emit(self.setup)

    def _fill(self, ports: Sequence[str]) -> None:
        shown = self._before or ScaleSetup("")
        self._port.addItem(tr("none: weights are typed"), None)
        for port in dict.fromkeys([shown.port, *ports]):
            if port:
                self._port.addItem(port, port)
        for baud in BAUD_RATES:
            self._baud.addItem(self.locale().toString(baud), baud)
        for protocol in ScaleProtocol:
            self._protocol.addItem(protocol_words(protocol), protocol.value)
        self._port.setCurrentIndex(max(self._port.findData(shown.port or None), 0))
        self._baud.setCurrentIndex(self._baud.findData(shown.baud))
        self._protocol.setCurrentIndex(self._protocol.findData(shown.protocol.value))
        self._asks.setChecked(shown.asks)

    def _connect(self) -> None:
        for box in (self._port, self._baud, self._protocol):
            box.currentIndexChanged.connect(lambda _: self._look())
        self._asks.toggled.connect(lambda _: self._look())
        self._test.clicked.connect(lambda _: self._read())
        self._save.clicked.connect(lambda _: self._submit())
        self.finished.connect(self._stop)

    def _lay_out(self) -> None:
        fields = QFormLayout()
        fields.setVerticalSpacing(SPACE_INSIDE)
        fields.addRow(tr("Serial port"), self._port)
        fields.addRow(tr("Bits a second"), self._baud)
        fields.addRow(tr("Language"), self._protocol)
        fields.addRow("", self._asks)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addLayout(fields)
        layout.addWidget(self._told)
        layout.addStretch()
        layout.addLayout(self.button_row(self._save, beginning=(self._test,)))
