"""A place to try the scanner: it takes whatever is scanned and shows it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from packbench.domain.scanning.assembler import Scan
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, Tone
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.language import tr


class ScanBox(PlainLabel):
    """Has the keyboard while it waits for a scan."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Test scan"))
        self.setWordWrap(True)
        self.setFrameShape(QFrame.Shape.Box)
        self.setMargin(SPACE_GROUPS)
        self.setText(tr("Scan any barcode now. Nothing is looked up and nothing is changed."))

    def take_scan(self, scan: Scan) -> None:
        """Shows what was scanned."""
        set_look(self, "word", Tone.READY.value)
        words = tr("The scanner works: {text} came, and was told from typing.")
        self.setText(words.format(text=scan.text))
