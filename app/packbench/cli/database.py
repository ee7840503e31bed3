"""`packbench db …`: making, upgrading and checking the database."""

import os
from pathlib import Path
from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.engine.check.result import Check
from packbench.services.office import administration, backups, rescuing
from packbench.services.office.checking import CheckResult
from packbench.services.office.clock import look
from packbench.words.language import tr
from packbench.words.transport import transport_words

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
    rows.append((tr("line"), transport_words(told.transport)))
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


def _file_name(typed: str) -> Path:
    """What was typed as a file; a folder, there or not, is told before `Path` forgets the slash."""
    if typed.endswith(("/", os.sep)):
        told = tr("{name} is a folder. Give the name of a file, e.g. {name}packbench.db.")
        raise typer.BadParameter(told.format(name=typed))
    return Path(typed)


@app.command("backup")
def backup(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(parser=_file_name, help="The file to write.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file if it is there.")
    ] = False,
    daily: Annotated[
        bool, typer.Option("--daily", help="Today's automatic one, unless it is there already.")
    ] = False,
) -> None:
    """Write a back-up of the whole database, and read it through; others may work meanwhile."""
    session: Session = context.obj
    if daily == (file is not None):
        raise typer.BadParameter(tr("give either a file or --daily"))
    database = session.raw_context().database
    if daily and not database.is_sqlite:
        raise typer.BadParameter(tr("--daily is for a database file; for a server give a file"))
    with session.progress(tr("backing up")) as on_progress:
        if file is None:
            made = backups.daily_back_up(database, look(session.context(turns_day=False)).day)
        else:
            made = backups.back_up(database, file, force=force, on_progress=on_progress)
    if made is None:
        told = tr("Nothing is to be backed up: today's back-up is there, or nothing was done yet.")
        session.emit({"file": None}, told)
        return
    session.emit(made, _backup_words(made, tr("The back-up {file} is whole ({size} bytes).")))


@app.command("verify")
def verify(context: typer.Context, file: Path) -> None:
    """Read a back-up as a whole, and say whether it can be restored; nothing is changed."""
    session: Session = context.obj
    tested = backups.read_through(file)
    session.emit(tested, _backup_words(tested, tr("The back-up {file} is whole ({size} bytes).")))


@app.command("restore")
def restore(
    context: typer.Context,
    file: Path,
    force: Annotated[
        bool, typer.Option("--force", help="Even if `db check` finds something in it.")
    ] = False,
) -> None:
    """Put a back-up in the database's place; what stood there is kept beside it."""
    session: Session = context.obj
    alone = session.raw_context(watched=False)  # nobody may be connected, and so not we either
    done = backups.restore(alone.database, file, force=force)
    words = tr("{file} was checked and is the database now ({database}).")
    people = [words.format(file=done.file, database=done.database)]
    if done.kept is not None:
        people.append(tr("What stood there before is kept: {kept}").format(kept=done.kept))
    session.emit(done, *people)


def _backup_words(made: backups.Backup, whole: str) -> str:
    words = whole.format(file=made.file, size=made.size_bytes)
    if made.orders is None:
        return words
    told = tr("Orders in it: {orders}; commands: {commands}.")
    return f"{words} {told.format(orders=made.orders, commands=made.commands)}"


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
    columns = (tr("table"), tr("read"), tr("lost"), tr("without its other rows"), tr("damage"))
    rows = [(one.table, one.saved, one.lost, one.unconnected, one.damage) for one in result.tables]
    files = [(Path(one.file).name, one.rows) for one in result.files]
    told = tr("To fill a new database: packbench --database sqlite:///NEW.db import KIND FILE, in")
    order = tr(
        "the order of the numbers. What could be saved is in {folder}; rows without those of other"
        " tables that they belong to are in no file."
    ).format(folder=folder)
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
