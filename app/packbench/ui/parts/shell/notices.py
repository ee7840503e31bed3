"""Sentences for the message bar that come from any thread, such as those about the log."""

import shiboken6
from PySide6.QtCore import QObject, Signal

from packbench.ui.parts.widgets.messages import Level, Messages


class NoticeRelay(QObject):
    """Brings sentences to the UI thread."""

    _told = Signal(str)

    def __init__(self, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._messages = messages
        self._told.connect(self._post)

    def tell(self, words: str) -> None:
        """Posts a sentence, from whatever thread; nothing once the window is gone."""
        if shiboken6.isValid(self):
            self._told.emit(words)

    def _post(self, words: str) -> None:
        self._messages.post(Level.INFO, words)
