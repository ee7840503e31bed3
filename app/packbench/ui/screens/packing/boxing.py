"""Boxes and parcels at the bench: which one is needed, which one it is, and one opened again."""

from collections.abc import Callable
from dataclasses import replace

from packbench.domain.boxes import Box
from packbench.services.packing.at_bench import BenchAnswer, box_at_bench
from packbench.services.packing.box_advice import BoxAdvice, BoxesHere, boxes_here
from packbench.services.packing.looking import PackView
from packbench.services.packing.parcel_again import open_parcel
from packbench.ui.parts.theme.tokens import Band
from packbench.ui.screens.packing.choosing import box_list, parcel_list
from packbench.ui.screens.packing.open_bench import OpenBench
from packbench.words.boxes import bench_words
from packbench.words.language import tr

_Of = tuple[str, tuple[tuple[int, int], ...], int]
"""What advice is of: a shipment, its full parcels with the units in them, so many units."""


class Boxing:
    """Tells which box is needed, and lets one be chosen.

    Args:
        bench: what is open.
        finished: shows and tells what came of the box that was missing last.
    """

    def __init__(self, bench: OpenBench, finished: Callable[[BenchAnswer], None]) -> None:
        self._bench, self._finished = bench, finished
        self._advised: tuple[_Of, BoxAdvice] | None = None
        bench.screen.order_shown.connect(self._show)

    def _show(self, view: PackView) -> None:
        """Shows the box; what is to be packed is looked at again once that has changed."""
        of = _of(view)
        if self._advised is not None and self._advised[0] == of:
            self._tell(view, self._advised[1])
            return
        self._tell(view, BoxAdvice())
        context = self._bench.place.context

        def show(found: BoxesHere) -> None:
            self._advised = (of, found.advice)
            now = self._bench.view
            if now is not None and _of(now) == of:
                self._tell(now, found.advice)

        self._bench.place.desk.runner.read(
            "packing.box",
            lambda: boxes_here(context, view.shipment),
            show,
            owner=self._bench.screen,
        )

    def _tell(self, view: PackView, advice: BoxAdvice) -> None:
        open_one = next((one for one in view.parcels if one.closed_at is None), None)
        box = None if open_one is None else open_one.box
        self._bench.screen.order.show_box(bench_words(box or "", advice))

    def choose(self) -> None:
        """Opens the list of boxes; the one that is needed is in hand."""
        view = self._bench.view
        if view is None:
            self._tell_nothing_open()
            return
        place, screen = self._bench.place, self._bench.screen

        def show(found: BoxesHere) -> None:
            if not found.boxes:
                words = tr("No boxes are known here. Leave the bench (Esc), and press Shift+F4.")
                self._bench.say(Band.LOOK, words)
                return
            dialog = box_list(found.boxes, place.desk.theme, screen)
            codes = [one.code for one in found.boxes]
            if found.advice.boxes:
                dialog.select(codes.index(found.advice.boxes[0]))
            dialog.chosen = lambda box: self._bench.put(lambda: self._put_in(box))
            dialog.scanned = screen.take_scan
            dialog.open()

        place.desk.runner.read(
            "packing.boxes",
            lambda: boxes_here(place.context, view.shipment),
            show,
            owner=screen,
        )

    def _put_in(self, box: Box) -> None:
        context, answer = self._bench.place.context, self._bench.answer

        def tell(done: BenchAnswer) -> None:
            if done.closed or done.stopped is not None:
                self._finished(done)
                return
            self._bench.show(done)
            words = tr("This parcel is packed in box {name}.")
            self._bench.say(Band.RIGHT, words.format(name=box.code))

        self._bench.send(
            tr("Box {name}").format(name=box.code),
            lambda key: box_at_bench(context, answer, box.code, key=key),
            tell,
            lambda: self._put_in(box),
        )

    def choose_parcel(self) -> None:
        """Opens the list of full parcels; the one that is taken is filled on."""
        view = self._bench.view
        if view is None:
            self._tell_nothing_open()
        elif all(one.closed_at is None for one in view.parcels):
            self._bench.say(Band.LOOK, tr("There is no other parcel that could be opened again."))
        else:
            dialog = parcel_list(view, self._bench.place.desk.theme, self._bench.screen)
            dialog.chosen = lambda number: self._bench.put(lambda: self._open(number))
            dialog.scanned = self._bench.screen.take_scan
            dialog.open()

    def _open(self, number: int) -> None:
        context, answer = self._bench.place.context, self._bench.answer
        view = answer.packing
        if view is None:
            return

        def work(key: str) -> BenchAnswer:
            opened = open_parcel(context, view.shipment, number, key=key)
            return replace(answer, packing=opened, stopped=None)

        def tell(done: BenchAnswer) -> None:
            self._bench.show(done)
            words = tr("Parcel {parcel} is open again. What you scan now goes into it.")
            self._bench.say(Band.LOOK, words.format(parcel=number))

        title = tr("Opening parcel {parcel} again").format(parcel=number)
        self._bench.send(title, work, tell, lambda: self._open(number))

    def _tell_nothing_open(self) -> None:
        words = tr("No order is open. Scan a list, an order, a slot or an item.")
        self._bench.say(Band.WRONG, words)


def _of(view: PackView) -> _Of:
    full = ((one.sequence, one.units) for one in view.parcels if one.closed_at is not None)
    return view.shipment, tuple(full), view.expected
