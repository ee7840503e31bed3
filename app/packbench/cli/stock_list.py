"""`packbench stock list`, alone in its module: it is asked often, and loads what it needs."""

from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from packbench.cli.session import Session, table
from packbench.cli.stock_table import stock_table
from packbench.services.stock.listing import StockRow, list_stock
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.services.value.stock import ValueRow


def list_(
    context: typer.Context,
    sku: Annotated[str | None, typer.Option(help="Only this SKU.")] = None,
    warehouse: Annotated[str | None, typer.Option(help="Only this warehouse.")] = None,
    *,
    value: Annotated[
        bool, typer.Option("--value", help="Also what it is worth; it takes longer.")
    ] = False,
) -> None:
    """List stock."""
    session: Session = context.obj
    rows = list_stock(session.context(), sku=sku, warehouse=warehouse)
    if not value:
        session.emit({"stock": rows}, stock_table(rows))
        return
    from packbench.services.value.stock import stock_value  # noqa: PLC0415 - only this asks it

    found = stock_value(session.context(), warehouse=warehouse, sku=sku)
    worth = {(one.warehouse, one.sku): one for one in found.rows if not one.transfer}
    valued = [_with_worth(row, worth.get((row.warehouse, row.sku))) for row in rows]
    columns = (tr("SKU"), tr("warehouse"), tr("on hand"), tr("value"), tr("without cost"))
    lines = [
        (row.sku, row.warehouse, row.on_hand, one["value"], one["without_cost"])
        for row, one in zip(rows, valued, strict=True)
    ]
    session.emit({"stock": valued, "currency": found.currency}, table(columns, lines))


def _with_worth(row: StockRow, worth: "ValueRow | None") -> dict[str, object]:
    """The row, and what its units are worth; null where the cost of none is known."""
    unknown = worth.unknown if worth else 0
    known = worth is None or unknown < worth.units
    value = (worth.value if worth else Decimal(0)) if known else None
    return {**asdict(row), "value": value, "without_cost": unknown}
