"""The history of the rules of channels: who changed which, when, from what to what."""

from functools import partial

from PySide6.QtCore import QLocale, QSize, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from packbench.jobs.progress import Progress
from packbench.services.channels.history import (
    RuleChangeView,
    RuleHistory,
    RuleHistoryFilter,
    export_rule_history,
    rule_history,
)
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.file_dialogs import ask_where_to_save
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.sending import failure_words
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count
from packbench.words.rule_history import rule_done_words, rule_said_words

_SIZE = QSize(1180, 640)


class RuleHistoryDialog(KeyDialog):
    """Enter asks for what the fields say; older ones follow by a button.

    Args:
        theme: colours and fonts.
        parent: the window.

    Signals:
        wanted: a RuleHistoryFilter, and the id of the last change that is known (None: the last).
        exported: a RuleHistoryFilter whose changes are to be written to a file.
    """

    wanted = Signal(object, object)
    exported = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("rule_history")
        self.setWindowTitle(tr("History of the rules of channels"))
        self._changes: list[RuleChangeView] = []
        self.channel, self.sku, self.operator = (QLineEdit(self) for _ in range(3))
        self.table = ListTable(tr("Changes of rules"), _columns(), theme, self)
        self._said = PlainLabel(parent=self)
        self._ask, self._more, self._export = (
            self._button(words) for words in (tr("&Show"), tr("&Older ones"), tr("&Export…"))
        )
        self._set_up()
        self._lay_out()
        self.resize_within_screen(_SIZE)

    @property
    def told(self) -> str:
        """What is said of the changes."""
        return self._said.text()

    def begin(self, channel: str, sku: str) -> None:
        """Fills in what is to be shown first, and asks for it."""
        self.channel.setText(channel)
        self.sku.setText(sku)
        self.channel.setFocus()
        self.channel.selectAll()
        self.ask()

    def ask(self, _changes: object = None) -> None:
        """Asks for what the fields say."""
        self.wanted.emit(self.filter(), None)

    def filter(self) -> RuleHistoryFilter:
        """What the fields say."""
        return RuleHistoryFilter(
            channel=self.channel.text().strip(),
            sku=self.sku.text().strip(),
            operator=self.operator.text().strip(),
        )

    def show_page(self, page: RuleHistory, *, after_others: bool) -> None:
        """Shows changes, below those that are shown where they are older ones."""
        self._changes = [*(self._changes if after_others else []), *page.changes]
        self.table.rows.show(self._changes)
        self._more.setEnabled(page.more)
        self._export.setEnabled(bool(self._changes))
        self._said.setText(_page_words(len(self._changes), more=page.more))

    def tell(self, words: str) -> None:
        """Says what happened beside the changes."""
        self._said.setText(words)

    def refuse(self, words: str) -> None:
        """Says why nothing can be told."""
        self._changes = []
        self.table.rows.show([])
        self._more.setEnabled(False)
        self._export.setEnabled(False)
        self._said.setText(words)

    def _ask_older(self) -> None:
        if self._changes:
            self.wanted.emit(self.filter(), self._changes[-1].id)

    def _button(self, words: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        return button

    def _set_up(self) -> None:
        for field in (self.channel, self.sku, self.operator):
            field.setClearButtonEnabled(True)
            field.setPlaceholderText(tr("All"))
        self._more.setEnabled(False)
        self._export.setEnabled(False)
        self._ask.setProperty("look", "main")
        self._ask.setDefault(True)
        self._ask.clicked.connect(self.ask)
        self._more.clicked.connect(self._ask_older)
        self._export.clicked.connect(lambda: self.exported.emit(self.filter()))
        self._said.setProperty("role", "muted")
        self._said.setWordWrap(True)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(SPACE_INSIDE)
        fields = (
            (tr("&Channel"), self.channel),
            (tr("S&KU"), self.sku),
            (tr("&Who"), self.operator),
        )
        for column, (words, field) in enumerate(fields):
            label = PlainLabel(words, self)
            label.setBuddy(field)
            field.setAccessibleName(words.replace("&", ""))
            grid.addWidget(label, 0, column)
            grid.addWidget(field, 1, column)
        grid.addWidget(self._ask, 1, len(fields))
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addWidget(self._said, 1)
        close = self._button(tr("Close"))
        close.clicked.connect(self.reject)
        for button in (self._more, self._export, close):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addLayout(grid)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)


def show_rule_history(
    place: Workplace, channel: str = "", sku: str = "", over: QWidget | None = None
) -> RuleHistoryDialog:
    """Opens the history, beginning with a channel and a SKU; it follows what others change."""
    desk, context = place.desk, place.context
    dialog = RuleHistoryDialog(desk.theme, over or desk.window)

    def fail(error: BaseException) -> None:
        dialog.refuse(failure_words(desk.window.errors, error, tr("Ask for something else.")))

    def read(wanted: RuleHistoryFilter, before: int | None) -> None:
        desk.runner.read(
            "channels.history",
            lambda: rule_history(context, wanted, before=before),
            partial(dialog.show_page, after_others=before is not None),
            on_error=fail,
            owner=dialog,
        )

    bus = desk.bus
    dialog.wanted.connect(read)
    dialog.exported.connect(partial(_export, place, dialog))
    bus.changed.connect(dialog.ask)
    dialog.finished.connect(partial(bus.changed.disconnect, dialog.ask))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    dialog.begin(channel, sku)
    return dialog


def _export(place: Workplace, dialog: RuleHistoryDialog, wanted: RuleHistoryFilter) -> None:
    context, desk = place.context, place.desk
    patterns = tr("Excel (*.xlsx);;CSV (*.csv)")
    path = ask_where_to_save(dialog, tr("Export"), "channel-rules.xlsx", patterns)
    if path is None:
        return

    def work(_progress: Progress) -> int:
        return export_rule_history(context, path, wanted)

    def tell(count: int) -> None:
        words = tr_count("{count} row written to {file}.", "{count} rows written to {file}.", count)
        dialog.tell(words.format(count=QLocale().toString(count), file=path.name))

    desk.runner.render(tr("Exporting"), work, tell, owner=dialog)


def _page_words(count: int, *, more: bool) -> str:
    if not count:
        return tr("Nothing of this is written down.")
    words = tr_count("{count} change.", "{count} changes, the last first.", count)
    if more:
        words = tr("The last {count} changes; there are older ones.")
    return words.format(count=QLocale().toString(count))


def _columns() -> list[ListColumn[RuleChangeView]]:
    return [
        ListColumn(tr("When"), _at, 14),
        ListColumn(tr("Who"), _who, 7),
        ListColumn(tr("Channel"), lambda one: _of(one.channel), 8),
        ListColumn(tr("SKU"), lambda one: _of(one.sku), 9),
        ListColumn(tr("Warehouse"), lambda one: Cell(one.warehouse), 8),
        ListColumn(tr("Before"), lambda one: _said(one, after=False), 10),
        ListColumn(tr("After"), lambda one: _said(one, after=True), 14),
        ListColumn(tr("What was done"), _done, 15),
    ]


def _at(one: RuleChangeView) -> Cell:
    return Cell(formats.exact(one.at)) if one.at else Cell("–", muted=True)


def _who(one: RuleChangeView) -> Cell:
    return Cell(one.operator, tip=one.station) if one.operator else Cell("–", muted=True)


def _of(name: str) -> Cell:
    return Cell(name, bold=True) if name else Cell(tr("all"), muted=True)


def _said(one: RuleChangeView, *, after: bool) -> Cell:
    said = one.after if after else one.before
    return Cell(rule_said_words(said, warehouse=one.warehouse), muted=said is None)


def _done(one: RuleChangeView) -> Cell:
    return Cell(rule_done_words(one.command, one.undoes), muted=not one.command)
