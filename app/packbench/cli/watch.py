"""`packbench watch`: files that come into a folder are imported by themselves."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from packbench.cli.session import Session, print_json
from packbench.domain.refusals import EnvironmentFault, Refusal
from packbench.services.serving.watching import SETTLE_S, CameIn, Watcher
from packbench.words.files import os_reason
from packbench.words.language import tr
from packbench.words.refusals import sentence

_SOME_REJECTED = 3


def watch(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Files for orders go into FOLDER/orders, …")],
    update: Annotated[bool, typer.Option("--update", help="Change known records.")] = False,
    settle: Annotated[
        float, typer.Option(min=0.1, help="Seconds a file stays as it is before it is whole.")
    ] = SETTLE_S,
    once: Annotated[bool, typer.Option("--once", help="Import what is there, and end.")] = False,
) -> None:
    """Import files that come into a folder, until SIGTERM or Ctrl+C; results are put beside them.

    With --json each file is a document in a line of its own.
    """
    session: Session = context.obj
    watcher = Watcher(session.lasting_context(), folder, update=update, settle_s=settle)
    wrong = False

    def tell(came: CameIn | Exception) -> None:
        nonlocal wrong
        wrong |= isinstance(came, CameIn) and (came.failed or bool(came.document.get("rejected")))
        tell_came(session, came)

    with until_signal() as stop:
        if once:
            watcher.run_once(stop, tell)
        else:
            session.say(tr("Watching {folder}. Ctrl+C ends it.").format(folder=folder))
            watcher.run(stop, tell)
    if once and wrong:
        raise typer.Exit(_SOME_REJECTED)


@contextmanager
def until_signal() -> Iterator[Event]:
    """An event that SIGTERM and Ctrl+C set, while the block lasts."""
    stop = Event()
    signals = (signal.SIGTERM, signal.SIGINT)
    before = {one: signal.signal(one, lambda *_: stop.set()) for one in signals}
    try:
        yield stop
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def tell_came(session: Session, came: CameIn | Exception) -> None:
    """Tells of a file that came in, or of what keeps files from coming in just now."""
    if isinstance(came, CameIn):
        if session.as_json:
            print_json({"file": str(came.path), "failed": came.failed, **came.document})
            return
        session.say(_line(came))
    elif isinstance(came, Refusal | EnvironmentFault):
        session.say(tr("{cause} It is tried again.").format(cause=sentence(came)))
    elif isinstance(came, OSError):
        session.say(tr("{cause} It is tried again.").format(cause=os_reason(came)))


def _line(came: CameIn) -> str:
    document = came.document
    if "error" in document:
        return f"{came.path}: {document['error']['message']}"
    words = tr(
        "{file}: {imported} imported, {updated} updated, {unchanged} unchanged,"
        " {rejected} rejected."
    )
    counts = {name: document[name] for name in ("imported", "updated", "unchanged", "rejected")}
    return words.format(file=came.path, **counts)
