"""`packbench backorders …`: the waiting room."""

from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.cli.words import known_country
from packbench.domain.orders import Reason
from packbench.messages import reason_words
from packbench.services import back_order_changes as changes
from packbench.services import back_orders as service
from packbench.services import purchasing
from packbench.services.back_order_changes import Results
from packbench.services.back_orders import BackOrderFilter
from packbench.texts import tr

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_(
    context: typer.Context,
    sku: Annotated[str | None, typer.Option(help="Only with this SKU.")] = None,
    country: Annotated[str | None, typer.Option(help="Only to this country.")] = None,
    email: Annotated[str | None, typer.Option(help="Only of this customer.")] = None,
    reason: Annotated[Reason | None, typer.Option(help="Only for this reason.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, max=1_000_000, help="At most so many.")
    ] = None,
) -> None:
    """List the orders that wait, first in the queue first."""
    session: Session = context.obj
    wanted = BackOrderFilter(sku, known_country(country), email, reason)
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


@app.command("substitute")
def substitute(
    context: typer.Context,
    new_sku: str,
    order: Annotated[list[str], typer.Option("--order", help="An order.")],
    sku: Annotated[str | None, typer.Option(help="The SKU that waits.")] = None,
) -> None:
    """Give waiting lines another product (Update SKU) and try them at once."""
    session: Session = context.obj
    results = changes.substitute(session.context(), new_sku, order, old_sku=sku)
    _emit(session, results)


@app.command("release")
def release(
    context: typer.Context,
    order: Annotated[list[str] | None, typer.Option("--order", help="An order.")] = None,
    sku: Annotated[str | None, typer.Option(help="All that wait for this SKU.")] = None,
) -> None:
    """Back to ship: try the chosen orders again."""
    if bool(order) == bool(sku):
        raise typer.BadParameter(tr("give --order or --sku"))
    session: Session = context.obj
    _emit(session, changes.release(session.context(), orders=order or (), sku=sku))


@app.command("mark")
def mark(
    context: typer.Context,
    number: str,
    line: Annotated[int, typer.Option(min=1, help="The line.")],
    quantity: Annotated[int | None, typer.Option(min=1, help="Only so many.")] = None,
) -> None:
    """Mark promised units as back order; their stock goes to others."""
    session: Session = context.obj
    _emit(session, changes.mark(session.context(), number, line, quantity=quantity))


@app.command("move-promises")
def move_promises(
    context: typer.Context,
    source: Annotated[str, typer.Option("--from", help="The virtual warehouse.")],
    target: Annotated[str, typer.Option("--to", help="The warehouse where the goods are.")],
    sku: Annotated[str | None, typer.Option(help="Only this SKU.")] = None,
) -> None:
    """Move promises from a virtual to a physical warehouse, in queue order."""
    session: Session = context.obj
    results = changes.move_promises(session.context(), source=source, target=target, sku=sku)
    _emit(session, results)


@app.command("purchase")
def purchase(
    context: typer.Context,
    supplier: Annotated[str | None, typer.Option(help="Only of this supplier.")] = None,
) -> None:
    """Put what is short on draft purchase orders, in whole packs."""
    session: Session = context.obj
    bought = purchasing.purchase_shortages(session.context(), supplier)
    columns = (tr("purchase order"), tr("supplier"), tr("lines"))
    rows = [(one.number, one.supplier, len(one.lines)) for one in bought.orders]
    words = [tr("Nobody sells {sku} to us.").format(sku=sku) for sku in bought.without_supplier]
    document = {"purchase_orders": bought.orders, "without_supplier": bought.without_supplier}
    session.emit(document, table(columns, rows), *words)


def _emit(session: Session, results: Results) -> None:
    columns = (tr("order"), tr("outcome"), tr("what happened"))
    rows = [(one.order_number, one.outcome, one.message) for one in results.results]
    session.emit(results, table(columns, rows))
