"""`packbench export KIND FILE`: writing CSV and XLSX files."""

from pathlib import Path
from typing import Annotated

import typer

from packbench.cli.session import Session
from packbench.services.office.exporting import EXPORTABLE, export_file
from packbench.words.language import tr, tr_count


def export(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="What is written: products, orders, …")],
    file: Annotated[Path, typer.Argument(help="A name that ends in .csv or .xlsx.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write all records of a kind to a file; what can be imported is written so."""
    session: Session = context.obj
    if kind not in EXPORTABLE:
        allowed = ", ".join(EXPORTABLE)
        raise typer.BadParameter(
            tr("{kind} is none of {allowed}").format(kind=kind, allowed=allowed)
        )
    with session.progress(tr("writing")) as on_progress:
        result = export_file(session.context(), kind, file, on_progress, force=force)
    words = tr_count("{count} row is in {file}.", "{count} rows are in {file}.", result.rows)
    session.emit(result, words.format(count=result.rows, file=result.file))
