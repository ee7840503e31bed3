"""Opens the screen for sorting a wave's goods to its slots, and has its scans looked up."""

from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.meaning import ScanKind
from packbench.domain.scanning.sorting import SlotNeed, SlotSorting
from packbench.services.office.pick_work import WaveContent
from packbench.services.scanning import resolve
from packbench.ui.choosing import choose
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.picking.sort_screen import SortScreen
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

_SCANS = (ScanKind.PRODUCT, ScanKind.COMMAND)


def sort_to_slots(place: Workplace, wave: WaveContent) -> None:
    """Opens the screen; says why where nothing is picked, or one order has it all."""
    needs = [
        SlotNeed(task.tote, task.shipment, task.sku, task.picked)
        for task in wave.tasks
        if task.picked
    ]
    if len({one.slot for one in needs}) <= 1:
        words = tr("There is nothing to sort: nothing is picked yet, or all is for one order.")
        place.desk.window.messages.post(Level.INFO, words)
        return

    def look_up(scan: Scan) -> None:
        place.desk.runner.read(
            "picking.sort",
            lambda: resolve(place.context, scan.text),
            lambda meaning: choose(meaning, _SCANS, screen.take, screen),
            owner=screen,
        )

    desk = place.desk
    screen = SortScreen(wave.row.number, SlotSorting.of(needs), look_up, desk.theme, desk.window)
    screen.open()
