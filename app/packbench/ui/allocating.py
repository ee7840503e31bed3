"""Allocating from the window: on the write lane, with progress, and told in one sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale

from packbench.domain.orders import WARNINGS, OrderStatus, Problem
from packbench.engine.command.context import Context
from packbench.engine.run_result import AllocateResult
from packbench.jobs.progress import JobCancelled, Progress
from packbench.services.office.lists import order_list
from packbench.services.orders.allocating import FIRST_PART, allocate
from packbench.services.orders.looking import OrderView, ProblemView, get_order
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.sending import SentCommand, send_once, tell_failure
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count
from packbench.words.refusals import told as note_words
from packbench.words.states import PROBLEMS

_NOT_TRIED = frozenset({OrderStatus.ON_HOLD.value, OrderStatus.ATTENTION.value})
_NAMES_TOLD = 3


@dataclass(frozen=True, slots=True)
class AllocationRun:
    """What a run came to; of chosen orders also why some of them got nothing, in sentences."""

    result: AllocateResult
    chosen: bool
    left: Sequence[str] = ()


class Allocating:
    """Allocates new orders or chosen ones and says what came of it."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._lines = (0, 0)

    def run(self, order_ids: Sequence[int]) -> None:
        """Allocates these orders, or all new ones when there are none."""
        context = self._place.context

        def report(progress: Progress, done: int, total: int) -> None:
            self._lines = (done, total)  # known even when the report stops the work
            progress.report(done, total)

        def work(key: str, progress: Progress) -> AllocationRun:
            return allocate_chosen(
                context, order_ids, lambda done, total: report(progress, done, total), key=key
            )

        self._lines = (0, 0)
        chosen = tuple(order_ids)
        doing = tr("Allocating orders")
        sent = SentCommand(doing, chosen, work, self._tell, self._tell_error, FIRST_PART)
        send_once(self._place, sent)

    def _tell(self, run: AllocationRun, _key: str) -> None:
        messages, result = self._place.desk.window.messages, run.result
        actions = []
        if result.orders_waiting:
            actions.append(
                MessageAction(tr("Show back orders"), self._show_back_orders, shows=True)
            )
        if result.orders_attention:
            actions.append(MessageAction(tr("Show problems"), self._show_attention, shows=True))
        told = [result_words(result)] if result.orders else []
        told += [*run.left, *map(note_words, result.rules)]
        if not told:
            words = tr("There are no new orders to allocate.")
            nothing = tr("Nothing of these orders is left to allocate.")
            messages.post(Level.INFO, nothing if run.chosen else words)
            return
        messages.post(_level(run), " ".join(told), *actions)

    def _tell_error(self, error: BaseException) -> None:
        window = self._place.desk.window
        done, total = self._lines
        if isinstance(error, JobCancelled) and done:
            number = QLocale().toString
            words = tr("Stopped. {done} of {total} lines were done, whole orders only.")
            told = words.format(done=number(done), total=number(total))
            window.messages.post(Level.PART, told)
        else:
            tell_failure(self._place, error)

    def _show_back_orders(self) -> None:
        self._place.desk.window.tabs.go_to("back_orders")

    def _show_attention(self) -> None:
        state = FilterState("", {"status": frozenset({"attention"})})
        self._place.open_filtered("orders", state)


def allocate_chosen(
    context: Context,
    order_ids: Sequence[int],
    on_progress: Callable[[int, int], None],
    *,
    key: str | None = None,
) -> AllocationRun:
    """Allocates these orders, or all new ones when there are none; in the write lane."""
    rows = order_list(context).rows(order_ids) if order_ids else []
    numbers = [row.number for row in rows]
    result = allocate(context, orders=numbers, key=key, on_progress=on_progress)
    now = order_list(context).rows(order_ids) if order_ids else []
    left = [row.number for row in now if row.status in _NOT_TRIED]
    told = [_why_left(get_order(context, number)) for number in left[:_NAMES_TOLD]]
    more = len(left) - len(told)
    if more > 0:
        words = tr_count(
            "{count} more is held or has a problem.",
            "{count} more are held or have a problem.",
            more,
        )
        told.append(words.format(count=QLocale().toString(more)))
    return AllocationRun(result, bool(order_ids), told)


def _why_left(order: OrderView) -> str:
    """Why an order gets no stock, and what to do about it."""
    if order.hold:
        words = tr("{order} is on hold ({why}); resume it first.")
        return words.format(order=order.number, why=order.hold_reason or tr("no reason given"))
    serious = [one for one in order.problems if Problem(one.code) not in WARNINGS]
    told = [_problem_words(one) for one in serious[:1]]
    return " ".join([tr("{order} has a problem.").format(order=order.number), *told])


def _problem_words(found: ProblemView) -> str:
    place = {"line": found.line, "sku": found.sku}
    return " ".join(tr(words).format(**place) for words in PROBLEMS[Problem(found.code)])


def _level(run: AllocationRun) -> Level:
    """Done is only what is done as a whole."""
    result = run.result
    if not result.allocated_units:
        return Level.REFUSED if run.left else Level.INFO
    partly = run.left or result.waiting_units or result.orders_attention
    return Level.PART if partly else Level.DONE


def result_words(result: AllocateResult) -> str:
    """What a run came to, e.g. `12 orders tried. 340 units allocated. 8 units wait.`."""
    orders, units = result.orders, result.allocated_units
    waiting, attention = result.waiting_units, result.orders_attention
    told = [
        (tr_count("{count} order tried.", "{count} orders tried.", orders), orders),
        (tr_count("{count} unit allocated.", "{count} units allocated.", units), units),
    ]
    if waiting:
        words = tr_count("{count} unit waits.", "{count} units wait.", waiting)
        told.append((words, waiting))
    if attention:
        words = tr_count(
            "{count} order needs attention.", "{count} orders need attention.", attention
        )
        told.append((words, attention))
    return " ".join(text.format(count=QLocale().toString(count)) for text, count in told)
