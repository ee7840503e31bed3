"""How commands on stock answer: the rows after them, and who gained or lost."""

from packbench.cli.session import Session
from packbench.cli.stock_table import stock_table
from packbench.services.stock.changes import StockChange
from packbench.services.stock.telling import place_notes
from packbench.words.language import tr_count
from packbench.words.refusals import message


def emit_change(session: Session, change: StockChange) -> None:
    """Answers with the stock after a command and who gained or lost by it."""
    session.emit(change, stock_table(change.stock), *change_words(change))


def change_words(change: StockChange) -> list[str]:
    """Who gained or lost by a change of stock, and what it did to bins and waves."""
    words = [
        tr_count(
            "{quantity} of {sku} went to order {order}",
            "{quantity} of {sku} went to order {order}",
            one.quantity,
        ).format(quantity=one.quantity, sku=one.sku, order=one.order_number)
        for one in change.released
    ]
    words += [
        tr_count(
            "{quantity} of {sku} was taken back from order {order}",
            "{quantity} of {sku} were taken back from order {order}",
            one.quantity,
        ).format(quantity=one.quantity, sku=one.sku, order=one.order_number)
        for one in change.taken_back
    ]
    return words + ([message(place_notes(change))] if change.places or change.picking else [])
