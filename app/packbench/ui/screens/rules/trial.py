"""What rules would do with the last orders: a row an order, before → after."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.services.rules.trying import OrderTried, RulesTried
from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.words.history import change_words
from packbench.words.language import tr, tr_count
from packbench.words.order_rules import tried_words
from packbench.words.refusals import told
from packbench.words.states import status_word

_SIZE = QSize(980, 620)


class TrialDialog(KeyDialog):
    """Shows a trial; with `switches` its button switches the rule on and says what that means.

    Args:
        tried: what came of it.
        theme: colours and fonts.
        parent: the dialog above.
        switches: the trial is looked at before the rule is switched on.

    Signals:
        confirmed: the rule is to be switched on; True where it holds all orders.
    """

    confirmed = Signal(bool)

    def __init__(
        self, tried: RulesTried, theme: Theme, parent: QWidget, *, switches: bool = False
    ) -> None:
        super().__init__(parent)
        self.setObjectName("rule_trial_dialog")
        self.setWindowTitle(tr("Try rules"))
        self.resize_within_screen(_SIZE)
        self._holds = any(one.holds for one in tried.rules)
        self._switches = switches
        self.table: ListTable[OrderTried] = ListTable(tr("Orders"), _columns(), theme, self)
        self.table.rows.show(tried.orders)
        self.table.take_in_hand(0)
        self._lay_out(theme, tried)
        self.table.setFocus()
        self.finished.connect(self.deleteLater)

    @property
    def told(self) -> str:
        """What stands above the orders."""
        return self._told.text()

    def _lay_out(self, theme: Theme, tried: RulesTried) -> None:
        counts = [(one.rule, one.orders, one.holds) for one in tried.rules]
        words = tried_words(counts, tried.looked_at, tried.untouched, QLocale().toString)
        self._told = PlainLabel(" ".join([*map(told, tried.told), *words]), self)
        self._told.setFont(theme.font(SCALE_HEADING, bold=True))
        about = PlainLabel(
            tr("As if each came in now; nothing was changed. Orders already sent are told, too."),
            self,
        )
        about.setProperty("role", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        for label in (self._told, about):
            label.setWordWrap(True)
            layout.addWidget(label)
        layout.addWidget(self.table, 1)
        layout.addLayout(self._make_buttons(tried))

    def _make_buttons(self, tried: RulesTried) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_INSIDE)
        row.addStretch()
        close = QPushButton(tr("Leave it off") if self._switches else tr("Close"), self)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        row.addWidget(close)
        if self._switches:
            go = QPushButton(_consequence(tried), self)
            go.setAutoDefault(False)
            go.setProperty("look", "main")
            go.clicked.connect(self._confirm)
            # What holds every order is not done by pressing Enter once too often.
            (close if self._holds else go).setDefault(True)
            row.addWidget(go)
        else:
            close.setDefault(True)
        return row

    def _confirm(self) -> None:
        self.accept()
        self.confirmed.emit(self._holds)


def _consequence(tried: RulesTried) -> str:
    met, last = sum(one.orders for one in tried.rules), tried.looked_at
    if any(one.holds for one in tried.rules):
        words = tr_count(
            "&Switch on: it holds the last order",
            "&Switch on: it holds all {count} of the last {count} orders",
            last,
        )
        return words.format(count=QLocale().toString(last))
    if not last:
        return tr("&Switch on")
    words = tr_count(
        "&Switch on: {count} of the last {last} orders",
        "&Switch on: {count} of the last {last}",
        met,
    )
    number = QLocale().toString
    return words.format(count=number(met), last=number(last))


def _columns() -> Sequence[ListColumn[OrderTried]]:
    return [
        ListColumn(tr("Order"), lambda one: Cell(one.order_number, bold=True), 10),
        ListColumn(tr("Status"), lambda one: Cell(status_word(one.status)), 10),
        ListColumn(tr("Rules"), lambda one: Cell(", ".join(one.rules)), 18),
        ListColumn(tr("Would be"), lambda one: Cell(_changes(one)), 30),
    ]


def _changes(one: OrderTried) -> str:
    return " · ".join(map(change_words, one.changes)) or tr("as it is")
