"""Where a product lies and who waits for it, as rows of a details panel; for several screens."""

from PySide6.QtCore import QLocale

from packbench.services.office.lists import InventoryRow, WaitingHere
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.widgets.painted_rows import TextRow
from packbench.ui.parts.widgets.states import capital
from packbench.words.language import tr, tr_count
from packbench.words.states import reason_words

QUEUE_SHOWN = 20


def stock_row(stock: InventoryRow) -> TextRow:
    """A warehouse and what is available there."""
    number = QLocale().toString
    words = tr("{available} available of {on_hand}").format(
        available=number(stock.available), on_hand=number(stock.on_hand)
    )
    return TextRow(Cell(stock.warehouse, bold=True), Cell(words, muted=not stock.available))


def queue_title(shown: int) -> str:
    """The heading over so many who wait for a product."""
    if shown < QUEUE_SHOWN:
        return tr("Who waits for it, and how long")
    return tr("The first {count} who wait for it, and how long").format(count=shown)


def waiting_row(one: WaitingHere) -> TextRow:
    """An order that waits for a product: how many units, how long."""
    units = tr_count("{count} unit", "{count} units", one.quantity)
    words = (
        f"{units.format(count=QLocale().toString(one.quantity))} · {formats.age(one.since).text}"
    )
    tip = capital(reason_words(one.reason))
    return TextRow(Cell(one.order_number), Cell(words, tip=f"{words}, {tip}", muted=True))
