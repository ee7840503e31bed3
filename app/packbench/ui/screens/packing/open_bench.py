"""What is open at the bench."""

from collections.abc import Callable

from packbench.domain.refusals import Code
from packbench.services.customs import CustomsLook, look_at_customs
from packbench.services.packing.at_bench import BenchAnswer
from packbench.services.packing.at_bench_checks import waits_for
from packbench.services.packing.looking import (
    BenchNumbers,
    PackView,
    WaitingToPack,
    bench_numbers,
    waiting_here,
)
from packbench.ui.screens.packing.station_screen import StationScreen
from packbench.ui.stepping import StationSteps
from packbench.ui.workplace import Workplace
from packbench.words.boxes import material_words, too_heavy_words
from packbench.words.customs import missing_words


class OpenBench(StationSteps[BenchAnswer]):
    """The screen with what is open on it.

    Args:
        place: the window at work.
        screen: shows it.

    Attributes:
        answer: what is open, and by which rules.
        closed: the number of the shipment that was closed here last.
        unprinted: shipments that were packed here before, and whose slip was never printed.
        shown: called when what is open was shown anew.
    """

    def __init__(self, place: Workplace, screen: StationScreen) -> None:
        super().__init__(place, screen, "pack")
        self.screen: StationScreen = screen
        self.answer = BenchAnswer()
        self.closed: str | None = None
        self.unprinted: list[str] = []
        self.shown: Callable[[], None] = lambda: None
        self._looked_at = ""

    @property
    def view(self) -> PackView | None:
        """The shipment that is open; None where none is."""
        return self.answer.packing

    @property
    def asks_weight(self) -> bool:
        """Whether all is in, and a parcel is to be weighed before it is closed."""
        view = self.view
        return (
            view is not None
            and self.answer.rules.asks_weight
            and view.scanned == view.expected
            and any(one.weight_g is None for one in view.parcels)
        )

    def show(self, answer: BenchAnswer) -> None:
        """Keeps and shows what is open now; what was closed leaves the bench."""
        if answer.closed and answer.packing is not None:
            self.closed = answer.packing.shipment
            parcels = answer.packing.parcels
            lacking = [one.material or "" for one in parcels if one.material_missing]
            self.screen.note(material_words(lacking))
            answer = BenchAnswer()
        self.answer = answer
        if answer.packing is not None:
            asks_weight = self.asks_weight or waits_for(answer, Code.WEIGHT_DIFFERS)
            self.screen.show_order(answer.packing, asks_weight=asks_weight)
            self._look_at_customs(answer.packing.shipment)
            self._tell_too_heavy(answer.packing)
        else:
            self._looked_at = ""
            self.screen.show_idle([])
            self.count_anew()
        self.shown()

    def _tell_too_heavy(self, view: PackView) -> None:
        """A parcel that weighs more than its box may is told; it can be packed."""
        for one in view.parcels:
            if one.is_too_heavy:
                told = (one.sequence, one.box or "", one.weight_g or 0, one.max_weight_g or 0)
                self.screen.note(too_heavy_words(*told))

    def _look_at_customs(self, shipment: str) -> None:
        """Tells once what customs will ask for and nobody has said; packing goes on."""
        if shipment == self._looked_at:
            return
        self._looked_at, context = shipment, self.place.context

        def tell(look: CustomsLook) -> None:
            if look.gaps and self.view is not None and self.view.shipment == look.shipment:
                self.screen.note(missing_words(look.shipment, look.gaps))

        self.place.desk.runner.read(
            "packing.customs", lambda: look_at_customs(context, shipment), tell, owner=self.screen
        )

    def count_anew(self) -> None:
        """Reads what waits here, and what this station packed today."""
        context, screen = self.place.context, self.screen

        def show(found: tuple[list[WaitingToPack], list[BenchNumbers]]) -> None:
            rows, numbers = found
            ours = [one for one in numbers if one.station == context.station]
            screen.idle.show_waiting(rows)
            screen.show_today(sum(one.parcels for one in ours), sum(one.errors for one in ours))

        self.place.desk.runner.read(
            "packing.waiting",
            lambda: (waiting_here(context), bench_numbers(context)),
            show,
            owner=screen,
        )
