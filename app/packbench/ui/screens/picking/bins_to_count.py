"""The bins that pickers found short and nobody has counted since."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale, QSize
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.domain.warehousing import FLOOR_CODE
from packbench.services.picking.looking import BinCount
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.states import capital
from packbench.words.language import tr, tr_count
from packbench.words.picking import short_word
from packbench.words.places import place_word

_SIZE = QSize(880, 460)


class BinsToCount(KeyDialog):
    """The bins, the oldest first. Enter shows the stock of the product in hand, Ctrl+C copies.

    Args:
        bins: what is to be counted.
        show: shows the stock of a product by its SKU.
        theme: colours and fonts.
        parent: the window.
    """

    def __init__(
        self,
        bins: Sequence[BinCount],
        show: Callable[[str], None],
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("bins_to_count")
        self.setWindowTitle(tr("Bins to count"))
        self.resize_within_screen(_SIZE)
        self._bins, self._show = tuple(bins), show
        words = tr_count(
            "{count} bin is to be counted", "{count} bins are to be counted", len(bins)
        )
        heading = PlainLabel(words.format(count=QLocale().toString(len(bins))), self)
        heading.setFont(theme.font(SCALE_HEADING, bold=True))
        about = PlainLabel(tr("Import a count of these bins, and they leave this list."), self)
        about.setProperty("role", "muted")
        self.table: ListTable[BinCount] = ListTable(tr("Bins to count"), _columns(), theme, self)
        self.table.rows.show(self._bins)
        self.table.selectRow(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        for part in (heading, about):
            layout.addWidget(part)
        layout.addWidget(self.table, 1)
        layout.addLayout(self._make_buttons())
        self.table.setFocus()
        self.finished.connect(self.deleteLater)

    def _make_buttons(self) -> QHBoxLayout:
        show, leave = QPushButton(tr("&Show its stock"), self), QPushButton(tr("Close"), self)
        show.setProperty("look", "main")
        show.setDefault(True)
        show.clicked.connect(self._show_stock)
        leave.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(SPACE_INSIDE)
        row.addStretch()
        for button in (leave, show):
            button.setAutoDefault(False)
            row.addWidget(button)
        return row

    def _show_stock(self) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self._bins):
            self.accept()
            self._show(self._bins[row].sku)


def _columns() -> list[ListColumn[BinCount]]:
    return [
        ListColumn(tr("Warehouse"), lambda one: Cell(one.warehouse), 6),
        ListColumn(tr("Bin"), _bin, 8),
        ListColumn(tr("SKU"), lambda one: Cell(one.sku), 12),
        ListColumn(tr("Lot"), lambda one: formats.words(one.lot), 5),
        ListColumn(tr("Found"), lambda one: Cell(capital(short_word(one.reason))), 8),
        ListColumn(tr("Short"), lambda one: formats.number(one.units, bold=True), 5, Align.END),
        ListColumn(tr("Wave"), lambda one: Cell(one.wave or ""), 5),
        ListColumn(tr("By"), lambda one: Cell(one.picker), 8),
        ListColumn(tr("Since"), lambda one: formats.age(one.at), 8),
    ]


def _bin(one: BinCount) -> Cell:
    """Stock that has no bin lies on the floor."""
    return Cell(place_word(one.location), bold=one.location != FLOOR_CODE)
