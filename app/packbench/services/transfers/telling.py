"""A command on a transfer told row by row: the transfer, stock before and after, orders."""

from packbench.domain.outcomes import RowOutcome, Said, note
from packbench.engine.bulk import Results, RowResult
from packbench.services.stock.telling import told_of_stock
from packbench.services.transfers.moving import TransferDone


def told_of_transfer(done: TransferDone) -> Results:
    """The transfer first, then each product where stock changed, then who loses and who gets."""
    head = done.transfer.transfer
    counts = note(
        Said.TRANSFER_BECOMES,
        sent=head.sent,
        left=head.in_transit,
        received=head.received,
        lost=head.lost,
        returned=head.returned,
    )
    rows = [RowResult(head.transfer, RowOutcome.DONE, [counts])]
    told = told_of_stock(done.change, undoable=done.kept)
    before = {(one.warehouse, one.sku): one for one in done.change.before}
    for row, now in zip(told.results, done.change.stock, strict=False):
        was = before.get((now.warehouse, now.sku))
        came = was.incoming if was is not None else 0
        if was is not None and (was.on_hand, was.unavailable) == (now.on_hand, now.unavailable):
            row.notes.clear()
        if came != now.incoming:
            row.notes.append(note(Said.INCOMING_BECOMES, before=came, after=now.incoming))
    rows += [one for one in told.results if one.notes]
    return Results(rows, undoable=told.undoable)
