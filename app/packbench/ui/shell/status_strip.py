"""The strip at the window's foot: messages on the left, the database on the right."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from packbench.ui.theme.theme import Theme
from packbench.ui.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.widgets.icon_label import IconLabel
from packbench.ui.widgets.message_bar import MessageBar
from packbench.ui.widgets.messages import Messages


class StatusStrip(QFrame):
    """Holds the message bar and shows which database answers."""

    def __init__(self, messages: Messages, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("status_strip")
        self.setProperty("part", "strip")
        self._icon = IconLabel(theme, "database", parent=self)
        self._words = QLabel(self)
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
