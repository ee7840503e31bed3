"""What the command of the floor does: reads it, looks at a drawing, saves and prints it."""

from functools import partial

import shiboken6

from packbench.domain.picking import Shade
from packbench.domain.refusals import Refusal
from packbench.domain.walking.drawing import DrawnResult, LayoutForm
from packbench.domain.walking.layout import MM_A_METRE, Point
from packbench.services.documents.floor_plans import PlanRequest
from packbench.services.documents.floor_plans import floor_plan as plan_on_paper
from packbench.services.picking.drawing import (
    FloorFacts,
    floor_facts,
    preview_drawing,
    save_drawing,
)
from packbench.services.picking.layouts import FloorLayout, floor_plan
from packbench.ui.screens.layouts.dialog import LayoutDialog, Seen
from packbench.ui.screens.layouts.plan_view import ShownBin, ShownFloor
from packbench.ui.sending import Sending, SentCommand, failure_words
from packbench.ui.showing import Showing
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.layouts import placed_words
from packbench.words.refusals import sentence, told


class LayoutsController:
    """Opens the dialog and answers it."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._showing = Showing(place)
        self._undoing = Undoing(place)

    def open(self) -> None:
        """Shows the floor of the warehouse at hand, or of the first one that has bins."""
        context, desk = self._place.context, self._place.desk
        warehouse = desk.window.top_bar.warehouse or ""

        def show(facts: FloorFacts) -> None:
            dialog = LayoutDialog(desk.theme, desk.window)
            sending = Sending(self._place)
            dialog.seen.connect(partial(self._look, dialog))
            dialog.drawn.connect(partial(self._draw, dialog))
            dialog.submitted.connect(partial(self._save, dialog, sending))
            dialog.print_wanted.connect(self._print)
            dialog.finished.connect(sending.retire)
            dialog.show_facts(facts)
            dialog.show()
            dialog.fields.focus_first()
            self._look(dialog, dialog.wanted)

        desk.runner.read(
            "layout.open", lambda: floor_facts(context, warehouse), show, owner=desk.window
        )

    def _look(self, dialog: LayoutDialog, wanted: Seen) -> None:
        """Shows the floor as it is saved; the form of another warehouse with it."""
        context, desk = self._place.context, self._place.desk

        def read() -> tuple[FloorFacts, FloorLayout]:
            facts = floor_facts(context, wanted.warehouse)
            wave = wanted.wave if wanted.wave in facts.waves else None
            return facts, floor_plan(context, facts.warehouse, wave=wave)

        def show(found: tuple[FloorFacts, FloorLayout]) -> None:
            facts, floor = found
            if facts.warehouse != dialog.shown_warehouse:
                dialog.show_facts(facts)
            if floor.ways is None and floor.trouble is None:
                self._draw(dialog, facts.form)
            else:
                trouble = "" if floor.trouble is None else told(floor.trouble)
                dialog.show_saved(_shown(floor, facts, wanted.shade), trouble)

        desk.runner.read("layout.look", read, show, owner=dialog)

    def _draw(self, dialog: LayoutDialog, form: LayoutForm) -> None:
        """Shows what a form would make of the floor."""
        context, desk = self._place.context, self._place.desk
        warehouse = dialog.wanted.warehouse

        def failed(error: BaseException) -> None:
            known = desk.window.errors.translate(error)
            if isinstance(known, Refusal):
                dialog.refuse(sentence(known))
            else:
                desk.window.errors.show(known)

        desk.runner.read(
            "layout.draw",
            lambda: preview_drawing(context, warehouse, form),
            dialog.show_preview,
            on_error=failed,
            owner=dialog,
        )

    def _save(self, dialog: LayoutDialog, sending: Sending, form: LayoutForm, replan: bool) -> None:
        desk, context = self._place.desk, self._place.context
        warehouse = dialog.wanted.warehouse

        def saved(result: DrawnResult, key: str) -> None:
            if shiboken6.isValid(dialog):
                dialog.accept()
            self._undoing.offer(placed_words(result), key)

        def refused(error: BaseException) -> None:
            words = failure_words(desk.window.errors, error, tr("Nothing was saved."))
            if shiboken6.isValid(dialog) and dialog.isVisible():
                dialog.refuse(words)

        sent = SentCommand(
            tr("Saving the layout"),
            (warehouse, form, replan),
            lambda key, _: save_drawing(context, warehouse, form, replan=replan, key=key),
            saved,
            refused,
        )
        sending.send(sent)

    def _print(self, wanted: Seen) -> None:
        context = self._place.context

        def request(force: bool) -> PlanRequest:
            if wanted.wave:
                return PlanRequest(wave=wanted.wave, shade=wanted.shade, force=force)
            return PlanRequest(wanted.warehouse, shade=wanted.shade, force=force)

        self._showing.make(
            None,
            tr("Drawing the floor plan"),
            lambda force: [plan_on_paper(context, request(force))],
        )


def _shown(floor: FloorLayout, facts: FloorFacts, shade: Shade) -> ShownFloor:
    """The floor as it is, for the view."""
    counts = facts.units if shade is Shade.STOCK else facts.picks
    bins = [
        ShownBin(one.code, _point(one.x_m, one.y_m), counts.get(one.location_id, 0))
        for one in floor.bins
    ]
    corners = [point for leg in floor.legs for point in leg.points]
    where = {one.location_id: _point(one.x_m, one.y_m) for one in floor.bins}
    stops = [where[id_] for leg in floor.legs for id_ in leg.bins if id_ in where]
    movable = floor.ways is not None and not floor.ways.turned
    return ShownFloor(floor.ways, bins, corners, stops, movable)


def _point(x_m: float, y_m: float) -> Point:
    return Point(round(x_m * MM_A_METRE), round(y_m * MM_A_METRE))
