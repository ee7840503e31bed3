"""`packbench products …`: codes that products are known by."""

from typing import Annotated

import typer

from packbench.cli.session import Session
from packbench.services.products.teaching import Teaching, preview_teaching, teach_code
from packbench.words.language import tr

app = typer.Typer(no_args_is_help=True)


@app.callback()
def products() -> None:
    """Codes of products."""


@app.command("teach")
def teach(
    context: typer.Context,
    code: str,
    sku: str,
    also: Annotated[
        bool, typer.Option("--also", help="It may stand for something else, too: scans ask then.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what it would stand for.")
    ] = False,
) -> None:
    """Let a code that nobody knows stand for a product from now on."""
    session: Session = context.obj
    if dry_run:
        taught = preview_teaching(session.context(), code, sku)
    else:
        taught = teach_code(session.context(), code, sku, also=also)
    session.emit(taught, _in_words(taught, dry_run=dry_run))


def _in_words(taught: Teaching, *, dry_run: bool) -> str:
    words = (
        tr("{code} would stand for {sku} ({name}).")
        if dry_run
        else tr("{code} stands for {sku} ({name}) now.")
    )
    told = words.format(code=taught.code, sku=taught.sku, name=taught.name)
    if taught.also:
        told += " " + tr("It is {other} as well: each scan asks.").format(other=taught.also)
    return told
