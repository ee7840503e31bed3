"""A notice inside a panel: what is so, and what can be done about it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton

from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.icon_label import IconLabel


class Notice(QFrame):
    """An icon, a sentence and a next step, perhaps as a button, on the ground of a tone."""

    def __init__(
        self,
        tone: Tone,
        icon: str,
        text: str,
        next_step: str,
        theme: Theme,
        button: QPushButton | None = None,
    ) -> None:
        super().__init__()
        self.setProperty("tone", tone.value)
        self.setAccessibleName(f"{text} {next_step}")
        mark = IconLabel(theme, icon, colour=lambda colours: colours.tones[tone].text, parent=self)
        layout = QGridLayout(self)
        layout.setContentsMargins(SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE)
        layout.setHorizontalSpacing(SPACE_INSIDE)
        layout.setVerticalSpacing(SPACE // 2)
        layout.setColumnStretch(1, 1)
        layout.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        for row, words in enumerate(filter(None, (text, next_step))):
            label = PlainLabel(words, self)
            label.setWordWrap(True)
            layout.addWidget(label, row, 1)
        if button is not None:
            layout.addWidget(button, layout.rowCount(), 1, Qt.AlignmentFlag.AlignLeft)
