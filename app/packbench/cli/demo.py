"""`packbench demo`: a new database with sample data, allocated, its documents written."""

import dataclasses
import os
from pathlib import Path
from typing import Annotated

import typer

from packbench.cli.session import Session, table, to_json
from packbench.domain.refusals import EnvironmentFault
from packbench.paths import own_database_url
from packbench.screen import screen_fault
from packbench.services.demo import run as service
from packbench.services.demo.run import DemoResult
from packbench.services.new_folder import make_folder
from packbench.words.language import tr
from packbench.words.refusals import sentence

_PICTURES = "pictures"


def demo(
    context: typer.Context,
    orders: Annotated[int, typer.Option(min=1, help="How many orders.")] = service.ORDERS,
    folder: Annotated[
        Path | None, typer.Option(help="A new folder for the files; default: one of its own.")
    ] = None,
) -> None:
    """Make a new database with sample data, allocate it, write its documents, open the window."""
    session: Session = context.obj
    chosen = folder or service.fresh_folder()
    if session.database_url == own_database_url():
        make_folder(chosen)
        session.database_url = service.database_url_in(chosen)
    with session.progress(tr("making the demo")) as on_progress:
        result = service.run_demo(session.raw_context(), chosen, None, orders, on_progress)
    fault = screen_fault()
    pictures = [] if fault is None else _save_pictures(session, chosen)
    files = [*result.files, *map(str, pictures)]
    picture = str(pictures[0]) if pictures else None
    answer = to_json(dataclasses.replace(result, files=files)) | {"picture": picture}
    session.emit(answer, *_told(result, picture, fault))
    if fault is None:
        raise typer.Exit(session.open_window())


def _save_pictures(session: Session, folder: Path) -> list[Path]:
    # Qt tells on stderr what it can't do without a screen, which nobody needs to know.
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")
    return session.save_pictures(folder / _PICTURES)


def _told(result: DemoResult, picture: str | None, fault: EnvironmentFault | None) -> list[object]:
    allocated = result.allocate
    counts = [
        *((kind, count) for kind, count in result.imported.items()),
        (tr("units allocated"), allocated.allocated_units),
        (tr("units waiting"), allocated.waiting_units),
        (tr("orders ready"), allocated.orders_ready),
        (tr("orders waiting"), allocated.orders_waiting),
        (tr("orders that ask for attention"), allocated.orders_attention),
        (tr("waves to pick"), len(result.waves)),
    ]
    pdfs = [Path(file).name for file in result.files if file.endswith(".pdf")]
    window = [tr("The window opens now.")]
    if fault is not None:
        words = tr("Pictures of the window: {folder}")
        window = [sentence(fault), words.format(folder=Path(picture or "").parent)]
    return [
        table((tr("made"), tr("count")), counts),
        "",
        tr("Everything is in {folder}").format(folder=result.folder),
        tr("Tables that were imported: 1-suppliers.csv to 9-orders.csv"),
        tr("Pick lists and packing slips: {names}").format(names=", ".join(pdfs)),
        *window,
        tr("To open the window on this database:"),
        f"packbench --database {result.database}",
    ]
