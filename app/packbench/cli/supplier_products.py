"""`packbench supplier-products …`: what each supplier calls and asks for a product."""

import typer

from packbench.cli.masters import group_of
from packbench.cli.session import Session, table
from packbench.engine.today import company_zone
from packbench.services.reordering.prices import price_history
from packbench.words.language import tr

app = group_of("supplier-products")


@app.command("prices")
def prices(context: typer.Context, supplier: str, sku: str) -> None:
    """Tell what it cost, from when on and from how many units on, the oldest first."""
    session: Session = context.obj
    found = price_history(session.context(), supplier, sku)
    zone = company_zone(session.context())
    rows = [
        (
            f"{one.since.astimezone(zone):%Y-%m-%d %H:%M}" if one.since else tr("before"),
            *(one.from_quantity, one.unit_cost, one.currency),
        )
        for one in found
    ]
    columns = (tr("since"), tr("from units"), tr("cost"), tr("currency"))
    words = tr("No price was written down yet.")
    session.emit({"prices": found}, table(columns, rows) if rows else words)
