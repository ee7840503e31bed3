"""`packbench customers …`: who ordered what."""

from decimal import Decimal
from typing import Annotated

import typer

from packbench.cli.session import Session, table, to_json
from packbench.engine.today import company_zone
from packbench.services.office import customers as service
from packbench.services.office.customers import CustomerQuery, CustomerRow
from packbench.words.language import tr
from packbench.words.states import status_word

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_(
    context: typer.Context,
    search: Annotated[
        str | None, typer.Option(help="A part of a name or an e-mail, or a telephone.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="At most so many.")] = 200,
) -> None:
    """List customers, who ordered last first."""
    session: Session = context.obj
    listed = service.customer_list(session.context())
    ids = listed.ids(CustomerQuery(text=search or ""))[:limit]
    by_id = {row.id: row for row in listed.rows(ids)}
    rows = [by_id[one] for one in ids]
    shown = _table(session, rows) if rows else tr("No customer fits this.")
    session.emit({"customers": [_document(row) for row in rows]}, shown)


@app.command("show")
def show(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(help="An e-mail, or “NAME, POSTAL CODE”.")],
) -> None:
    """Show a customer with the last orders."""
    session: Session = context.obj
    row = service.find_customer(session.context(), customer)
    orders = service.orders_of(session.context(), customer)
    zone = company_zone(session.context())
    columns = (tr("order"), tr("date"), tr("status"), tr("units"), tr("waiting"))
    listed = [
        (
            *(one.number, one.ordered_at.astimezone(zone).date(), status_word(one.status)),
            *(one.units, one.waiting),
        )
        for one in orders
    ]
    document = {**_document(row), "order_numbers": [one.number for one in orders]}
    session.emit(document, _table(session, [row]), table(columns, listed))


def _document(row: CustomerRow) -> dict[str, object]:
    document: dict[str, object] = to_json(row)
    del document["id"]
    return document


def _table(session: Session, rows: list[CustomerRow]) -> object:
    zone = company_zone(session.context())
    columns = (
        *(tr("customer"), tr("e-mail"), tr("telephone"), tr("city"), tr("orders"), tr("open")),
        *(tr("waiting"), tr("value"), tr("last order"), tr("date")),
    )
    shown = [
        (
            *(row.name, row.email, row.phone, row.city, row.orders, row.open, row.waiting),
            " · ".join(_amount(one.amount, one.currency) for one in row.values),
            *(row.last_order, row.last_at.astimezone(zone).date()),
        )
        for row in rows
    ]
    return table(columns, shown)


def _amount(amount: Decimal, currency: str) -> str:
    return f"{amount:.2f} {currency}".strip()
