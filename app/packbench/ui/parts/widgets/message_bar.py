"""The message bar at the window's foot: the last message with its buttons."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from packbench.ui import company_clock
from packbench.ui.parts.theme.plain_text import PlainLabel, one_line, set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import ICON_SMALL, SPACE_INSIDE
from packbench.ui.parts.widgets.icon_label import IconLabel
from packbench.ui.parts.widgets.looks import set_look
from packbench.ui.parts.widgets.messages import (
    PAST_KEYS,
    SHOW_KEYS,
    Message,
    MessageAction,
    Messages,
)
from packbench.words.language import tr


class MessageBar(QWidget):
    """Shows the last message: icon, word, sentence, buttons, time. It never takes the focus.

    It stays until the next one or until it is dismissed, so that nobody has to read it quickly.

    Signals:
        past_wanted: the last messages are to be shown.
    """

    past_wanted = Signal()

    def __init__(self, messages: Messages, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("message_bar")
        self._theme, self._messages = theme, messages
        self._message: Message | None = None
        self._icon = IconLabel(theme, parent=self)
        self._word = PlainLabel(parent=self)
        self._text = ElidedLabel(self)
        self._time = PlainLabel(parent=self)
        self._time.setProperty("role", "muted")
        self._buttons: list[QToolButton] = []
        self.past = self._make_plain("message_past", "chevron-up", tr("Messages"), PAST_KEYS)
        self.past.clicked.connect(lambda _: self.past_wanted.emit())
        self._away = self._make_plain("message_dismiss", "x", tr("Dismiss the message"))
        self._away.clicked.connect(lambda _: messages.dismiss())
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_INSIDE)
        for widget in (self._icon, self._word, self._text, self._time, self._away, self.past):
            self._layout.addWidget(widget)
        self._layout.setStretchFactor(self._text, 1)
        theme.changed.connect(self._draw)
        messages.posted.connect(self.show_message)
        self.show_message(messages.in_view)

    @property
    def text(self) -> str:
        """The sentence in view."""
        return self._text.text()

    def show_message(self, message: Message | None) -> None:
        """Shows a message instead of the one in view; None for an empty bar."""
        self._message = message
        self._text.setText(message.text if message else "")
        self._time.setText(f"{company_clock.local(message.at):%H:%M}" if message else "")
        for part in (self._icon, self._word, self._away):
            part.setVisible(message is not None)
        self._replace_buttons()
        self._draw()
        self.setAccessibleName(f"{tr(message.level.word)}: {message.text}" if message else "")
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _replace_buttons(self) -> None:
        for button in self._buttons:
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        showing = self._messages.showing
        self._buttons = [
            self._make_button(action, SHOW_KEYS if action is showing else "")
            for action in self._messages.actions
        ]
        place = self._layout.indexOf(self._time)
        for offset, button in enumerate(self._buttons):
            self._layout.insertWidget(place + offset, button)

    def _make_plain(self, name: str, icon: str, words: str, keys: str = "") -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIconSize(QSize(ICON_SMALL, ICON_SMALL))
        set_tip(button, f"{words} ({keys})" if keys else words)
        button.setProperty("icon_name", icon)
        return button

    def _make_button(self, action: MessageAction, keys: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(f"{action.text} ({keys})" if keys else action.text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _: action.run())
        return button

    def _draw(self) -> None:
        for button in (self.past, self._away):
            button.setIcon(self._theme.icon(button.property("icon_name")))
        if self._message is None:
            return
        level = self._message.level
        self._icon.show_icon(level.icon, lambda colours: colours.on_surface(level.tone))
        self._word.setText(tr(level.word))
        self._word.setFont(self._theme.font(bold=True))
        set_look(self._word, "word", level.tone.value)


class ElidedLabel(PlainLabel):
    """One line of text that is cut at its end where it doesn't fit; the tip has all of it."""

    _whole = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        """Shows another text."""
        self._whole = text
        set_tip(self, text)
        self._cut()

    def text(self) -> str:
        """The whole text."""
        return self._whole

    def _cut(self) -> None:
        line, end = one_line(self._whole), Qt.TextElideMode.ElideRight
        super().setText(self.fontMetrics().elidedText(line, end, self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cuts anew."""
        super().resizeEvent(event)
        self._cut()
