"""The scale at the bench: what it shows is taken where a weight is asked for."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from packbench.domain.changes import ChangeSet, Kind
from packbench.domain.refusals import Code
from packbench.domain.scales.readings import ScaleReading, ScaleSetup, Steadiness
from packbench.services.packing.at_bench_checks import waits_for
from packbench.services.scales import get_scale
from packbench.ui.parts.scanner.serial_scale import SerialScale
from packbench.ui.parts.theme.tokens import Band
from packbench.ui.screens.packing.open_bench import OpenBench
from packbench.words.language import tr
from packbench.words.scales import reading_words, scale_lost_words, type_instead_words

PATIENCE_MS = 4_000
"""After this a person is told why no weight was taken, and that one can be typed."""


class BenchScale(QObject):
    """Listens to the scale while the bench is on screen.

    A weight that was taken is not taken again until the scale has shown another one: what lies on
    it may be the last parcel.

    Args:
        bench: what is open.
        weigh: called with whole grams, as if they were typed.
    """

    def __init__(self, bench: OpenBench, weigh: Callable[[int], None]) -> None:
        super().__init__(bench.screen)
        self._bench, self._weigh = bench, weigh
        self._setup: ScaleSetup | None = None
        self._scale: SerialScale | None = None
        self._last: ScaleReading | None = None
        self._taken_g: int | None = None
        self._lost = self._told = ""
        self._wants = False
        self._patience = QTimer(self)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._tell_why_not)
        bench.place.desk.bus.changed.connect(self._follow)
        bench.screen.finished.connect(self._stop)
        self._look_up()

    def look(self) -> None:
        """What is open has changed: it may have to be weighed now."""
        wants = self._scale is not None and self._is_asked
        if wants and not self._wants:
            self._last, self._told = None, ""
            self._patience.start()
            self._bench.screen.note(
                tr("Lay the parcel on the scale, or type the grams, then Enter.")
            )
        elif not wants:
            self._patience.stop()
        self._wants = wants

    @property
    def _is_asked(self) -> bool:
        differs = waits_for(self._bench.answer, Code.WEIGHT_DIFFERS)
        return self._bench.asks_weight or differs

    def _follow(self, changes: ChangeSet) -> None:
        if changes.touches(Kind.SETTING):
            self._look_up()

    def _look_up(self) -> None:
        place = self._bench.place
        place.desk.runner.read(
            "packing.scale", lambda: get_scale(place.context), self._use, owner=self._bench.screen
        )

    def _use(self, setup: ScaleSetup | None) -> None:
        if setup == self._setup:
            return
        self._stop()
        self._setup = setup
        if setup is not None:
            scale = SerialScale(setup, self)
            scale.read.connect(self._take)
            scale.lost.connect(self._tell_lost)
            scale.start()
            self._scale = scale
        self.look()

    def _stop(self) -> None:
        scale, self._scale = self._scale, None
        if scale is not None:
            scale.stop()
            scale.deleteLater()

    def _take(self, reading: ScaleReading) -> None:
        self._last = reading
        if self._lost:
            self._lost = ""
            self._bench.screen.note(tr("The scale is there again."))
        grams = reading.weight_g if reading.kind is Steadiness.STABLE else None
        if grams != self._taken_g:
            self._taken_g = None
        if self._wants and grams and self._taken_g is None:
            self._taken_g = grams
            self._bench.put(lambda: self._weigh_if_asked(grams))

    def _weigh_if_asked(self, grams: int) -> None:
        if self._is_asked:
            self._wants = False  # until what comes of it is shown
            self._weigh(grams)

    def _tell_lost(self, why: str) -> None:
        port = "" if self._setup is None else self._setup.port
        self._last = None
        self._lost = scale_lost_words(port, why)
        self._bench.screen.note(self._lost)
        if self._wants:
            self._tell_why_not()

    def _tell_why_not(self) -> None:
        """Once for each reason: what keeps the scale from being read, and the way round it."""
        told = type_instead_words(self._lost or self._reason())
        if self._wants and told != self._told:
            self._told = told
            self._bench.say(Band.LOOK, told)

    def _reason(self) -> str:
        last = self._last
        if last is not None and last.weight_g is not None and last.weight_g == self._taken_g:
            words = tr("The scale still shows {grams} g, as for the weight before.")
            return words.format(grams=self._taken_g)
        return reading_words(last)
