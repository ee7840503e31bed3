"""The form of a rule: when, rows of conditions, rows of actions, and the rule as a sentence."""

from collections.abc import Callable, Mapping
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QCompleter,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from packbench.domain.order_rules import (
    DEED_ASKS,
    Action,
    Deed,
    Rule,
    RuleAsks,
    RuleBody,
    RuleCondition,
    RuleEvent,
    condition_kind,
)
from packbench.domain.refusals import Refusal
from packbench.domain.rule_texts import action_text, condition_text, read_action, read_condition
from packbench.services.rules.naming import RuleNames
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.line_field import LineField
from packbench.words.language import tr
from packbench.words.order_rules import (
    COMPARES,
    DEED_NAMES,
    EVENTS,
    FIELD_NAMES,
    HINTS,
    rule_words,
)
from packbench.words.refusals import sentence

_SIZE = QSize(860, 640)


class PartRow(QWidget):
    """A condition or an action: what, how it compares, a value.

    Signals:
        changed: something of it was changed.
        removed: it is to go.
    """

    changed = Signal()
    removed = Signal()

    def __init__(
        self, names: Mapping[str, str], theme: Theme, known: RuleNames, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._known = known
        self.what = ChoiceBox(tr("What"), theme, self)
        for key, word in names.items():
            self.what.addItem(tr(word), key)
        self.compares = ChoiceBox(tr("How it compares"), theme, self)
        self.value = LineField(self)
        self.value.setAccessibleName(tr("Value"))
        remove = QPushButton(tr("Remove"), self)
        remove.setAutoDefault(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_INSIDE)
        for part in (self.what, self.compares, self.value, remove):
            layout.addWidget(part)
        layout.setStretch(2, 1)
        self.stops = (self.what, self.compares, self.value, remove)
        self.what.currentIndexChanged.connect(self._take_what)
        self.compares.currentIndexChanged.connect(self.changed)
        self.value.textChanged.connect(self.changed)
        remove.clicked.connect(self.removed)

    def _asks(self, asks: RuleAsks, key: str) -> None:
        """The field takes such a value: its hint, and what is known."""
        self.value.setEnabled(asks is not RuleAsks.NOTHING)
        known = self._known.known.get(asks, ())
        hint = tr(HINTS[key]) if key in HINTS else ", ".join(known[:4])
        self.value.setPlaceholderText(hint)
        completer = QCompleter(list(known), self.value)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.value.setCompleter(completer)
        self.changed.emit()

    def _take_what(self) -> None:
        """Another thing was chosen."""


class ConditionRow(PartRow):
    """A condition of the rule."""

    def __init__(self, theme: Theme, known: RuleNames, parent: QWidget) -> None:
        super().__init__({**FIELD_NAMES, **known.own}, theme, known, parent)
        self._take_what()

    @property
    def condition(self) -> RuleCondition:
        """It; refuses what can't be read."""
        word = self.compares.currentData() or ""
        return read_condition(f"{self.what.currentData()}{word}{self.value.text()}")

    def show_condition(self, one: RuleCondition) -> None:
        """Shows one that is there."""
        self.what.setCurrentIndex(self.what.findData(one.field))
        self.compares.setCurrentIndex(self.compares.findData(one.compares.value))
        prefix = f"{one.field}{one.compares}"
        self.value.setText(condition_text(one).removeprefix(prefix))

    def _take_what(self) -> None:
        kind = condition_kind(self.what.currentData())
        self.compares.blockSignals(True)
        self.compares.clear()
        for one in kind.compares:
            self.compares.addItem(tr(COMPARES[one]), one.value)
        self.compares.blockSignals(False)
        self._asks(kind.asks, self.what.currentData())


class ActionRow(PartRow):
    """An action of the rule."""

    def __init__(self, theme: Theme, known: RuleNames, parent: QWidget) -> None:
        names = {deed.value: word for deed, word in DEED_NAMES.items()}
        super().__init__(names, theme, known, parent)
        self.compares.hide()
        self._take_what()

    @property
    def action(self) -> Action:
        """It; refuses what can't be read."""
        deed = Deed(self.what.currentData())
        text = self.value.text() if DEED_ASKS[deed] is not RuleAsks.NOTHING else ""
        return read_action(f"{deed.value}={text}")

    def show_action(self, one: Action) -> None:
        """Shows one that is there."""
        self.what.setCurrentIndex(self.what.findData(one.do.value))
        self.value.setText(action_text(one).removeprefix(one.do.value).removeprefix("="))

    def _take_what(self) -> None:
        deed = Deed(self.what.currentData())
        self._asks(DEED_ASKS[deed], deed.value)


class RuleForm(KeyDialog):
    """Gathers a rule; the answer to a refusal is given in it, and all that was typed stays.

    Args:
        rule: the rule, or None for a new one.
        known: what can be named.
        theme: colours and fonts.
        parent: the list.

    Attributes:
        seen: the rule as it was looked at; None where saving writes over whatever it is now.

    Signals:
        submitted: a RuleBody is to be kept; True where it may hold all orders.
        tried: a RuleBody is to be tried.
    """

    submitted = Signal(object, bool)
    tried = Signal(object)

    def __init__(self, rule: Rule | None, known: RuleNames, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("rule_form")
        self.setWindowTitle(tr("Rule “{rule}”").format(rule=rule.name) if rule else tr("New rule"))
        self.resize_within_screen(_SIZE)
        self._theme, self._known, self._holds_all = theme, known, False
        self.seen = rule.body if rule else None
        self.conditions: list[ConditionRow] = []
        self.deeds: list[ActionRow] = []
        self._adding: list[QPushButton] = []  # of conditions, of actions
        self.name = LineField(self)
        self.name.setMaxLength(100)
        self.event_ = ChoiceBox(tr("When"), theme, self)
        for event, word in EVENTS.items():
            self.event_.addItem(tr(word), event.value)
        self._stop = QCheckBox(tr("&No later rule sees the orders that it met"), self)
        self._sentence, self._answer = PlainLabel(parent=self), PlainLabel(parent=self)
        self._save = QPushButton(tr("&Save"), self)
        self._lay_out()
        self._connect()
        self._fill(rule.body if rule else RuleBody("", RuleEvent.IMPORT))
        self.begin_typing()

    @property
    def body(self) -> RuleBody:
        """The rule as it is in the form; refuses what can't be read."""
        return RuleBody(
            self.name.text(),
            RuleEvent(self.event_.currentData()),
            tuple(row.condition for row in self.conditions),
            tuple(row.action for row in self.deeds),
            self._stop.isChecked(),
        )

    @property
    def answer(self) -> str:
        """What was told last."""
        return self._answer.text()

    def refuse(self, words: str, *, holds_all: bool = False) -> None:
        """Says what can't be; a rule that holds all is saved by pressing a button that says so."""
        self._answer.setText(words)
        self._holds_all = holds_all
        self._save.setEnabled(True)
        if holds_all:
            self._save.setText(tr("&Save, though it holds all orders"))
        self.make_room()

    def _fill(self, body: RuleBody) -> None:
        self.name.setText(body.name)
        self.event_.setCurrentIndex(self.event_.findData(body.event.value))
        self._stop.setChecked(body.stop)
        for condition in body.conditions:
            self._add_condition().show_condition(condition)
        for action in body.actions:
            self._add_action().show_action(action)
        if not body.actions:
            self._add_action()
        self.name.setFocus()
        self._tell()

    def _lay_out(self) -> None:
        head = QGridLayout()
        head.setSpacing(SPACE_INSIDE)
        for row, (words, part) in enumerate(((tr("Na&me"), self.name), (tr("&When"), self.event_))):
            label = PlainLabel(words, self)
            label.setBuddy(part)
            head.addWidget(label, row, 0)
            head.addWidget(part, row, 1)
        self.name.setAccessibleName(tr("Name"))
        inside = QWidget(self)
        parts = QVBoxLayout(inside)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(SPACE_INSIDE)
        self._of_conditions, self._of_actions = QVBoxLayout(), QVBoxLayout()
        for title, rows, words, does in (
            (tr("If all of this is true"), self._of_conditions, tr("Add a &condition"), self._more),
            (tr("Then do this, in this order"), self._of_actions, tr("Add an &action"), self._also),
        ):
            heading = PlainLabel(title, self)
            heading.setFont(self._theme.font(bold=True))
            parts.addWidget(heading)
            parts.addLayout(rows)
            self._adding.append(self._button(words, does))
            parts.addWidget(self._adding[-1], 0, Qt.AlignmentFlag.AlignLeft)
        parts.addWidget(self._stop)
        parts.addStretch()
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addLayout(head)
        layout.addWidget(self._scroll, 1)
        for label in (self._sentence, self._answer):
            label.setWordWrap(True)
            layout.addWidget(label)
        layout.addLayout(self._make_buttons())

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_INSIDE)
        row.addWidget(self._button(tr("&Try…"), self._try))
        row.addStretch()
        row.addWidget(self._button(tr("Cancel"), self.reject))
        self._save.setAutoDefault(False)
        self._save.setProperty("look", "main")
        self._save.setDefault(True)
        row.addWidget(self._save)
        return row

    def _button(self, words: str, does: Callable[[], None]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(does)
        return button

    def _connect(self) -> None:
        self.name.textChanged.connect(self._tell)
        self.event_.currentIndexChanged.connect(self._tell)
        self._stop.toggled.connect(self._tell)
        self._save.clicked.connect(self._submit)
        self.finished.connect(self.deleteLater)

    def _more(self) -> None:
        _begin(self._add_condition())

    def _also(self) -> None:
        _begin(self._add_action())

    def _add_condition(self) -> ConditionRow:
        row = ConditionRow(self._theme, self._known, self)
        self.conditions.append(row)
        self._of_conditions.addWidget(row)
        row.removed.connect(lambda: self._drop(row))
        row.changed.connect(self._tell)
        self._order_tabs()
        self._tell()
        return row

    def _add_action(self) -> ActionRow:
        row = ActionRow(self._theme, self._known, self)
        self.deeds.append(row)
        self._of_actions.addWidget(row)
        row.removed.connect(lambda: self._drop(row))
        row.changed.connect(self._tell)
        self._order_tabs()
        self._tell()
        return row

    def _order_tabs(self) -> None:
        """Tab goes down the rule as it is read, also into what was added last."""
        more, also = self._adding
        stops: list[QWidget] = [self.name, self.event_]
        stops += [stop for row in self.conditions for stop in row.stops] + [more]
        stops += [stop for row in self.deeds for stop in row.stops] + [also, self._stop]
        for one, following in pairwise(stops):
            QWidget.setTabOrder(one, following)

    def _drop(self, row: PartRow) -> None:
        self.conditions = [one for one in self.conditions if one is not row]
        self.deeds = [one for one in self.deeds if one is not row]
        row.hide()
        row.deleteLater()
        self.name.setFocus()
        self._tell()

    def _tell(self) -> None:
        """The rule as a sentence, as far as it can be read."""
        self._holds_all = False
        self._save.setText(tr("&Save"))
        try:
            body = self.body
        except Refusal:
            self._sentence.setText("")
            return
        whole = bool(body.actions) and all(one.values for one in body.conditions)
        whole = whole and all(map(_is_whole, body.actions))
        self._sentence.setText(rule_words(body) if whole else "")

    def _try(self) -> None:
        self._give(self.tried.emit)

    def _submit(self) -> None:
        self._give(lambda body: self.submitted.emit(body, self._holds_all))

    def _give(self, to: Callable[[RuleBody], None]) -> None:
        try:
            body = self.body
        except Refusal as refusal:
            self.refuse(sentence(refusal))
            return
        to(body)


def _is_whole(action: Action) -> bool:
    return bool(action.value) or DEED_ASKS[action.do] is RuleAsks.NOTHING


def _begin(row: PartRow) -> None:
    """The keys go to a new row from now on; one that is not shown yet gets none."""
    row.show()
    row.what.setFocus()
