"""`packbench shipments …`: what was shipped, and what is to be."""

import enum
from datetime import date, datetime
from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.domain.orders import ShipmentStatus
from packbench.services.shipping.looking import ShipmentSearch, list_shipments
from packbench.words.language import tr
from packbench.words.states import status_word

app = typer.Typer(no_args_is_help=True)


@app.callback()
def group() -> None:
    """What was shipped, and what is to be."""


class StatusWord(enum.StrEnum):
    """The words of `--status`."""

    READY = ShipmentStatus.READY.value
    PICKING = ShipmentStatus.PICKING.value
    PICKED = ShipmentStatus.PICKED.value
    PACKED = ShipmentStatus.PACKED.value
    SHIPPED = ShipmentStatus.SHIPPED.value
    CANCELLED = ShipmentStatus.CANCELLED.value
    AT_SUPPLIER = ShipmentStatus.AT_SUPPLIER.value


@app.command("list")
def list_(
    context: typer.Context,
    status: Annotated[StatusWord | None, typer.Option(help="Only in this state.")] = None,
    carrier: Annotated[str | None, typer.Option(help="Only with this carrier.")] = None,
    tracking: Annotated[str | None, typer.Option(help="Part of a tracking number.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Shipped on this day or later.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 100,
) -> None:
    """List shipments, the last shipped one first."""
    session: Session = context.obj
    day: date | None = None if since is None else since.date()
    state = None if status is None else ShipmentStatus(status.value)
    query = ShipmentSearch(state, carrier, tracking, day, limit)
    found = list_shipments(session.context(), query)
    columns = (
        *(tr("shipment"), tr("order"), tr("warehouse"), tr("status"), tr("carrier")),
        *(tr("tracking"), tr("shipped"), tr("parcels"), tr("units")),
    )
    rows = [
        (
            *(one.shipment, one.order_number, one.warehouse, status_word(one.status), one.carrier),
            *(one.tracking, one.shipped_at, one.parcels, one.units),
        )
        for one in found
    ]
    session.emit({"shipments": found}, table(columns, rows))
