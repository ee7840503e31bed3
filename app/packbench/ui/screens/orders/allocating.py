"""Allocating from the window: on the write lane, with progress, and told in one sentence."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale

from packbench.engine.run_result import AllocateResult
from packbench.jobs.progress import JobCancelled, Progress
from packbench.services.office.lists import order_list
from packbench.services.orders.allocating import allocate
from packbench.ui.parts.widgets.filter_bar import FilterState
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count


class Allocating:
    """Allocates new orders or chosen ones and says what came of it."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._lines = (0, 0)

    def run(self, order_ids: Sequence[int]) -> None:
        """Allocates these orders, or all new ones when there are none."""
        context, desk = self._place.context, self._place.desk

        def report(progress: Progress, done: int, total: int) -> None:
            self._lines = (done, total)  # known even when the report stops the work
            progress.report(done, total)

        def work(progress: Progress) -> AllocateResult:
            rows = order_list(context).rows(order_ids) if order_ids else []
            numbers = [row.number for row in rows]
            return allocate(
                context,
                orders=numbers,
                on_progress=lambda done, total: report(progress, done, total),
            )

        self._lines = (0, 0)
        desk.runner.write(
            tr("Allocating orders"), work, self._tell, on_error=self._tell_error, owner=desk.window
        )

    def _tell(self, result: AllocateResult) -> None:
        messages = self._place.desk.window.messages
        if not result.orders:
            messages.post(Level.INFO, tr("There are no new orders to allocate."))
            return
        actions = []
        if result.orders_waiting:
            actions.append(
                MessageAction(tr("Show back orders"), self._show_back_orders, shows=True)
            )
        if result.orders_attention:
            actions.append(MessageAction(tr("Show problems"), self._show_attention, shows=True))
        messages.post(Level.DONE, result_words(result), *actions)

    def _tell_error(self, error: BaseException) -> None:
        window = self._place.desk.window
        done, total = self._lines
        if isinstance(error, JobCancelled) and done:
            number = QLocale().toString
            words = tr("Stopped. {done} of {total} lines were done, whole orders only.")
            told = words.format(done=number(done), total=number(total))
            window.messages.post(Level.INFO, told)
        else:
            window.errors.show(error)

    def _show_back_orders(self) -> None:
        self._place.desk.window.tabs.go_to("back_orders")

    def _show_attention(self) -> None:
        state = FilterState("", {"status": frozenset({"attention"})})
        self._place.open_filtered("orders", state)


def result_words(result: AllocateResult) -> str:
    """What a run came to, e.g. `12 orders: 340 units allocated, 8 wait.`, in one sentence."""
    number = QLocale().toString
    parts = [tr("{count} units allocated").format(count=number(result.allocated_units))]
    if result.waiting_units:
        parts.append(tr("{count} wait").format(count=number(result.waiting_units)))
    if result.orders_attention:
        words = tr_count(
            "{count} order needs attention",
            "{count} orders need attention",
            result.orders_attention,
        )
        parts.append(words.format(count=number(result.orders_attention)))
    whole = tr_count("{count} order: {what}.", "{count} orders: {what}.", result.orders)
    return whole.format(count=number(result.orders), what=", ".join(parts))
