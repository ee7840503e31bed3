"""The bins that pickers found short and nobody has counted since."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from packbench.domain.warehousing import FLOOR_CODE
from packbench.services.picking.looking import BinCount
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn
from packbench.ui.parts.tables.row_list_dialog import ListWords, RowListDialog
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.widgets.states import capital
from packbench.words.language import tr, tr_count
from packbench.words.picking import short_word
from packbench.words.places import place_word


def bins_to_count(
    bins: Sequence[BinCount],
    show: Callable[[str], None],
    theme: Theme,
    parent: QWidget,
) -> RowListDialog[BinCount]:
    """The dialog: the bins, the oldest first. Enter shows the stock of the product in hand.

    Args:
        bins: what is to be counted.
        show: shows the stock of a product by its SKU.
        theme: colours and fonts.
        parent: the window.
    """
    heading = tr_count("{count} bin is to be counted", "{count} bins are to be counted", len(bins))
    words = ListWords(
        tr("Bins to count"),
        heading.format(count=QLocale().toString(len(bins))),
        tr("&Show its stock"),
        tr("Close"),
        tr("Import a count of these bins, and they leave this list."),
    )
    dialog = RowListDialog("bins_to_count", words, bins, _columns(), theme, parent)
    dialog.chosen = lambda one: show(one.sku)
    return dialog


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
