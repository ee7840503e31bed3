"""The daily sweep in an open window: at its start, and as soon as a new day begins."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QLocale, QObject, QTimer

from packbench.domain.refusals import Code, Refusal
from packbench.engine.day import Swept
from packbench.services.office.sweep import sweep_once
from packbench.ui import company_clock
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count

_LOOK_EVERY_MS = 60_000
"""At most a minute: it does not matter whether the computer slept or its clock was set."""


class DailySweep(QObject):
    """Sweeps once a day, whichever station is first, and tells what came of it.

    Args:
        place: the window at work.
        day: the day it is.
    """

    def __init__(self, place: Workplace, day: Callable[[], date] = company_clock.today) -> None:
        super().__init__(place.desk.window)
        self._place, self._day = place, day
        self._swept: date | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        place.desk.window.installEventFilter(self)
        self.look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """No day begins in a window that is closed."""
        if event.type() == QEvent.Type.Close:
            self._timer.stop()
        return super().eventFilter(watched, event)

    def look(self) -> None:
        """Sweeps when this window has not seen the sweep of the day; looks again at midnight."""
        self._timer.start(min(_LOOK_EVERY_MS, company_clock.ms_to_tomorrow() + 1))
        day, desk = self._day(), self._place.desk
        if day == self._swept:
            return
        self._swept = day
        desk.runner.write(
            tr("Looking what the new day brings"),
            lambda _: sweep_once(self._place.context),
            self._tell,
            on_error=self._look_again,
            owner=self,
        )

    def _look_again(self, error: BaseException) -> None:
        """Tries again in a minute; that another station was busy is not worth telling."""
        self._swept = None
        if not (isinstance(error, Refusal) and error.code is Code.BUSY):
            self._place.desk.window.errors.show(error)

    def _tell(self, swept: Swept | None) -> None:
        if swept is None:
            return
        told = [*_ready_words(swept), *_lost_words(swept)]
        if not told:
            return
        numbers = {one.order_number for one in swept.released}
        numbers |= {one.order_number for one in swept.taken_back}
        state = FilterState("", {"number": frozenset(numbers)})
        show = partial(self._place.open_filtered, "orders", state)
        actions = [MessageAction(tr("Show"), show, shows=True)] if numbers else []
        words = " ".join([tr("A new day has begun."), *told])
        self._place.desk.window.messages.post(Level.INFO, words, *actions)


def _ready_words(swept: Swept) -> list[str]:
    served = len({one.order_number for one in swept.released})
    if not served:
        return []
    if swept.expired_units:
        words = tr_count("{count} order got stock.", "{count} orders got stock.", served)
    else:
        words = tr_count("{count} pre-order is ready.", "{count} pre-orders are ready.", served)
    return [words.format(count=QLocale().toString(served))]


def _lost_words(swept: Swept) -> list[str]:
    told = []
    if swept.expired_units:
        words = tr_count("{count} unit expired.", "{count} units expired.", swept.expired_units)
        told.append(words.format(count=QLocale().toString(swept.expired_units)))
    losers = len({one.order_number for one in swept.taken_back})
    if losers:
        words = tr_count("{count} order waits again.", "{count} orders wait again.", losers)
        told.append(words.format(count=QLocale().toString(losers)))
    return told
