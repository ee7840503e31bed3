"""Asks whether this computer's clock is right, after it has jumped."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from packbench.services.office.clock import ClockState
from packbench.ui.parts.tables import formats
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.words.language import tr

_WIDTH = QSize(560, 260)
_HOLIDAY = timedelta(days=10)
"""A file that was closed for so long is nothing strange: Enter says that the clock is right."""


class ClockQuestion(KeyDialog):
    """Both moments, and two answers; Escape answers nothing.

    Args:
        state: what the clock shows, and the last moment that is known.
        confirm: called when the clock is said to be right, after the dialog has closed.
        parent: the window.
    """

    def __init__(self, state: ClockState, confirm: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("clock_question")
        self.setWindowTitle(tr("Is this computer's clock right?"))
        self._confirm = confirm
        texts = (clock_words(state), _meaning(state))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        for words in texts:
            label = PlainLabel(words, self)
            label.setWordWrap(True)
            layout.addWidget(label)
        layout.addStretch(1)
        layout.addWidget(self._buttons(state))
        self.setAccessibleDescription(" ".join(texts))
        self.finished.connect(self.deleteLater)
        self.resize_within_screen(_WIDTH)

    def _buttons(self, state: ClockState) -> QDialogButtonBox:
        box = QDialogButtonBox(self)
        right = box.addButton(tr("The clock is &right"), QDialogButtonBox.ButtonRole.AcceptRole)
        wrong = box.addButton(tr("The clock is &wrong"), QDialogButtonBox.ButtonRole.RejectRole)
        for button in (right, wrong):
            button.setAutoDefault(False)
        first = right if _is_holiday(state) else wrong
        first.setDefault(True)
        first.setFocus()
        box.accepted.connect(self._say_right)
        box.rejected.connect(self.reject)
        return box

    def _say_right(self) -> None:
        self.accept()
        self._confirm()


def clock_words(state: ClockState) -> str:
    """What the clock shows and what is known, in a sentence or two."""
    words = tr(
        "This computer's clock shows {shown}. The last moment known to this database is {known}."
    )
    known = state.known or state.at
    return words.format(shown=formats.exact(state.shown), known=formats.exact(known))


def _meaning(state: ClockState) -> str:
    words = tr(
        "If the clock is right, what the new day brings is done now: lots that have expired can't"
        " be given out any more, and pre-orders whose day has come are served. If it is wrong, set"
        " this computer's clock. Until then the work goes on as on {day}."
    )
    return words.format(day=formats.day_in_words(state.day))


def _is_holiday(state: ClockState) -> bool:
    """Whether the file was just not used for some days: the likeliest reason by far."""
    return state.known is not None and timedelta() < state.shown - state.known <= _HOLIDAY
