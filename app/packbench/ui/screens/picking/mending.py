"""Begins the commands that let orders go on which stand still."""

from array import array
from collections.abc import Callable, Mapping

from packbench.domain.picking import Mend
from packbench.services.commands import orders
from packbench.services.commands.declaration import Declaration
from packbench.services.office.lists import OrderQuery, order_list
from packbench.ui.allocating import Allocating
from packbench.ui.bulk_running import BulkRunner
from packbench.ui.parts.bulk.declared import Shows, Target, bulk_of, read_target
from packbench.ui.parts.bulk.spec import Mending
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.picking import mend_word

_DECLARED: Mapping[Mend, Declaration] = {
    Mend.PAY: orders.PAY,
    Mend.RESUME: orders.RESUME,
    Mend.ALLOW_PARTS: orders.SHIP_PARTS,
    Mend.MOVE_PROMISES: orders.MOVE_PROMISES,
}


class Mender:
    """Begins the commands that let orders go on."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._bulk = BulkRunner(place)
        self._allocating = Allocating(place)

    def of_order(self, mend: Mend, number: str) -> Mending:
        """What lets one order go on, by its number."""
        words = tr("{command}…").format(command=mend_word(mend))
        return Mending(words, lambda: self._begin(mend, number))

    def ask(self, declared: Declaration, order_ids: "Callable[[], array[int]]") -> None:
        """Opens a command's dialog on orders whose ids are read in the read lane."""
        context, desk = self._place.context, self._place.desk

        def read() -> Target:
            return read_target(context, order_ids(), "", Shows(self._show, self._show))

        def ask(target: Target) -> None:
            if target.chosen.numbers:
                self._bulk.ask(bulk_of(declared, target))
            else:
                words = tr("These went on meanwhile. F5 reads the list again.")
                desk.window.messages.post(Level.INFO, words)

        desk.runner.read("picking.mend", read, ask, owner=desk.window)

    def _begin(self, mend: Mend, number: str) -> None:
        if mend in _DECLARED:
            self.ask(_DECLARED[mend], lambda: self._ids(number))
        elif mend is Mend.ALLOCATE:
            desk = self._place.desk
            desk.runner.read(
                "picking.mend", lambda: self._ids(number), self._allocate, owner=desk.window
            )
        else:
            self._place.open_filtered("pick_pack", FilterState(number))

    def _allocate(self, order_ids: "array[int]") -> None:
        if order_ids:  # none would be all new ones
            self._allocating.run(order_ids)

    def _ids(self, number: str) -> "array[int]":
        return order_list(self._place.context).ids(OrderQuery(numbers=(number,)))

    def _show(self, numbers: frozenset[str]) -> None:
        self._place.open_filtered("orders", FilterState("", {"number": numbers}))
