"""`packbench stock movements`, `stock at` and `stock proof`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.engine.today import company_zone
from packbench.services.ledger.movements import (
    PAGE_ROWS,
    LedgerFilter,
    export_movements,
    levels_then,
    movements,
)
from packbench.services.ledger.proof import (
    Head,
    compare,
    proof,
    read_head,
    read_proof,
    write_proof,
    write_proof_page,
)
from packbench.words.language import tr
from packbench.words.ledger import kept_words, totals_words
from packbench.words.states import cause_words

_Moment = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"])
]
_Sku = Annotated[str, typer.Option(help="Only of this product.")]
_Place = Annotated[str, typer.Option(help="Only of this one.")]
_Bin = Annotated[str, typer.Option(help="Only of this bin; name its warehouse too.")]
_Lot = Annotated[str, typer.Option(help="Only of this lot.")]
_Limit = Annotated[int, typer.Option(min=1, max=100_000, help="So many rows at most.")]
_Out = Annotated[Path | None, typer.Option(help="Write all that fit to XLSX or CSV.")]


def add_ledger(app: typer.Typer) -> None:
    """Adds these commands to those of stock."""
    app.command("movements")(_movements)
    app.command("at")(_at)
    app.command("proof")(_proof)


def _movements(
    context: typer.Context,
    *,
    sku: _Sku = "",
    warehouse: _Place = "",
    location: _Bin = "",
    lot: _Lot = "",
    order: Annotated[str, typer.Option(help="Only what moved for this order.")] = "",
    document: Annotated[str, typer.Option(help="Only of this shipment, wave or receipt.")] = "",
    since: _Moment = None,
    until: _Moment = None,
    limit: _Limit = PAGE_ROWS,
    out: _Out = None,
) -> None:
    """Tell what moved, the last first: by product, bin, lot, order or document."""
    session: Session = context.obj
    wanted = LedgerFilter(sku, warehouse, location, lot, order, document, since, until)
    page = movements(session.context(), wanted, limit=limit)
    zone = company_zone(session.context())
    columns = (
        *(tr("when"), tr("what"), tr("warehouse"), tr("SKU"), tr("units"), tr("on hand after")),
        *(tr("bin"), tr("lot"), tr("who"), tr("station"), tr("document"), tr("why")),
    )
    rows = [
        (
            f"{one.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
            *(cause_words(one.cause), one.warehouse, one.sku, one.quantity, one.on_hand_after),
            *(one.location, one.lot, one.operator, one.station, one.document, one.note),
        )
        for one in page.entries
    ]
    told = [tr("There are older ones: raise --limit, or name a time.")] if page.more else []
    if out is not None:
        export_movements(session.context(), out, wanted)
    session.emit({"movements": page.entries, "more": page.more}, table(columns, rows), *told)


def _at(
    context: typer.Context,
    moment: Annotated[
        datetime,
        typer.Argument(
            formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d"],
            help="In the company's time, e.g. '2026-03-03 12:00'.",
        ),
    ],
    *,
    sku: _Sku = "",
    warehouse: _Place = "",
    location: _Bin = "",
    lot: _Lot = "",
) -> None:
    """Tell what was where at a moment, by bin and lot."""
    session: Session = context.obj
    wanted = LedgerFilter(sku, warehouse, location, lot)
    found = levels_then(session.context(), wanted, moment)
    columns = (
        *(tr("warehouse"), tr("SKU"), tr("bin"), tr("lot"), tr("expires"), tr("units")),
        tr("not available"),
    )
    rows = [
        (
            *(one.warehouse, one.sku, one.location, one.lot, one.expires_on, one.units),
            one.unavailable or "",
        )
        for one in found.places
    ]
    session.emit(found, table(columns, rows), totals_words(found.units, len(found.places)))


def _proof(
    context: typer.Context,
    *,
    warehouse: Annotated[str | None, typer.Option(help="Only of this one.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the heads to this file.")] = None,
    pdf: Annotated[
        Path | None, typer.Option(help="Write a page to print, to this file or folder.")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="Compare with heads that were written before.")
    ] = None,
    head: Annotated[
        list[str] | None,
        typer.Option(help="Compare with a head off such a page: 'W1 1200 3f2a…'; may be repeated."),
    ] = None,
) -> None:
    """Tell where the ledger of each warehouse ends, or whether it is still the one of a file."""
    session: Session = context.obj
    if against is not None or head:
        written = [] if against is None else read_proof(against)
        _compare(session, [*written, *map(read_head, head or ())])
        return
    found = proof(session.context(), warehouse)
    if out is not None:
        write_proof(session.context(), out, found)
    if pdf is not None:
        write_proof_page(session.context(), pdf, found)
    rows = [(one.warehouse, one.movements, one.link) for one in found.heads]
    session.emit(found, table((tr("warehouse"), tr("movements"), tr("last link")), rows))


def _compare(session: Session, written: list[Head]) -> None:
    compared = compare(session.context(), written)
    columns = (tr("warehouse"), tr("movements then"), tr("now"), tr("what became of them"))
    rows = [
        (one.warehouse, one.movements, one.movements_now, kept_words(one.kept)) for one in compared
    ]
    session.emit({"compared": compared}, table(columns, rows))
    if not all(one.kept.is_kept for one in compared):
        raise typer.Exit(1)
