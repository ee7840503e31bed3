"""`packbench db …`: making, upgrading and checking the database."""

import typer

from packbench.cli.session import Session, table
from packbench.services.office import administration
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
    """Count every invariant over the whole database; exit 1 when one does not hold."""
    session: Session = context.obj
    with session.progress(tr("checking")) as on_progress:
        result = administration.check(session.context().database, on_progress)
    columns = (tr("check"), tr("holds"), tr("rows"), tr("first bad row"))
    rows = [
        (one.name, tr("yes") if one.ok else tr("NO"), one.rows_checked, one.first_bad)
        for one in result.checks
    ]
    session.emit(result, table(columns, rows))
    if not result.ok:
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
