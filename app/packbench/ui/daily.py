"""The daily sweep in an open window: at its start, and as soon as a new day begins.

The day is that of the database's clock, which is read here every minute.
"""

from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QLocale, QObject, QTimer

from packbench.domain.refusals import Code, FaultCode, Refusal
from packbench.engine.day import Swept
from packbench.services.office import clock as service
from packbench.services.office.clock import ClockState, Confirmed
from packbench.services.office.sweep import NewDay, new_day
from packbench.services.office.undo import Undone, undo
from packbench.services.reordering.daily import DailyDrafts
from packbench.services.rules.daily import DailyRules
from packbench.ui import company_clock
from packbench.ui.clock_question import ClockQuestion, clock_words
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count
from packbench.words.refusals import told

_LOOK_EVERY_MS = 60_000
"""At most a minute: it does not matter whether the computer slept or its clock was set."""
_SAME_JUMP = timedelta(days=1)
_CLOCK = FaultCode.CLOCK_UNSURE.value


class DailySweep(QObject):
    """Sweeps once a day, whichever station is first, and tells what came of it.

    Where the computer's clock has jumped it asks first whether it is right, once a jump; a banner
    stays as long as nobody has said so.
    """

    def __init__(self, place: Workplace) -> None:
        super().__init__(place.desk.window)
        self._place = place
        self._swept: date | None = None
        self._asked: datetime | None = None
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
        """Looks at the database's clock, and again within a minute or at midnight."""
        self._timer.start(min(_LOOK_EVERY_MS, company_clock.ms_to_tomorrow() + 1))
        context = self._place.context
        self._place.desk.runner.read("clock", lambda: service.look(context), self._take, owner=self)

    def _take(self, state: ClockState) -> None:
        """Goes by that clock; sweeps when this window has not seen the sweep of the day."""
        company_clock.set_clock(state.at, ZoneInfo(state.zone))
        if not state.sure:
            self._ask_about(state)
            return
        self._clear()
        if state.day == self._swept:
            return
        self._swept = state.day
        self._place.desk.runner.write(
            tr("Looking what the new day brings"),
            lambda _: new_day(self._place.context),
            self._tell_day,
            on_error=self._look_again,
            owner=self,
        )

    def _ask_about(self, state: ClockState) -> None:
        again = MessageAction(tr("Confirm the clock…"), partial(self._ask, state))
        words = " ".join([clock_words(state), tr("Until it is confirmed no new day begins.")])
        self._place.desk.window.banner.show_text(words, [again], cause=_CLOCK)
        if self._asked is None or abs(state.shown - self._asked) > _SAME_JUMP:
            self._asked = state.shown
            self._ask(state)

    def _ask(self, state: ClockState) -> None:
        ClockQuestion(state, partial(self._confirm, state), self._place.desk.window).open()

    def _confirm(self, state: ClockState) -> None:
        context = self._place.context
        self._place.desk.runner.write(
            tr("Confirming the clock"),
            lambda _: service.confirm(context, state.shown),
            self._take_confirmed,
            on_error=self._look_again,
            owner=self,
        )

    def _take_confirmed(self, done: Confirmed) -> None:
        self._take(done.clock)
        self._tell(done.swept)

    def _clear(self) -> None:
        """The clock is right: what was said about it goes."""
        self._place.desk.window.banner.end(_CLOCK)
        self._asked = None

    def _look_again(self, error: BaseException) -> None:
        """Tries again in a minute; that another station was busy is not worth telling."""
        self._swept = self._asked = None
        if not (isinstance(error, Refusal) and error.code is Code.BUSY):
            self._place.desk.window.errors.show(error)

    def _tell_day(self, day: NewDay) -> None:
        self._tell(day.swept)
        if day.rules is not None:
            self._tell_rules(day.rules)
        if day.drafts is not None:
            self._tell_drafts(day.drafts)

    def _tell_drafts(self, drafts: DailyDrafts) -> None:
        """Which purchases were drafted, with Undo; nothing where all were as they are to be."""
        numbers = [one.order_number for one in drafts.results]
        if numbers:
            words = tr_count(
                "{count} draft purchase order is up to date: {numbers}.",
                "{count} draft purchase orders are up to date: {numbers}.",
                len(numbers),
            ).format(count=QLocale().toString(len(numbers)), numbers=", ".join(numbers))
            take_back = MessageAction(tr("Undo"), partial(self._take_back, drafts))
            self._place.desk.window.messages.post(Level.INFO, words, take_back)

    def _tell_rules(self, rules: DailyRules) -> None:
        """What rules did, with Undo; nothing where they did nothing."""
        words = list(map(told, rules.notes))
        if rules.resumed:
            go_on = tr_count("{count} order goes on.", "{count} orders go on.", len(rules.resumed))
            words.insert(0, go_on.format(count=QLocale().toString(len(rules.resumed))))
        if words:
            take_back = MessageAction(tr("Undo"), partial(self._take_back, rules))
            self._place.desk.window.messages.post(Level.INFO, " ".join(words), take_back)

    def _tell(self, swept: Swept | None) -> None:
        if swept is None:
            return
        brought = [*_ready_words(swept), *_lost_words(swept)]
        if not brought:
            return
        words = " ".join([tr("A new day has begun."), *brought])
        self._place.desk.window.messages.post(Level.INFO, words, *self._actions(swept))

    def _actions(self, swept: Swept) -> list[MessageAction]:
        numbers = {one.order_number for one in swept.released}
        numbers |= {one.order_number for one in swept.taken_back}
        state = FilterState("", {"number": frozenset(numbers)})
        show = partial(self._place.open_filtered, "orders", state)
        take_back = partial(self._take_back, swept)
        found = [MessageAction(tr("Show"), show, shows=True)] if numbers else []
        return [*found, MessageAction(tr("Undo"), take_back)]

    def _take_back(self, swept: Swept | DailyRules | DailyDrafts) -> None:
        context, desk = self._place.context, self._place.desk

        def tell(_: Undone) -> None:
            desk.window.messages.post(Level.DONE, tr("What the new day brought was taken back."))

        desk.runner.write(
            tr("Taking it back"),
            lambda _: undo(context, swept.command),
            tell,
            on_error=desk.window.errors.show,
            owner=self,
        )


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
