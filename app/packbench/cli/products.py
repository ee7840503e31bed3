"""`packbench products …`: products, codes they are known by, what customs are told of them."""

from pathlib import Path
from typing import Annotated

import typer

from packbench.cli.history import history_of_a
from packbench.cli.masters import add_master_commands, emit_records
from packbench.cli.session import Session, table
from packbench.domain.history import RecordKind
from packbench.engine.bulk import How
from packbench.services.masters.stocking import stock_product
from packbench.services.products.customs import customs_facts, set_customs_facts
from packbench.services.products.pictures import product_picture, remove_picture, set_picture
from packbench.services.products.teaching import Teaching, preview_teaching, teach_code
from packbench.words.language import tr

app = typer.Typer(no_args_is_help=True)
app.command("history")(history_of_a(RecordKind.PRODUCT))
add_master_commands(app, "products")


@app.callback()
def products() -> None:
    """Products: their values, codes, kits, what customs are told."""


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


@app.command("set")
def set_(
    context: typer.Context,
    sku: str,
    hs_code: Annotated[str | None, typer.Option(help="6 to 10 digits; empty: none.")] = None,
    origin: Annotated[str | None, typer.Option(help="The country of origin.")] = None,
    customs_value: Annotated[
        str | None, typer.Option(help="Of a unit that costs nothing, such as 4.50.")
    ] = None,
    customs_description: Annotated[
        str | None, typer.Option(help="In place of the name, such as cotton shirt.")
    ] = None,
    weight: Annotated[str | None, typer.Option(help="Of a unit, in grams.")] = None,
) -> None:
    """Say what customs ask of a product; without options what is known is shown."""
    session: Session = context.obj
    told = {
        "hs_code": hs_code,
        "country_of_origin": origin,
        "customs_value": customs_value,
        "customs_description": customs_description,
        "weight_g": weight,
    }
    changes = {name: text for name, text in told.items() if text is not None}
    if changes:
        product = set_customs_facts(session.context(), sku, changes)
    else:
        product = customs_facts(session.context(), sku)
    rows = [
        (tr("HS code"), product.facts.hs_code),
        (tr("country of origin"), product.facts.country_of_origin),
        (tr("customs value"), product.facts.customs_value),
        (tr("customs description"), product.facts.customs_description),
        (tr("weight (g)"), product.facts.weight_g),
    ]
    session.emit(product, table((product.sku, product.name), rows))


@app.command("stock")
def stock(
    context: typer.Context,
    sku: str,
    warehouse: str,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would happen.")
    ] = False,
) -> None:
    """Add a product to a warehouse, where it is stocked from then on, at a quantity of 0."""
    session: Session = context.obj
    results = stock_product(session.context(), sku, warehouse, how=How(preview=dry_run))
    emit_records(session, results)


@app.command("picture")
def picture(
    context: typer.Context,
    sku: str,
    file: Annotated[
        Path | None, typer.Argument(help="A picture to keep; without one tells what there is.")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take its picture away.")] = False,
) -> None:
    """Tell where the picture of a product is, put another there, or take it away."""
    session: Session = context.obj
    if remove and file is not None:
        raise typer.BadParameter(tr("Name a file, or say --remove: not both."))
    if file is not None:
        found = set_picture(session.context(), sku, file)
    elif remove:
        found = remove_picture(session.context(), sku)
    else:
        found = product_picture(session.context(), sku)
    told = tr("{sku} has the picture {file}.") if found.file else tr("{sku} has no picture.")
    session.emit(found, told.format(sku=found.sku, file=found.file))
