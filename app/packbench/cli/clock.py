"""`packbench clock`: which moment counts, and saying that the computer's clock is right."""

from datetime import datetime
from typing import Annotated

import typer

from packbench.cli.session import Session, table
from packbench.cli.sweep import swept_words
from packbench.services.office import clock as service
from packbench.services.office.clock import ClockState
from packbench.words.language import tr


def clock(
    context: typer.Context,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Say that this computer's clock is right.")
    ] = False,
) -> None:
    """Show the moment and the day that count; confirm the computer's clock after a jump."""
    session: Session = context.obj
    if not confirm:
        state = service.look(session.context(turns_day=False))
        session.emit(state, table((tr("what"), tr("value")), _rows(state)))
        return
    done = service.confirm(session.context(turns_day=False))
    told = tr("It is {moment} for this database; the day is {day}.")
    words = [told.format(moment=_moment(done.clock.at), day=done.clock.day)]
    if done.swept is not None:
        words.append(swept_words(done.swept))
        if done.swept.command is not None:
            back = tr("To take that back: packbench undo --command {command}")
            words.append(back.format(command=done.swept.command))
    session.emit(done, *words)


def _rows(state: ClockState) -> list[tuple[str, str]]:
    whose = tr("the server's") if state.of == "server" else tr("this computer's")
    rows = [
        (tr("clock"), whose),
        (tr("it shows"), _moment(state.shown)),
        (tr("last known moment"), _moment(state.known)),
        (tr("believed"), tr("yes") if state.sure else tr("NO: packbench clock --confirm")),
        (tr("day"), str(state.day)),
        (tr("day done"), str(state.swept_on or "")),
        (tr("time zone"), state.zone),
    ]
    return [row for row in rows if row[1]]


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%d %H:%M}"
