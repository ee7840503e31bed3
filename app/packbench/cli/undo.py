"""`packbench undo`: take a command back."""

from typing import Annotated

import typer

from packbench.cli.session import Session
from packbench.engine.undo.changed_since import as_typed
from packbench.services.office import undo as service
from packbench.words.language import tr


def undo(
    context: typer.Context,
    command: Annotated[int | None, typer.Option(min=1, help="A command's number.")] = None,
) -> None:
    """Take back this station's last command, or the one that is named."""
    session: Session = context.obj
    undone = service.undo(session.context(), command)
    told = tr("Undone: `{name}` (command {command}).")
    name = as_typed(undone.name)
    session.emit({"undone": undone}, told.format(name=name, command=undone.command))
