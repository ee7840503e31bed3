"""Opens the screen for sorting a wave's goods to its slots, and has its scans looked up."""

from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.domain.scanning.sorting import SlotNeed, SlotSorting
from packbench.services.office.pick_work import WaveContent
from packbench.services.picking.screens import ScreenSettings, screen_settings
from packbench.services.scanning import resolve
from packbench.ui.choosing import choose
from packbench.ui.parts.scanner.scan_queue import ScanQueue
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
    context, desk, number = place.context, place.desk, wave.row.number

    def show(settings: ScreenSettings) -> None:
        _SortOnScreen(place, number, SlotSorting.of(needs), with_sounds=settings.sounds)

    read = desk.runner.read
    read("picking.sort", lambda: screen_settings(context, number), show, owner=desk.window)


class _SortOnScreen:
    """Opens the screen, which holds it, and has its scans looked up in their order."""

    def __init__(
        self, place: Workplace, wave: str, sorting: SlotSorting, *, with_sounds: bool
    ) -> None:
        self._place = place
        self._scans = ScanQueue(self._look_up)
        desk = place.desk
        self._screen = SortScreen(
            wave, sorting, self._scans.put, with_sounds, desk.theme, desk.window
        )
        self._screen.open()

    def _look_up(self, scan: Scan) -> None:
        """Scans have no slot: none may take the place of another."""
        context, desk = self._place.context, self._place.desk

        def take(meaning: Meaning) -> None:
            choose(meaning, _SCANS, self._screen.take, self._screen)
            self._scans.answered()

        def fail(error: BaseException) -> None:
            desk.window.errors.show(error)
            self._scans.answered()

        desk.runner.read(
            "", lambda: resolve(context, scan.text), take, on_error=fail, owner=self._screen
        )
