"""`packbench documents labels …`: bins, totes, carts, products, badges, the control sheet."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from packbench.cli.printers import form_of, job_document, job_line
from packbench.cli.session import Session, to_json
from packbench.documents.label_formats import PLACE_SIZES, PRODUCT_SIZES, SIZES, find_format
from packbench.documents.parcel_label import SIZES_MM
from packbench.documents.shaping import REPLACEMENT
from packbench.domain.codes import SLOTS_A_CART
from packbench.domain.printers import PrinterChoice, PrintForm, PrintKind
from packbench.engine.command.context import Context
from packbench.services.documents import labels as service
from packbench.services.documents.labels import BinSelection, LabelFile, LabelForm
from packbench.services.documents.parcels import parcel_labels
from packbench.services.printers.parcels import print_label
from packbench.services.printers.printing import printer_of
from packbench.services.printers.sending import send
from packbench.words.language import tr, tr_count
from packbench.words.unprintable import printed_words

app = typer.Typer(no_args_is_help=True, help="Labels for bins, totes, carts, products and people.")

Size = Annotated[
    str | None,
    typer.Option(
        help="100x50, 57x32 or 50x25 mm, one on a page; 2x7, 3x8, L7159, L7160, L7163, L7165 on A4;"
        " 5160, 5162, 5163, 5164 on Letter; or a sheet of your own."
    ),
]
Format = Annotated[
    str | None, typer.Option("--format", help="pdf, or zpl for label printers; default: pdf.")
]
Dpi = Annotated[int | None, typer.Option(help="Dots an inch of the label printer: 203 or 300.")]
Copies = Annotated[int, typer.Option(min=1, max=999, help="So many of each.")]
Used = Annotated[int, typer.Option(min=0, max=999, help="Places already used on the first sheet.")]
Out = Annotated[Path | None, typer.Option("--out", help="A file or a folder; default: here.")]
Force = Annotated[
    bool, typer.Option("--force", help="Replace a file that is there; print letters without font.")
]
Print = Annotated[
    bool, typer.Option("--print", help="On this station's printer for it; no file is written.")
]
OnPrinter = Annotated[
    str | None, typer.Option("--printer", help="On this printer instead; implies --print.")
]
First = Annotated[int, typer.Option("--from", min=1, max=999_999, help="The first number.")]
Last = Annotated[int | None, typer.Option("--to", min=1, max=999_999, help="The last number.")]


@dataclass(frozen=True, slots=True)
class _How:
    """How labels are made, as it was typed."""

    size: str | None
    kind: str | None
    dpi: int | None
    copies: int = 1
    used: int = 0


@dataclass(frozen=True, slots=True)
class _Where:
    """Where labels go, as it was typed."""

    out: Path | None
    force: bool
    to_printer: bool
    printer: str | None


class _Wanted:
    """What is made of labels, and what becomes of them.

    Args:
        context: of the command.
        kind: which printer of the station is meant.
        how: as it was typed.
        where: as it was typed.
    """

    def __init__(self, context: typer.Context, kind: PrintKind, how: _How, where: _Where) -> None:
        self._session: Session = context.obj
        self.out, self.force = where.out, where.force
        self.choice: PrinterChoice | None = None
        if where.to_printer or where.printer:
            if self.out is not None:
                raise typer.BadParameter(tr("give --out or --print, not both"))
            self.choice = printer_of(self.context, kind, where.printer)
        form = _form(how.kind, how.dpi, self.choice)
        size = _size(self.context, kind, how.size, form)
        self.form = LabelForm(size, form, how.copies, how.used, self.force)

    @property
    def context(self) -> Context:
        """The database."""
        return self._session.context()

    def finish(self, made: LabelFile) -> None:
        """Prints or writes the labels, and tells it."""
        document: dict[str, object] = {"files": [], "pages": made.pages, "labels": made.labels}
        if self.choice is not None:
            job = send(self.context, made.printable, self.choice)
            document["job"], line = job_document(job), job_line(job)
        else:
            path = service.write_labels(self.context, made, self.out or Path(), force=self.force)
            count = tr_count("{count} label", "{count} labels", made.labels)
            line = f"{path} ({count.format(count=made.labels)})"
            document["files"] = [str(path)]
        document["unprintable"] = to_json(made.unprintable)
        document["without_barcode"] = made.without_barcode
        self._session.emit(document, line, *_left_off(made))


def _left_off(made: LabelFile) -> list[str]:
    lines = [
        tr("The barcode finds no room on the label of {name}; choose a larger size.").format(
            name=name
        )
        for name in made.without_barcode
    ]
    if made.unprintable:
        lines.append(printed_words(made.unprintable, REPLACEMENT))
    return lines


def _form(kind: str | None, dpi: int | None, choice: PrinterChoice | None) -> PrintForm:
    """What was typed, else what the station's printer takes."""
    if kind is None and dpi is None:
        return choice.form if choice else PrintForm.PDF
    return form_of(kind or "zpl", dpi)


def _size(context: Context, kind: PrintKind, size: str | None, form: PrintForm) -> str:
    fitting = PRODUCT_SIZES if kind is PrintKind.PRODUCT_LABELS else PLACE_SIZES
    single = [name for name in fitting if form is PrintForm.PDF or SIZES[name].a_page == 1]
    if size is None:
        return single[0]
    own = service.own_sheets(context) if form is PrintForm.PDF else []
    found = find_format(size, own)
    if found is None or found.name not in {*single, *(one.name for one in own)}:
        names = ", ".join([*single, *(one.name for one in own)])
        raise typer.BadParameter(tr("--size is one of {sizes}").format(sizes=names))
    return found.name


@app.command("locations")
def locations(
    context: typer.Context,
    code: Annotated[list[str] | None, typer.Argument(help="Bins; without any all.")] = None,
    warehouse: Annotated[str | None, typer.Option(help="Only of this warehouse.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="From this bin on.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="To this bin, and all below it.")] = None,
    zone: Annotated[str | None, typer.Option(help="Only of this zone.")] = None,
    size: Size = None,
    format_: Format = None,
    dpi: Dpi = None,
    copies: Copies = 1,
    used: Used = 0,
    out: Out = None,
    force: Force = False,
    to_printer: Print = False,
    printer: OnPrinter = None,
) -> None:
    """Labels of bins: named ones, a range, a zone, a warehouse, or all."""
    how = _How(size, format_, dpi, copies, used)
    where = _Where(out, force, to_printer, printer)
    wanted = _Wanted(context, PrintKind.LABELS, how, where)
    bins = BinSelection(code or (), warehouse, first, last, zone)
    wanted.finish(service.bin_labels(wanted.context, bins, wanted.form))


@app.command("products")
def products(
    context: typer.Context,
    sku: Annotated[list[str], typer.Argument(help="Products.")],
    size: Size = None,
    format_: Format = None,
    dpi: Dpi = None,
    copies: Copies = 1,
    used: Used = 0,
    out: Out = None,
    force: Force = False,
    to_printer: Print = False,
    printer: OnPrinter = None,
) -> None:
    """Labels of products: name, SKU, and EAN, UPC or Code 128."""
    how = _How(size, format_, dpi, copies, used)
    where = _Where(out, force, to_printer, printer)
    wanted = _Wanted(context, PrintKind.PRODUCT_LABELS, how, where)
    wanted.finish(service.product_labels(wanted.context, sku, wanted.form))


@app.command("totes")
def totes(
    context: typer.Context,
    first: First = 1,
    last: Last = None,
    size: Size = None,
    format_: Format = None,
    dpi: Dpi = None,
    copies: Copies = 1,
    used: Used = 0,
    out: Out = None,
    force: Force = False,
    to_printer: Print = False,
    printer: OnPrinter = None,
) -> None:
    """Labels of totes by their numbers."""
    how = _How(size, format_, dpi, copies, used)
    where = _Where(out, force, to_printer, printer)
    wanted = _Wanted(context, PrintKind.LABELS, how, where)
    end = first if last is None else last
    wanted.finish(service.tote_labels(wanted.context, first, end, wanted.form))


@app.command("carts")
def carts(
    context: typer.Context,
    first: First = 1,
    last: Last = None,
    slots: Annotated[
        int, typer.Option(min=0, max=SLOTS_A_CART, help="Slots of each, which get labels too.")
    ] = 0,
    size: Size = None,
    format_: Format = None,
    dpi: Dpi = None,
    copies: Copies = 1,
    used: Used = 0,
    out: Out = None,
    force: Force = False,
    to_printer: Print = False,
    printer: OnPrinter = None,
) -> None:
    """Labels of carts by their numbers, and of their slots."""
    how = _How(size, format_, dpi, copies, used)
    where = _Where(out, force, to_printer, printer)
    wanted = _Wanted(context, PrintKind.LABELS, how, where)
    end = first if last is None else last
    wanted.finish(service.cart_labels(wanted.context, first, end, slots, wanted.form))


@app.command("parcels")
def parcels(
    context: typer.Context,
    shipment: Annotated[list[str], typer.Argument(help="Packed or shipped shipments.")],
    size: Annotated[
        str | None, typer.Option(help="4x6 or a6; default: as the method says.")
    ] = None,
    format_: Format = None,
    dpi: Dpi = None,
    out: Out = None,
    force: Force = False,
    to_printer: Print = False,
    printer: OnPrinter = None,
) -> None:
    """Labels of parcels, with their SSCC or the company's own number."""
    session: Session = context.obj
    if (to_printer or printer) and out is not None:
        raise typer.BadParameter(tr("give --out or --print, not both"))
    choice = None
    if to_printer or printer:
        choice = printer_of(session.context(), PrintKind.PARCEL_LABELS, printer)
    form = _form(format_, dpi, choice)
    if size not in {None, *SIZES_MM}:
        raise typer.BadParameter(tr("--size is one of {sizes}").format(sizes=", ".join(SIZES_MM)))
    made = parcel_labels(session.context(), shipment, form, size=size, force=force)
    document: dict[str, object] = {"files": [], "labels": sum(one.labels for one in made)}
    if choice is not None:
        jobs = [print_label(session.context().without_key(), one, choice) for one in made]
        document["jobs"], lines = [job_document(job) for job in jobs], [job_line(x) for x in jobs]
    else:
        paths = [
            service.write_document(session.context(), one.printable, out or Path(), force=force)
            for one in made
        ]
        document["files"] = lines = [str(path) for path in paths]
    document["unprintable"] = to_json([found for one in made for found in one.unprintable])
    session.emit(document, *lines)


@app.command("badges")
def badges(
    context: typer.Context,
    name: Annotated[list[str] | None, typer.Argument(help="Operators; without any all.")] = None,
    size: Size = None,
    format_: Format = None,
    dpi: Dpi = None,
    copies: Copies = 1,
    used: Used = 0,
    out: Out = None,
    force: Force = False,
    to_printer: Print = False,
    printer: OnPrinter = None,
) -> None:
    """Badges of operators."""
    how = _How(size, format_, dpi, copies, used)
    where = _Where(out, force, to_printer, printer)
    wanted = _Wanted(context, PrintKind.LABELS, how, where)
    wanted.finish(service.badge_labels(wanted.context, name or (), wanted.form))


@app.command("control")
def control(
    context: typer.Context,
    size: Size = None,
    format_: Format = None,
    dpi: Dpi = None,
    out: Out = None,
    force: Force = False,
    to_printer: Print = False,
    printer: OnPrinter = None,
) -> None:
    """The control sheet: the codes of commands that are scanned instead of typed."""
    where = _Where(out, force, to_printer, printer)
    wanted = _Wanted(context, PrintKind.CONTROL_SHEET, _How(size, format_, dpi), where)
    wanted.finish(service.control_sheet(wanted.context, wanted.form))
