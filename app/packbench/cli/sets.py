"""`packbench stock assemble` and `stock take-apart`: sets of a kit that lie in stock."""

from typing import Annotated

import typer

from packbench.cli.masters import emit_records
from packbench.cli.session import Session
from packbench.engine.bulk import How
from packbench.services.stock.sets import SetWork, work_on_sets

Quantity = Annotated[int, typer.Argument(min=1, help="Sets, 1 or more.")]
Location = Annotated[str | None, typer.Option(help="The bin they are put into; none: the floor.")]
Lot = Annotated[str | None, typer.Option(help="The lot of the sets.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")]


def add_sets(app: typer.Typer) -> None:
    """Adds the commands to `stock`."""
    app.command("assemble")(assemble)
    app.command("take-apart")(take_apart)


def assemble(
    context: typer.Context,
    warehouse: str,
    kit: str,
    quantity: Quantity,
    into: Annotated[str, typer.Option(help="The SKU under which the sets lie in stock.")],
    location: Location = None,
    lot: Lot = None,
    dry_run: DryRun = False,
) -> None:
    """Put sets together of the components of a kit."""
    _do(context, SetWork(warehouse, kit, into, quantity, location, lot), dry_run=dry_run)


def take_apart(
    context: typer.Context,
    warehouse: str,
    sku: str,
    quantity: Quantity,
    kit: Annotated[str, typer.Option(help="The kit that tells the components of a set.")],
    location: Location = None,
    lot: Lot = None,
    dry_run: DryRun = False,
) -> None:
    """Take sets apart into the components of a kit."""
    _do(context, SetWork(warehouse, kit, sku, quantity, location, lot, apart=True), dry_run=dry_run)


def _do(context: typer.Context, work: SetWork, *, dry_run: bool) -> None:
    session: Session = context.obj
    emit_records(session, work_on_sets(session.context(), work, how=How(preview=dry_run)))
