"""`packbench pick …`: waves."""

from typing import Annotated, Any

import typer

from packbench.cli.results import left_out_document, left_out_lines
from packbench.cli.session import Session, table, to_json
from packbench.domain.outcomes import Said
from packbench.domain.picking import ShortReason, WaveMode
from packbench.domain.refusals import Code, Refusal
from packbench.services.picking import waves as service
from packbench.services.picking.cancelling import cancel_wave
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.releasing import release_orders
from packbench.services.picking.waves import WaveRequest, WaveView
from packbench.words.language import tr, tr_count
from packbench.words.states import status_word

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
    """Release ready shipments to picking; tell which of the named orders are left out."""
    session: Session = context.obj
    request = WaveRequest(warehouse, tuple(order or ()), max_orders, mode)
    emit_wave(session, service.create_wave(session.context(), request))


@app.command("release")
def release(
    context: typer.Context, order: Annotated[list[str], typer.Option("--order", help="An order.")]
) -> None:
    """Release orders to picking in as many waves as it takes; tell what can't be released."""
    session: Session = context.obj
    released = release_orders(session.context(), order)
    waves = [wave_document(wave) for wave in released.waves]
    document = {"waves": waves, "left_out": left_out_document(released.left_out)}
    told = [part for wave in released.waves for part in _shown(wave)]
    session.emit(document, *told, *left_out_lines(released.left_out))


@app.command("list")
def list_(context: typer.Context) -> None:
    """List the waves, the newest first."""
    session: Session = context.obj
    waves = service.list_waves(session.context())
    columns = (tr("wave"), tr("warehouse"), tr("status"), tr("shipments"), tr("tasks"))
    rows = [
        (
            *(wave.number, wave.warehouse, status_word(wave.status)),
            *(len(wave.shipments), len(wave.tasks)),
        )
        for wave in waves
    ]
    session.emit({"waves": [wave_document(wave) for wave in waves]}, table(columns, rows))


@app.command("show")
def show(context: typer.Context, wave: str) -> None:
    """Show one wave with its tasks in the order of the walk."""
    session: Session = context.obj
    emit_wave(session, service.get_wave(session.context(), wave))


@app.command("cancel")
def cancel(
    context: typer.Context,
    wave: str,
    order: Annotated[
        list[str] | None, typer.Option("--order", help="Only this order of it.")
    ] = None,
) -> None:
    """Take a wave back, or orders out of it; they are ready again and keep their stock."""
    session: Session = context.obj
    emit_wave(session, cancel_wave(session.context(), wave, orders=order or ()))


@app.command("confirm")
def confirm(
    context: typer.Context,
    wave: str,
    task: Annotated[int | None, typer.Option(help="Only this task, by its number.")] = None,
    quantity: Annotated[int | None, typer.Option(help="Units that were taken for it.")] = None,
    short: Annotated[
        ShortReason | None, typer.Option(help="Why the rest of the task is not there.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All other tasks were picked as they ask for.")
    ] = False,
) -> None:
    """Book what was picked; what is short is looked for in other bins, else it waits again."""
    session: Session = context.obj
    if task is None and (quantity is not None or short is not None):
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_TASK_TOLD)
    picked = [] if task is None else [PickedTask(task, quantity, short)]
    emit_wave(session, confirm_picks(session.context(), wave, picked, rest=everything))


def emit_wave(session: Session, wave: WaveView) -> None:
    """Answers with a wave and its tasks in the order of the walk."""
    session.emit(wave_document(wave), *_shown(wave), *left_out_lines(wave.left_out))


def wave_document(wave: WaveView) -> dict[str, Any]:
    """A wave as programs read it."""
    document: dict[str, Any] = to_json(wave)
    document["left_out"] = left_out_document(wave.left_out)
    return document


def _shown(wave: WaveView) -> list[Any]:
    title = tr_count(
        "Wave {number} at {warehouse}: {count} shipment",
        "Wave {number} at {warehouse}: {count} shipments",
        len(wave.shipments),
    ).format(number=wave.number, warehouse=wave.warehouse, count=len(wave.shipments))
    columns = (tr("task"), tr("location"), tr("SKU"), tr("lot"), tr("quantity"), tr("shipment"))
    rows = [
        (task.task, task.location, task.sku, task.lot, task.quantity, task.shipment)
        for task in wave.tasks
    ]
    return [title, table(columns, rows)]
