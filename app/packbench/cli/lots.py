"""`packbench lots …`: what expires soon, where lots came from and went, who got a serial."""

from pathlib import Path
from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.engine.today import company_zone
from packbench.services.tracing.expiring import export_expiring, near_expiry
from packbench.services.tracing.lots import (
    LotArrival,
    LotDelivery,
    export_recall,
    trace_lot,
    trace_order,
    write_recall,
)
from packbench.services.tracing.serials import export_serials, find_serials
from packbench.words.counting import serials_left_words
from packbench.words.language import tr, tr_count
from packbench.words.states import cause_words, status_word

app = typer.Typer(no_args_is_help=True)

_Out = Annotated[Path | None, typer.Option(help="Write the rows to XLSX or CSV.")]


@app.command("near-expiry")
def near_expiry_(
    context: typer.Context,
    days: Annotated[str | None, typer.Option(help="Within so many; none: the setting's.")] = None,
    warehouse: Annotated[str | None, typer.Option(help="Only of this one.")] = None,
    out: _Out = None,
) -> None:
    """List lots whose last day is near or over, the first to end first."""
    session: Session = context.obj
    found = near_expiry(session.context(), days, warehouse=warehouse)
    columns = (
        *(tr("expires"), tr("days"), tr("SKU"), tr("lot"), tr("warehouse"), tr("bin")),
        *(tr("on hand"), tr("unavailable"), tr("to pick")),
    )
    rows = [
        (
            *(one.expires_on, one.days, one.sku, one.lot, one.warehouse, one.location),
            *(one.on_hand, one.unavailable, one.to_pick),
        )
        for one in found.lots
    ]
    if out is not None:
        export_expiring(session.context(), out, found)
    session.emit(found, table(columns, rows))


@app.command("trace")
def trace(
    context: typer.Context,
    lot: str,
    sku: Annotated[str | None, typer.Option(help="Only of this product.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write who got it to XLSX or CSV.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write the recall list as PDF.")] = None,
) -> None:
    """Tell where a lot came from, where it lies, and which orders got it."""
    session: Session = context.obj
    found = trace_lot(session.context(), lot, sku=sku)
    if out is not None:
        export_recall(session.context(), out, found.deliveries)
    if pdf is not None:
        write_recall(session.context(), found, pdf)
    places = [
        (one.warehouse, one.location, one.sku, one.expires_on or "", one.on_hand, one.unavailable)
        for one in found.places
    ]
    columns = (tr("warehouse"), tr("bin"), tr("SKU"), tr("expires"), tr("on hand"))
    orders = len({one.order for one in found.deliveries})
    words = tr_count(
        "Lot {lot} of {skus}: {count} order got it.",
        "Lot {lot} of {skus}: {count} orders got it.",
        orders,
    )
    session.emit(
        found,
        _arrivals(session, found.arrivals),
        table((*columns, tr("unavailable")), places),
        _deliveries(session, found.deliveries),
        words.format(lot=found.lot, skus=", ".join(found.skus), count=orders),
    )


@app.command("of-order")
def of_order(
    context: typer.Context,
    order: str,
    out: Annotated[Path | None, typer.Option(help="Write its lots to XLSX or CSV.")] = None,
) -> None:
    """Tell which lots an order got, and where each came from."""
    session: Session = context.obj
    found = trace_order(session.context(), order)
    if out is not None:
        export_recall(session.context(), out, found.deliveries)
    session.emit(found, _deliveries(session, found.deliveries), _arrivals(session, found.arrivals))


@app.command("serials")
def serials(
    context: typer.Context,
    text: Annotated[
        str, typer.Argument(help="The beginning of a serial, or a SKU, an order, a shipment.")
    ] = "",
    out: _Out = None,
) -> None:
    """List serial numbers that were packed, the newest first."""
    session: Session = context.obj
    if out is not None:
        export_serials(session.context(), out, text)
    found = find_serials(session.context(), text)
    zone = company_zone(session.context())
    columns = (
        *(tr("serial"), tr("SKU"), tr("order"), tr("customer"), tr("shipment"), tr("state")),
        *(tr("packed"), tr("who")),
    )
    rows = [
        (
            *(one.serial, one.sku, one.order, one.customer, one.shipment),
            *(status_word(one.status), f"{one.packed_at.astimezone(zone):%Y-%m-%d %H:%M}"),
            one.operator,
        )
        for one in found.rows
    ]
    more = [serials_left_words(len(found.rows))] if found.more else []
    session.emit(found, table(columns, rows), *more)


def _arrivals(session: Session, found: list[LotArrival]) -> object:
    zone = company_zone(session.context())
    columns = (
        *(tr("came"), tr("how"), tr("SKU"), tr("lot"), tr("units"), tr("warehouse")),
        *(tr("supplier"), tr("purchase order"), tr("receipt")),
    )
    rows = [
        (
            *(f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}", cause_words(one.cause), one.sku),
            *(one.lot, one.units, one.warehouse, one.supplier, one.purchase_order, one.receipt),
        )
        for one in found
    ]
    return table(columns, rows)


def _deliveries(session: Session, found: list[LotDelivery]) -> object:
    zone = company_zone(session.context())
    columns = (
        *(tr("order"), tr("customer"), tr("shipment"), tr("state"), tr("shipped")),
        *(tr("SKU"), tr("lot"), tr("units")),
    )
    rows = [
        (
            *(one.order, one.customer, one.shipment, status_word(one.status)),
            f"{one.shipped_at.astimezone(zone):%Y-%m-%d %H:%M}" if one.shipped_at else "",
            *(one.sku, one.lot, one.units),
        )
        for one in found
    ]
    return table(columns, rows)
