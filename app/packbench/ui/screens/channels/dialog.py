"""What each channel sees of a product: its number, how it comes to it, another rule tried."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from packbench.domain.channel_sight import PlaceSeen, RuleOf, WhySeen
from packbench.domain.channels import Measure
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.channels import parts_words, place_words, rule_words, seen_words
from packbench.words.language import tr
from packbench.words.masters import choice_word

_SIZE = QSize(1000, 680)
Tried = tuple[str, str, str, str]
"""Rule and value, minimum rule and value; empty: not tried."""


class SightDialog(KeyDialog):
    """Enter looks, arrows go along the channels, Escape closes.

    Args:
        theme: colours and fonts.
        parent: the window.

    Signals:
        wanted: a SKU, and the rule that is tried.
        rule_wanted: what a channel sees; its rule for this SKU is to be opened.
        history_wanted: the channel in hand and the SKU whose rules' past is to be looked at.
    """

    wanted = Signal(str, object)
    rule_wanted = Signal(object)
    history_wanted = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("channel_sight")
        self.setWindowTitle(tr("What channels see"))
        self._theme = theme
        self._sku = self._line(tr("SKU"), tr("Scan or type it"))
        self._rule = self._choice(tr("Try to show"), tr("its own rule"))
        self._value = self._line(tr("Number of the rule"), tr("Percent, or units at most"))
        self._min_rule = self._choice(tr("At the minimum"), tr("the same"))
        self._min_value = self._line(tr("Number at the minimum"), tr("Percent, or units at most"))
        self._told = PlainLabel(parent=self)
        self._told.setWordWrap(True)
        self.channels = ListTable(tr("Channels"), _channel_columns(), theme, self)
        self.places = ListTable(tr("Warehouses"), _place_columns(), theme, self)
        self._own_rules: set[str] = set()
        self._edit = self._button(tr("Its &rule…"), self._open_rule)
        self._edit.setEnabled(False)
        self._lay_out()
        self.channels.selectionModel().currentChanged.connect(self._show_in_hand)
        for box in (self._rule, self._min_rule):
            box.currentIndexChanged.connect(self._ask_if_known)
        self._sku.setFocus()
        self.resize_within_screen(_SIZE)

    @property
    def told(self) -> str:
        """How the channel in hand comes to its number, or why nothing can be told."""
        return self._told.text()

    @property
    def tried(self) -> Tried:
        """The rule that is tried."""
        rule, minimum = (str(box.currentData() or "") for box in (self._rule, self._min_rule))
        return rule, self._value.text().strip(), minimum, self._min_value.text().strip()

    @property
    def in_hand(self) -> WhySeen | None:
        """What the channel in hand sees."""
        row = self.channels.currentIndex().row()
        shown = self.channels.rows.shown
        return shown[row] if 0 <= row < len(shown) else None

    def begin_with(self, skus: Sequence[str]) -> None:
        """Looks at a product at once."""
        if skus and not self._sku.text():
            self._sku.setText(skus[0])
            self._ask()

    def has_own_rule(self, channel: str) -> bool:
        """Whether a channel has a rule for this SKU."""
        return channel in self._own_rules

    def show_seen(self, seen: Sequence[WhySeen]) -> None:
        """Shows what each channel sees; the channel in hand stays in hand."""
        before = self.in_hand
        if not any(one.rule_of is RuleOf.TRIED for one in seen):
            self._own_rules = {one.channel for one in seen if one.rule_of is RuleOf.SKU}
        self.channels.rows.show(seen)
        names = [one.channel for one in seen]
        row = names.index(before.channel) if before and before.channel in names else 0
        self.channels.take_in_hand(row)
        self._show_in_hand()
        if not seen:
            words = tr("There is no channel yet; one that asks for stock sees all that there is.")
            self._say(words, Tone.NEUTRAL)

    def refuse(self, words: str) -> None:
        """Says why nothing can be told; what was typed stays."""
        self.channels.rows.show(())
        self.places.rows.show(())
        self._edit.setEnabled(False)
        self._say(words, Tone.WRONG)

    def look_again(self, _changes: object = None) -> None:
        """Something changed."""
        if self.channels.rows.shown:
            self._ask()

    def _ask(self) -> None:
        if self._sku.text().strip():
            self.wanted.emit(self._sku.text().strip(), self.tried)
        else:
            self._say(tr("Scan or type the product."), Tone.WRONG)

    def _ask_if_known(self) -> None:
        for box, line in ((self._rule, self._value), (self._min_rule, self._min_value)):
            line.setEnabled(bool(box.currentData()))
        rule, value, minimum, min_value = self.tried
        whole = bool(rule) == bool(value) and bool(minimum) == bool(min_value)
        if whole and self._sku.text().strip():
            self._ask()

    def _show_in_hand(self) -> None:
        seen = self.in_hand
        self._edit.setEnabled(seen is not None)
        self.places.rows.show(() if seen is None else seen.places)
        self._say("" if seen is None else seen_words(seen), Tone.NEUTRAL)

    def _say(self, words: str, tone: Tone) -> None:
        set_look(self._told, "word", tone.value)
        self._told.setText(words)

    def _open_rule(self) -> None:
        if self.in_hand is not None:
            self.rule_wanted.emit(self.in_hand)

    def _show_history(self) -> None:
        seen = self.in_hand
        self.history_wanted.emit("" if seen is None else seen.channel, self._sku.text().strip())

    def _line(self, name: str, hint: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setAccessibleName(name)
        line.setPlaceholderText(hint)
        return line

    def _choice(self, name: str, none: str) -> ChoiceBox:
        box = ChoiceBox(name, self._theme, self)
        box.addItem(none, "")
        for one in Measure:
            box.addItem(choice_word("rule", one.value), one.value)
        return box

    def _button(self, words: str, does: Callable[[], None]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(does)
        return button

    def _lay_out(self) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(SPACE_GROUPS)
        form.setVerticalSpacing(SPACE_INSIDE)
        rows: tuple[tuple[str, tuple[QWidget, ...]], ...] = (
            (tr("&SKU"), (self._sku,)),
            (tr("&Try to show"), (self._rule, self._value)),
            (tr("At the &minimum"), (self._min_rule, self._min_value)),
        )
        for row, (words, fields) in enumerate(rows):
            label = PlainLabel(words, self)
            label.setBuddy(fields[0])
            form.addWidget(label, row, 0)
            for column, one in enumerate(fields, 1):
                form.addWidget(one, row, column, 1, 1 if len(fields) > 1 else 2)
        form.setColumnStretch(2, 1)
        self._value.setEnabled(False)
        self._min_value.setEnabled(False)
        look = self._button(tr("&Look"), self._ask)
        look.setProperty("look", "main")
        look.setDefault(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addWidget(self._edit)
        buttons.addWidget(self._button(tr("&History…"), self._show_history))
        buttons.addStretch()
        buttons.addWidget(self._button(tr("Close"), self.reject))
        buttons.addWidget(look)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addLayout(form)
        layout.addWidget(self.channels, 3)
        layout.addWidget(self._told)
        layout.addWidget(self.places, 2)
        layout.addLayout(buttons)


def _channel_columns() -> list[ListColumn[WhySeen]]:
    return [
        ListColumn(tr("Channel"), lambda one: Cell(one.channel, bold=True), 14),
        ListColumn(tr("SKU there"), lambda one: Cell(", ".join(one.names) or "–"), 16),
        ListColumn(tr("Available"), lambda one: _number(one.total), 9, Align.END),
        ListColumn(tr("Sees"), lambda one: _number(one.number, bold=True), 9, Align.END),
        ListColumn(tr("Rule"), lambda one: Cell(rule_words(one)), 20),
    ]


def _place_columns() -> list[ListColumn[PlaceSeen]]:
    return [
        ListColumn(tr("Warehouse"), lambda one: Cell(one.warehouse, bold=True), 14),
        ListColumn(tr("Available"), lambda one: _number(one.available), 9, Align.END),
        ListColumn(tr("Above its minimum"), lambda one: _yes(one.above), 14),
        ListColumn(tr("Counts"), _counts, 18),
        ListColumn(tr("What it takes there"), lambda one: Cell(parts_words(one)), 24),
    ]


def _number(units: int | None, *, bold: bool = False) -> Cell:
    return Cell("–", muted=True) if units is None else formats.number(units, bold=bold)


def _yes(value: bool) -> Cell:
    return Cell(tr("yes") if value else tr("no"))


def _counts(place: PlaceSeen) -> Cell:
    words = place_words(place)
    return Cell(words, muted=True) if words else Cell(tr("yes"))
