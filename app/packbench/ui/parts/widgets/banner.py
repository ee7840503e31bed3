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
    """A sentence over the full width, with what happens next; it stays until the cause is gone.

    Of several causes the one that was told last is shown, then the one before it.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.setProperty("tone", Tone.ATTENTION.value)
        self._text = PlainLabel(parent=self)
        self._text.setWordWrap(True)
        self._buttons: list[QToolButton] = []
        self._first: str | None = None
        self._shown: tuple[str, str, list[MessageAction]] | None = None
        self._told: dict[str, tuple[str, Sequence[MessageAction]]] = {}
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

    @property
    def causes(self) -> list[str]:
        """What it tells of, the oldest first."""
        return list(self._told)

    def show_text(
        self,
        text: str,
        actions: Sequence[MessageAction] = (),
        *,
        cause: str = "",
        first: bool = False,
    ) -> None:
        """Shows a sentence and buttons, until `end` is called for its cause.

        With `first` it stands before all others, also before those that are told later.
        """
        if self.isVisible() and self._shown == (cause, text, list(actions)):
            return  # told again and again: a button keeps the focus
        self._told.pop(cause, None)
        self._first = cause if first else self._first
        self._told[cause] = (text, actions)
        if self._first in self._told:
            self._told[self._first] = self._told.pop(self._first)
        self._show_last()

    def end(self, *causes: str) -> None:
        """These causes are gone; what else there is to tell is shown again."""
        for cause in causes:
            self._told.pop(cause, None)
        self._show_last()

    def _show_last(self) -> None:
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = []
        self._shown = None
        if not self._told:
            self.hide()
            return
        cause, (text, actions) = next(reversed(self._told.items()))
        self._shown = cause, text, list(actions)
        self._text.setText(text)
        self.setAccessibleName(text)
        hide = MessageAction(tr("Hide"), lambda: self.end(cause))
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
