"""`packbench documents …`: pick lists, packing slips and labels, as files or on a printer."""

from pathlib import Path
from typing import Annotated

import typer

from packbench.cli import labels
from packbench.cli.printers import job_document, job_line
from packbench.cli.results import left_out_document, left_out_lines
from packbench.cli.session import Session, to_json
from packbench.documents.shaping import REPLACEMENT
from packbench.domain.customs import CustomsCategory, CustomsForm
from packbench.domain.picking import Shade
from packbench.domain.printers import PrintKind
from packbench.services.documents import printing as service
from packbench.services.documents.customs import (
    CustomsWish,
    customs_forms,
    write_customs_forms,
)
from packbench.services.documents.floor_plans import PlanRequest, write_floor_plan
from packbench.services.documents.printing import RenderedDocument
from packbench.services.documents.scanner_page import scanner_page, write_scanner_page
from packbench.services.documents.writing import Writing, WrittenFiles
from packbench.services.printers.printing import print_document, printer_of
from packbench.services.purchasing.paper import purchase_order_paper
from packbench.words.language import tr, tr_count
from packbench.words.unprintable import printed_words

app = typer.Typer(no_args_is_help=True)
app.add_typer(labels.app, name="labels")

Out = Annotated[
    Path | None, typer.Option("--out", help="A name that ends in .pdf, or a folder; default: here.")
]
Force = Annotated[
    bool,
    typer.Option(
        "--force",
        help="Replace a file that is there; print even letters that no font on this computer has.",
    ),
]
Print = Annotated[
    bool, typer.Option("--print", help="On this station's printer for it; no file is written.")
]
OnPrinter = Annotated[
    str | None, typer.Option("--printer", help="On this printer instead; implies --print.")
]


@app.command("pick-list")
def pick_list(
    context: typer.Context,
    wave: str,
    out: Out = None,
    force: Force = False,
    to_printer: Print = False,
    printer: OnPrinter = None,
) -> None:
    """Write or print the pick list of a wave."""
    session: Session = context.obj
    if wants_printer(to_printer, printer, out):
        choice = printer_of(session.context(), PrintKind.PICK_LIST, printer)
        [made] = service.pick_lists(session.context(), [wave], force=force)
        job = print_document(session.context(), PrintKind.PICK_LIST, made, choice)
        _emit_job(session, made, job_document(job), job_line(job))
        return
    target = out or Path()
    _emit(session, service.write_pick_list(session.context(), wave, target, force=force))


@app.command("purchase-order")
def purchase_order(
    context: typer.Context,
    number: str,
    out: Out = None,
    language: Annotated[
        str | None, typer.Option(help="Such as de; default: the supplier's language, else ours.")
    ] = None,
    force: Force = False,
    to_printer: Print = False,
    printer: OnPrinter = None,
) -> None:
    """Write or print a purchase order as it is sent to its supplier."""
    session: Session = context.obj
    if wants_printer(to_printer, printer, out):
        choice = printer_of(session.context(), PrintKind.PURCHASE_ORDER, printer)
        made = purchase_order_paper(session.context(), number, language, force=force)
        job = print_document(session.context(), PrintKind.PURCHASE_ORDER, made, choice)
        _emit_job(session, made, job_document(job), job_line(job))
        return
    made = purchase_order_paper(session.context(), number, language, force=force)
    path = Writing(session.context(), out or Path(), force).write(made.name, made.pdf)
    document = {"files": [str(path)], "pages": made.pages, "unprintable": made.unprintable}
    session.emit(document, str(path))


@app.command("floor-plan")
def floor_plan(
    context: typer.Context,
    warehouse: Annotated[str | None, typer.Argument(help="A warehouse.")] = None,
    wave: Annotated[str | None, typer.Option(help="With the walk of this wave.")] = None,
    shade: Annotated[Shade, typer.Option(help="What makes bins dark.")] = Shade.STOCK,
    out: Out = None,
    force: Force = False,
) -> None:
    """Write the floor plan of a warehouse, with the walk of a wave if one is named."""
    session: Session = context.obj
    if (warehouse is None) == (wave is None):
        raise typer.BadParameter(tr("give a warehouse or --wave"))
    request = PlanRequest(warehouse, wave, shade, force)
    _emit(session, write_floor_plan(session.context(), request, out or Path()))


@app.command("packing-slip")
def packing_slip(
    context: typer.Context,
    shipment: Annotated[list[str] | None, typer.Argument(help="Shipments.")] = None,
    order: Annotated[
        list[str] | None, typer.Option("--order", help="All shipments of this order.")
    ] = None,
    out: Out = None,
    force: Force = False,
    to_printer: Print = False,
    printer: OnPrinter = None,
    renew: Annotated[
        bool,
        typer.Option("--renew", help="By the template of now, also what was printed by another."),
    ] = False,
) -> None:
    """Write or print the packing slips of shipments, or of all shipments of orders, in one PDF."""
    session: Session = context.obj
    if bool(shipment) == bool(order):
        raise typer.BadParameter(tr("give shipments or --order"))
    if wants_printer(to_printer, printer, out):
        _print_slips(session, shipment, order, force=force, printer=printer, renew=renew)
        return
    target = out or Path()
    if shipment:
        written = service.write_packing_slips(
            session.context(), shipment, target, force=force, renew=renew
        )
    else:
        orders = order or ()
        written = service.write_slips_of_orders(
            session.context(), orders, target, force=force, renew=renew
        )
    _emit(session, written)


@app.command("gift-slip")
def gift_slip(
    context: typer.Context,
    shipment: Annotated[list[str], typer.Argument(help="Shipments.")],
    sender: Annotated[
        str, typer.Option("--from", help="Who gives; default: as the template says.")
    ] = "",
    out: Out = None,
    force: Force = False,
    to_printer: Print = False,
    printer: OnPrinter = None,
) -> None:
    """Write or print the gift messages of shipments, in large type and without any price."""
    session: Session = context.obj
    if wants_printer(to_printer, printer, out):
        choice = printer_of(session.context(), PrintKind.PACKING_SLIP, printer)
        made = service.gift_slips(session.context(), shipment, sender=sender, force=force)
        job = print_document(session.context(), PrintKind.PACKING_SLIP, made, choice)
        _emit_job(session, made, job_document(job), job_line(job))
        return
    written = service.write_gift_slips(
        session.context(), shipment, out or Path(), sender=sender, force=force
    )
    _emit(session, written)


@app.command("customs")
def customs(
    context: typer.Context,
    shipment: Annotated[list[str], typer.Argument(help="Shipments.")],
    form: Annotated[
        CustomsForm, typer.Option(help="Which form; auto: what value and weight ask for.")
    ] = CustomsForm.AUTO,
    category: Annotated[
        CustomsCategory | None, typer.Option(help="Why they are sent; default: as set.")
    ] = None,
    paper: Annotated[
        str | None, typer.Option(help="a4, letter; of CN22 also 4x6, 74x105; default: as set.")
    ] = None,
    out: Out = None,
    force: Force = False,
    to_printer: Print = False,
    printer: OnPrinter = None,
) -> None:
    """Write or print the customs forms of shipments; refused with all that is missing."""
    session: Session = context.obj
    wish = CustomsWish(form, category, paper)
    if wants_printer(to_printer, printer, out):
        choice = printer_of(session.context(), PrintKind.CUSTOMS_FORMS, printer)
        made = customs_forms(session.context(), shipment, wish, force=force)
        job = print_document(session.context(), PrintKind.CUSTOMS_FORMS, made, choice)
        _emit_job(session, made, job_document(job), job_line(job))
        return
    written = write_customs_forms(session.context(), shipment, wish, out or Path(), force=force)
    _emit(session, written)


@app.command("scanner-test")
def scanner_test(
    context: typer.Context,
    out: Out = None,
    force: Force = False,
    to_printer: Print = False,
    printer: OnPrinter = None,
) -> None:
    """Write or print the symbol by which the window finds out how a scanner types."""
    session: Session = context.obj
    if wants_printer(to_printer, printer, out):
        choice = printer_of(session.context(), PrintKind.CONTROL_SHEET, printer)
        made = scanner_page(session.context())
        job = print_document(session.context(), PrintKind.CONTROL_SHEET, made, choice)
        _emit_job(session, made, job_document(job), job_line(job))
        return
    _emit(session, write_scanner_page(session.context(), out or Path(), force=force))


def _print_slips(
    session: Session,
    shipments: list[str] | None,
    orders: list[str] | None,
    *,
    force: bool,
    printer: str | None,
    renew: bool,
) -> None:
    choice = printer_of(session.context(), PrintKind.PACKING_SLIP, printer)
    if shipments:
        made = service.packing_slips(session.context(), shipments, force=force, renew=renew)
    else:
        made = service.packing_slips_of_orders(
            session.context(), orders or (), force=force, renew=renew
        )
    job = print_document(session.context(), PrintKind.PACKING_SLIP, made, choice)
    _emit_job(session, made, job_document(job), job_line(job))


def wants_printer(to_printer: bool, printer: str | None, out: Path | None) -> bool:
    """Whether a document goes to a printer; a file as well is wrong usage."""
    if not (to_printer or printer):
        return False
    if out is not None:
        raise typer.BadParameter(tr("give --out or --print, not both"))
    return True


def _emit_job(session: Session, made: RenderedDocument, job: object, line: str) -> None:
    document = {"files": [], "pages": made.pages, "job": job}
    document["unprintable"] = made.unprintable
    document["left_out"] = left_out_document(made.left_out)
    lines = [line, *left_out_lines(made.left_out)]
    if made.unprintable:
        lines.append(printed_words(made.unprintable, REPLACEMENT))
    session.emit(document, *lines)


def _emit(session: Session, written: WrittenFiles) -> None:
    pages = tr_count("{count} page", "{count} pages", written.pages).format(count=written.pages)
    lines = [tr("{file} ({pages})").format(file=file, pages=pages) for file in written.files]
    if written.unprintable:
        lines.append(printed_words(written.unprintable, REPLACEMENT))
    document = to_json(written)
    document["left_out"] = left_out_document(written.left_out)
    session.emit(document, *lines, *left_out_lines(written.left_out))
