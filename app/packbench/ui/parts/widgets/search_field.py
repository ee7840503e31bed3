"""The one field for searching and scanning: goes to the thing itself."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from packbench.domain.scanning.assembler import Scan
from packbench.ui.parts.theme.plain_text import set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.widgets.line_field import LineField
from packbench.words.language import tr


class SearchField(LineField):
    """Takes typed and scanned text alike.

    Signals:
        submitted: the text, typed and Enter, or scanned while the field had the focus.
    """

    submitted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("search_field")
        self.setPlaceholderText(tr("Scan or search…  Ctrl+F"))
        self.setAccessibleName(tr("Scan or search"))
        set_tip(
            self, tr("Order number, e-mail, SKU, barcode, tracking number, purchase order, bin")
        )
        self._theme = theme
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._draw()
        theme.changed.connect(self._draw)
        self.returnPressed.connect(self._submit)

    def take_scan(self, scan: Scan) -> None:
        """Shows and submits what was scanned."""
        self.setText(scan.text)
        self._submit()

    def focus(self) -> None:
        """Puts the keyboard into the field, ready to be overwritten."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _submit(self) -> None:
        text = self.text().strip()
        if text:
            self.setText(text)  # what was typed is done with: Ctrl+Z is the window's again
            self.selectAll()
            self.submitted.emit(text)

    def _draw(self) -> None:
        self._glass.setIcon(self._theme.icon("search"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Empties the field at Escape."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)
