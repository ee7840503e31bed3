"""`packbench stock …`: stock by warehouse and SKU."""

from datetime import datetime
from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.services import inventory
from packbench.services.inventory import Receipt, StockChange, StockRow
from packbench.texts import tr

app = typer.Typer(no_args_is_help=True)

Quantity = Annotated[int, typer.Argument(min=1, help="Whole units, 1 or more.")]
Location = Annotated[str | None, typer.Option(help="A bin; none: the floor.")]
Lot = Annotated[str | None, typer.Option(help="The lot.")]


@app.command("list")
def list_(
    context: typer.Context,
    sku: Annotated[str | None, typer.Option(help="Only this SKU.")] = None,
    warehouse: Annotated[str | None, typer.Option(help="Only this warehouse.")] = None,
) -> None:
    """List stock."""
    session: Session = context.obj
    rows = inventory.list_stock(session.context(), sku=sku, warehouse=warehouse)
    session.emit({"stock": rows}, _stock_table(rows))


@app.command("receive")
def receive(
    context: typer.Context,
    warehouse: str,
    sku: str,
    quantity: Quantity,
    location: Location = None,
    lot: Lot = None,
    expires: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
) -> None:
    """Book units in; who waits for them is served at once."""
    session: Session = context.obj
    day = expires.date() if expires else None
    receipt = Receipt(warehouse, sku, quantity, location, lot, day)
    emit_change(session, inventory.receive(session.context(), receipt))


def emit_change(session: Session, change: StockChange) -> None:
    """Answers with the stock after a command and who gained or lost by it."""
    words = [
        tr("{quantity} of {sku} went to order {order}").format(
            quantity=one.quantity, sku=one.sku, order=one.order_number
        )
        for one in change.released
    ]
    words += [
        tr("{quantity} of {sku} were taken back from order {order}").format(
            quantity=one.quantity, sku=one.sku, order=one.order_number
        )
        for one in change.taken_back
    ]
    session.emit(change, _stock_table(change.stock), *words)


def _stock_table(rows: list[StockRow]) -> object:
    columns = (
        *(tr("SKU"), tr("warehouse"), tr("on hand"), tr("unavailable"), tr("allocated")),
        *(tr("available"), tr("incoming"), tr("waiting")),
    )
    return table(
        columns,
        [
            (
                *(row.sku, row.warehouse, row.on_hand, row.unavailable, row.allocated),
                *(row.available, row.incoming, row.waiting),
            )
            for row in rows
        ],
    )
