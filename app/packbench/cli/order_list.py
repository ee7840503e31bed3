"""`packbench orders list`, alone in its module: it is asked often, and loads what it needs."""

from typing import Annotated, Any

import typer

from packbench.cli.order_shown import order_document
from packbench.cli.session import Session, table
from packbench.cli.words import known_country
from packbench.domain.orders import OrderStatus
from packbench.engine.today import company_zone
from packbench.services.orders import looking as service
from packbench.services.orders.looking import OrderFilter, OrderView
from packbench.words.language import tr
from packbench.words.states import status_word


def list_(
    context: typer.Context,
    status: Annotated[OrderStatus | None, typer.Option(help="Only in this state.")] = None,
    sku: Annotated[str | None, typer.Option(help="Only with this SKU.")] = None,
    country: Annotated[str | None, typer.Option(help="Only to this country.")] = None,
    email: Annotated[str | None, typer.Option(help="Only of this customer.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, max=1_000_000, help="At most so many.")
    ] = None,
) -> None:
    """List orders in queue order."""
    session: Session = context.obj
    wanted = OrderFilter(status, sku, known_country(country), email)
    found = service.find_orders(session.context(), wanted, limit=limit)
    zone = company_zone(session.context())
    columns = (tr("order"), tr("date"), tr("status"), tr("country"), tr("lines"), tr("waiting"))
    rows = [
        (
            order.number,
            order.ordered_at.astimezone(zone).date(),
            status_word(order.status),
            order.country,
            len(order.lines),
            sum(line.waiting for line in order.lines),
        )
        for order in found
    ]
    listed = table(columns, rows) if rows else _nothing(wanted)
    session.emit(lambda: {"orders": list(map(_document, found))}, listed)


def _document(order: OrderView) -> dict[str, Any]:
    document = order_document(order)
    del document["allocations"]
    return document


def _nothing(wanted: OrderFilter) -> str:
    if wanted.conditions():
        return tr("No order fits this.")
    return tr("There are no orders yet: packbench import orders FILE brings some in.")
