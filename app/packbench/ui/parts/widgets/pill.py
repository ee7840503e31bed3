"""A state as a pill: icon, word, colours; the same look as in tables."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.icon_label import IconLabel
from packbench.ui.parts.widgets.looks import set_look


class Pill(QFrame):
    """Shows one state."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self._icon = IconLabel(theme, parent=self)
        self._word = PlainLabel(parent=self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_INSIDE, SPACE // 2, SPACE_INSIDE, SPACE // 2)
        layout.setSpacing(SPACE)
        layout.addWidget(self._icon)
        layout.addWidget(self._word)
        self.hide()

    def show_state(self, word: str, icon: str, tone: Tone) -> None:
        """Shows a state's word, icon and colours."""
        self._word.setText(word)
        self._icon.show_icon(icon, lambda colours: colours.tones[tone].text)
        set_look(self, "pill", tone.value)
        self.setAccessibleName(word)
        self.show()
