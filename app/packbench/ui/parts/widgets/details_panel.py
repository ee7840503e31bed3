"""The panel on the right: the record in hand with its facts, lines, history and documents."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.theme.plain_text import PlainLabel, set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import (
    SCALE_HEADING,
    SCALE_MUTED,
    SPACE,
    SPACE_GROUPS,
    SPACE_INSIDE,
)
from packbench.ui.parts.widgets.empty_state import EmptyState, EmptyText
from packbench.ui.parts.widgets.message_bar import ElidedLabel
from packbench.ui.parts.widgets.pill import Pill

_LEAST_CHARACTERS = 40
_NAME_CHARACTERS = 11
_MAY_BREAK = "\u200b"  # zero-width space
_SIGNS = re.compile("[@._/-](?=.)")
_LONGEST_WORD = 16  # characters that stand in one line of the narrowest panel, beside a name


class DetailsPanel(QFrame):
    """Heading with a state, and sections below it; or a sentence while nothing is selected."""

    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__()
        self.setObjectName(f"{name}_details")
        self.setProperty("part", "surface")
        self._theme = theme
        self._heading = ElidedLabel(self)
        self._pill = Pill(theme, self)
        self._muted = ElidedLabel(self)
        self._muted.setProperty("role", "muted")
        self._body = QVBoxLayout()
        self._sections: list[QWidget] = []
        self._nothing = EmptyState(theme, self)
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._take_fonts()
        theme.changed.connect(self._take_fonts)

    def show_nothing(self, text: EmptyText) -> None:
        """Shows a sentence instead of a record."""
        self._nothing.show_text(text)
        self._stack.setCurrentWidget(self._nothing)

    def show_record(
        self, heading: str, state: Cell | None, below: str, sections: Sequence[QWidget]
    ) -> None:
        """Shows a record: its name, its state, one muted line, and sections."""
        self._heading.setText(heading)
        self._pill.hide()
        if state is not None and state.tone is not None:
            self._pill.show_state(state.text, state.icon, state.tone)
        self._muted.setText(below)
        for old in self._sections:
            self._body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._sections = list(sections)
        for place, section in enumerate(self._sections):
            self._body.insertWidget(place, section)
        self._stack.setCurrentIndex(1)

    @property
    def heading(self) -> str:
        """The name of the record in view; empty when there is none."""
        return "" if self._stack.currentWidget() is self._nothing else self._heading.text()

    def _lay_out(self) -> None:
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget(scroll)
        self._body.setContentsMargins(0, SPACE_INSIDE, SPACE, 0)
        self._body.setSpacing(SPACE_GROUPS)
        self._body.addStretch()
        inside.setLayout(self._body)
        scroll.setWidget(inside)
        record = QWidget(self)
        layout = QVBoxLayout(record)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_INSIDE, SPACE_INSIDE)
        layout.setSpacing(SPACE)
        top = QHBoxLayout()
        top.addWidget(self._heading, 1)
        top.addWidget(self._pill)
        layout.addLayout(top)
        layout.addWidget(self._muted)
        layout.addWidget(scroll, 1)
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(record)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _take_fonts(self) -> None:
        self._heading.setFont(self._theme.font(SCALE_HEADING, bold=True))
        character = self._theme.font_metrics().averageCharWidth()
        self.setMinimumWidth(character * _LEAST_CHARACTERS)


class DetailsSection(QWidget):
    """A part of the details: a small heading over a widget."""

    def __init__(self, title: str, content: QWidget, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._heading = PlainLabel(title, self)
        self._heading.setProperty("role", "muted")
        self._take_font()
        theme.changed.connect(self._take_font)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._heading)
        layout.addWidget(content)

    def _take_font(self) -> None:
        self._heading.setFont(self._theme.font(SCALE_MUTED, bold=True))


class Facts(QWidget):
    """Names and values below each other; values can be marked and copied."""

    def __init__(self, facts: Sequence[tuple[str, Cell]], theme: Theme) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_GROUPS)
        grid.setVerticalSpacing(SPACE)
        grid.setColumnMinimumWidth(0, self.fontMetrics().averageCharWidth() * _NAME_CHARACTERS)
        grid.setColumnStretch(1, 1)
        for row, (name, cell) in enumerate(facts):
            label = PlainLabel(name, self)
            label.setProperty("role", "muted")
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            pill = Qt.AlignmentFlag.AlignLeading if cell.tone else Qt.AlignmentFlag(0)
            grid.addWidget(_value(cell, theme, self), row, 1, pill)


def _value(cell: Cell, theme: Theme, parent: QWidget) -> QWidget:
    if cell.tone is not None:
        pill = Pill(theme, parent)
        pill.show_state(cell.text, cell.icon, cell.tone)
        return pill
    long = any(len(word) > _LONGEST_WORD for word in cell.text.split())
    value = LongValue(cell.text, parent) if long else _short_value(cell.text, parent)
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    set_tip(value, cell.tip or cell.text)
    if cell.bold:
        font = value.font()
        font.setBold(True)  # only that, so that the size still follows the theme
        value.setFont(font)
    if cell.muted:
        value.setProperty("role", "muted")
    return value


def _short_value(text: str, parent: QWidget) -> PlainLabel:
    value = PlainLabel(text, parent)
    value.setWordWrap(True)
    # A long sentence must not make the panel wider than its place.
    value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return value


class LongValue(QTextEdit):
    """A value with words that may be longer than a line, such as an e-mail; a QLabel cuts them.

    It breaks behind a sign of an address where it can, and within a word only where it must. What
    is copied is the value as it is.
    """

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self._text = text
        self.setPlainText(_SIGNS.sub(rf"\g<0>{_MAY_BREAK}", text))
        self.setProperty("part", "value")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        # Its own is laid out for the width that it has now. One is kept: clones are never freed.
        self._measured = self.document().clone(self)

    def text(self) -> str:
        """The whole value."""
        return self._text

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied, without the places where a line may break."""
        copied = QMimeData()
        copied.setText(self.textCursor().selection().toPlainText().replace(_MAY_BREAK, ""))
        return copied

    def hasHeightForWidth(self) -> bool:
        """It takes as many lines as it needs."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of its lines."""
        self._measured.setDefaultFont(self.document().defaultFont())
        self._measured.setTextWidth(width)
        return round(self._measured.size().height())

    def sizeHint(self) -> QSize:
        """One line; the rest is for the width to tell."""
        return QSize(0, self.fontMetrics().lineSpacing())

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()
