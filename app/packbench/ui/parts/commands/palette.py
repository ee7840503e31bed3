"""The command palette: every command, found by a few letters; what can't be run now says why."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from packbench.ui.parts.commands.help_key import ask_for_help, asks_for_help
from packbench.ui.parts.commands.registry import CommandRegistry
from packbench.ui.parts.commands.spec import CommandSpec
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import ICON_SMALL, SPACE_INSIDE
from packbench.words.language import tr

_WIDTH_CHARACTERS = 64
_LINES = 16
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


def matching(specs: Sequence[CommandSpec], typed: str) -> list[CommandSpec]:
    """The commands whose words contain every typed word; those that begin with it come first."""
    words = typed.casefold().split()
    found = [spec for spec in specs if all(word in _words(spec) for word in words)]
    first = words[0] if words else ""
    return sorted(found, key=lambda spec: not _words(spec).startswith(first))


def _words(spec: CommandSpec) -> str:
    return f"{spec.text} {spec.tip}".casefold()


class CommandPalette(QDialog):
    """A field and a list: type, choose with the arrows, Enter runs, Escape leaves.

    `chosen` is the command to run after the dialog closed; None when it was left.
    """

    def __init__(self, registry: CommandRegistry, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Commands"))
        self.setObjectName("command_palette")
        self.chosen: CommandSpec | None = None
        self._theme = theme
        self._registry = registry
        self._specs = registry.enabled()
        self._explained = registry.explained()
        self._field = self._make_field()
        self._list = self._make_list()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(self._field)
        layout.addWidget(self._list)
        layout.addWidget(self._make_hint())
        self._show_matching("")
        registry.refreshed.connect(self._look_again)

    def _look_again(self) -> None:
        """Other commands can be run by now; those of the database come while the window starts."""
        enabled, explained = self._registry.enabled(), self._registry.explained()
        if (enabled, explained) == (self._specs, self._explained):
            return
        chosen = self._list.currentItem()
        before = chosen.data(0, Qt.ItemDataRole.UserRole) if chosen else None
        self._specs, self._explained = enabled, explained
        self._show_matching(self._field.text())
        found = matching(enabled, self._field.text())
        if before in found:
            self._select(found.index(before))

    def _make_field(self) -> QLineEdit:
        field = QLineEdit(self)
        field.setPlaceholderText(tr("Type a command…"))
        field.setAccessibleName(tr("Command"))
        field.setMinimumWidth(field.fontMetrics().averageCharWidth() * _WIDTH_CHARACTERS)
        field.textChanged.connect(self._show_matching)
        field.returnPressed.connect(self._choose)
        field.installEventFilter(self)
        return field

    def _make_list(self) -> QTreeWidget:
        made = QTreeWidget(self)
        made.setAccessibleName(tr("Commands"))
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setColumnCount(2)
        made.setHeaderHidden(True)
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.header().setStretchLastSection(False)
        made.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        made.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        made.setIconSize(QSize(ICON_SMALL, ICON_SMALL))
        made.setMinimumHeight(made.fontMetrics().lineSpacing() * _LINES)
        made.itemClicked.connect(self._choose)
        return made

    def _make_hint(self) -> PlainLabel:
        hint = PlainLabel(tr("↑ ↓ choose   Enter runs   Esc leaves"), self)
        hint.setProperty("role", "muted")
        return hint

    def _show_matching(self, typed: str) -> None:
        self._list.clear()
        for spec in matching(self._specs, typed):
            self._list.addTopLevelItem(self._make_item(spec))
        for spec in matching(self._explained, typed):
            item = self._make_item(spec)
            words = tr("{command}  ({why_not})")
            item.setText(0, words.format(command=spec.text, why_not=spec.why_not))
            item.setDisabled(True)
            self._list.addTopLevelItem(item)
        self._select(0)

    def _make_item(self, spec: CommandSpec) -> QTreeWidgetItem:
        item = QTreeWidgetItem([spec.text, spec.shortcut])
        item.setData(0, Qt.ItemDataRole.UserRole, spec)
        item.setToolTip(0, spec.tip)
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if spec.icon:
            item.setIcon(0, self._theme.icon(spec.icon))
        return item

    def _choose(self) -> None:
        if self._list.selectedItems():
            self.chosen = self._list.selectedItems()[0].data(0, Qt.ItemDataRole.UserRole)
            self.accept()

    def _select(self, row: int) -> None:
        model = self._list.model()
        self._list.setCurrentIndex(model.index(max(0, min(row, model.rowCount() - 1)), 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F1 asks the window for help."""
        if asks_for_help(event):
            ask_for_help(self)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lets the arrow keys move in the list while the field has the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = _MOVES.get(Qt.Key(event.key()))
            if step is not None:
                self._select(self._list.currentIndex().row() + step)
                return True
        return super().eventFilter(watched, event)
