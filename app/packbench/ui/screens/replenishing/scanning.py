"""Runs carrying by scan: reserve bin, item, how many, pick bin."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.engine.bulk import How
from packbench.services.replenishing.doing import CarriedTo, ReplenishDone, carry
from packbench.services.replenishing.views import ReplenishView, list_replenishment
from packbench.ui.carrying import CarriedStep, TasksByScan
from packbench.ui.parts.theme.tokens import Band
from packbench.ui.screens.replenishing.scan_screen import CarryScreen
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.refusals import told
from packbench.words.replenishing import carried_words


class CarryingOnScreen(TasksByScan[ReplenishView, ReplenishDone]):
    """Opens the screen, which holds it, and does what is scanned there.

    Args:
        place: the window at work.
        warehouse: whose tasks; None: where the station stands, else of all.
        changed: called when the screen is left.
        parent: over which it lies.
    """

    def __init__(
        self,
        place: Workplace,
        warehouse: str | None,
        changed: Callable[[], None],
        parent: QWidget,
    ) -> None:
        self._warehouse = warehouse
        self._source: str | None = None
        self.screen = CarryScreen(self.take_scan, place.desk.theme, parent)
        super().__init__(place, self.screen, "replenish")
        self.screen.missed.connect(lambda: self.steps.put(self._missed))
        self.screen.finished.connect(lambda _: changed())

    def list_tasks(self) -> Sequence[ReplenishView]:
        """What pick bins lack."""
        return list_replenishment(self.context, self._warehouse)

    def book(self, task: ReplenishView, units: int | None, bin_: str, key: str) -> ReplenishDone:
        """Units of a task came to a bin."""
        return carry(self.context, task.task, CarriedTo(units, bin_), how=How(key))

    def show(self) -> None:
        """The tasks, the reserve bin, and what is carried."""
        self.screen.show_tasks(self.tasks, self._source, self.chosen)

    def where(self) -> str | None:
        """Bins of two warehouses may have one code: that of the first task is meant."""
        return self._warehouse or (self.tasks[0].warehouse if self.tasks else None)

    def forget(self) -> None:
        """The next task begins with its reserve bin."""
        super().forget()
        self._source = None

    def tell_done(self, done: ReplenishDone) -> None:
        """What was carried, and what is to be known of it."""
        view = done.task
        words = carried_words(view.task, (view.sku, view.target), done.units, view.units)
        self.say_booked(" ".join([words, *map(told, done.notes)]))

    def understand(self, meaning: Meaning) -> None:
        """First the reserve bin, then an item that lies there."""
        if meaning.kind is ScanKind.LOCATION:
            self._take_source(meaning.name)
        elif self._source is None and meaning.kind is ScanKind.PRODUCT:
            self.steps.say(Band.WRONG, tr("Scan the reserve bin first, then the item."))
        else:
            self._choose(meaning)

    def words_of_undo(self) -> tuple[str, str]:
        """What is taken back lies in reserve."""
        nothing = tr("Nothing was carried here yet.")
        return nothing, tr("The last one is taken back: it lies in reserve.")

    def _take_source(self, code: str) -> None:
        if any(one.source == code for one in self.tasks):
            self._source = code
            self.steps.say(Band.RIGHT, tr("{bin}: scan the item.").format(bin=code))
            return
        words = tr("Nothing is to be carried from {bin}. Nothing was changed.")
        self.steps.say(Band.WRONG, words.format(bin=code))

    def _choose(self, meaning: Meaning) -> None:
        found = [one for one in self.meant(meaning) if one.source == self._source]
        if found:
            self.take_up(found[0], found[0].target)
            return
        words = tr("Nothing of {name} is to be carried from there. Nothing was changed.")
        if meaning.kind is ScanKind.UNKNOWN:
            words = tr("Nobody knows the code {name}. Nothing was changed.")
        self.steps.say(Band.WRONG, words.format(name=meaning.name))

    def _missed(self) -> None:
        """Of the task in hand so many were found as were typed, else none."""
        context, chosen = self.context, self.chosen
        if chosen is None:
            self.steps.say(Band.WRONG, tr("Scan the bin and the item first that are short."))
            return
        carried = CarriedTo(self.units or 0, short=True)

        def work(key: str) -> CarriedStep[ReplenishView, ReplenishDone]:
            done = carry(context, chosen.task, carried, how=How(key))
            return CarriedStep(self.list_tasks(), None, done, key)

        self.steps.send(tr("Booking what is missing"), work, self.taken, self._missed)
