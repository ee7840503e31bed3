"""The fields of the settings dialog: each holds a setting's value as text."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from packbench.setting_kinds import Setting
from packbench.ui.parts.theme.plain_text import set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE, SPACE_INSIDE
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.looks import set_words_beside_icon
from packbench.ui.screens.settings.words import choice_words
from packbench.words.language import tr

_FIELD_CHARACTERS = 34
_ROW_ROOM = 1.45
_ROW_SPACE = SPACE // 2
_CHOICE = Qt.ItemDataRole.UserRole


class SettingField(QWidget):
    """Holds one value.

    Signals:
        changed: it holds another value now.
    """

    changed = Signal()

    @property
    def text(self) -> str:
        """The value."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Shows another value."""
        raise NotImplementedError


def make_field(setting: Setting[object], name: str, theme: Theme, parent: QWidget) -> SettingField:
    """The field that fits a setting."""
    if setting.ordered:
        return OrderField(setting, name, theme, parent)
    if setting.choices:
        return ChoiceField(setting, name, theme, parent)
    return TextField(name, parent)


class TextField(SettingField):
    """A line to type into."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._line = QLineEdit(self)
        self._line.setAccessibleName(name)
        width = self._line.fontMetrics().averageCharWidth() * _FIELD_CHARACTERS
        self._line.setMinimumWidth(width)
        _hold(self, self._line)
        self._line.textChanged.connect(lambda _: self.changed.emit())

    @property
    def text(self) -> str:
        """What is typed, without blanks around it."""
        return self._line.text().strip()

    def set_text(self, text: str) -> None:
        """Types another value."""
        self._line.setText(text)


class ChoiceField(SettingField):
    """A box to choose from."""

    def __init__(self, setting: Setting[object], name: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._box = ChoiceBox(name, theme, self)
        for choice in setting.choices:
            self._box.addItem(choice_words(setting.key, choice), choice)
        _hold(self, self._box)
        self._box.currentIndexChanged.connect(lambda _: self.changed.emit())

    @property
    def text(self) -> str:
        """The choice, as programs write it."""
        return str(self._box.currentData())

    def set_text(self, text: str) -> None:
        """Chooses another one."""
        self._box.setCurrentIndex(self._box.findData(text))


class OrderField(SettingField):
    """A list to put in order; what is not ticked is left out. Alt+Up and Alt+Down move a row."""

    def __init__(self, setting: Setting[object], name: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._setting = setting
        self._list = _MovableRows(self.shift, self)
        self._list.setAccessibleName(name)
        self._list.setSpacing(_ROW_SPACE)
        height = self._list.fontMetrics().lineSpacing() * _ROW_ROOM * len(setting.choices)
        self._list.setFixedHeight(round(height) + SPACE_INSIDE)
        layout = _hold(self, self._list)
        layout.addLayout(self._make_buttons(theme))
        self._list.itemChanged.connect(lambda _: self.changed.emit())

    @property
    def text(self) -> str:
        """The ticked choices in their order."""
        ticked = (item for item in self._items() if item.checkState() is Qt.CheckState.Checked)
        return ", ".join(item.data(_CHOICE) for item in ticked)

    def set_text(self, text: str) -> None:
        """Ticks these in this order; the others stand below."""
        chosen = [word.strip() for word in text.split(",")]
        left_out = [choice for choice in self._setting.choices if choice not in chosen]
        self._list.clear()
        self._add(chosen, Qt.CheckState.Checked)
        self._add(left_out, Qt.CheckState.Unchecked)
        self._list.setCurrentRow(0)
        self.changed.emit()

    def shift(self, step: int) -> None:
        """Moves the row in hand up (-1) or down (1)."""
        row = self._list.currentRow()
        if row >= 0 and 0 <= row + step < self._list.count():
            self._list.insertItem(row + step, self._list.takeItem(row))
            self._list.setCurrentRow(row + step)
            self.changed.emit()

    def _items(self) -> Iterable[QListWidgetItem]:
        return (self._list.item(row) for row in range(self._list.count()))

    def _add(self, choices: Sequence[str], state: Qt.CheckState) -> None:
        for choice in choices:
            item = QListWidgetItem(choice_words(self._setting.key, choice))
            item.setData(_CHOICE, choice)
            item.setCheckState(state)
            self._list.addItem(item)

    def _make_buttons(self, theme: Theme) -> QVBoxLayout:
        buttons = QVBoxLayout()
        for words, icon, key, step in (
            (tr("Up"), "arrow-up", "Alt+Up", -1),
            (tr("Down"), "arrow-down", "Alt+Down", 1),
        ):
            button = QPushButton(theme.icon(icon), "", self)
            set_words_beside_icon(button, words)
            set_tip(button, f"{words} ({key})")
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._step, step))
            buttons.addWidget(button)
        buttons.addStretch()
        return buttons

    def _step(self, step: int, _checked: bool = False) -> None:
        self.shift(step)


class _MovableRows(QListWidget):
    """Hands Alt+Up and Alt+Down on, instead of going to another row."""

    def __init__(self, shift: Callable[[int], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._shift = shift

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moves the row in hand with Alt."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._shift(step)
        else:
            super().keyPressEvent(event)


def _hold(field: SettingField, widget: QWidget) -> QHBoxLayout:
    layout = QHBoxLayout(field)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACE_INSIDE)
    layout.addWidget(widget, 1)
    field.setFocusProxy(widget)
    return layout
