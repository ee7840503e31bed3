"""The strip at the window's foot: messages, what is selected, and the database on the right."""

from collections.abc import Mapping

from PySide6.QtWidgets import QFrame, QHBoxLayout

from packbench.domain.transport import Transport
from packbench.ui.parts.theme.plain_text import PlainLabel, set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.icon_label import IconLabel
from packbench.ui.parts.widgets.message_bar import ElidedLabel, MessageBar
from packbench.ui.parts.widgets.messages import Messages
from packbench.words.transport import transport_words

_LOCKS: Mapping[Transport, tuple[str, Tone]] = {
    Transport.VERIFIED: ("lock", Tone.READY),
    Transport.ENCRYPTED: ("lock", Tone.ATTENTION),
    Transport.OPEN: ("lock-open", Tone.WRONG),
}

_SHARES = (1, 1)  # of the room, for the message and for what is selected


class StatusStrip(QFrame):
    """Holds the message bar and shows which database answers.

    Attributes:
        bar: with the last message.
    """

    def __init__(self, messages: Messages, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("status_strip")
        self.setProperty("part", "strip")
        self._icon = IconLabel(theme, "database", parent=self)
        self._lock = IconLabel(theme, parent=self)
        self._lock.setObjectName("lock")
        self._lock.hide()
        self._totals = ElidedLabel(self)
        self._totals.setObjectName("totals")
        self._totals.hide()
        self._words = PlainLabel(parent=self)
        self._words.setObjectName("database_status")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE)
        layout.setSpacing(SPACE_INSIDE)
        self.bar = MessageBar(messages, theme)
        layout.addWidget(self.bar, _SHARES[0])
        layout.addWidget(self._totals, _SHARES[1])
        layout.addSpacing(SPACE_GROUPS)
        layout.addWidget(self._lock)
        layout.addWidget(self._icon)
        layout.addWidget(self._words)

    def set_transport(self, transport: Transport) -> None:
        """Shows by a lock whether others could listen; nothing where no network is between."""
        icon, tone = _LOCKS.get(transport, ("", Tone.READY))
        self._lock.setVisible(bool(icon))
        self._lock.show_icon(icon, lambda colours: colours.on_surface(tone))
        words = transport_words(transport)
        self._lock.setAccessibleName(words)
        for widget in (self._lock, self._words):
            set_tip(widget, words)

    @property
    def totals(self) -> str:
        """What the selected rows come to, as it is shown."""
        return self._totals.text() if self._totals.isVisibleTo(self) else ""

    def set_totals(self, words: str) -> None:
        """Shows what the selected rows come to; nothing where nothing is told."""
        self._totals.setText(words)
        self._totals.setAccessibleName(words)
        self._totals.setVisible(bool(words))

    def set_database(self, words: str, tone: Tone) -> None:
        """Shows the database's name and state."""
        self._words.setText(words)
        self._icon.show_icon("database", lambda colours: colours.on_surface(tone))
