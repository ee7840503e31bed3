"""The carrier `file`: its software reads a file of each shipment, and writes tracking numbers back.

In the shared folder `out` is for us to write and `in` for the carrier's software. A file is whole
or not there; the same shipment gives the same name, so that what is asked for twice is there once.
"""

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from packbench.carriers.layouts import FileLayout, load_layout
from packbench.domain.files import FileTrouble, system_reason
from packbench.domain.refusals import Code, Refusal
from packbench.domain.shipping import (
    LabelAnswer,
    LabelRequest,
    LabelToVoid,
    ManifestToClose,
    ParcelToShip,
)

_OUT, _IN = "out", "in"
VOID = ".void"
"""What is put behind the name of a file that was taken back before the software read it."""
DONE = ".done"
"""What is put behind the name of a file of tracking numbers that was read."""


class FileCarrier:
    """Writes the file; the tracking number comes later, unless it is known already."""

    leaves_house = True

    def label(self, request: LabelRequest) -> LabelAnswer:
        """Writes the shipment's file, for its owner alone: it holds an address.

        Refuses (`cannot_write`) a shared folder that is not there, since it was mistyped or its
        disk is not mounted, and what the system says, such as a full disk.
        """
        layout = load_layout(request.method.profile)
        text = _text(layout, request)
        path = _path(request.settings, request.reference, layout)
        _require_folder(path.parent.parent)
        try:
            path.parent.mkdir(exist_ok=True)
            _write_private(path, text.encode(layout.encoding, errors="replace"))
        except OSError as error:
            reason = system_reason(error)
            raise Refusal(Code.CANNOT_WRITE, file=str(path), reason=reason) from error
        return LabelAnswer(request.tracking)

    def void(self, label: LabelToVoid) -> None:
        """Takes the file back, under another name; one that the software has read is refused.

        Whoever cancelled it there voids it without the carrier.
        """
        path = _path(label.settings, label.reference, load_layout(label.method.profile))
        taken_back = path.with_name(path.name + VOID)
        _require_folder(path.parent.parent)
        try:
            path.replace(taken_back)
        except FileNotFoundError:
            if taken_back.exists():  # before a power cut, for instance
                return
            cause = f"{path.name} was read by the carrier's software: cancel the label there first."
            raise Refusal(Code.CARRIER_FAILED, name="file", cause=cause) from None
        except OSError as error:
            reason = system_reason(error)
            raise Refusal(Code.CANNOT_WRITE, file=str(path), reason=reason) from error

    def manifest(self, manifest: ManifestToClose) -> None:
        """The carrier's software closes its own day."""


def tracking_files(folder: str) -> list[Path]:
    """The files of tracking numbers that wait to be read, the oldest name first.

    Refuses (`file_unreadable`) a shared folder that is not there.
    """
    found = Path(folder, _IN)
    if not folder:
        return []
    _require_folder(found.parent, Code.FILE_UNREADABLE)
    if not found.is_dir():
        return []
    return sorted(path for path in found.iterdir() if path.suffix in {".csv", ".txt"})


def read_tracking(path: Path, layout: FileLayout) -> Iterator[tuple[str, str]]:
    """Shipment and tracking number of each row; refuses a file without these columns."""
    try:
        text = path.read_text(encoding=layout.encoding)
    except (OSError, UnicodeError) as error:
        raise Refusal(Code.CARRIER_FAILED, name="file", cause=f"{path}: {error}.") from error
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=layout.delimiter)
    for column in (layout.shipment_column, layout.tracking_column):
        if column not in (rows.fieldnames or ()):
            cause = f"{path.name}: {column}?"
            raise Refusal(Code.CARRIER_FAILED, name="file", cause=cause)
    for row in rows:
        yield row[layout.shipment_column] or "", row[layout.tracking_column] or ""


def _path(settings: Mapping[str, str], reference: str, layout: FileLayout) -> Path:
    folder = settings.get("folder", "")
    if not folder:
        cause = "shipping.folder is not set."
        raise Refusal(Code.CARRIER_FAILED, name="file", cause=cause)
    name = re.sub(r"[^\w.-]", "_", reference)
    return Path(folder, _OUT, f"{name}.{layout.ending}")


def _require_folder(folder: Path, code: Code = Code.CANNOT_WRITE) -> None:
    if not folder.is_dir():
        raise Refusal(code, file=str(folder), reason=FileTrouble.FOLDER_GONE.value)


def _write_private(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all, that its owner alone can read."""
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)  # of a power cut, with whatever rights
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    draft.replace(path)


def _text(layout: FileLayout, request: LabelRequest) -> str:
    written = io.StringIO()
    rows = csv.writer(written, delimiter=layout.delimiter)
    rows.writerow(layout.columns)
    for place, parcel in enumerate(request.parcels, 1):
        values = dict(_values(layout, request, place, parcel))
        rows.writerow(template.format(**values) for template in layout.columns.values())
    return written.getvalue()


def _values(
    layout: FileLayout, request: LabelRequest, place: int, parcel: ParcelToShip
) -> Iterable[tuple[str, str]]:
    weight_g = parcel.weight_g
    kilograms = "" if weight_g is None else f"{weight_g / 1000:.3f}".replace(".", layout.decimal)
    yield from request.receiver.items()
    yield from {
        "shipment": request.shipment,
        "order": request.order,
        "service": request.method.service,
        "carrier": request.method.carried_by,
        "parcel": str(place),
        "parcels": str(len(request.parcels)),
        "number": parcel.number,
        "weight_kg": kilograms,
        "weight_g": "" if weight_g is None else str(weight_g),
        "box": parcel.box,
    }.items()
