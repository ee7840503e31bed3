"""`packbench receiving …`: the dock."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from packbench.cli.colons import parts_of
from packbench.cli.documents import wants_printer
from packbench.cli.printers import job_document, job_line
from packbench.cli.session import Session, table, to_json
from packbench.cli.value import add_receipt_costs
from packbench.domain.printers import PrintKind
from packbench.domain.receiving import ReceiptOutcome
from packbench.engine.release import Released
from packbench.services.printers.printing import print_document, printer_of
from packbench.services.receiving import receipts as service
from packbench.services.receiving.correcting import (
    CorrectedReceipt,
    RightCount,
    correct_count,
)
from packbench.services.receiving.put_away import list_put_away, put_away, put_away_list
from packbench.services.receiving.receipts import BookedReceipt, ReceiptView
from packbench.services.receiving.scanning import (
    HowCounted,
    count_in,
    expected_here,
    orders_of_item,
    take_back_count,
)
from packbench.services.receiving.sheets import receiving_sheets
from packbench.words.language import tr, tr_count
from packbench.words.receiving import (
    corrected_words,
    cross_docked_words,
    receipt_status_word,
    released_words,
    told_words,
)

app = typer.Typer(no_args_is_help=True)
add_receipt_costs(app)

_Approved = Annotated[
    str | None, typer.Option("--approved-by", help="The supervisor who lets it in.")
]


@app.command("open")
def open_(
    context: typer.Context,
    purchase_order: Annotated[str | None, typer.Argument(help="Its number.")] = None,
    note: Annotated[str, typer.Option(help="The delivery note's number.")] = "",
    warehouse: Annotated[str | None, typer.Option(help="Of a delivery without an order.")] = None,
    supplier: Annotated[str | None, typer.Option(help="Of a delivery without an order.")] = None,
    approved_by: _Approved = None,
) -> None:
    """Begin to count a delivery in at this station, of a purchase order or of none."""
    session: Session = context.obj
    shown = service.open_receipt(
        session.context(),
        purchase_order,
        note=note,
        warehouse=warehouse,
        supplier=supplier,
        approved_by=approved_by,
    )
    emit_receipt(session, shown)


@app.command("scan")
def scan(
    context: typer.Context,
    receipt: Annotated[str, typer.Argument(help="The receipt, e.g. RC12.")],
    codes: Annotated[list[str], typer.Argument(help="As they were scanned; 5*CODE counts five.")],
    damaged: Annotated[str, typer.Option(help="They are damaged: why.")] = "",
    rejected: Annotated[str, typer.Option(help="They are not taken: why.")] = "",
    photo: Annotated[str, typer.Option(help="Where a picture of it lies.")] = "",
    lot: Annotated[str | None, typer.Option(help="Their lot.")] = None,
    expires: Annotated[str | None, typer.Option(help="Their expiry, YYYY-MM-DD, or none.")] = None,
    sku: Annotated[str | None, typer.Option(help="Which one a code means.")] = None,
    approved_by: _Approved = None,
) -> None:
    """Count items in; the first scan that does not count stops it."""
    session: Session = context.obj
    outcome = ReceiptOutcome.GOOD
    if damaged or rejected:
        outcome = ReceiptOutcome.DAMAGED if damaged else ReceiptOutcome.REJECTED
    counting = HowCounted(
        outcome,
        *(damaged or rejected, photo, lot, _day(expires), expires == "none", sku, approved_by),
    )
    done = count_in(session.context(), receipt, codes, counting)
    document = {"told": to_json(done.told), "receipt": to_json(done.receipt)}
    session.emit(document, told_words(done.told), *_shown(done.receipt))


@app.command("take-back")
def take_back(context: typer.Context, receipt: str) -> None:
    """Take the last scan back that counts."""
    session: Session = context.obj
    emit_receipt(session, take_back_count(session.context(), receipt))


@app.command("note")
def note(context: typer.Context, receipt: str, number: str) -> None:
    """Say by which delivery note it comes."""
    session: Session = context.obj
    emit_receipt(session, service.set_note(session.context(), receipt, number))


@app.command("take-over")
def take_over(context: typer.Context, receipt: str) -> None:
    """Count on here what another station has open."""
    session: Session = context.obj
    emit_receipt(session, service.take_over_receipt(session.context(), receipt))


@app.command("leave")
def leave(context: typer.Context, receipt: str) -> None:
    """Give a count up: nothing of it is booked."""
    session: Session = context.obj
    emit_receipt(session, service.leave_receipt(session.context(), receipt))


@app.command("book")
def book(context: typer.Context, receipt: str, approved_by: _Approved = None) -> None:
    """Book what was counted; who waits is served at once."""
    session: Session = context.obj
    done = service.book_receipt(session.context(), receipt, approved_by=approved_by)
    session.emit(done, *_shown(done.receipt), *_served(done))


@app.command("show")
def show(context: typer.Context, receipt: str) -> None:
    """Show one receipt."""
    session: Session = context.obj
    emit_receipt(session, service.show(session.context(), receipt))


@app.command("list")
def list_(
    context: typer.Context,
    warehouse: Annotated[str | None, typer.Option(help="Only of this one.")] = None,
) -> None:
    """List the newest receipts."""
    session: Session = context.obj
    found = service.list_receipts(session.context(), warehouse=warehouse)
    columns = (tr("receipt"), tr("purchase order"), tr("delivery note"), tr("warehouse"))
    more = (tr("status"), tr("units"), tr("station"), tr("operator"))
    rows = [
        (
            *(one.receipt, one.purchase_order or "", one.delivery_note, one.warehouse),
            *(receipt_status_word(one.status), one.counted, one.station, one.operator),
        )
        for one in found
    ]
    session.emit({"receipts": found}, table((*columns, *more), rows))


@app.command("expected")
def expected(
    context: typer.Context,
    item: Annotated[str | None, typer.Option(help="Only those that bring this SKU.")] = None,
) -> None:
    """List the purchase orders that can be received here, the oldest expected first."""
    session: Session = context.obj
    here = session.context()
    found = expected_here(here) if item is None else orders_of_item(here, item)
    columns = (tr("number"), tr("supplier"), tr("warehouse"), tr("expected"), tr("open units"))
    rows = [(one.number, one.supplier, one.warehouse, one.expected_on, one.open) for one in found]
    document = [one._asdict() for one in found]
    session.emit({"purchase_orders": document}, table(columns, rows))


@app.command("correct")
def correct(
    context: typer.Context,
    receipt: str,
    line: Annotated[str, typer.Argument(help="SKU:UNITS[:LOT] that came in fact.")],
    preview: Annotated[bool, typer.Option("--preview", help="Only show what it would do.")] = False,
    approved_by: _Approved = None,
) -> None:
    """Put a wrong count of a booked receipt right."""
    session: Session = context.obj
    sku, units, *rest = parts_of(line, "SKU:UNITS[:LOT]")
    count = RightCount(sku, int(units), rest[0] if rest else None)
    done = correct_count(
        session.context(), receipt, count, approved_by=approved_by, preview=preview
    )
    session.emit(done, _corrected(done), *_released(done.released))


@app.command("put-away")
def put_away_(
    context: typer.Context,
    sku: Annotated[str | None, typer.Argument(help="What was carried; none: list it.")] = None,
    bin_: Annotated[str | None, typer.Argument(metavar="BIN", help="To which bin.")] = None,
    units: Annotated[int | None, typer.Option(help="How many; all.")] = None,
    lot: Annotated[str | None, typer.Option(help="Of which lot.")] = None,
    warehouse: Annotated[str | None, typer.Option(help="Where.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write the list on paper.")] = None,
) -> None:
    """List what is to be put away, or say that it was carried to a bin."""
    session: Session = context.obj
    here = session.context()
    if sku is None or bin_ is None:
        found = list_put_away(here, warehouse=warehouse, sku=sku)
        if pdf is not None:
            pdf.write_bytes(put_away_list(here, warehouse=warehouse))
        columns = (tr("bin"), tr("SKU"), tr("lot"), tr("units"), tr("warehouse"), tr("receipt"))
        rows = [
            (one.location or "", one.sku, one.lot, one.units, one.warehouse, one.receipt)
            for one in found
        ]
        session.emit({"put_away": found}, table(columns, rows))
        return
    done = put_away(here, sku, bin_, units=units, lot=lot, warehouse=warehouse)
    words = tr_count(
        "{count} of {sku} lies in {bin} now.", "{count} of {sku} lie in {bin} now.", done.units
    )
    session.emit(done, words.format(count=done.units, sku=done.sku, bin=done.location))


@app.command("sheet")
def sheet(
    context: typer.Context,
    purchase_orders: Annotated[list[str], typer.Argument(help="Their numbers.")],
    out: Annotated[Path | None, typer.Option(help="The PDF file.")] = None,
    blind: Annotated[bool, typer.Option("--blind", help="Tell no expected units.")] = False,
    to_printer: Annotated[
        bool, typer.Option("--print", help="On this station's printer for it; no file is written.")
    ] = False,
    printer: Annotated[
        str | None, typer.Option("--printer", help="On this printer instead; implies --print.")
    ] = None,
) -> None:
    """Write or print the receiving sheets of purchase orders."""
    session: Session = context.obj
    if wants_printer(to_printer, printer, out):
        kind = PrintKind.RECEIVING_SHEET
        choice = printer_of(session.context(), kind, printer)
        made = receiving_sheets(session.context(), purchase_orders, blind=blind)
        job = print_document(session.context(), kind, made.document, choice)
        session.emit({"purchase_orders": made.numbers, "job": job_document(job)}, job_line(job))
        return
    if out is None:
        raise typer.BadParameter(tr("Say --out FILE, or --print."))
    made = receiving_sheets(session.context(), purchase_orders, blind=blind)
    out.write_bytes(made.pdf)
    told = tr("{numbers}: {file} is written.").format(numbers=", ".join(made.numbers), file=out)
    session.emit({"purchase_orders": made.numbers, "file": str(out)}, told)


def emit_receipt(session: Session, shown: ReceiptView) -> None:
    """Answers with a receipt and what was counted of it."""
    session.emit(shown, *_shown(shown))


def _served(done: BookedReceipt) -> list[str]:
    crossed = [(one.order_number, one.sku, one.quantity) for one in done.cross_docked]
    return [*_released(done.released), *cross_docked_words(crossed)]


def _released(released: Sequence[Released]) -> list[str]:
    return released_words([(one.order_number, one.sku, one.quantity) for one in released])


def _corrected(done: CorrectedReceipt) -> str:
    what = (done.receipt.receipt, done.sku)
    status = done.purchase_order_status
    return corrected_words(what, done.before, done.after, status, kept=done.kept)


def _shown(shown: ReceiptView) -> list[Any]:
    title = tr("{receipt}: {status}, {source} for {warehouse}, {operator} at {station}").format(
        receipt=shown.receipt,
        status=receipt_status_word(shown.status),
        source=shown.purchase_order or tr("no purchase order"),
        warehouse=shown.warehouse,
        operator=shown.operator,
        station=shown.station,
    )
    columns = (tr("SKU"), tr("counted"), tr("expected"), tr("damaged"), tr("rejected"))
    rows = [(one.sku, one.counted, one.expected, one.damaged, one.rejected) for one in shown.lines]
    return [title, table(columns, rows)]


def _day(text: str | None) -> date | None:
    if text is None or text == "none":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(tr("{text} is no date").format(text=text)) from error
