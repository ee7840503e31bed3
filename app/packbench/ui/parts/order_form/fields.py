"""The fields of an order's form, in two columns, so that all are seen at once."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from packbench.domain.custom_fields import CustomField
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE, SPACE_GROUPS, SPACE_INSIDE
from packbench.words.custom_fields import custom_hint
from packbench.words.language import mark, tr
from packbench.words.order_fields import ORDER_FIELDS

_LONG = frozenset({"note", "gift_message"})
_ROWS_OF_LONG = 1.5
_HINTS = {
    "ship_by": mark("e.g. 2027-01-31; empty: any day"),
    "country": mark("e.g. AT, or its name"),
    "payment": mark("paid or awaiting; empty: paid"),
    "currency": mark("e.g. EUR"),
    "order_number": mark("empty: it is given one"),
}
CODE_AND_NAME = " · "
"""Between a code and its name, in what is offered."""
_NOTHING = "\n"
"""Stands in no offer."""
_MOST_ROWS = 3
Input = QLineEdit | QPlainTextEdit


class OrderFields(QObject):
    """Makes the fields, and gives what stands in them.

    Args:
        begin: texts by column of the order, in the order of the form.
        offered: by column what may be chosen from while somebody types.
        theme: colours and fonts.
        parent: the dialog.
        own: the fields among them that the shop defined.

    Signals:
        changed: something else stands in a field.
    """

    changed = Signal()

    def __init__(
        self,
        begin: Mapping[str, str],
        offered: Mapping[str, Sequence[str]],
        theme: Theme,
        parent: QWidget,
        own: Mapping[str, CustomField] = MappingProxyType({}),
    ) -> None:
        super().__init__(parent)
        self._theme, self._parent = theme, parent
        self._offered, self._own = offered, own
        self.inputs: dict[str, Input] = {name: self._make(name, begin[name]) for name in begin}
        # As the fields show it: a field of one line has no line breaks.
        self._began = {name: _text(made) for name, made in self.inputs.items()}

    @property
    def edited(self) -> dict[str, str]:
        """The texts that are not what the form began with."""
        now = {name: _text(made) for name, made in self.inputs.items()}
        began = self._began
        return {name: text for name, text in now.items() if text.strip() != began[name].strip()}

    def begin_again(self, texts: Mapping[str, str]) -> None:
        """Takes what the order says now; what somebody typed stays."""
        edited = self.edited
        for name, text in texts.items():
            if name in self.inputs and name not in edited:
                self.put(name, text)
                self._began[name] = _text(self.inputs[name])

    def put(self, name: str, text: str) -> None:
        """Puts a text into a field, if there is one."""
        made = self.inputs.get(name)
        if isinstance(made, QLineEdit):
            made.setText(text)
            made.setCursorPosition(0)
        elif made is not None:
            made.setPlainText(text)

    def focus(self, name: str) -> bool:
        """Puts the keyboard into a field; False where there is none."""
        made = self.inputs.get(name)
        if made is None:
            return False
        made.setFocus()
        made.selectAll()
        return True

    def fill(self, grid: QGridLayout) -> None:
        """Puts the fields into a grid, two beside each other."""
        grid.setHorizontalSpacing(SPACE_INSIDE)
        grid.setVerticalSpacing(SPACE)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self._put(grid, [name for name in self.inputs if name not in self._own])

    def own_area(self) -> QScrollArea:
        """The fields that the shop defined, with room for a few; others are scrolled to."""
        inside, area = QWidget(self._parent), QScrollArea(self._parent)
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_INSIDE)
        grid.setVerticalSpacing(SPACE)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self._put(grid, list(self._own))
        area.setObjectName("order_own_fields")
        area.setAccessibleName(tr("Custom fields"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        rows = min(_MOST_ROWS, (len(self._own) + 1) // 2)
        one = max(self.inputs[name].sizeHint().height() for name in self._own)
        area.setFixedHeight(rows * (one + SPACE))
        return area

    def _put(self, grid: QGridLayout, names: Sequence[str]) -> None:
        """Puts fields into a grid, two beside each other."""
        for place, name in enumerate(names):
            made = self.inputs[name]
            row, side = divmod(place, 2)
            words = self._label(name).replace("&", "&&")  # the buddy has no letter of its own
            label = PlainLabel(words, self._parent)
            label.setProperty("role", "muted")
            label.setContentsMargins(SPACE_GROUPS if side else 0, 0, 0, 0)
            label.setBuddy(made)
            grid.addWidget(label, row, 2 * side)
            grid.addWidget(made, row, 2 * side + 1)

    def _label(self, name: str) -> str:
        own = self._own.get(name)
        return tr(ORDER_FIELDS[name]) if own is None else own.label

    def _hint(self, name: str) -> str:
        own = self._own.get(name)
        if own is None:
            return tr(_HINTS[name]) if name in _HINTS else ""
        hint = custom_hint(own.kind) or ", ".join(own.choices)
        return tr("required") if own.required and not hint else hint

    def _make(self, name: str, text: str) -> Input:
        made: Input
        if name in _LONG:
            made = QPlainTextEdit(text, self._parent)
            made.setTabChangesFocus(True)
            line = self._theme.font_metrics().lineSpacing()
            made.setFixedHeight(round(_ROWS_OF_LONG * line) + 2 * SPACE_INSIDE)
            made.textChanged.connect(self.changed)
        else:
            made = QLineEdit(text, self._parent)
            made.setCursorPosition(0)
            made.setPlaceholderText(self._hint(name))
            made.textChanged.connect(self.changed)
            if self._offered.get(name):
                made.setCompleter(_Offers(self._offered[name], made))
        made.setObjectName(f"order_{name}")
        made.setAccessibleName(self._label(name))
        return made


class _Offers(QCompleter):
    """What fits what is typed; of `AT · Austria` the code is taken."""

    def __init__(self, offered: Sequence[str], parent: QWidget) -> None:
        super().__init__(list(offered), parent)
        self._codes = {one.partition(CODE_AND_NAME)[0].casefold() for one in offered}
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)

    def splitPath(self, path: str) -> list[str]:
        """What is looked for: nothing more once it is a code, so that Enter is the form's."""
        return [_NOTHING] if path.strip().casefold() in self._codes else super().splitPath(path)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """What stands in the field once it is chosen."""
        return super().pathFromIndex(index).partition(CODE_AND_NAME)[0]


def _text(made: Input) -> str:
    return made.text() if isinstance(made, QLineEdit) else made.toPlainText()
