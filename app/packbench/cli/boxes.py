"""`packbench boxes …`: boxes that parcels are packed in."""

from pathlib import Path
from typing import Annotated

import typer

from packbench.cli.exchange import import_
from packbench.cli.session import Session, table, to_json
from packbench.domain.catalog import code_key
from packbench.exchange.barcodes import printed_barcode
from packbench.services.packing import boxes
from packbench.services.packing.boxes import Box, changed_box
from packbench.words.language import tr

app = typer.Typer(no_args_is_help=True)


@app.callback()
def group() -> None:
    """Boxes that parcels are packed in."""


@app.command("list")
def list_(context: typer.Context) -> None:
    """List the boxes."""
    session: Session = context.obj
    _emit(session, boxes.list_boxes(session.context()))


@app.command("set")
def set_(
    context: typer.Context,
    code: str,
    name: Annotated[str | None, typer.Option(help="For people; else its code.")] = None,
    inside: Annotated[
        str | None,
        typer.Option(help="Of its room, in mm: LENGTHxWIDTHxHEIGHT; needed for a new one."),
    ] = None,
    outside: Annotated[
        str | None, typer.Option(help="LENGTHxWIDTHxHEIGHT in mm; empty for not known.")
    ] = None,
    weight: Annotated[int | None, typer.Option(min=0, help="Of the empty box, in grams.")] = None,
    max_weight: Annotated[
        int | None, typer.Option(min=0, help="Packed, with the box, in grams; 0 for no limit.")
    ] = None,
    barcode: Annotated[str | None, typer.Option(help="What stands on it; empty for none.")] = None,
    material: Annotated[
        str | None, typer.Option(help="SKU of which a parcel uses one; empty for none.")
    ] = None,
    warehouse: Annotated[
        str | None, typer.Option(help="The only one that has it; empty for all.")
    ] = None,
    active: Annotated[
        bool | None, typer.Option("--active/--inactive", help="Whether it is still used.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell how it would be.")] = False,
) -> None:
    """Make a box, or change what is said of it."""
    session: Session = context.obj
    known = {code_key(one.code): one for one in boxes.list_boxes(session.context())}
    said = {
        "name": name,
        "inside": inside,
        "outside": outside,
        "weight_g": weight,
        "max_weight_g": max_weight,
        "barcode": barcode,
        "material": material,
        "warehouse": warehouse,
        "active": active,
    }
    told = {key: value for key, value in said.items() if value is not None}
    box = changed_box(known.get(code_key(code)), code, told)
    if dry_run:
        _emit(session, boxes.check_boxes(session.context(), [box]))
    else:
        _emit(session, boxes.set_boxes(session.context(), [box]))


@app.command("remove")
def remove(context: typer.Context, code: str) -> None:
    """Remove a box; what was packed in it stays as it is."""
    session: Session = context.obj
    _emit(session, boxes.remove_box(session.context(), code))


@app.command("import")
def import_boxes(
    context: typer.Context,
    file: Path,
    update: Annotated[bool, typer.Option("--update", help="Change known boxes.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Try all, keep nothing.")] = False,
) -> None:
    """Read boxes from a file, as `import boxes` does."""
    import_(context, "boxes", file, update=update, dry_run=dry_run)


def _emit(session: Session, found: list[Box]) -> None:
    columns = (
        *(tr("code"), tr("name"), tr("inside (mm)"), tr("weight (g)"), tr("at most (g)")),
        *(tr("barcode"), tr("material"), tr("warehouse"), tr("used")),
    )
    rows = [
        (
            *(one.code, one.name, "×".join(map(str, one.room)), one.weight_g, one.max_weight_g),
            *(printed_barcode(one.barcode), one.material, one.warehouse),
            tr("yes") if one.active else tr("no"),
        )
        for one in found
    ]
    session.emit({"boxes": to_json(found)}, table(columns, rows))
