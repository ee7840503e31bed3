"""A field that offers what is found for its text: customers, products."""

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

_TYPING_MS = 200


class OfferingField(QLineEdit):
    """Asks for offers while somebody types, and tells which one was chosen.

    Attributes:
        offers: what was found last.

    Args:
        name: for screen readers.
        hint: what stands in it while it is empty.
        parent: the dialog.

    Signals:
        sought: the text, a moment after the last key; `offer` answers.
        chosen: the place of the offer that was chosen.
        entered: the text, at Enter.
    """

    sought = Signal(str)
    chosen = Signal(int)
    entered = Signal(str)

    def __init__(self, name: str, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.offers: list[str] = []
        self._list = QStringListModel(self)
        completer = QCompleter(self._list, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        # After Qt has put the words into the field, which whoever chose may empty then.
        completer.activated.connect(self._choose, Qt.ConnectionType.QueuedConnection)
        self.setCompleter(completer)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(lambda: self.sought.emit(self.text()))
        self.textEdited.connect(lambda _: self._typing.start())

    def offer(self, offers: Sequence[str]) -> None:
        """Shows what was found, where somebody still types here."""
        self.offers = list(offers)
        self._list.setStringList(self.offers)
        if offers and self.hasFocus() and self.text():
            self.completer().complete()

    def enter(self) -> None:
        """Takes the text as it stands."""
        self._typing.stop()
        if (popup := self.completer().popup()) is not None:
            popup.hide()
        if self.text().strip():
            self.entered.emit(self.text().strip())

    def choose_only(self) -> None:
        """Takes the one offer that there is; else shows them all."""
        if len(self.offers) == 1:
            self.chosen.emit(0)
        elif self.offers:
            self.completer().complete()

    def _choose(self, words: str) -> None:
        if words in self.offers:
            self.chosen.emit(self.offers.index(words))
