"""Lists at the bench from which one is chosen by keys alone: boxes, and parcels to open again."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.domain.boxes import Box
from packbench.domain.scanning.assembler import Scan
from packbench.services.packing.looking import PackView
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.words.language import tr

T = TypeVar("T")
_SIZE = QSize(820, 460)


class BenchList(KeyDialog, Generic[T]):
    """Arrow keys go to a row, Enter takes it, Escape takes none. A scan is the bench's.

    Args:
        name: of the dialog, for programs.
        title: what is chosen.
        rows: at least one.
        columns: what is told of each.
        theme: colours and fonts.
        parent: the bench.

    Attributes:
        chosen: called with the row that was taken.
        scanned: called with a scan, after the list is gone.
    """

    def __init__(
        self,
        name: str,
        title: str,
        rows: Sequence[T],
        columns: Sequence[ListColumn[T]],
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.resize_within_screen(_SIZE)
        self._rows = tuple(rows)
        self.chosen: Callable[[T], None] = lambda _: None
        self.scanned: Callable[[Scan], None] = lambda _: None
        heading = PlainLabel(title, self)
        heading.setFont(theme.font(SCALE_HEADING, bold=True))
        self.table: ListTable[T] = ListTable(title, columns, theme, self)
        self.table.rows.show(self._rows)
        self.table.take_in_hand(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(heading)
        layout.addWidget(self.table, 1)
        layout.addLayout(self._make_buttons())
        self.table.setFocus()
        self.finished.connect(self.deleteLater)

    def select(self, row: int) -> None:
        """Goes to a row."""
        self.table.take_in_hand(row)

    def take_scan(self, scan: Scan) -> None:
        """Leaves the list, and hands the scan on."""
        self.reject()
        self.scanned(scan)

    def _make_buttons(self) -> QHBoxLayout:
        take, leave = QPushButton(tr("&Take it"), self), QPushButton(tr("Cancel"), self)
        take.setProperty("look", "main")
        take.setDefault(True)
        take.clicked.connect(self._take)
        leave.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(SPACE_INSIDE)
        row.addStretch()
        for button in (leave, take):
            button.setAutoDefault(False)
            row.addWidget(button)
        return row

    def _take(self) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self._rows):
            self.accept()
            self.chosen(self._rows[row])


def box_list(boxes: Sequence[Box], theme: Theme, parent: QWidget) -> BenchList[Box]:
    """The boxes of which a parcel may be one."""
    columns: list[ListColumn[Box]] = [
        ListColumn(tr("Box"), lambda one: Cell(one.code, bold=True), 8),
        ListColumn(tr("Inside (mm)"), lambda one: Cell(_inside(one)), 14),
        ListColumn(tr("Holds at most (g)"), _holds, 9, Align.END),
        ListColumn(tr("Name"), lambda one: Cell(one.name), 20),
    ]
    return BenchList("box_list", tr("The box of this parcel"), boxes, columns, theme, parent)


def parcel_list(view: PackView, theme: Theme, parent: QWidget) -> BenchList[int]:
    """The parcels that are closed, by their numbers."""
    parcels = {one.sequence: one for one in view.parcels if one.closed_at is not None}

    def contents(number: int) -> Cell:
        items = parcels[number].items
        return Cell(", ".join(f"{one.units} × {one.sku}" for one in items))

    columns: list[ListColumn[int]] = [
        ListColumn(tr("Parcel"), lambda number: formats.number(number, bold=True), 6),
        ListColumn(tr("Box"), lambda number: Cell(parcels[number].box or ""), 8),
        ListColumn(tr("Contents"), contents, 30),
    ]
    title = tr("Open a parcel again")
    return BenchList("parcel_list", title, tuple(parcels), columns, theme, parent)


def _inside(box: Box) -> str:
    return " × ".join(map(str, box.room))


def _holds(box: Box) -> Cell:
    return Cell("") if box.holds_g is None else formats.number(box.holds_g)
