"""The one field for searching and scanning: goes to the thing itself."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from packbench.domain.scanning.assembler import Scan
from packbench.ui.parts.theme.plain_text import set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.widgets.line_field import LineField
from packbench.ui.parts.widgets.suggestion_list import Suggested, SuggestionList
from packbench.words.language import tr

_PAUSE_MS = 200
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class SearchField(LineField):
    """Takes typed and scanned text alike, and offers what may be meant while somebody types.

    A scan is never held up by suggestions: Enter takes what stands in the field, unless an arrow
    took a row of the list in hand.

    Signals:
        submitted: the text, typed and Enter, or scanned while the field had the focus.
        typed: what stands in it so far, when somebody paused.
        picked: what was offered for it.
    """

    submitted = Signal(str)
    typed = Signal(str)
    picked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("search_field")
        self.setPlaceholderText(tr("Scan or search…  Ctrl+F"))
        self.setAccessibleName(tr("Scan or search"))
        set_tip(
            self,
            tr(
                "Order number, name, e-mail, telephone, tracking number, SKU, barcode, purchase"
                " order, bin"
            ),
        )
        self._theme = theme
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._draw()
        theme.changed.connect(self._draw)
        self.returnPressed.connect(self._submit)
        self._suggestions = SuggestionList(self, theme)
        self._suggestions.picked.connect(self._pick)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.typed.emit(self.text().strip()))
        self.textEdited.connect(self._wait)

    def take_scan(self, scan: Scan) -> None:
        """Shows and submits what was scanned."""
        self.withdraw()
        self.setText(scan.text)
        self._submit()

    def offer(self, text: str, rows: Sequence[Suggested]) -> None:
        """Offers what may be meant by `text`; dropped where something else stands there now."""
        if self.hasFocus() and not self._pause.isActive() and text == self.text().strip():
            self._suggestions.offer(rows)

    def withdraw(self) -> None:
        """Offers nothing any more, nor what is still looked for."""
        self._pause.stop()
        self._suggestions.hide()

    def focus(self) -> None:
        """Puts the keyboard into the field, ready to be overwritten."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _wait(self) -> None:
        self._suggestions.hide()
        self._pause.start()

    def _pick(self, record: object) -> None:
        self.withdraw()
        self.setText(self.text())  # what was typed is done with: Ctrl+Z is the window's again
        self.selectAll()
        self.picked.emit(record)

    def _submit(self) -> None:
        if self._suggestions.pick_in_hand():
            return
        self.withdraw()
        text = self.text().strip()
        if text:
            self.setText(text)  # what was typed is done with: Ctrl+Z is the window's again
            self.selectAll()
            self.submitted.emit(text)

    def _draw(self) -> None:
        self._glass.setIcon(self._theme.icon("search"))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Offers nothing to somebody who went elsewhere."""
        self.withdraw()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go through what is offered; Escape closes the list, then empties the field."""
        offered, key = self._suggestions.isVisible(), event.key()
        if offered and key in _STEPS:
            self._suggestions.step(_STEPS[Qt.Key(key)])
        elif offered and key == Qt.Key.Key_Escape:
            self.withdraw()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
