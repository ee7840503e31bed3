"""Runs slotting: the advice in the background, and the tasks that follow from a row of it."""

import shiboken6

from packbench.domain.refusals import Refusal
from packbench.engine.bulk import How
from packbench.services.counting.sheets import CountPlaces, count_places
from packbench.services.replenishing.slotting import (
    DAYS,
    BetterBin,
    NewBin,
    SlottingDone,
    advise_slotting,
    change_bin,
)
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.screens.replenishing.slotting_dialog import SlottingDialog
from packbench.ui.sending import SentCommand, failure_words, send_once
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.refusals import sentence
from packbench.words.replenishing import planned_words


class Slotting:
    """Opens the dialog, which holds it, once the warehouses are known."""

    def __init__(self, place: Workplace) -> None:
        self._place, self._context = place, place.context
        self._undoing = Undoing(place)
        self._warehouse, self._days = "", DAYS
        context = self._context
        place.desk.runner.read(
            "slotting.places",
            lambda: count_places(context),
            self._begin,
            on_error=place.desk.window.errors.show,
            owner=place.desk.window,
        )

    def _begin(self, places: CountPlaces) -> None:
        desk = self._place.desk
        here = str(desk.window.top_bar.warehouse)
        codes = sorted(places.zones, key=lambda code: code != here)
        self.dialog = SlottingDialog(codes, desk.theme, desk.window)
        self.dialog.held_by = self  # of a method Qt keeps no owner
        self.dialog.asked.connect(self._read)
        self.dialog.chosen.connect(self._change)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()
        self._read(codes[0] if codes else here, DAYS)

    def _read(self, warehouse: str, days: int) -> None:
        context = self._context
        self._warehouse, self._days = warehouse, days
        self._place.desk.runner.read(
            "slotting.advice",
            lambda: advise_slotting(context, warehouse, days=days),
            self.dialog.show_advice,
            on_error=self._fail_reading,
            owner=self.dialog,
        )

    def _fail_reading(self, error: BaseException) -> None:
        if not shiboken6.isValid(self.dialog):
            return
        if isinstance(error, Refusal):
            self.dialog.show_nothing(sentence(error))
        else:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        if shiboken6.isValid(self.dialog):
            errors = self._place.desk.window.errors
            words = failure_words(errors, error, tr("Nothing was changed."))
            self.dialog.tell(words, Tone.WRONG)

    def _change(self, row: BetterBin) -> None:
        context = self._context
        new = NewBin(self._warehouse, row.sku, row.source, row.target)

        def done(answer: SlottingDone, key: str) -> None:
            units = sum(one.units for one in answer.tasks)
            words = tr("{sku} goes to {bin}.").format(sku=row.sku, bin=row.target)
            told = f"{words} {planned_words(len(answer.tasks), units)}"
            self._undoing.offer(told, key)
            if shiboken6.isValid(self.dialog):
                self._read(self._warehouse, self._days)

        send_once(
            self._place,
            SentCommand(
                *(tr("Choosing a better bin"), ("slotting.do", new)),
                lambda key, _: change_bin(context, new, how=How(key)),
                *(done, self._fail),
            ),
        )
