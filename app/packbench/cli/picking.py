"""`packbench pick …`: waves."""

from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.domain.picking import WaveMode
from packbench.services.picking import waves as service
from packbench.services.picking.waves import WaveRequest, WaveView
from packbench.words.language import tr

app = typer.Typer(no_args_is_help=True)


@app.callback()
def group() -> None:
    """Waves of shipments that are picked together."""


@app.command("create")
def create(
    context: typer.Context,
    warehouse: Annotated[str | None, typer.Option(help="Where.")] = None,
    order: Annotated[list[str] | None, typer.Option("--order", help="Only these orders.")] = None,
    max_orders: Annotated[
        int, typer.Option("--max-orders", min=1, help="At most so many shipments.")
    ] = service.ORDERS_A_WAVE,
    mode: Annotated[WaveMode | None, typer.Option(help="How it is picked.")] = None,
) -> None:
    """Release ready shipments to picking."""
    session: Session = context.obj
    request = WaveRequest(warehouse, tuple(order or ()), max_orders, mode)
    emit_wave(session, service.create_wave(session.context(), request))


def emit_wave(session: Session, wave: WaveView) -> None:
    """Answers with a wave and its tasks in the order of the walk."""
    title = tr("Wave {number} at {warehouse}: {count} shipments").format(
        number=wave.number, warehouse=wave.warehouse, count=len(wave.shipments)
    )
    columns = (tr("task"), tr("location"), tr("SKU"), tr("lot"), tr("quantity"), tr("shipment"))
    rows = [
        (task.task, task.location, task.sku, task.lot, task.quantity, task.shipment)
        for task in wave.tasks
    ]
    session.emit(wave, title, table(columns, rows))
