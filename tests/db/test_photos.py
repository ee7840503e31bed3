"""Pictures of parcels: taken within a time, kept small with their parcel, told when they lack."""

import io
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from helpers.bench import pick, scan
from helpers.stockroom import Stockroom, refuse
from packbench.cameras.setup import keep_camera, read_camera
from packbench.cameras.shrinking import KEPT_BYTES, SIDE, small_picture
from packbench.cameras.taking import take_picture
from packbench.domain.bench_settings import BenchSetting
from packbench.domain.camera import CameraSetup
from packbench.domain.refusals import Code, EnvironmentFault, Refusal
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo
from packbench.services.packing.checks import set_checks
from packbench.services.packing.closing import close_packing
from packbench.services.packing.parcels import next_parcel
from packbench.services.packing.photos import (
    attach_photo,
    export_photos,
    list_photos,
    parcels_without_photo,
    photo_bytes,
)
from packbench.services.packing.scanning import scan_items
from packbench.words.refusals import sentence


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """O1 (2 A, 1 B) is picked; each parcel needs a picture."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 20, "B": 20}})
    room.order("O1", ("A", 2), ("B", 1))
    room.allocate()
    pick(room)
    set_checks(context, {(BenchSetting.PHOTO, ""): "needed"})
    yield room
    room.check()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """As a camera writes it: large, turned, and with what it knows beside it."""
    path = tmp_path / "IMG_0001.JPG"
    noise = Image.frombytes("RGB", (3000, 2000), os.urandom(3000 * 2000 * 3))
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "A camera that tells where it stands", 6
    noise.save(path, "JPEG", exif=exif)
    return path


def test_each_parcel_needs_its_picture_which_is_kept_small(
    room: Stockroom, photo: Path, tmp_path: Path
) -> None:
    context = room.context
    scan(context, "O1-1", "2*A")
    next_parcel(context, "O1-1")
    scan_items(context, "O1-1", ["B"])
    picture = small_picture(photo, name=photo.name)
    assert parcels_without_photo(context, "O1-1") == [1, 2]
    attach_photo(context, "O1-1", picture, parcel=1)
    refuse(room, Code.PHOTO_MISSING, lambda: close_packing(context, "O1-1"))
    refuse(room, Code.NOT_FOUND, lambda: attach_photo(context, "O1-1", picture, parcel=3))
    attach_photo(context, "O1-1", picture)
    undo(context)
    assert parcels_without_photo(context, "O1-1") == [2]
    attach_photo(context, "O1-1", picture)
    close_packing(context, "O1-1")
    assert [(one.parcel, one.name) for one in list_photos(context, "O1-1")] == [
        (1, "IMG_0001.JPG"),
        (2, "IMG_0001.JPG"),
    ]
    kept = Image.open(io.BytesIO(photo_bytes(context, "O1-1")[0]))
    assert (max(kept.size), kept.height > kept.width, dict(kept.getexif())) == (SIDE, True, {})
    written = export_photos(context, "O1-1", tmp_path)
    assert [one.name for one in written] == ["O1-1-parcel-1-1.jpg", "O1-1-parcel-2-2.jpg"]
    assert written[0].read_bytes() == photo_bytes(context, "O1-1")[0]
    refuse(room, Code.FILE_EXISTS, lambda: export_photos(context, "O1-1", tmp_path))
    with pytest.raises(Refusal) as gone:
        export_photos(context, "O1-1", tmp_path / "gone")
    assert gone.value.params["file"] == str(tmp_path / "gone")  # the folder, not a picture


def test_a_picture_is_no_more_than_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "noise.png"
    Image.frombytes("RGB", (1280, 1280), os.urandom(1280 * 1280 * 3)).save(path)
    assert len(small_picture(path, name="noise.png").jpeg) <= KEPT_BYTES


def fails(setup: CameraSetup, since_s: float = 0) -> str:
    with pytest.raises(EnvironmentFault) as caught:
        take_picture(setup, since_s)
    return sentence(caught.value)


PYTHON = sys.executable


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("no-such-camera {file}", "There is no program no-such-camera"),
        (f"{PYTHON} -c 'import time; time.sleep(60)' {{file}}", "took longer than 0.5 seconds"),
        (f"{PYTHON} -c pass {{file}}", "No new picture"),
        (f"{PYTHON} -c 'import sys; sys.exit(\"no device\")' {{file}}", "no device"),
        (f'{PYTHON} -c \'import sys; open(sys.argv[1], "w").write("x")\' {{file}}', "no picture"),
        (f"{PYTHON} -c 'import sys; open(sys.argv[1], \"w\")' {{file}}", "no picture"),
        (
            f"{PYTHON} -c 'import sys; open(sys.argv[1], \"w\").truncate(50000000)' {{file}}",
            "too large",
        ),
    ],
)
def test_a_command_that_gives_no_picture_is_told(command: str, told: str) -> None:
    began_s = time.monotonic()
    seconds = 0.5 if "sleep" in command else 10.0
    assert told in fails(CameraSetup(command=command, seconds=seconds))
    assert time.monotonic() - began_s < 9


def test_a_command_takes_the_picture(photo: Path) -> None:
    copy = f"{PYTHON} -c 'import shutil, sys; shutil.copy(*sys.argv[1:])' {photo} {{file}}"
    assert take_picture(CameraSetup(command=copy), 0).jpeg.startswith(b"\xff\xd8")


def test_the_newest_picture_of_a_folder_counts(photo: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    setup = CameraSetup(folder=str(folder), seconds=0.3)
    assert "There is no folder" in fails(setup)
    folder.mkdir()
    assert "No new picture" in fails(setup)
    (folder / "notes.txt").write_text("x")
    (folder / "half.jpg").write_bytes(photo.read_bytes()[:5000])
    assert "no picture, or only a part" in fails(setup)
    (folder / "half.jpg").write_bytes(photo.read_bytes())
    assert take_picture(setup, 0).name == "half.jpg"
    assert "No new picture" in fails(setup, time.time() + 60)
    os.utime(folder / "half.jpg", (1, 1))
    (folder / "new.png").write_bytes(photo.read_bytes())
    assert take_picture(setup, 0).name == "new.png"
    assert "has no camera" in fails(CameraSetup())


def test_the_camera_is_kept_on_the_computer(tmp_path: Path) -> None:
    folder = tmp_path / "settings"
    setup = CameraSetup("fswebcam {file}", "", 5.0)
    keep_camera(folder, setup)
    assert read_camera(folder) == setup
    (folder / "camera.json").write_text("{")
    assert read_camera(folder) == CameraSetup()
    for command in ("fswebcam", "{file}", "fswebcam '{file}"):
        assert CameraSetup(command=command).fault == "command"
