"""An order's progress in its panel: five steps as rows, and the buttons of what is next."""

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from packbench.domain.order_progress import Next, OrderProgress, Step, StepState, StepView
from packbench.services.orders.looking import LineView
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.registry import CommandRegistry
from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE, Tone
from packbench.ui.parts.widgets.command_row import CommandRow
from packbench.ui.parts.widgets.painted_rows import TextRow, TextRows
from packbench.ui.parts.widgets.states import capital
from packbench.words.language import tr, tr_count
from packbench.words.progress import next_word, step_state_words, step_word
from packbench.words.states import reason_words

_COMMANDS: Mapping[Next, CommandId] = {
    Next.RESTORE: CommandId.RESTORE_ORDERS,
    Next.RESUME: CommandId.RESUME_BACK_ORDERS,
    Next.VERIFY: CommandId.VERIFY_ORDERS,
    Next.SHIP: CommandId.SHIP_SHIPMENTS,
    Next.PACK: CommandId.PACKING_BENCH,
    Next.PICK: CommandId.GO_PICK_PACK,
    Next.PAY: CommandId.PAY_ORDERS,
    Next.RELEASE: CommandId.RELEASE,
    Next.MOVE_PROMISES: CommandId.MOVE_PROMISES,
    Next.ALLOCATE: CommandId.ALLOCATE,
    Next.BACK_TO_SHIP: CommandId.BACK_TO_SHIP,
    Next.CHOOSE_METHOD: CommandId.CHOOSE_METHOD,
}
_LOOKS: Mapping[StepState, tuple[str, Tone | None]] = {
    StepState.DONE: ("circle-check", Tone.READY),
    StepState.NOW: ("arrow-right", Tone.MOVING),
    StepState.NOT_YET: ("circle-dashed", None),
    StepState.SKIPPED: ("square-minus", None),
}


def commands_of(progress: OrderProgress) -> tuple[CommandId, ...]:
    """The commands that bring an order on; printing its list stands beside releasing it."""
    found = [_COMMANDS[one] for one in progress.next]
    if Next.RELEASE in progress.next:
        found.insert(found.index(CommandId.RELEASE) + 1, CommandId.PICK_LIST)
    return tuple(found)


class ProgressView(QWidget):
    """The steps, what is next with its key, and its buttons.

    Args:
        progress: how far the order is.
        lines: of the order: what they wait for is told where it has to be picked.
        more: commands whose buttons stand behind those of what is next.
        registry: gives the buttons.
        theme: colours and fonts.
    """

    def __init__(
        self,
        progress: OrderProgress,
        lines: Sequence[LineView],
        more: Sequence[CommandId],
        registry: CommandRegistry,
        theme: Theme,
    ) -> None:
        super().__init__()
        self.setObjectName("order_progress")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        self.rows = TextRows(_rows(progress, lines), tr("Progress"), theme)
        layout.addWidget(self.rows)
        told = ", ".join(_told(registry, one) for one in progress.next)
        self.next = PlainLabel(tr("Next: {commands}").format(commands=told), self)
        self.next.setWordWrap(True)
        self.next.setVisible(bool(told))
        layout.addWidget(self.next)
        layout.addWidget(CommandRow(registry, (*commands_of(progress), *more)))


def _rows(progress: OrderProgress, lines: Sequence[LineView]) -> list[TextRow]:
    found = list(map(_row, progress.steps))
    waiting = sum(line.waiting for line in lines)
    if waiting:
        reasons = dict.fromkeys(line.reason for line in lines if line.waiting and line.reason)
        words = tr_count("{count} waits: {reasons}", "{count} wait: {reasons}", waiting)
        told = words.format(count=waiting, reasons=", ".join(map(reason_words, reasons)))
        behind_pick = 1 + [view.step for view in progress.steps].index(Step.PICK)
        row = TextRow(Cell(told, icon="hourglass", tone=Tone.WAITING), inside=True)
        found.insert(behind_pick, row)
    return found


def _row(view: StepView) -> TextRow:
    icon, tone = _LOOKS[view.state]
    is_now, muted = view.state is StepState.NOW, tone is None
    name = Cell(capital(step_word(view.step)), icon=icon, tone=tone, bold=is_now, muted=muted)
    return TextRow(name, Cell(step_state_words(view), tone=tone, bold=is_now, muted=muted))


def _told(registry: CommandRegistry, step: Next) -> str:
    """What is next, and its key."""
    keys = registry.action(_COMMANDS[step]).shortcut()
    shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
    return f"{next_word(step)} ({shown})" if shown else next_word(step)
