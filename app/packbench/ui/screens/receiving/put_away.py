"""Runs putting away: what scans mean, and what is booked."""

from collections.abc import Sequence

from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.services.receiving.put_away import (
    PutAwayDone,
    PutAwayView,
    list_put_away,
    put_away,
    put_away_list,
)
from packbench.ui.carrying import TasksByScan
from packbench.ui.parts.theme.tokens import Band
from packbench.ui.screens.receiving.put_away_screen import PutAwayScreen
from packbench.ui.showing import show_paper
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count


class PutAwayOnScreen(TasksByScan[PutAwayView, PutAwayDone]):
    """Opens the screen, which holds it, and does what is scanned there.

    Args:
        place: the window at work.
    """

    def __init__(self, place: Workplace) -> None:
        desk = place.desk
        self.screen = PutAwayScreen(self.take_scan, desk.theme, desk.window)
        super().__init__(place, self.screen, "put_away")
        self.screen.printed.connect(lambda: self.steps.put(self._print))

    def list_tasks(self) -> Sequence[PutAwayView]:
        """What lies at the dock."""
        return list_put_away(self.context)

    def book(self, task: PutAwayView, units: int | None, bin_: str, key: str) -> PutAwayDone:
        """Units of a product lie in a bin."""
        return put_away(
            *(self.context, task.sku, bin_),
            units=units or task.units,
            lot=task.lot,
            warehouse=task.warehouse,
            key=key,
        )

    def show(self) -> None:
        """The tasks, and what is carried."""
        self.screen.show_tasks(self.tasks, self.chosen)

    def tell_done(self, done: PutAwayDone) -> None:
        """What lies where."""
        words = tr_count(
            "{count} of {sku} lies in {bin}.", "{count} of {sku} lie in {bin}.", done.units
        )
        self.say_booked(words.format(count=done.units, sku=done.sku, bin=done.location))

    def understand(self, meaning: Meaning) -> None:
        """An item is taken up; anything else is told."""
        found = self.meant(meaning)
        if found:
            self.take_up(found[0], found[0].location or tr("any empty bin"))
            return
        words = tr("Nothing of {name} is to be put away. Nothing was changed.")
        if meaning.kind is ScanKind.LOCATION:
            words = tr("{name} is a bin: scan the item first.")
        elif meaning.kind is ScanKind.UNKNOWN:
            words = tr("Nobody knows the code {name}. Nothing was changed.")
        self.steps.say(Band.WRONG, words.format(name=meaning.name))

    def words_of_undo(self) -> tuple[str, str]:
        """What is taken back lies at the dock."""
        nothing = tr("Nothing was put away here yet.")
        return nothing, tr("The last one is taken back: it lies at the dock.")

    def _print(self) -> None:
        context = self.context
        title, failed = tr("Put-away list"), self.steps.tell_failure
        show_paper(self.place, title, lambda: put_away_list(context), failed, self.screen)
