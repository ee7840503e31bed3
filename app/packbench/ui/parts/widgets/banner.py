"""The banner over a screen: something around Packbench is not as it needs it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton

from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_INSIDE, Tokens, Tone
from packbench.ui.parts.widgets.icon_label import IconLabel
from packbench.ui.parts.widgets.messages import MessageAction
from packbench.words.language import tr


class Banner(QFrame):
    """A sentence over the full width, with what happens next; it stays until the cause is gone."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.setProperty("tone", Tone.ATTENTION.value)
        self._text = PlainLabel(parent=self)
        self._text.setWordWrap(True)
        self._buttons: list[QToolButton] = []
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE)
        self._layout.setSpacing(SPACE_INSIDE)
        self._layout.addWidget(IconLabel(theme, "unplug", colour=_attention, parent=self))
        self._layout.addWidget(self._text, 1)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence."""
        return self._text.text()

    def show_text(self, text: str, actions: Sequence[MessageAction] = ()) -> None:
        """Shows a sentence and buttons."""
        self._text.setText(text)
        self.setAccessibleName(text)
        for button in self._buttons:
            button.deleteLater()
        hide = MessageAction(tr("Hide"), self.hide)
        self._buttons = [self._make_button(action) for action in (*actions, hide)]
        self.show()

    def _make_button(self, action: MessageAction) -> QToolButton:
        button = QToolButton(self)
        button.setText(action.text)
        button.clicked.connect(lambda _: action.run())
        self._layout.addWidget(button)
        return button


def _attention(colours: Tokens) -> str:
    return colours.tones[Tone.ATTENTION].text
