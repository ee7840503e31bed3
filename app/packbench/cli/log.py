"""`packbench log`: what the log tells, without a database."""

from typing import Annotated

import typer

from packbench.cli.session import Session
from packbench.domain.refusals import Code, Refusal
from packbench.logs.reading import last_records, records_of_incident
from packbench.paths import log_dir


def log(
    context: typer.Context,
    lines: Annotated[int, typer.Option(min=1, help="How many of the newest lines.")] = 50,
    incident: Annotated[
        str | None, typer.Option(help="What led to the incident with this id, and where it was.")
    ] = None,
) -> None:
    """Show the log of this computer; it holds no customer's name and no password."""
    session: Session = context.obj
    folder = log_dir()
    if incident is None:
        records = last_records(folder, lines)
    else:
        records = records_of_incident(folder, incident, lines)
        if not records:
            raise Refusal(Code.NOT_FOUND, kind="incident", name=incident)
    session.emit({"folder": folder, "lines": records}, *map(str, records))
