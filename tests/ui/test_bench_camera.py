"""Pictures of parcels at the bench: taken by the computer's own command, in a thread."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt

from helpers.shop import open_dialog, page, press, run, scan, wait_for
from packbench.cameras.setup import keep_camera, read_camera
from packbench.domain.bench_settings import BenchSetting
from packbench.domain.camera import CameraSetup
from packbench.domain.scanning.control_codes import control_code
from packbench.paths import user_config_dir
from packbench.services.orders.allocating import allocate
from packbench.services.orders.looking import get_order
from packbench.services.packing.checks import set_checks
from packbench.services.packing.photos import list_photos
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.releasing import release_orders
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.screens.packing.camera_dialog import CameraDialog
from packbench.ui.screens.packing.station_screen import StationScreen
from packbench.ui.workplace import Workplace

COPY = "'import shutil, sys; shutil.copy(*sys.argv[1:])'"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "seen.jpg"
    Image.new("RGB", (640, 480), "red").save(path)
    return path


@pytest.fixture
def bench(place: Workplace) -> Iterator[StationScreen]:
    allocate(place.context)
    for wave in release_orders(place.context, ["SO-1001", "SO-1002"]).waves:
        confirm_picks(place.context, wave.number, rest=True)
    page(place, "pick_pack")
    press(place.desk.window, Qt.Key.Key_F11)
    found = open_dialog(place, "station_screen")
    assert isinstance(found, StationScreen)
    yield found
    press(found, Qt.Key.Key_Escape)
    keep_camera(user_config_dir(), CameraSetup())


def wants(place: Workplace, how: str, command: str = "", seconds: float = 10.0) -> None:
    set_checks(place.context, {(BenchSetting.PHOTO, ""): how})
    keep_camera(user_config_dir(), CameraSetup(command, seconds=seconds))


def names(place: Workplace, shipment: str) -> list[int]:
    return [one.parcel for one in list_photos(place.context, shipment)]


def test_each_parcel_gets_its_picture_and_then_is_closed(
    place: Workplace, bench: StationScreen, picture: Path
) -> None:
    wants(place, "needed", f"{sys.executable} -c {COPY} {picture} {{file}}")
    scan(bench, "MUG-2")
    wait_for(lambda: bench.band.words == "SO-1002-1 is packed.")
    assert (names(place, "SO-1002-1"), bench.is_idle) == ([1], True)
    scan(bench, "SO-1001")
    scan(bench, "TEA-1")
    scan(bench, control_code("NEXTBOX"))
    wait_for(lambda: names(place, "SO-1001-1") == [1])
    scan(bench, "TEA-1")
    wait_for(lambda: bench.band.words == "SO-1001-1 is packed.")
    assert names(place, "SO-1001-1") == [1, 2]


def test_a_needed_picture_that_does_not_come_keeps_it_open(
    place: Workplace, bench: StationScreen, picture: Path
) -> None:
    wants(place, "needed", f"{sys.executable} -c 'import time; time.sleep(60)' {{file}}", 1.5)
    scan(bench, "MUG-2")
    began_s = time.monotonic()
    scan(bench, "NOBODY-1")  # it is answered while the camera is waited for
    assert time.monotonic() - began_s < 1.4
    assert "NOBODY-1" in bench.band.words
    wait_for(lambda: "took longer than 1.5 seconds" in bench.band.words)
    assert "DONE (F2) takes it again" in bench.band.words
    assert get_order(place.context, "SO-1002").status == "picked"
    wants(place, "needed", f"{sys.executable} -c {COPY} {picture} {{file}}")
    press(bench, Qt.Key.Key_F2)
    wait_for(lambda: bench.band.words == "SO-1002-1 is packed.")


def test_a_wanted_picture_that_does_not_come_is_told_and_it_is_closed(
    place: Workplace, bench: StationScreen
) -> None:
    wants(place, "wanted", "no-such-camera {file}")
    scan(bench, "MUG-2")
    wait_for(lambda: bench.band.words == "SO-1002-1 is packed.")
    assert "There is no program no-such-camera" in bench.noted
    assert names(place, "SO-1002-1") == []


def test_the_camera_is_tried_and_kept_in_its_dialog(place: Workplace, picture: Path) -> None:
    page(place, "orders")
    run(place, CommandId.CAMERA)
    dialog = open_dialog(place, "camera_dialog")
    assert isinstance(dialog, CameraDialog)
    alt = Qt.KeyboardModifier.AltModifier
    dialog._command.setText("no-such-camera")
    press(dialog, Qt.Key.Key_Return)
    assert "{file}" in dialog.told
    dialog._command.setText("no-such-camera {file}")
    press(dialog, Qt.Key.Key_T, alt)
    wait_for(lambda: "There is no program no-such-camera" in dialog.told)
    command = f"{sys.executable} -c {COPY} {picture} {{file}}"
    dialog._command.setText(command)
    press(dialog, Qt.Key.Key_T, alt)
    wait_for(lambda: dialog.told == "A picture came.")
    press(dialog, Qt.Key.Key_Return)
    assert read_camera(user_config_dir()).command == command
    keep_camera(user_config_dir(), CameraSetup())
