"""`packbench transfers …`: goods on their way between warehouses."""

from datetime import datetime
from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.cli.stock_answers import change_words
from packbench.cli.stock_table import stock_table
from packbench.engine.bulk import How
from packbench.engine.today import company_zone
from packbench.services.transfers.ending import cancel_transfer, close_transfer
from packbench.services.transfers.moving import TransferDone, goods_of_text
from packbench.services.transfers.receiving import receive_transfer
from packbench.services.transfers.sending import NewTransfer, send_transfer
from packbench.services.transfers.views import (
    TransferView,
    list_transfers,
    show_transfer,
)
from packbench.words.language import tr
from packbench.words.transfers import (
    left_words,
    lost_words,
    returned_words,
    sent_words,
    transfer_status_word,
)

app = typer.Typer(no_args_is_help=True)

_Name = Annotated[str, typer.Argument(help="The transfer, e.g. T-12.")]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")]
_Goods = Annotated[list[str] | None, typer.Argument(help="SKU=UNITS for each of the goods.")]


@app.command("send")
def send(
    context: typer.Context,
    goods: _Goods,
    source: Annotated[str, typer.Option("--from", help="The warehouse they lie in.")],
    target: Annotated[str, typer.Option("--to", help="The warehouse they go to.")],
    location: Annotated[str | None, typer.Option(help="The bin they are taken from.")] = None,
    lot: Annotated[str | None, typer.Option(help="Their lot; none: the first to expire.")] = None,
    expected: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When they are to be there.")
    ] = None,
    note: Annotated[str, typer.Option(help="What is to be said of it.")] = "",
    *,
    dry_run: _DryRun = False,
) -> None:
    """Send goods to another warehouse: they are on their way until they are received there."""
    session: Session = context.obj
    named = [goods_of_text(one, location, lot) for one in goods or ()]
    new = NewTransfer(source, target, named, expected.date() if expected else None, note)
    emit_sent(session, send_transfer(session.context(), new, how=How(preview=dry_run)))


@app.command("list")
def list_(
    context: typer.Context,
    *,
    open_only: Annotated[bool, typer.Option("--open", help="Only what is on its way.")] = False,
) -> None:
    """List transfers: what is on its way first, then the newest; 500 at most."""
    session: Session = context.obj
    found = list_transfers(session.context(), open_only=open_only)
    zone = company_zone(session.context())
    columns = (
        *(tr("transfer"), tr("state"), tr("from"), tr("to"), tr("on its way"), tr("sent")),
        *(tr("expected"), tr("when"), tr("who"), tr("note")),
    )
    rows = [
        (
            *(one.transfer, transfer_status_word(one.status, one.received), one.source),
            *(one.target, one.in_transit, one.sent, one.expected_on or ""),
            *(f"{one.sent_at.astimezone(zone):%Y-%m-%d %H:%M}", one.operator, one.note),
        )
        for one in found
    ]
    session.emit({"transfers": found}, table(columns, rows))


@app.command("show")
def show(context: typer.Context, transfer: _Name) -> None:
    """Show a transfer with its lines."""
    session: Session = context.obj
    found = show_transfer(session.context(), transfer)
    session.emit(found, _lines(found), *_head(found))


@app.command("receive")
def receive(
    context: typer.Context,
    transfer: _Name,
    goods: Annotated[
        list[str] | None, typer.Argument(help="SKU=UNITS that came; none: all that is on its way.")
    ] = None,
    location: Annotated[str | None, typer.Option(help="The bin; none: the floor.")] = None,
    lot: Annotated[
        str | None, typer.Option(help="The lot of the goods named here; without goods all of it.")
    ] = None,
    *,
    over: Annotated[
        bool, typer.Option("--over", help="More came than was sent: book it as an adjustment.")
    ] = False,
    dry_run: _DryRun = False,
) -> None:
    """Book in what came of a transfer; who waits for it is served."""
    session: Session = context.obj
    named = [goods_of_text(one, location, lot) for one in goods or ()]
    done = receive_transfer(
        *(session.context(), transfer, named),
        location=location,
        lot=None if named else lot,
        over=over,
        how=How(preview=dry_run),
    )
    head = done.transfer.transfer
    _emit(session, done, left_words(head.transfer, head.in_transit))


@app.command("close")
def close(
    context: typer.Context,
    transfer: _Name,
    reason: Annotated[str, typer.Option(help="Why; it stands in the ledger.")] = "",
    *,
    dry_run: _DryRun = False,
) -> None:
    """Say that nothing more comes: what is on its way is lost in transit."""
    session: Session = context.obj
    how = How(preview=dry_run)
    done = close_transfer(session.context(), transfer, reason=reason, how=how)
    head = done.transfer.transfer
    _emit(session, done, lost_words(head.transfer, head.lost))


@app.command("cancel")
def cancel(context: typer.Context, transfer: _Name, *, dry_run: _DryRun = False) -> None:
    """Take what is on its way back to where it came from."""
    session: Session = context.obj
    done = cancel_transfer(session.context(), transfer, how=How(preview=dry_run))
    head = done.transfer.transfer
    _emit(session, done, returned_words(head.transfer, head.returned, head.source))


def emit_sent(session: Session, done: TransferDone) -> None:
    """Answers with a transfer that was sent, and the stock after it."""
    head = done.transfer.transfer
    told = sent_words(head.transfer, head.sent, head.source, head.target, kept=done.kept)
    _emit(session, done, told)


def _emit(session: Session, done: TransferDone, told: str) -> None:
    change = done.change
    document = {
        "transfer": done.transfer.transfer,
        "lines": done.transfer.lines,
        "stock": change.stock,
        "released": change.released,
        "taken_back": change.taken_back,
        "kept": done.kept,
    }
    session.emit(document, stock_table(change.stock), told, *change_words(change))


def _head(found: TransferView) -> list[str]:
    head = found.transfer
    words = tr("{transfer} from {source} to {target}: {state}; sent by {who}. {note}")
    state = transfer_status_word(head.status, head.received)
    told = words.format(
        transfer=head.transfer,
        source=head.source,
        target=head.target,
        state=state,
        who=head.operator,
        note=head.note,
    )
    return [told.strip(), left_words(head.transfer, head.in_transit)]


def _lines(found: TransferView) -> object:
    columns = (
        *(tr("SKU"), tr("lot"), tr("from bin"), tr("sent"), tr("received"), tr("on its way")),
        *(tr("lost"), tr("back"), tr("over")),
    )
    rows = [
        (
            *(one.sku, one.lot, one.location, one.sent, one.received, one.in_transit),
            *(one.lost or "", one.returned or "", one.over or ""),
        )
        for one in found.lines
    ]
    return table(columns, rows)
