"""Lists at the bench from which one is chosen by keys alone: boxes, and parcels to open again."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from packbench.domain.boxes import Box
from packbench.domain.scanning.assembler import Scan
from packbench.services.packing.looking import PackView
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn
from packbench.ui.parts.tables.row_list_dialog import ListWords, RowListDialog
from packbench.ui.parts.theme.theme import Theme
from packbench.words.language import tr

T = TypeVar("T")


class BenchList(RowListDialog[T]):
    """A list over the bench. A scan is the bench's.

    Args:
        name: of the dialog, for programs.
        title: what is chosen.
        rows: at least one.
        columns: what is told of each.
        theme: colours and fonts.
        parent: the bench.

    Attributes:
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
        self.scanned: Callable[[Scan], None] = lambda _: None
        words = ListWords(title, title, tr("&Take it"))
        super().__init__(name, words, rows, columns, theme, parent)

    def select(self, row: int) -> None:
        """Goes to a row."""
        self.table.take_in_hand(row)

    def take_scan(self, scan: Scan) -> None:
        """Leaves the list, and hands the scan on."""
        self.reject()
        self.scanned(scan)


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
