"""The flight recorder: the last scans, the newest first, with the keys and times of each."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from packbench.domain.scanning.record import RecordedScan
from packbench.ui.parts.theme.plain_text import PlainLabel, set_tip
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.language import tr
from packbench.words.scanners import keys_words, screen_words, sent_words

_SIZE = QSize(860, 560)
_SCAN = Qt.ItemDataRole.UserRole


class LastScansDialog(KeyDialog):
    """Shows the last scans. Alt+S saves them all as a file; Enter or Escape closes.

    Args:
        scans: the oldest first.
        parent: the window.

    Signals:
        save_wanted: they are to be saved; `tell` answers.
    """

    save_wanted = Signal()

    def __init__(self, scans: Sequence[RecordedScan], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("last_scans_dialog")
        self.setWindowTitle(tr("Last scans"))
        self.scans = list(scans)
        self._rows = QListWidget(self)
        self._rows.setAccessibleName(tr("Scans, the newest first"))
        self._told = PlainLabel(parent=self)
        self._told.setWordWrap(True)
        for scan in reversed(self.scans):
            item = QListWidgetItem(_row_words(scan))
            item.setData(_SCAN, scan)
            self._rows.addItem(item)
        self._lay_out()
        self._rows.currentRowChanged.connect(lambda _: self._show_chosen())
        self._rows.setCurrentRow(0)
        self._show_chosen()
        self.resize_within_screen(_SIZE)

    @property
    def words(self) -> list[str]:
        """The rows as they are shown."""
        return [self._rows.item(row).text() for row in range(self._rows.count())]

    @property
    def told(self) -> str:
        """What is told of the chosen scan."""
        return self._told.text()

    def tell(self, words: str, tone: Tone | None = None) -> None:
        """Says what was done, or went wrong."""
        set_look(self._told, "word", tone.value if tone else "")
        self._told.setText(words)

    def _show_chosen(self) -> None:
        item = self._rows.currentItem()
        scan: RecordedScan | None = item.data(_SCAN) if item else None
        self.tell(keys_words(scan) if scan else tr("Nothing was scanned in this window yet."))

    def _lay_out(self) -> None:
        save = QPushButton(tr("Save as a file…"), self)
        save.setShortcut("Alt+S")
        save.setEnabled(bool(self.scans))
        set_tip(
            save, tr("All of them with their keys, as CSV or JSON ({keys})").format(keys="Alt+S")
        )
        save.clicked.connect(lambda _: self.save_wanted.emit())
        close = QPushButton(tr("Close"), self)
        close.clicked.connect(lambda _: self.accept())
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addWidget(save)
        buttons.addStretch()
        buttons.addWidget(close)
        for button in (save, close):
            button.setAutoDefault(False)
        close.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(self._rows, 1)
        layout.addWidget(self._told)
        layout.addLayout(buttons)
        self._rows.setFocus()


def _row_words(scan: RecordedScan) -> str:
    words = tr("{moment}   {text}   on {screen}: {verdict}")
    return words.format(
        moment=f"{scan.at:%H:%M:%S}",
        text=sent_words(scan.text),
        screen=screen_words(scan.screen),
        verdict=scan.verdict or tr("handed on"),
    )
