"""`packbench pack photo`, `pack photos` and `station camera`: pictures of parcels."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from packbench.cameras.setup import keep_camera, read_camera
from packbench.cameras.shrinking import small_picture
from packbench.cameras.taking import now_s, take_picture, trouble
from packbench.cli.session import Session, table, to_json
from packbench.domain.camera import CameraSetup, CameraTrouble, Picture
from packbench.domain.refusals import Code, Refusal
from packbench.paths import user_config_dir
from packbench.services.packing import photos
from packbench.words.language import tr


def photo(
    context: typer.Context,
    shipment: str,
    file: Annotated[
        Path | None, typer.Argument(help="A picture; without one the camera takes it.")
    ] = None,
    parcel: Annotated[
        int | None, typer.Option(min=1, help="Which one, from 1; else the last one.")
    ] = None,
) -> None:
    """Keep a picture with a parcel of a shipment."""
    session: Session = context.obj
    taken = _read(file) if file is not None else _take()
    photos.attach_photo(session.context(), shipment, taken, parcel=parcel)
    _emit(session, shipment, [])


def photos_(
    context: typer.Context,
    shipment: str,
    to: Annotated[Path | None, typer.Option(help="Write them into this folder.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files.")] = False,
) -> None:
    """List the pictures of a shipment's parcels, or write them into a folder."""
    session: Session = context.obj
    written: list[Path] = []
    if to is not None:
        written = photos.export_photos(session.context(), shipment, to, force=force)
    _emit(session, shipment, written)


def camera(
    context: typer.Context,
    command: Annotated[
        str | None, typer.Option(help="What takes a picture, with {file} for its file; none: off.")
    ] = None,
    folder: Annotated[
        str | None, typer.Option(help="A folder that pictures come into; none: off.")
    ] = None,
    seconds: Annotated[float | None, typer.Option(help="How long it may take, to 60.")] = None,
    test: Annotated[bool, typer.Option("--test", help="Take a picture now.")] = False,
) -> None:
    """Tell how the camera of this computer is reached, or say so with the options, or try it."""
    session: Session = context.obj
    said: dict[str, Any] = {"command": command, "folder": folder, "seconds": seconds}
    changes = {name: value for name, value in said.items() if value is not None}
    changes = {name: "" if value == "none" else value for name, value in changes.items()}
    setup = read_camera(user_config_dir())
    if changes:
        setup = _keep(replace(setup, **changes))
    if test:
        taken = _take()
        told = tr("A picture came: {name}, {size} bytes as it is kept.")
        document = {"name": taken.name, "size": len(taken.jpeg)}
        session.emit(document, told.format(name=taken.name, size=len(taken.jpeg)))
        return
    rows = [
        (tr("command"), setup.command or "—"),
        (tr("folder"), setup.folder or "—"),
        (tr("seconds"), f"{setup.seconds:g}"),
    ]
    session.emit({"camera": to_json(setup)}, table((tr("camera"), tr("value")), rows))


def _keep(setup: CameraSetup) -> CameraSetup:
    if setup.fault is not None:
        raise Refusal(Code.INVALID, field=setup.fault, value=getattr(setup, setup.fault))
    try:
        keep_camera(user_config_dir(), setup)
    except OSError as error:
        raise trouble(CameraTrouble.DISK, error.strerror or str(error)) from error
    return setup


def _take() -> Picture:
    return take_picture(read_camera(user_config_dir()), now_s())


def _read(file: Path) -> Picture:
    try:
        return small_picture(file, name=file.name)
    except FileNotFoundError as error:
        raise Refusal(Code.FILE_MISSING, file=str(file)) from error
    except OSError as error:
        raise trouble(CameraTrouble.NO_PICTURE, place=str(file)) from error


def _emit(session: Session, shipment: str, written: list[Path]) -> None:
    found = photos.list_photos(session.context(), shipment)
    columns = (tr("parcel"), tr("name"), tr("taken"), tr("operator"), tr("bytes"))
    rows = [
        (one.parcel, one.name, f"{one.taken_at:%Y-%m-%d %H:%M}", one.operator, one.size)
        for one in found
    ]
    document = {"shipment": shipment, "photos": found, "files": [str(one) for one in written]}
    none = tr("No parcel of {name} has a picture.").format(name=shipment)
    session.emit(document, table(columns, rows) if rows else none)
