"""The strip at the window's foot: messages on the left, the database on the right."""

from PySide6.QtWidgets import QFrame, QHBoxLayout

from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.icon_label import IconLabel
from packbench.ui.parts.widgets.message_bar import MessageBar
from packbench.ui.parts.widgets.messages import Messages


class StatusStrip(QFrame):
    """Holds the message bar and shows which database answers."""

    def __init__(self, messages: Messages, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("status_strip")
        self.setProperty("part", "strip")
        self._icon = IconLabel(theme, "database", parent=self)
        self._words = PlainLabel(parent=self)
        self._words.setObjectName("database_status")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(MessageBar(messages, theme), 1)
        layout.addSpacing(SPACE_GROUPS)
        layout.addWidget(self._icon)
        layout.addWidget(self._words)

    def set_database(self, words: str, tone: Tone) -> None:
        """Shows the database's name and state."""
        self._words.setText(words)
        self._icon.show_icon("database", lambda colours: colours.on_surface(tone))
