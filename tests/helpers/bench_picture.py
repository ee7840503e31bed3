"""The picture of the packing bench in the README.

`python tests/helpers/bench_picture.py DEMO.db PICTURE.png` confirms the waves of a demo database
(`packbench demo`), opens the parcel with most lines at the bench, scans half of it, and saves the
screen.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from PySide6.QtCore import QSize, Qt

from helpers.shop import press, scan, settle
from packbench.bootstrap import open_context
from packbench.domain.refusals import Refusal
from packbench.engine.command.context import Context
from packbench.jobs.lanes import Lanes
from packbench.paths import file_database_url
from packbench.services.packing.looking import get_packing
from packbench.services.packing.opening import open_packing
from packbench.services.packing.scanning import scan_items
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.waves import list_waves
from packbench.ui.app import make_application, open_desk
from packbench.ui.parts.shell.memory import Memory
from packbench.ui.pictures import furnish
from packbench.ui.screens.packing.station_screen import StationScreen

_SIZE = QSize(1440, 1080)
_COLOURS = 128


def _begin(context: Context) -> None:
    """A parcel lies open at this station, half of it scanned."""
    waves = list_waves(context)
    for wave in waves:
        confirm_picks(context, wave.number, rest=True)
    waiting = [get_packing(context, name) for wave in waves for name in wave.shipments]
    most = max(waiting, key=lambda one: len(one.lines))
    open_packing(context, most.shipment)
    for line in most.lines[: len(most.lines) // 2]:
        scan_items(context, most.shipment, [f"{line.expected}*{line.sku}"])


def save_bench(context: Context, target: Path) -> None:
    """Opens the bench as F11 does, scans one item more, and saves its picture, few colours."""
    app = make_application(sys.argv[:1])
    with TemporaryDirectory() as settings:
        desk = open_desk(app, Lanes.inline(), Memory(Path(settings)))
        furnish(desk, context)
        desk.window.tabs.go_to("pick_pack")
        settle()
        press(desk.window, Qt.Key.Key_F11)
        [bench] = desk.window.findChildren(StationScreen)
        bench.showNormal()
        bench.resize(_SIZE)
        settle()
        sku, _ = bench.order.wanted
        scan(bench, sku)
        bench.grab().save(str(target))
        bench.close()
        desk.window.close()
        desk.scans.disarm()
        desk.runner.shut_down()
    with Image.open(target) as picture:
        few = picture.convert("RGB").quantize(_COLOURS)
    few.save(target, optimize=True)


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    database, picture = map(Path, sys.argv[1:])
    opened = open_context(file_database_url(database), "Ana", "Station 3")
    try:
        _begin(opened)
    except Refusal as refusal:
        sys.exit(f"{refusal.code}: {dict(refusal.params)}")
    save_bench(opened, picture)
