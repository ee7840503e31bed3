"""Runs replenishment: the list of tasks, planning, and what was carried."""

from collections.abc import Callable
from functools import partial
from typing import Any

import shiboken6

from packbench.domain.outcomes import RowOutcome
from packbench.engine.bulk import PREVIEW, How, Results
from packbench.services.replenishing.doing import CarriedTo, ReplenishDone, cancel_tasks, carry
from packbench.services.replenishing.planning import ReplenishPlan, plan_replenishment
from packbench.services.replenishing.views import (
    ReplenishView,
    list_replenishment,
    replenishment_list,
)
from packbench.ui.masters.opening import open_masters
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.screens.replenishing.scanning import CarryingOnScreen
from packbench.ui.screens.replenishing.tasks_dialog import CarriedDialog, PlanDialog, TasksDialog
from packbench.ui.sending import SentCommand, failure_words, send_once
from packbench.ui.showing import show_paper
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count
from packbench.words.refusals import message, told
from packbench.words.replenishing import carried_words, planned_words


class Replenishment:
    """Opens the list, which holds it, and what is asked there."""

    def __init__(self, place: Workplace) -> None:
        self._place, self._context = place, place.context
        self._warehouse = str(place.desk.window.top_bar.warehouse) or None
        self._undoing = Undoing(place)
        desk = place.desk
        self.dialog = TasksDialog(desk.theme, desk.window)
        self.dialog.held_by = self  # of a method Qt keeps no owner
        self._planning: PlanDialog | None = None
        self._saying: CarriedDialog | None = None
        self.dialog.done_wanted.connect(self._say)
        self.dialog.given_up.connect(self._give_up)
        self.dialog.plan_wanted.connect(self._look)
        self.dialog.scan_wanted.connect(self._scan)
        self.dialog.printed.connect(self._print)
        self.dialog.bins_wanted.connect(lambda: open_masters(place, "pick-bins"))
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()
        self._read()

    def _read(self) -> None:
        if not shiboken6.isValid(self.dialog):
            return
        context, warehouse = self._context, self._warehouse
        self._place.desk.runner.read(
            "replenish.list",
            lambda: list_replenishment(context, warehouse),
            self.dialog.show_tasks,
            on_error=self._fail,
            owner=self.dialog,
        )

    def _fail(self, error: BaseException) -> None:
        if shiboken6.isValid(self.dialog):
            self.dialog.tell(self._words(error), Tone.WRONG)

    def _words(self, error: BaseException) -> str:
        return failure_words(self._place.desk.window.errors, error, tr("Nothing was changed."))

    def _look(self) -> None:
        context, warehouse = self._context, self._warehouse
        self._place.desk.runner.write(
            tr("Looking what pick bins need"),
            lambda _: plan_replenishment(context, warehouse, how=PREVIEW),
            self._show_plan,
            on_error=self._fail,
            owner=self.dialog,
        )

    def _show_plan(self, plan: ReplenishPlan) -> None:
        self._planning = PlanDialog(plan, self._plan, self._place.desk.theme, self.dialog)
        self._planning.finished.connect(self._planning.deleteLater)
        self._planning.open()

    def _plan(self) -> None:
        context, warehouse = self._context, self._warehouse

        def refuse(error: BaseException) -> None:
            if self._planning is not None and shiboken6.isValid(self._planning):
                self._planning.refuse(self._words(error))

        def done(plan: ReplenishPlan, key: str) -> None:
            if self._planning is not None and shiboken6.isValid(self._planning):
                self._planning.accept()
            units = sum(one.units for one in plan.tasks)
            self._answered(planned_words(len(plan.tasks), units), key)

        self._send(
            tr("Planning replenishment"),
            ("replenish.plan", warehouse),
            lambda key: plan_replenishment(context, warehouse, how=How(key)),
            done,
            refuse,
        )

    def _say(self, task: ReplenishView) -> None:
        def do(carried: CarriedTo) -> None:
            self._carry(task, carried)

        self._saying = CarriedDialog(task, do, self.dialog)
        self._saying.finished.connect(self._saying.deleteLater)
        self._saying.open()

    def _carry(self, task: ReplenishView, carried: CarriedTo) -> None:
        context, name = self._context, task.task

        def refuse(error: BaseException) -> None:
            if self._saying is not None and shiboken6.isValid(self._saying):
                self._saying.refuse(self._words(error))

        def done(answer: ReplenishDone, key: str) -> None:
            if self._saying is not None and shiboken6.isValid(self._saying):
                self._saying.accept()
            self._answered(done_words(answer), key)

        self._send(
            tr("Carrying {task}").format(task=name),
            ("replenish.done", name, carried),
            lambda key: carry(context, name, carried, how=How(key)),
            done,
            refuse,
        )

    def _give_up(self, names: list[str]) -> None:
        context = self._context

        def done(results: Results, key: str) -> None:
            given = [one for one in results.results if one.outcome is RowOutcome.DONE]
            words = tr_count(
                "{count} task is given up.", "{count} tasks are given up.", len(given)
            ).format(count=len(given))
            rows = [
                f"{one.order_number}: {message(one.notes)}"
                for one in results.results
                if one.outcome is RowOutcome.REFUSED
            ]
            if given:
                self._answered(" ".join([words, *rows]), key)
            else:
                self.dialog.tell(" ".join(rows), Tone.WRONG)

        self._send(
            tr("Giving tasks up"),
            ("replenish.cancel", *names),
            lambda key: cancel_tasks(context, names, how=How(key)),
            done,
            self._fail,
        )

    def _send(
        self,
        title: str,
        content: tuple[Any, ...],
        work: Callable[[str], Any],
        done: Callable[[Any, str], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        send_once(self._place, SentCommand(title, content, lambda key, _: work(key), done, failed))

    def _answered(self, words: str, key: str) -> None:
        self._undoing.offer(words, key)
        self._read()

    def _scan(self) -> None:
        CarryingOnScreen(self._place, self._warehouse, self._read, self.dialog)

    def _print(self) -> None:
        context, warehouse = self._context, self._warehouse
        title = tr("Replenishment")
        make = partial(replenishment_list, context, warehouse)
        show_paper(self._place, title, make, self._fail, self.dialog)


def done_words(answer: ReplenishDone) -> str:
    """What was carried, what is left, and what was not found."""
    view = answer.task
    words = carried_words(view.task, (view.sku, view.target), answer.units, view.units)
    return " ".join([words, *map(told, answer.notes)])
