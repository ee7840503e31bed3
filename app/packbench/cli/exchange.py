"""`packbench import KIND FILE`: reading CSV and XLSX files."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from packbench.cli.mapping import MapOptions, columns_as, hinting, show_mapping
from packbench.cli.session import Session, table
from packbench.exchange.forms import DateForm, DecimalMark
from packbench.services.importing.files import (
    IMPORTABLE,
    ImportRequest,
    ImportResult,
    import_file,
)
from packbench.services.importing.looking import encodings, is_encoding
from packbench.services.importing.told import cell_words, import_document
from packbench.words.language import tr
from packbench.words.refusals import told

SOME_REJECTED = 3
_SHOWN_REJECTS = 20


def import_(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="What the rows are: products, orders, …")],
    file: Annotated[Path, typer.Argument(help="CSV (also .xz, .gz, .bz2, .zip) or XLSX.")],
    profile: Annotated[
        str | None, typer.Option(help="How a foreign file is read: a name, or a .toml file.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Of a text file, e.g. windows-1250, where it is misread.")
    ] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", help="HEADER=COLUMN: a column of the file taken as one of ours."),
    ] = None,
    guess: Annotated[
        bool, typer.Option("--guess", help="Guess the columns by names and contents.")
    ] = False,
    show: Annotated[
        bool, typer.Option("--show-mapping", help="Tell what the columns are taken as; no import.")
    ] = False,
    date_form: Annotated[
        DateForm | None, typer.Option(help="How dates are written, where the file doesn't tell.")
    ] = None,
    number_form: Annotated[
        DecimalMark | None, typer.Option(help="The mark before decimals.")
    ] = None,
    supplier: Annotated[
        str | None, typer.Option(help="Whose price list it is, where no column says it.")
    ] = None,
    remember: Annotated[
        bool, typer.Option("--remember", help="Keep the mapping for files with these columns.")
    ] = False,
    update: Annotated[bool, typer.Option("--update", help="Change known records.")] = False,
    rejects: Annotated[
        Path | None,
        typer.Option(help="A folder or a .csv file for rejected rows; default: beside the file."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Try all, keep nothing.")] = False,
) -> None:
    """Read a file; bad rows are told, written to FILE.rejected.csv, and don't come in."""
    session: Session = context.obj
    _check_usage(kind, encoding)
    if supplier and kind != "supplier-products":
        raise typer.BadParameter(tr("only supplier-products have one supplier for a whole file"))
    request = ImportRequest(
        kind, file, profile, update, dry_run, encoding, rejects=rejects, remember=remember
    )
    options = MapOptions(map_ or (), guess, show, date_form, number_form, supplier)
    columns = columns_as(session, request, options)
    if show and columns.look:
        show_mapping(session, columns.look)
        return
    with hinting(session, columns.request), session.progress(tr("reading")) as on_progress:
        result = import_file(session.context(), columns.request, on_progress)
    result = replace(result, told=[*columns.notes, *result.told])
    session.emit(import_document(result), *_told(result))
    if result.rejected:
        raise typer.Exit(SOME_REJECTED)


def _check_usage(kind: str, encoding: str | None) -> None:
    if kind not in IMPORTABLE:
        allowed = ", ".join(IMPORTABLE)
        raise typer.BadParameter(
            tr("{kind} is none of {allowed}").format(kind=kind, allowed=allowed)
        )
    if encoding and not is_encoding(encoding):
        known = ", ".join(encodings())
        raise typer.BadParameter(
            tr("{encoding} is no encoding that we know. Common ones: {known}").format(
                encoding=encoding, known=known
            )
        )


def _told(result: ImportResult) -> list[object]:
    counts = [
        (tr("rows in the file"), result.rows),
        (tr("imported"), result.imported),
        (tr("updated"), result.updated),
        (tr("unchanged"), result.unchanged),
        (tr("rejected"), result.rejected),
        (tr("rows taken"), result.taken_rows),
        (tr("rows repeated"), result.repeated_rows),
        (tr("rows rejected"), result.rejected_rows),
        *((tr("left out: {cause}").format(cause=one.says), one.rows) for one in result.left_out),
    ]
    parts: list[object] = [table((result.kind, tr("count")), counts), *map(told, result.told)]
    if result.unknown_columns:
        names = ", ".join(result.unknown_columns)
        parts.append(tr("Columns that were not used: {names}.").format(names=names))
    if result.rejects:
        rows = [(one.row, one.column, cell_words(one)) for one in result.rejects[:_SHOWN_REJECTS]]
        parts.append(table((tr("row"), tr("column"), tr("why it stays out")), rows))
    if result.rejects_file:
        words = tr("The rejected rows are in {file}; mend them and import that file.")
        parts.append(words.format(file=result.rejects_file))
    return parts
