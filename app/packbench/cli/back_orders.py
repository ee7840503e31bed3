"""`packbench backorders …`: the waiting room."""

from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.messages import reason_words
from packbench.services import back_orders as service
from packbench.services.back_orders import BackOrderFilter
from packbench.texts import tr

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_(
    context: typer.Context,
    sku: Annotated[str | None, typer.Option(help="Only with this SKU.")] = None,
    country: Annotated[str | None, typer.Option(help="Only to this country.")] = None,
    email: Annotated[str | None, typer.Option(help="Only of this customer.")] = None,
    reason: Annotated[str | None, typer.Option(help="Only for this reason.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
) -> None:
    """List the orders that wait, first in the queue first."""
    session: Session = context.obj
    wanted = BackOrderFilter(sku, country, email, reason)
    found = service.find_back_orders(session.context(), wanted, limit=limit)
    columns = (tr("order"), tr("since"), tr("reason"), tr("SKUs"), tr("country"), tr("e-mail"))
    rows = [
        (
            one.order_number,
            one.backordered_at.date(),
            reason_words(one.reason),
            ", ".join(one.skus),
            one.country,
            one.customer_email,
        )
        for one in found
    ]
    session.emit({"backorders": found}, table(columns, rows))
