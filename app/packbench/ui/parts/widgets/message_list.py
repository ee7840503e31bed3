"""The last messages, the newest first, with what can still be done about each."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from packbench.ui import company_clock
from packbench.ui.parts.theme.plain_text import PlainLabel, on_button, one_line
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.messages import Message, MessageAction
from packbench.words.language import tr

_SIZE = QSize(820, 480)
_MESSAGE = Qt.ItemDataRole.UserRole


class MessageList(KeyDialog):
    """Shows messages; Enter does what is likeliest about the one in hand, Escape closes.

    Args:
        messages: the oldest first.
        theme: icons and colours.
        parent: the window.
    """

    def __init__(self, messages: Sequence[Message], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("message_list")
        self.setWindowTitle(tr("Messages"))
        self._theme = theme
        self.rows = QListWidget(self)
        self.rows.setAccessibleName(tr("Messages, the newest first"))
        self._told = PlainLabel(parent=self)
        self._told.setWordWrap(True)
        self._actions: list[QPushButton] = []
        self._close = QPushButton(tr("Close"), self)
        self._close.setAutoDefault(False)
        self._close.clicked.connect(lambda _: self.accept())
        self._lay_out()
        for message in reversed(messages):
            self._add(message)
        self.rows.currentRowChanged.connect(lambda _: self._show_chosen())
        self.rows.itemActivated.connect(lambda _: self._do_likeliest())
        self.rows.setCurrentRow(0)
        self._show_chosen()
        self.rows.setFocus()
        self.resize_within_screen(_SIZE)

    def _add(self, message: Message) -> None:
        level, colours = message.level, self._theme.tokens
        at = company_clock.local(message.at)
        words = tr("{time}   {level}: {text}").format(
            time=f"{at:%H:%M}", level=tr(level.word), text=one_line(message.text)
        )
        item = QListWidgetItem(self._theme.icon(level.icon), words)
        item.setForeground(QColor(colours.on_surface(level.tone)))
        item.setData(_MESSAGE, message)
        self.rows.addItem(item)

    @property
    def _chosen(self) -> Message | None:
        item = self.rows.currentItem()
        message: Message | None = item.data(_MESSAGE) if item is not None else None
        return message

    def _show_chosen(self) -> None:
        message = self._chosen
        self._told.setText(message.text if message else tr("Nothing was told yet."))
        for button in self._actions:
            self._buttons.removeWidget(button)
            button.hide()
            button.deleteLater()
        counting = [one for one in message.actions if one.counts()] if message else []
        self._actions = [self._button(one) for one in counting]
        for place, button in enumerate(self._actions):
            self._buttons.insertWidget(place, button)

    def _button(self, action: MessageAction) -> QPushButton:
        button = QPushButton(on_button(action.text), self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _: self._do(action))
        return button

    def _do_likeliest(self) -> None:
        if self._actions:
            self._actions[0].click()

    def _do(self, action: MessageAction) -> None:
        self.accept()
        action.run()

    def _lay_out(self) -> None:
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(SPACE_INSIDE)
        self._buttons.addStretch()
        self._buttons.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(self.rows, 1)
        layout.addWidget(self._told)
        layout.addLayout(self._buttons)
