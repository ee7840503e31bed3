"""`packbench dashboard`: the numbers of the Dashboard tab."""

from typing import Annotated

import typer
from rich.table import Table

from packbench.cli.session import Session, table
from packbench.domain.dashboard import Need
from packbench.domain.picking import WorkStep
from packbench.engine.command.context import Context
from packbench.services.dashboard.needs import count_need
from packbench.services.dashboard.rows import Scope
from packbench.services.dashboard.work import orders_by_age, orders_by_state, shipments_by_step
from packbench.words.dashboard import ages_words, need_word
from packbench.words.language import tr
from packbench.words.picking import step_word
from packbench.words.states import status_word


def dashboard(
    context: typer.Context,
    warehouse: Annotated[str, typer.Option(help="Only of this one.")] = "",
) -> None:
    """Tell what needs somebody today, and where open orders stand."""
    session: Session = context.obj
    document, tables = _work(session.context(), Scope(warehouse))
    session.emit(document, *tables)


def _work(context: Context, scope: Scope) -> tuple[dict[str, object], list[Table]]:
    needs = {need: count_need(context, need, scope) for need in Need}
    states, steps = orders_by_state(context, scope), shipments_by_step(context, scope)
    ages = orders_by_age(context, scope)
    document: dict[str, object] = {
        "needs": {need.value: count for need, count in needs.items()},
        "orders_by_state": {one.name: one.count for one in states},
        "shipments_by_step": {one.name: one.count for one in steps},
        "orders_by_age": [
            {
                "warehouse": one.warehouse or None,
                "least_days": one.ages.least,
                "most_days": one.ages.most,
                "orders": one.count,
            }
            for one in ages
        ],
    }
    count = tr("count")
    aged = [(one.warehouse or tr("all"), ages_words(one.ages), one.count) for one in ages]
    return document, [
        table((tr("needs somebody"), count), [(need_word(one), needs[one]) for one in Need]),
        table((tr("orders"), count), [(status_word(one.name), one.count) for one in states]),
        table(
            (tr("shipments"), count), [(step_word(WorkStep(one.name)), one.count) for one in steps]
        ),
        table((tr("warehouse"), tr("orders of"), count), aged),
    ]
