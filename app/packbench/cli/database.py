"""`packbench db …`: making, upgrading and checking the database."""

from pathlib import Path
from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.engine.check.result import Check
from packbench.services.office import administration, rescuing
from packbench.services.office.checking import CheckResult
from packbench.words.language import tr

app = typer.Typer(no_args_is_help=True)


@app.command("init")
def init(context: typer.Context) -> None:
    """Make the tables in a new database; an existing one is brought to this version."""
    session: Session = context.obj
    made = administration.upgrade_database(session.raw_context().database)
    _tell(session, made)


@app.command("upgrade")
def upgrade(context: typer.Context) -> None:
    """Bring the schema to this version of Packbench."""
    session: Session = context.obj
    _tell(session, administration.upgrade_database(session.raw_context().database))


@app.command("info")
def info(context: typer.Context) -> None:
    """Tell which database this is and of which version."""
    session: Session = context.obj
    told = administration.database_info(session.raw_context().database)
    rows = [(tr("database"), told.url), (tr("revision"), told.revision or tr("none yet"))]
    if told.time_zone:
        rows.append((tr("time zone"), told.time_zone))
    session.emit(told, table((tr("what"), tr("value")), rows))


@app.command("check")
def check(context: typer.Context) -> None:
    """Look at the file or the pages, and count every invariant; exit 1 when one does not hold."""
    session: Session = context.obj
    database = session.raw_context().database
    with session.progress(tr("checking")) as on_progress:
        result = administration.check(database, on_progress)
    columns = (tr("check"), tr("holds"), tr("rows"), tr("first bad row"))
    rows = [(one.name, _holds(one), one.rows_checked, one.first_bad) for one in result.checks]
    told: list[object] = [table(columns, rows)]
    if result.readable:
        told += ["", _readable(result), "", _what_to_do(session.database_url)]
    session.emit(result, *told)
    if not result.ok:
        raise typer.Exit(1)


def _holds(one: Check) -> str:
    if one.skipped:
        return tr("not looked at (extension {name})").format(name=one.skipped)
    return tr("yes") if one.ok else tr("NO")


def _readable(result: CheckResult) -> object:
    columns = (tr("table"), tr("rows that can be read"), tr("damage"))
    return table(columns, [(one.table, one.rows, one.damage) for one in result.readable])


def _what_to_do(url: str) -> str:
    words = tr(
        "The file is damaged; nothing was written to it. Take the last back-up, or write what can"
        " still be read as import files: packbench --database {url} db rescue FOLDER"
    )
    return words.format(url=url)


@app.command("rescue")
def rescue(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A new or empty folder for the files.")],
) -> None:
    """Write what can still be read of a database as import files; exit 1 when rows are lost."""
    session: Session = context.obj
    with session.progress(tr("rescuing")) as on_progress:
        result = rescuing.rescue(session.raw_context().database, folder, on_progress)
    columns = (tr("table"), tr("saved"), tr("lost"), tr("damage"))
    rows = [(one.table, one.saved, one.lost, one.damage) for one in result.tables]
    files = [(Path(one.file).name, one.rows) for one in result.files]
    told = tr("To fill a new database: packbench --database sqlite:///NEW.db import KIND FILE, in")
    order = tr("the order of the numbers. Everything is in {folder}.").format(folder=folder)
    session.emit(
        result,
        table(columns, rows),
        "",
        table((tr("file"), tr("rows")), files),
        "",
        f"{told} {order}",
    )
    if not result.whole:
        raise typer.Exit(1)


def _tell(session: Session, changed: bool) -> None:
    told = administration.database_info(session.raw_context().database)
    text = tr(
        "The database is ready (revision {revision}). Days begin and end in {zone} (setting"
        " company.time_zone)."
    )
    done = text.format(revision=told.revision, zone=told.time_zone)
    document = {"changed": changed, "revision": told.revision, "time_zone": told.time_zone}
    session.emit(document, done)
