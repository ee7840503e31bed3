"""`packbench pick draw`: a layout from a few numbers, and bins placed by a rule on their codes."""

from dataclasses import replace
from typing import Annotated, Any

import typer

from packbench.cli.session import Session, to_json
from packbench.domain.walking.drawing import (
    DrawingPreview,
    DrawnResult,
    LayoutForm,
    one_way,
)
from packbench.services.picking.drawing import (
    first_form,
    preview_drawing,
    save_drawing,
)
from packbench.words.language import tr
from packbench.words.layouts import placed_words, preview_words
from packbench.words.refusals import told

_Replan = Annotated[bool, typer.Option("--replan", help="Waves that nobody walks yet walk by it.")]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")]


def draw(
    context: typer.Context,
    warehouse: str,
    aisles: Annotated[
        int | None, typer.Option(help="How many aisles; default: as it is now.")
    ] = None,
    width: Annotated[
        float | None, typer.Option(help="Metres from the middle of an aisle to the next one.")
    ] = None,
    length: Annotated[
        float | None, typer.Option(help="Metres from the front cross aisle to the rear one.")
    ] = None,
    bays: Annotated[
        int | None, typer.Option(help="Bays on each side; default: as the codes tell.")
    ] = None,
    levels: Annotated[
        int | None, typer.Option(help="Bins above each other; default: as the codes tell.")
    ] = None,
    blocks: Annotated[int | None, typer.Option(help="Parts with a cross aisle between.")] = None,
    cross_width: Annotated[
        float | None, typer.Option("--cross-width", help="Metres of each cross aisle.")
    ] = None,
    depot: Annotated[
        str | None, typer.Option(help="Where walks begin: x,y in metres from aisle 1 in front.")
    ] = None,
    up: Annotated[
        list[int] | None, typer.Option("--up", help="An aisle walked only away from the front.")
    ] = None,
    down: Annotated[
        list[int] | None, typer.Option("--down", help="An aisle walked only to the front.")
    ] = None,
    rule: Annotated[
        str | None,
        typer.Option(help="How codes tell the place: aisle, bay, level in braces; empty: not."),
    ] = None,
    replan: _Replan = False,
    dry_run: _DryRun = False,
) -> None:
    """Draw the layout of a warehouse from a few numbers, and place its bins by their codes."""
    session: Session = context.obj
    given: dict[str, Any] = {
        "aisles": aisles,
        "width_m": width,
        "length_m": length,
        "bays": bays,
        "levels": levels,
        "blocks": blocks,
        "cross_width_m": cross_width,
        "depot_m": None if depot is None else _point(depot),
        "one_way": one_way(up or (), down or ()) if up or down else None,
        "rule": rule,
    }
    known = {name: value for name, value in given.items() if value is not None}
    form = replace(first_form(session.context(), warehouse), **known)
    if dry_run:
        _emit_preview(session, preview_drawing(session.context(), warehouse, form), form)
    else:
        _emit_saved(session, save_drawing(session.context(), warehouse, form, replan=replan))


def _point(text: str) -> tuple[float, float]:
    try:
        x_m, y_m = (float(part) for part in text.split(","))
    except ValueError as error:
        raise typer.BadParameter(tr("--depot is x,y in metres, e.g. 0,-2.5")) from error
    return x_m, y_m


def _emit_preview(session: Session, preview: DrawingPreview, form: LayoutForm) -> None:
    trouble = [] if preview.trouble is None else [told(preview.trouble)]
    document = {
        "warehouse": preview.warehouse,
        "form": to_json(form),
        "placed": preview.placed,
        "moved": preview.moved,
        "not_placed": list(preview.not_placed),
        "waves": list(preview.waves),
        "kept": list(preview.kept),
        "trouble": trouble,
    }
    session.emit(document, *preview_words(preview, replan=False))


def _emit_saved(session: Session, saved: DrawnResult) -> None:
    session.emit(to_json(saved), placed_words(saved))
