"""What a table is sorted by, chosen with the keyboard."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.tokens import SPACE_INSIDE
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.words.language import tr


class OrderDialog(KeyDialog):
    """A list of columns: choose with the arrows or by letters, Enter sorts, Escape leaves.

    Args:
        columns: the number and the words of each column that can be sorted by.
        current: the number of the one in use; Enter on it turns the order.
        sort: called with the number that was chosen, after the dialog closed.
        parent: the table, which gets the keyboard back.
    """

    def __init__(
        self,
        columns: Sequence[tuple[int, str]],
        current: int,
        sort: Callable[[int], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("order_dialog")
        self.setWindowTitle(tr("Sort by"))
        self._sort = sort
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Columns"))
        for number, words in columns:
            item = QListWidgetItem(words, self.list)
            item.setData(Qt.ItemDataRole.UserRole, number)
            if number == current:
                self.list.setCurrentItem(item)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self.list.itemActivated.connect(self._choose)
        hint = PlainLabel(tr("↑ ↓ choose   Enter sorts, again turns the order   Esc leaves"), self)
        hint.setProperty("role", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(self.list)
        layout.addWidget(hint)
        self.finished.connect(self.deleteLater)

    def _choose(self, item: QListWidgetItem) -> None:
        self.accept()
        self._sort(item.data(Qt.ItemDataRole.UserRole))
