"""`packbench orders …`: commands on one order or hundreds, as they are declared."""

from collections.abc import Mapping
from typing import Annotated

import typer

from packbench.cli.results import emit_results
from packbench.cli.session import Session
from packbench.engine.bulk import How
from packbench.services.commands import orders as declared
from packbench.services.commands.declaration import Declaration, Values
from packbench.words.commands import FIELDS, help_of
from packbench.words.language import tr

app = typer.Typer()

Numbers = Annotated[list[str], typer.Argument(help="Orders.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")]


@app.command("ship-by", help=help_of("orders.ship_by"))
def _ship_by(
    context: typer.Context,
    numbers: Numbers,
    day: Annotated[str, typer.Option(help=FIELDS["day"].help)] = "",
    none: Annotated[bool, typer.Option("--none", help=FIELDS["no_day"].help)] = False,
    dry_run: DryRun = False,
) -> None:
    if bool(day) == none:
        raise typer.BadParameter(tr("Say --day DAY, or --none."))
    run_declared(context, declared.SHIP_BY, numbers, {"day": day, "no_day": none}, dry_run=dry_run)


@app.command("max-warehouses", help=help_of("orders.max_warehouses"))
def _max_warehouses(
    context: typer.Context,
    numbers: Numbers,
    limit: Annotated[str, typer.Option(help=FIELDS["limit"].help)],
    dry_run: DryRun = False,
) -> None:
    text = limit.strip()
    if text.casefold() != "none" and not (text.isdecimal() and int(text)):
        raise typer.BadParameter(tr("say a whole number of 1 or more, or none"))
    told = "" if text.casefold() == "none" else text
    run_declared(context, declared.MAX_WAREHOUSES, numbers, {"limit": told}, dry_run=dry_run)


@app.command("exclude", help=help_of("orders.exclude"))
def _exclude(
    context: typer.Context,
    numbers: Numbers,
    warehouse: Annotated[str, typer.Option(help=FIELDS["kept_warehouse"].help)],
    dry_run: DryRun = False,
) -> None:
    run_declared(context, declared.EXCLUDE, numbers, {"warehouse": warehouse}, dry_run=dry_run)


@app.command("include", help=help_of("orders.include"))
def _include(
    context: typer.Context,
    numbers: Numbers,
    warehouse: Annotated[str, typer.Option(help=FIELDS["kept_warehouse"].help)],
    dry_run: DryRun = False,
) -> None:
    run_declared(context, declared.INCLUDE, numbers, {"warehouse": warehouse}, dry_run=dry_run)


@app.command("channel", help=help_of("orders.channel"))
def _channel(
    context: typer.Context,
    numbers: Numbers,
    channel: Annotated[str, typer.Option(help=FIELDS["channel"].help)],
    dry_run: DryRun = False,
) -> None:
    run_declared(context, declared.CHANNEL, numbers, {"channel": channel}, dry_run=dry_run)


@app.command("tag", help=help_of("orders.tag"))
def _tag(
    context: typer.Context,
    numbers: Numbers,
    add: Annotated[list[str] | None, typer.Option(help=FIELDS["add"].help)] = None,
    remove: Annotated[list[str] | None, typer.Option(help=FIELDS["remove"].help)] = None,
    dry_run: DryRun = False,
) -> None:
    values = {"add": ";".join(add or ()), "remove": ";".join(remove or ())}
    run_declared(context, declared.TAG, numbers, values, dry_run=dry_run)


@app.command("note", help=help_of("orders.note"))
def _note(
    context: typer.Context,
    numbers: Numbers,
    note: Annotated[str, typer.Option(help=FIELDS["note"].help)],
    dry_run: DryRun = False,
) -> None:
    run_declared(context, declared.NOTE, numbers, {"note": note}, dry_run=dry_run)


@app.command("field", help=help_of("orders.field"))
def _field(
    context: typer.Context,
    numbers: Numbers,
    name: Annotated[str, typer.Option(help=FIELDS["own_field"].help)],
    value: Annotated[str, typer.Option(help=FIELDS["own_value"].help)],
    dry_run: DryRun = False,
) -> None:
    values = {"own_field": name, "own_value": value}
    run_declared(context, declared.FIELD, numbers, values, dry_run=dry_run)


def run_declared(
    context: typer.Context,
    command: Declaration,
    numbers: list[str],
    values: Mapping[str, str | int | bool],
    *,
    dry_run: bool,
) -> None:
    """Runs a declared command on orders, with a progress bar for people, and tells each row."""
    session: Session = context.obj
    with session.progress(tr("orders")) as on_progress:
        how = How(preview=dry_run, on_progress=on_progress)
        results = command.run(session.context(), numbers, Values(values), how)
    emit_results(session, results)
