"""`packbench stock value`, `stock shipped-costs` and `receiving costs`."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.services.value.costs import SpreadBy, set_costs
from packbench.services.value.stock import (
    ValueMethod,
    ValueRow,
    export_value,
    shipped_costs,
    stock_value,
)
from packbench.words.language import tr
from packbench.words.transfers import on_way_words
from packbench.words.value import gap_words, method_word

_Method = Annotated[ValueMethod, typer.Option(help="Which units leave first.")]
_Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
_Out = Annotated[Path | None, typer.Option(help="Write the rows to XLSX or CSV.")]
_CENT = Decimal("0.01")


def add_stock_value(app: typer.Typer) -> None:
    """Adds these commands to those of stock."""
    app.command("value")(_value)
    app.command("shipped-costs")(_shipped)


def add_receipt_costs(app: typer.Typer) -> None:
    """Adds this command to those of the dock."""
    app.command("costs")(_costs)


def _value(
    context: typer.Context,
    *,
    day: _Day = None,
    warehouse: Annotated[str | None, typer.Option(help="Only of this one.")] = None,
    sku: Annotated[str | None, typer.Option(help="Only of this product.")] = None,
    method: _Method = ValueMethod.FIFO,
    out: _Out = None,
) -> None:
    """Tell what stock was worth at the end of a day, today unless another one is named."""
    session: Session = context.obj
    on = _date(day)
    found = stock_value(session.context(), on, warehouse=warehouse, sku=sku, method=method)
    columns = (tr("warehouse"), tr("SKU"), tr("units"), tr("value"), tr("a unit"))
    more = (tr("without cost"), tr("product's cost"))
    rows = [
        (
            *(on_way_words(one.warehouse, one.transfer), one.sku, one.units),
            *(_known(one), _money(one.unit_cost)),
            *(one.unknown or "", one.assumed or ""),
        )
        for one in found.rows
    ]
    total = tr("{day}, {method}: {units} units are worth {value} {currency}.").format(
        day=found.day,
        method=method_word(found.method),
        units=found.units,
        value=_money(found.value),
        currency=found.currency,
    )
    gaps = gap_words(found.unknown, found.assumed, found.missing_rates)
    if out is not None:
        export_value(session.context(), out, found)
    session.emit(found, table((*columns, *more), rows), total, *gaps)


def _shipped(
    context: typer.Context,
    *,
    since: _Day = None,
    until: _Day = None,
    method: _Method = ValueMethod.FIFO,
    out: _Out = None,
) -> None:
    """Tell what the goods cost that left, today unless other days are named."""
    session: Session = context.obj
    found = shipped_costs(session.context(), _date(since), _date(until), method=method)
    columns = (tr("shipment"), tr("SKU"), tr("units"), tr("cost"), tr("without cost"))
    rows = [
        (one.shipment, one.sku, one.units, _money(one.cost), one.unknown or "") for one in found
    ]
    if out is not None:
        export_value(session.context(), out, found)
    total = sum((one.cost for one in found), Decimal(0))
    words = tr("What left cost {value}.").format(value=_money(total))
    gaps = gap_words(sum(one.unknown for one in found), 0, [])
    session.emit({"shipped": found, "cost": total}, table(columns, rows), words, *gaps)


def _costs(
    context: typer.Context,
    receipt: Annotated[str, typer.Argument(help="The receipt, e.g. RC12.")],
    freight: Annotated[str, typer.Option(help="In the company's currency.")] = "",
    duty: Annotated[str, typer.Option(help="In the company's currency.")] = "",
    by: Annotated[SpreadBy, typer.Option(help="By what it is spread.")] = SpreadBy.VALUE,
    *,
    preview: Annotated[bool, typer.Option("--preview", help="Only show the shares.")] = False,
    key: Annotated[
        str | None, typer.Option(help="Sent twice with one key, it is done once.")
    ] = None,
) -> None:
    """Spread freight and duty over what a receipt brought."""
    session: Session = context.obj
    amounts = (freight, duty)
    done = set_costs(session.context(), receipt, amounts, by, preview=preview, key=key)
    columns = (tr("SKU"), tr("units"), tr("goods"), tr("freight"), tr("duty"), tr("a unit"))
    rows = [
        (
            *(one.sku, one.units, _money(one.goods), _money(one.freight), _money(one.duty)),
            _money(one.unit_cost),
        )
        for one in done.shares
    ]
    words = tr("Kept, in {currency}.") if done.kept else tr("Nothing is kept yet, in {currency}.")
    session.emit(done, table(columns, rows), words.format(currency=done.currency))


def _date(day: datetime | None) -> date | None:
    return day.date() if day else None


def _known(row: ValueRow) -> str:
    return "" if row.unit_cost is None else _money(row.value)


def _money(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount.quantize(_CENT):f}"
