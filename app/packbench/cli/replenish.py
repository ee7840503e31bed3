"""`packbench replenish …`: pick bins are filled out of reserve; which bins are better."""

from pathlib import Path
from typing import Annotated

import typer

from packbench.cli.masters import emit_records
from packbench.cli.session import Session, table
from packbench.engine.bulk import How
from packbench.services.documents.writing import Writing
from packbench.services.replenishing.doing import CarriedTo, cancel_tasks, carry
from packbench.services.replenishing.planning import plan_replenishment
from packbench.services.replenishing.slotting import (
    DAYS,
    MOST_ROWS,
    NewBin,
    advise_slotting,
    change_bin,
)
from packbench.services.replenishing.views import (
    ReplenishView,
    list_replenishment,
    replenishment_list,
)
from packbench.words.language import tr
from packbench.words.refusals import told
from packbench.words.replenishing import advice_words, carried_words, planned_words, reason_word

app = typer.Typer(no_args_is_help=True)

_Warehouse = Annotated[
    str | None, typer.Argument(help="A warehouse; none: where the station stands.")
]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")]


@app.command("plan")
def plan(context: typer.Context, warehouse: _Warehouse = None, *, dry_run: _DryRun = False) -> None:
    """Make tasks that fill pick bins below their minimum, or of which orders need more."""
    session: Session = context.obj
    found = plan_replenishment(session.context(), warehouse, how=How(preview=dry_run))
    units = sum(one.units for one in found.tasks)
    words = planned_words(len(found.tasks), units)
    session.emit(found, _rows(found.tasks), *map(told, found.left_out), words)


@app.command("list")
def list_(context: typer.Context, warehouse: _Warehouse = None) -> None:
    """List what is to be carried, by the walk."""
    session: Session = context.obj
    found = list_replenishment(session.context(), warehouse)
    session.emit({"tasks": found}, _rows(found))


@app.command("done")
def done(
    context: typer.Context,
    task: Annotated[str, typer.Argument(help="The task, e.g. RP12.")],
    units: Annotated[
        int | None, typer.Option(min=0, help="So many were carried; none: all of it.")
    ] = None,
    to: Annotated[str | None, typer.Option(help="The bin that was scanned.")] = None,
    *,
    short: Annotated[
        bool, typer.Option("--short", help="The rest was not found; the bin is to be counted.")
    ] = False,
    dry_run: _DryRun = False,
) -> None:
    """Say that units of a task were carried to its bin."""
    session: Session = context.obj
    carried = CarriedTo(units, to, short)
    answer = carry(session.context(), task, carried, how=How(preview=dry_run))
    view = answer.task
    words = carried_words(view.task, (view.sku, view.target), answer.units, view.units)
    session.emit(answer, words, *map(told, answer.notes))


@app.command("cancel")
def cancel(
    context: typer.Context,
    tasks: Annotated[list[str], typer.Argument(help="Tasks, e.g. RP12 RP13.")],
    *,
    dry_run: _DryRun = False,
) -> None:
    """Give tasks up: what of them is not carried yet stays where it is."""
    session: Session = context.obj
    results = cancel_tasks(session.context(), tasks, how=How(preview=dry_run))
    emit_records(session, results)


@app.command("paper")
def paper(
    context: typer.Context,
    warehouse: _Warehouse = None,
    out: Annotated[
        Path, typer.Option("--out", help="A name that ends in .pdf, or a folder; default: here.")
    ] = Path(),
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace the file.")] = False,
) -> None:
    """Write what is to be carried as PDF, by the walk."""
    session: Session = context.obj
    pdf = replenishment_list(session.context(), warehouse)
    path = Writing(session.context(), out, force).write("replenishment.pdf", pdf)
    session.emit({"file": str(path)}, tr("{file} is written.").format(file=path))


@app.command("advice")
def advice(
    context: typer.Context,
    warehouse: Annotated[str, typer.Argument(help="The warehouse.")],
    days: Annotated[int, typer.Option(help="From the picks of so many days.")] = DAYS,
    most: Annotated[int, typer.Option(min=1, help="No more rows than these.")] = MOST_ROWS,
) -> None:
    """Tell which products had better lie nearer, and how many metres a day that saves."""
    session: Session = context.obj
    found = advise_slotting(session.context(), warehouse, days=days, most=most)
    columns = (tr("SKU"), tr("from"), tr("to"), tr("in its place"), tr("m a day"), tr("why"))
    rows = [
        (one.sku, one.source, one.target, one.other or "", f"{one.metres:.1f}", told(one.why))
        for one in found.rows
    ]
    session.emit(
        found,
        table(columns, rows),
        advice_words(found.metres, found.saved, (found.walks, found.walked), found.days),
    )


@app.command("slot")
def slot(
    context: typer.Context,
    warehouse: str,
    sku: str,
    source: Annotated[str, typer.Option("--from", help="The bin that it lies in.")],
    target: Annotated[str, typer.Option("--to", help="The bin that it is to lie in.")],
    *,
    dry_run: _DryRun = False,
) -> None:
    """Make the tasks that carry a product to a better bin, and its pick bin that one."""
    session: Session = context.obj
    new = NewBin(warehouse, sku, source, target)
    done = change_bin(session.context(), new, how=How(preview=dry_run))
    units = sum(one.units for one in done.tasks)
    session.emit(done, _rows(done.tasks), planned_words(len(done.tasks), units))


def _rows(tasks: list[ReplenishView]) -> object:
    columns = (tr("task"), tr("SKU"), tr("lot"), tr("units"), tr("from"), tr("to"), tr("why"))
    rows = [
        (one.task, one.sku, one.lot, one.units, one.source, one.target, reason_word(one.reason))
        for one in tasks
    ]
    return table(columns, rows)
