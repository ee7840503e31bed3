"""`packbench allocate`: give out stock to new orders, or try named ones again."""

from dataclasses import asdict
from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.cli.tables import Listing
from packbench.domain.orders import Problem, Verify
from packbench.engine import run_result
from packbench.engine.dry_run import preview
from packbench.services.orders import allocating
from packbench.services.orders import looking as orders
from packbench.words.language import tr
from packbench.words.refusals import told
from packbench.words.states import reason_words


def allocate(
    context: typer.Context,
    order: Annotated[list[str] | None, typer.Option("--order", help="Only this order.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell the plan, write nothing.")
    ] = False,
) -> None:
    """Give out stock to new orders in queue order; the named ones are tried as a whole again."""
    session: Session = context.obj
    names = order or []
    if dry_run:
        result = preview(session.context(), orders=names)
    else:
        with session.progress(tr("allocating")) as on_progress:
            result = allocating.allocate(session.context(), orders=names, on_progress=on_progress)
    if result.orders < len(set(names)):
        _tell_held(session, names)
    shown = [
        (tr("orders"), result.orders),
        (tr("lines"), result.lines),
        (tr("units allocated"), result.allocated_units),
        (tr("units waiting"), result.waiting_units),
        (tr("units unavailable"), result.unavailable_units),
        (tr("shipments made"), result.shipments),
        (tr("orders ready"), result.orders_ready),
        (tr("orders waiting"), result.orders_waiting),
        (tr("orders that ask for attention"), result.orders_attention),
        (tr("seconds"), result.seconds),
    ]
    shown_plan = [_plan_table(result)] if dry_run else []
    rules = [told(one) for one in result.rules]
    document = {**asdict(result), "rules": rules}
    session.emit(document, *shown_plan, table((tr("what"), tr("count")), shown), *rules)


def _tell_held(session: Session, names: list[str]) -> None:
    """Says which of the named orders were not tried because somebody keeps them back."""
    for name in names:
        order = orders.get_order(session.context(), name)
        if order.hold is not None:
            text = tr("{order} is on hold and was not tried. `packbench orders resume` ends that.")
            session.say(text.format(order=order.number))
        elif order.verify == Verify.ASKED:
            text = tr("{order} is still to be verified and was not tried: packbench orders verify.")
            session.say(text.format(order=order.number))


def _plan_table(result: run_result.AllocateResult) -> Listing:
    """Each order's plan, a row for what a warehouse gives and for what waits."""
    rows = [
        (
            *(order.order_number, line.line, line.sku, line.quantity, line.warehouse or ""),
            _why(line.reason),
        )
        for order in result.changes
        for line in order.lines
    ]
    columns = (tr("order"), tr("line"), tr("SKU"), tr("units"), tr("warehouse"), tr("waits"))
    return table(columns, rows)


def _why(reason: str | None) -> str:
    """Why units of a plan get no stock, in words."""
    if reason == Problem.NOT_BACKORDERABLE:
        return tr("may not wait")
    return reason_words(reason) if reason else ""
