"""Pictures of parcels at the bench: taken by a thread, attached, and then the parcel is closed."""

import threading
from dataclasses import replace

import shiboken6
from PySide6.QtCore import QObject, Signal

from packbench.cameras.setup import read_camera
from packbench.cameras.taking import now_s, take_picture
from packbench.domain.bench_settings import Photo
from packbench.domain.camera import Picture
from packbench.domain.refusals import EnvironmentFault
from packbench.paths import user_config_dir
from packbench.services.packing.at_bench import BenchAnswer, finish_at_bench
from packbench.services.packing.photos import attach_photo, parcels_without_photo
from packbench.ui.parts.theme.tokens import Band
from packbench.ui.screens.packing.deeds import Deeds
from packbench.ui.screens.packing.open_bench import OpenBench
from packbench.words.language import tr
from packbench.words.refusals import sentence


class BenchCamera(QObject):
    """Takes a picture of each parcel that is full, where this station wants one.

    Args:
        bench: what is open.
        deeds: tells what came of closing.
    """

    _taken = Signal(object)

    def __init__(self, bench: OpenBench, deeds: Deeds) -> None:
        super().__init__(bench.screen)
        self._bench, self._deeds = bench, deeds
        self._shipment = ""
        self._since_s = now_s()  # a picture of this parcel is not older
        self._is_busy = False
        self._taken.connect(self._take)

    def look(self) -> None:
        """What is open has changed: a parcel may be full now."""
        view = self._bench.view
        shipment = "" if view is None else view.shipment
        if shipment != self._shipment:
            self._shipment, self._since_s = shipment, now_s()
        if view is None or self._is_busy or self._bench.answer.checks.photo is Photo.NO:
            return
        context, is_full = self._bench.place.context, view.scanned == view.expected
        closed = {one.sequence for one in view.parcels if one.closed_at is not None}

        def found(numbers: list[int]) -> None:
            full = [one for one in numbers if is_full or one in closed]
            if full and not self._is_busy and self._shipment == shipment:
                self._begin(shipment, full[0])

        self._bench.place.desk.runner.read(
            "packing.photos",
            lambda: parcels_without_photo(context, shipment),
            found,
            owner=self._bench.screen,
        )

    def _begin(self, shipment: str, parcel: int) -> None:
        self._is_busy = True
        words = tr("A picture is taken of parcel {parcel}: leave it where the camera sees it.")
        self._bench.screen.note(words.format(parcel=parcel))
        since_s = self._since_s

        def run() -> None:
            result: Picture | EnvironmentFault
            try:
                result = take_picture(read_camera(user_config_dir()), since_s)
            except EnvironmentFault as fault:
                result = fault
            if shiboken6.isValid(self):
                self._taken.emit((shipment, parcel, result))

        threading.Thread(target=run, name="camera", daemon=True).start()

    def _take(self, taken: tuple[str, int, Picture | EnvironmentFault]) -> None:
        shipment, parcel, result = taken
        self._is_busy = False
        if isinstance(result, EnvironmentFault):
            self._bench.put(lambda: self._tell_failed(shipment, result))
        else:
            self._since_s = now_s()
            self._bench.put(lambda: self._attach(shipment, parcel, result))

    def _attach(self, shipment: str, parcel: int, picture: Picture) -> None:
        context, answer = self._bench.place.context, self._bench.answer

        def work(key: str) -> BenchAnswer:
            attach_photo(context, shipment, picture, parcel=parcel, key=f"{key}-photo")
            return self._finish(answer, shipment, key, without_photo=False)

        def done(closed: BenchAnswer) -> None:
            self._bench.screen.note("")
            self._tell(closed)

        title = tr("Keeping a picture of {shipment}").format(shipment=shipment)
        self._bench.send(title, work, done, lambda: self._attach(shipment, parcel, picture))

    def _tell_failed(self, shipment: str, fault: EnvironmentFault) -> None:
        """A needed picture keeps it open; a wanted one may lack, and that is told."""
        answer, words = self._bench.answer, sentence(fault)
        if answer.packing is None or answer.packing.shipment != shipment:
            self._bench.screen.note(words)
            return
        if answer.checks.photo is Photo.NEEDED:
            again = tr("{told} DONE (F2) takes it again.").format(told=words)
            self._bench.screen.note("")
            self._bench.say(Band.LOOK, again)
            return

        def work(key: str) -> BenchAnswer:
            return self._finish(answer, shipment, key, without_photo=True)

        def done(closed: BenchAnswer) -> None:
            self._tell(closed)
            self._bench.screen.note(words)

        title = tr("Closing {shipment}").format(shipment=shipment)
        self._bench.send(title, work, done, lambda: self._tell_failed(shipment, fault))

    def _finish(
        self, answer: BenchAnswer, shipment: str, key: str, *, without_photo: bool
    ) -> BenchAnswer:
        """Closes where the last scan does so and it was not left meanwhile."""
        view = answer.packing
        is_here = view is not None and view.shipment == shipment
        if view is None or not is_here or view.scanned < view.expected:
            return answer
        context = self._bench.place.context
        answer = replace(answer, stopped=None)
        return finish_at_bench(context, answer, key=key, without_photo=without_photo)

    def _tell(self, answer: BenchAnswer) -> None:
        if answer.closed or answer.stopped is not None:
            self._deeds.tell_finished(answer)
        elif answer.packing is not None:
            self._bench.show(answer)
