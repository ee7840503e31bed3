"""Opens the screen for sorting a wave's goods to its slots; its scans are looked up and kept."""

from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.meaning import ScanKind
from packbench.domain.scanning.sorting import SlotSorting
from packbench.jobs.progress import Progress
from packbench.services.office.pick_work import WaveContent
from packbench.services.office.undo import undo
from packbench.services.picking.sorting import (
    SortedGoods,
    last_sorted,
    sort_goods,
    sorting_of,
)
from packbench.services.scanning import resolve
from packbench.ui.choosing import choose
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.picking.sort_screen import SlotAsks, SortScreen
from packbench.ui.sending import failure_words
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

_SCANS = (ScanKind.PRODUCT, ScanKind.COMMAND)


def sort_to_slots(place: Workplace, wave: WaveContent) -> None:
    """Opens the screen; says why where nothing is picked, or one order has it all."""
    context, desk = place.context, place.desk
    number = wave.row.number

    def open_screen(sorting: SlotSorting) -> None:
        if len({one.slot for one in sorting.needs}) > 1:
            _Sorter(place, number, sorting).screen.open()
            return
        words = tr("There is nothing to sort: nothing is picked yet, or all is for one order.")
        desk.window.messages.post(Level.INFO, words)

    desk.runner.read(
        "picking.sort", lambda: sorting_of(context, number), open_screen, owner=desk.window
    )


class _Sorter:
    """The screen of a wave, and what it asks for."""

    def __init__(self, place: Workplace, wave: str, sorting: SlotSorting) -> None:
        self._place, self._wave = place, wave
        asked = SlotAsks(self._look_up, self._put, self._take_back)
        desk = place.desk
        self.screen = SortScreen(wave, sorting, asked, desk.theme, desk.window)

    def _look_up(self, scan: Scan) -> None:
        self._place.desk.runner.read(
            "picking.sort",
            lambda: resolve(self._place.context, scan.text),
            lambda meaning: choose(meaning, _SCANS, self.screen.take, self.screen),
            owner=self.screen,
        )

    def _put(self, sku: str, units: int) -> None:
        def work(_: Progress) -> SortedGoods:
            return sort_goods(self._place.context, self._wave, sku, units)

        def show(found: SortedGoods) -> None:
            self.screen.show_sorted(sku, found.sorting, found.verdict)

        runner = self._place.desk.runner
        runner.write("", work, show, on_error=self._refuse, owner=self.screen)

    def _take_back(self) -> None:
        context, wave = self._place.context, self._wave

        def work(_: Progress) -> tuple[SlotSorting, bool]:
            last = last_sorted(context, wave)
            if last is not None:
                undo(context, last)
            return sorting_of(context, wave), last is not None

        def show(found: tuple[SlotSorting, bool]) -> None:
            self.screen.show_taken_back(found[0], any_was=found[1])

        runner = self._place.desk.runner
        runner.write("", work, show, on_error=self._refuse, owner=self.screen)

    def _refuse(self, error: BaseException) -> None:
        errors = self._place.desk.window.errors
        self.screen.refuse(failure_words(errors, error, tr("Nothing was changed.")))
