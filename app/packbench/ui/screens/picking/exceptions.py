"""One task of a wave that went otherwise than its list says: fewer units, or none, and why."""

from collections.abc import Callable

from PySide6.QtCore import QLocale

from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.domain.picking import ShortReason
from packbench.domain.quantities import check_units
from packbench.domain.refusals import Code, Refusal
from packbench.domain.slots import slot_label
from packbench.engine.bulk import How, Results, RowResult
from packbench.engine.command.context import Context
from packbench.services.office.pick_work import TaskView, WaveContent
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.waves import WaveView
from packbench.ui.parts.bulk.spec import Bulk, DialogField, FieldKind, Values, Words, literal
from packbench.ui.parts.widgets.filter_groups import Choice
from packbench.words.language import tr, tr_count
from packbench.words.picking import short_word
from packbench.words.places import place_word

_TASK, _QUANTITY, _REASON = "task", "quantity", "reason"
_STILL_TO_TAKE = ""


class OneTask:
    """One dialog about a task.

    Args:
        context: the database.
        wave: the wave with tasks that are still to be taken.
        show: shows the wave.
    """

    def __init__(
        self, context: Context, wave: WaveContent, show: Callable[[frozenset[str]], None]
    ) -> None:
        self._context, self._wave, self._show = context, wave, show
        self._open = {task.task: task for task in wave.tasks if _left(task)}
        self._next: list[str] = []

    def bulk(self) -> Bulk:
        """The command as the one dialog asks for it."""
        words = Words(
            tr("A task of wave {wave}").format(wave=self._wave.row.number),
            tr(
                "Say what was taken. What is short is looked for in another bin, else it waits"
                " again at once; the bin is to be counted."
            ),
            button=lambda count: tr_count("Book the task", "Book the tasks", count),
            doing=tr("Booking what was taken…"),
            done=self._done,
        )
        fields = (self._tasks(), self._quantity(), _reasons())
        return Bulk(words, fields, self._do, 1, tr("Shipment"), lambda _: self._show_wave())

    def _tasks(self) -> DialogField:
        choices = tuple(Choice(str(task.task), _words(task)) for task in self._open.values())
        return DialogField(
            _TASK,
            tr("&Task"),
            FieldKind.CHOICE,
            value=choices[0].value if choices else "",
            choices=choices,
            needed=tr("Choose the task."),
        )

    def _quantity(self) -> DialogField:
        """At first what the task in hand asks for: Enter books it as it stands on the list."""
        units = [_left(task) for task in self._open.values()]
        return DialogField(
            _QUANTITY,
            tr("&Units taken"),
            FieldKind.NUMBER,
            units[0] if units else 0,
            most=max(units, default=0),
        )

    def _do(self, values: Values, how: How) -> Results:
        task = self._open[int(values[_TASK])]
        taken = int(values[_QUANTITY])
        reason = ShortReason(str(values[_REASON])) if values[_REASON] else None
        if how.preview:
            _refuse(task, taken, reason)
            return Results([_told(task, taken, reason)], undoable=False)
        before = {one.task for one in self._wave.tasks}
        picked = [PickedTask(task.task, taken, reason)]
        wave = confirm_picks(self._context, self._wave.row.number, picked, key=how.key)
        self._next = _elsewhere(wave, before, task)
        return Results([_told(task, taken, reason)], undoable=reason is None)

    def _done(self, _count: int) -> str:
        """What is to be done next about what was short."""
        if self._next:
            words = tr("Booked. Take the rest from {bins}.")
            return literal(words.format(bins=", ".join(self._next)))
        return tr("The task is booked.")

    def _show_wave(self) -> None:
        self._show(frozenset({self._wave.row.number}))


def _left(task: TaskView) -> int:
    return task.quantity - task.picked - task.short


def _refuse(task: TaskView, taken: int, reason: ShortReason | None) -> None:
    """As booking it would, so that nobody has to try."""
    check_units(taken, least=0 if reason is not None else 1)
    if taken > _left(task):
        why, left = Said.CAN_BE_PICKED, _left(task)
        raise Refusal(Code.TOO_MANY, why=why, count=left, sku=task.sku, name=task.task)
    if reason is not None and taken == _left(task):
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NOTHING_SHORT, name=task.task)


def _words(task: TaskView) -> str:
    words = tr("{task}  {bin}: {count} of {sku} for {slot}")
    number = QLocale().toString
    return words.format(
        task=number(task.task),
        bin=place_word(task.location),
        count=number(_left(task)),
        sku=task.sku,
        slot=slot_label(task.tote),
    )


def _reasons() -> DialogField:
    reasons = [Choice(reason.value, short_word(reason.value)) for reason in ShortReason]
    return DialogField(
        _REASON,
        tr("The &rest is"),
        FieldKind.CHOICE,
        value=_STILL_TO_TAKE,
        choices=(Choice(_STILL_TO_TAKE, tr("still to be taken")), *reasons),
    )


def _told(task: TaskView, taken: int, reason: ShortReason | None) -> RowResult:
    notes: list[Note] = [note(Said.TAKEN, count=taken)] if taken else []
    short = _left(task) - taken
    if reason is not None and short > 0:
        notes.append(note(Said.LOOKED_FOR_ELSEWHERE, count=short))
    return RowResult(task.shipment, RowOutcome.DONE, notes)


def _elsewhere(wave: WaveView, before: set[int], task: TaskView) -> list[str]:
    """The bins of tasks that came up for what was short."""
    return [
        place_word(one.location)
        for one in wave.tasks
        if one.task not in before and one.shipment == task.shipment and one.sku == task.sku
    ]
