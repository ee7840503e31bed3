"""A short list over the window, one row of which is taken by keys alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.key_dialog import KeyDialog

T = TypeVar("T")
_SIZE = QSize(880, 480)


@dataclass(frozen=True)
class ListWords:
    """What a list dialog says.

    Attributes:
        title: of the dialog.
        heading: over the rows.
        take: on the button that Enter presses.
        leave: on the other one; Cancel, if none.
        about: below the heading, muted; nothing, if none.
    """

    title: str
    heading: str
    take: str
    leave: str = ""
    about: str = ""


class RowListDialog(KeyDialog, Generic[T]):
    """Arrow keys go to a row, Enter or a double click takes it, Escape takes none, Ctrl+C copies.

    Args:
        name: of the dialog, for programs.
        words: what it says.
        rows: at least one.
        columns: what is told of each.
        theme: colours and fonts.
        parent: where it stands.

    Attributes:
        chosen: called with the row that was taken, after the list is gone.
    """

    def __init__(
        self,
        name: str,
        words: ListWords,
        rows: Sequence[T],
        columns: Sequence[ListColumn[T]],
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(words.title)
        self.resize_within_screen(_SIZE)
        self.chosen: Callable[[T], None] = lambda _: None
        self.table: ListTable[T] = ListTable(words.title, columns, theme, self)
        self.table.rows.show(rows)
        self.table.take_in_hand(0)
        self.table.doubleClicked.connect(lambda _index: self._take())
        self._lay_out(words, theme)
        self.table.setFocus()
        self.finished.connect(self.deleteLater)

    def _lay_out(self, words: ListWords, theme: Theme) -> None:
        heading = PlainLabel(words.heading, self)
        heading.setFont(theme.font(SCALE_HEADING, bold=True))
        heading.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(heading)
        if words.about:
            about = PlainLabel(words.about, self)
            about.setProperty("role", "muted")
            layout.addWidget(about)
        layout.addWidget(self.table, 1)
        take = QPushButton(words.take, self)
        take.clicked.connect(self._take)
        layout.addLayout(self.button_row(take, leave=words.leave))

    def _take(self) -> None:
        row, rows = self.table.currentIndex().row(), self.table.rows.shown
        if 0 <= row < len(rows):
            self.accept()
            self.chosen(rows[row])
