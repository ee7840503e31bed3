"""`packbench dashboard`: the numbers of the Dashboard tab."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.cli.tables import Listing
from packbench.domain.dashboard import STOCK_AGES, DailyNeed
from packbench.domain.picking import WorkStep
from packbench.engine.command.context import Context
from packbench.services.dashboard.cover import runs_out
from packbench.services.dashboard.needs import count_need
from packbench.services.dashboard.rows import Scope
from packbench.services.dashboard.sales import Sale, sales_by_channel, sales_by_sku
from packbench.services.dashboard.work import orders_by_age, orders_by_state, shipments_by_step
from packbench.services.dashboard.worth import StockWorth, WorthOverTime, worth_over_time
from packbench.words.dashboard import ages_words, need_word
from packbench.words.language import tr
from packbench.words.picking import step_word
from packbench.words.states import status_word

_Told = tuple[dict[str, object], list[Listing]]
_CENT = Decimal("0.01")
_MOST_DAYS = 3650
_MOST_DEAD = 12


def dashboard(
    context: typer.Context,
    warehouse: Annotated[str, typer.Option(help="Only of this one.")] = "",
    days: Annotated[
        int, typer.Option(min=1, max=_MOST_DAYS, help="How many days sales and value look back.")
    ] = 30,
) -> None:
    """Tell what needs somebody today, where orders stand, what sells, what stock is worth."""
    session: Session = context.obj
    asked = session.context()
    scope = Scope(warehouse, days)
    document: dict[str, object] = {"warehouse": warehouse or None, "days": days}
    tables = []
    for part in (_needs, _work, _ages, _sales, _cover, _worth):
        more, shown = part(asked, scope)
        document |= more
        tables += shown
    session.emit(document, *tables)


def _needs(context: Context, scope: Scope) -> _Told:
    needs = {need: count_need(context, need, scope) for need in DailyNeed}
    rows = [(need_word(need), count) for need, count in needs.items()]
    document = {need.value: count for need, count in needs.items()}
    return {"needs": document}, [table((tr("needs somebody"), tr("count")), rows)]


def _work(context: Context, scope: Scope) -> _Told:
    states, steps = orders_by_state(context, scope), shipments_by_step(context, scope)
    document: dict[str, object] = {
        "orders_by_state": {one.name: one.count for one in states},
        "shipments_by_step": {one.name: one.count for one in steps},
    }
    by_state = [(status_word(one.name), one.count) for one in states]
    by_step = [(step_word(WorkStep(one.name)), one.count) for one in steps]
    return document, [
        table((tr("open orders"), tr("count")), by_state),
        table((tr("shipments"), tr("count")), by_step),
    ]


def _ages(context: Context, scope: Scope) -> _Told:
    found = orders_by_age(context, scope)
    document = [
        {
            "warehouse": one.warehouse or None,
            "least_days": one.ages.least,
            "most_days": one.ages.most,
            "orders": one.count,
        }
        for one in found
    ]
    rows = [(one.warehouse or tr("all"), ages_words(one.ages), one.count) for one in found]
    columns = (tr("warehouse"), tr("age"), tr("open orders"))
    return {"orders_by_age": document}, [table(columns, rows)]


def _sales(context: Context, scope: Scope) -> _Told:
    channels, skus = sales_by_channel(context, scope), sales_by_sku(context, scope)
    document: dict[str, object] = {
        "sales_by_channel": [_sale("channel", one) for one in channels],
        "sales_by_sku": [_sale("sku", one) for one in skus],
    }
    return document, [
        table((tr("channel"), tr("orders"), tr("a year before")), _sold(channels)),
        table((tr("SKU"), tr("units"), tr("a year before")), _sold(skus)),
    ]


def _sale(name: str, one: Sale) -> dict[str, object]:
    return {name: one.name, "orders": one.orders, "units": one.units, "year_before": one.before}


def _sold(sales: Sequence[Sale]) -> list[tuple[object, ...]]:
    return [(one.name, one.count, one.before) for one in sales]


def _cover(context: Context, scope: Scope) -> _Told:
    found = runs_out(context, scope)
    document = [
        {
            "sku": one.sku,
            "warehouse": one.warehouse,
            "available": one.free,
            "asked_for": one.asked,
            "days": round(one.days, 1),
            "on": one.on,
        }
        for one in found
    ]
    rows = [(one.sku, one.warehouse, one.free, int(one.days), one.on) for one in found]
    columns = (tr("runs out"), tr("warehouse"), tr("available"), tr("days"), tr("on"))
    return {"runs_out": document}, [table(columns, rows)]


def _worth(context: Context, scope: Scope) -> _Told:
    found = worth_over_time(context, scope)
    values = list(zip(found.days, found.totals, strict=True)) if found.values else []
    ages = list(zip(STOCK_AGES, found.by_age, strict=True))
    turns = {code: found.turns(code) for code in found.values}
    dead = found.dead[:_MOST_DEAD]
    document: dict[str, object] = {
        "currency": found.currency,
        "stock_value": [{"day": day, "value": _money(value)} for day, value in values],
        "stock_by_age": [
            {
                "least_days": one.least,
                "most_days": one.most,
                "units": held.units,
                "value": _money(held.value),
            }
            for one, held in ages
        ],
        "turns_a_year": {
            code: None if often is None else round(often, 2) for code, often in turns.items()
        },
        "dead_stock": [
            {
                "sku": one.sku,
                "warehouse": one.warehouse,
                "units": one.held.units,
                "value": _money(one.held.value),
            }
            for one in dead
        ],
    }
    return document, _worth_tables(found, values, dead)


def _worth_tables(
    found: WorthOverTime, values: Sequence[tuple[object, Decimal]], dead: Sequence[StockWorth]
) -> list[Listing]:
    worth = tr("value in {currency}").format(currency=found.currency)
    ages = zip(STOCK_AGES, found.by_age, strict=True)
    old = [(ages_words(one), held.units, _money(held.value)) for one, held in ages]
    turns = [(code, found.turns(code)) for code in found.values]
    often = [(code, "" if one is None else f"{one:.2f}") for code, one in turns]
    lies = [(one.sku, one.warehouse, one.held.units, _money(one.held.value)) for one in dead]
    return [
        table((tr("day"), worth), [(day, _money(value)) for day, value in values]),
        table((tr("stock of"), tr("units"), worth), old),
        table((tr("warehouse"), tr("turns a year")), often),
        table((tr("nothing shipped of"), tr("warehouse"), tr("units"), worth), lies),
    ]


def _money(amount: Decimal) -> str:
    return f"{amount.quantize(_CENT):f}"
