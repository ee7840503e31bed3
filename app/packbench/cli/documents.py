"""`packbench documents …`: pick lists and packing slips as PDF."""

from pathlib import Path
from typing import Annotated

import typer

from packbench.cli.results import left_out_document, left_out_lines
from packbench.cli.session import Session, to_json
from packbench.documents.shaping import REPLACEMENT
from packbench.services.documents import printing as service
from packbench.services.documents.printing import WrittenFiles
from packbench.words.language import tr, tr_count
from packbench.words.unprintable import printed_words

app = typer.Typer(no_args_is_help=True)

Out = Annotated[Path, typer.Option("--out", help="A name that ends in .pdf, or a folder.")]
Force = Annotated[
    bool,
    typer.Option(
        "--force",
        help="Replace a file that is there; print even letters that no font on this computer has.",
    ),
]


@app.command("pick-list")
def pick_list(context: typer.Context, wave: str, out: Out = Path(), force: Force = False) -> None:
    """Write the pick list of a wave."""
    session: Session = context.obj
    _emit(session, service.write_pick_list(session.context(), wave, out, force=force))


@app.command("packing-slip")
def packing_slip(
    context: typer.Context,
    shipment: Annotated[list[str] | None, typer.Argument(help="Shipments.")] = None,
    order: Annotated[
        list[str] | None, typer.Option("--order", help="All shipments of this order.")
    ] = None,
    out: Out = Path(),
    force: Force = False,
) -> None:
    """Write the packing slips of shipments, or of all shipments of orders, into one PDF."""
    session: Session = context.obj
    if bool(shipment) == bool(order):
        raise typer.BadParameter(tr("give shipments or --order"))
    if shipment:
        _emit(session, service.write_packing_slips(session.context(), shipment, out, force=force))
    else:
        _emit(
            session, service.write_slips_of_orders(session.context(), order or (), out, force=force)
        )


def _emit(session: Session, written: WrittenFiles) -> None:
    pages = tr_count("{count} page", "{count} pages", written.pages).format(count=written.pages)
    lines = [tr("{file} ({pages})").format(file=file, pages=pages) for file in written.files]
    if written.unprintable:
        lines.append(printed_words(written.unprintable, REPLACEMENT))
    document = to_json(written)
    document["left_out"] = left_out_document(written.left_out)
    session.emit(document, *lines, *left_out_lines(written.left_out))
