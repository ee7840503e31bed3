"""The list of rules for orders, in the order in which they act."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.domain.order_rules import Rule
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.words.language import tr
from packbench.words.order_rules import missing_words, rule_words

_SIZE = QSize(1180, 640)


class OrderRulesDialog(KeyDialog):
    """Enter changes the rule in hand, Insert makes one, Delete removes it, Ctrl+Up moves it up.

    Args:
        theme: colours and fonts.
        parent: the window.

    Signals:
        wanted: a Rule to change, or None for a new one.
        unwanted: the name of a rule to delete.
        moved: the name of a rule and its new place.
        switched: the name of a rule, and whether it is to act.
        tried: the name of a rule to be tried.
        undone: what was done last in this list is to be taken back.
    """

    wanted = Signal(object)
    unwanted = Signal(str)
    moved = Signal(str, object)
    switched = Signal(str, bool)
    tried = Signal(str)
    undone = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("rules_dialog")
        self.setWindowTitle(tr("Rules for orders"))
        self.resize_within_screen(_SIZE)
        self._rules: Sequence[Rule] = ()
        self.table: ListTable[Rule] = ListTable(tr("Rules"), _columns(), theme, self)
        self._sentence, self._answer = PlainLabel(parent=self), PlainLabel(parent=self)
        for label in (self._sentence, self._answer):
            label.setWordWrap(True)
        self._switch = self._button("", self._turn)
        self._in_hand_only = [
            self._switch,
            self._button(tr("Move &up"), lambda: self._move(-1)),
            self._button(tr("Move &down"), lambda: self._move(1)),
            self._button(tr("&Try…"), self._try),
            self._button(tr("De&lete"), self._remove),
        ]
        self._undo = self._button(tr("Und&o"), self._take_back)
        self._change = self._button(tr("&Change…"), self._want)
        self._lay_out(theme)
        self._connect()

    @property
    def in_hand(self) -> Rule | None:
        """The rule of the row in hand; None where there is none."""
        row = self.table.currentIndex().row()
        return self._rules[row] if 0 <= row < len(self._rules) else None

    @property
    def answer(self) -> str:
        """What was told last."""
        return self._answer.text()

    def show_rules(self, rules: Sequence[Rule], name: str = "") -> None:
        """Shows the rules as they are now, with the one of this name in hand."""
        row = max(self.table.currentIndex().row(), 0)
        self._rules = rules
        self.table.rows.show(rules)
        self.table.setVisible(bool(rules))
        named = [place for place, one in enumerate(rules) if one.name == name]
        self.table.take_in_hand(named[0] if named else min(row, max(len(rules) - 1, 0)))
        self._show_in_hand()

    def say(self, words: str, *, can_undo: bool | None = None) -> None:
        """Tells what happened; `can_undo` tells whether it can be taken back here."""
        self._answer.setText(words)
        if can_undo is not None:
            self._undo.setEnabled(can_undo)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Insert and Delete mean the list, from anywhere in it."""
        if event.key() == Qt.Key.Key_Insert:
            self.wanted.emit(None)
        elif event.key() == Qt.Key.Key_Delete:
            self._remove()
        else:
            super().keyPressEvent(event)

    def _lay_out(self, theme: Theme) -> None:
        heading = PlainLabel(tr("Rules for orders"), self)
        heading.setFont(theme.font(SCALE_HEADING, bold=True))
        about = PlainLabel(
            tr(
                "They act from the top down, each once an order. Enter changes the rule in hand,"
                " Insert makes a new one, Ctrl+Up and Ctrl+Down move it. A new one is off: try it"
                " on the last orders, then switch it on."
            ),
            self,
        )
        about.setWordWrap(True)
        about.setProperty("role", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(heading)
        layout.addWidget(about)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._sentence)
        layout.addWidget(self._answer)
        layout.addStretch()
        layout.addLayout(self._make_buttons())

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_INSIDE)
        row.addWidget(self._button(tr("&New…"), lambda: self.wanted.emit(None)))
        for button in (*self._in_hand_only, self._undo):
            row.addWidget(button)
        self._undo.setEnabled(False)
        row.addStretch()
        row.addWidget(self._button(tr("Close"), self.reject))
        self._change.setProperty("look", "main")
        self._change.setDefault(True)
        row.addWidget(self._change)
        return row

    def _button(self, words: str, does: Callable[[], None]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(does)
        return button

    def _connect(self) -> None:
        self.table.selectionModel().currentChanged.connect(self._show_in_hand)
        self.table.doubleClicked.connect(self._want)
        for keys, step in (("Ctrl+Up", -1), ("Ctrl+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda step=step: self._move(step))
        undo = QShortcut(QKeySequence("Ctrl+Z"), self)
        undo.activated.connect(self._undo.click)
        self.table.setFocus()
        self.finished.connect(self.deleteLater)

    def _show_in_hand(self) -> None:
        one = self.in_hand
        for button in (*self._in_hand_only, self._change):
            button.setEnabled(one is not None)
        self._switch.setText(tr("S&witch off") if one and one.active else tr("S&witch on…"))
        nothing = tr("There is no rule yet. Press Insert to make the first one.")
        self._sentence.setText(_told(one) if one else nothing)

    def _want(self) -> None:
        if self.in_hand is not None:
            self.wanted.emit(self.in_hand)

    def _remove(self) -> None:
        if self.in_hand is not None:
            self.unwanted.emit(self.in_hand.name)

    def _turn(self) -> None:
        if self.in_hand is not None:
            self.switched.emit(self.in_hand.name, not self.in_hand.active)

    def _take_back(self) -> None:
        self.undone.emit()

    def _try(self) -> None:
        if self.in_hand is not None:
            self.tried.emit(self.in_hand.name)

    def _move(self, step: int) -> None:
        one = self.in_hand
        if one is not None and 1 <= one.position + step <= len(self._rules):
            self.moved.emit(one.name, one.position + step)


def _columns() -> list[ListColumn[Rule]]:
    def muted(words: Callable[[Rule], str]) -> Callable[[Rule], Cell]:
        return lambda one: Cell(words(one), muted=not one.active)

    return [
        ListColumn(tr("Place"), lambda one: Cell(str(one.position)), 4, Align.END),
        ListColumn(tr("On"), muted(lambda one: tr("on") if one.active else tr("off")), 4),
        ListColumn(tr("Rule"), lambda one: Cell(one.name, bold=True, muted=not one.active), 14),
        ListColumn(tr("What it does"), _what_it_does, 40),
    ]


def _told(one: Rule) -> str:
    """What a rule does, or first why it does nothing."""
    return " ".join(filter(None, (missing_words(one), rule_words(one.body))))


def _what_it_does(one: Rule) -> Cell:
    if one.missing:
        return Cell(_told(one), icon="triangle-alert", tone=Tone.ATTENTION)
    return Cell(rule_words(one.body), muted=not one.active)
