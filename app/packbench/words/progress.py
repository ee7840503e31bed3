"""The words of an order's progress: its steps, how each stands, and what is to be done next."""

from collections.abc import Mapping

from packbench.domain.order_progress import Next, Step, StepState, StepView
from packbench.words.commands import COMMANDS
from packbench.words.language import mark, tr

_STEPS: Mapping[Step, str] = {
    Step.VERIFY: mark("verify"),
    Step.PREPARE: mark("prepare"),
    Step.PICK: mark("pick"),
    Step.PACK: mark("pack"),
    Step.SHIP: mark("ship"),
}
_STATES: Mapping[StepState, str] = {
    StepState.DONE: mark("done"),
    StepState.NOW: mark("now"),
    StepState.NOT_YET: mark("not yet"),
    StepState.SKIPPED: mark("not needed"),
}
_COUNTED: Mapping[Step, str] = {
    Step.PICK: mark("{done} of {total} picked"),
    Step.PACK: mark("{done} of {total} packed"),
    Step.SHIP: mark("{done} of {total} shipped"),
}
_NEXT: Mapping[Next, str] = {
    Next.RESTORE: COMMANDS["orders.restore"].title,
    Next.RESUME: COMMANDS["orders.resume"].title,
    Next.VERIFY: COMMANDS["orders.verify"].title,
    Next.PAY: COMMANDS["orders.pay"].title,
    Next.MOVE_PROMISES: COMMANDS["backorders.move_promises"].title,
    Next.BACK_TO_SHIP: COMMANDS["backorders.release"].title,
    Next.CHOOSE_METHOD: COMMANDS["orders.shipping"].title,
    Next.SHIP: mark("Ship"),
    Next.PACK: mark("Pack"),
    Next.PICK: mark("Pick"),
    Next.RELEASE: mark("Release to picking"),
    Next.ALLOCATE: mark("Allocate"),
}


def step_word(step: Step) -> str:
    """The translated word for a step."""
    return tr(_STEPS[step])


def step_state_words(view: StepView) -> str:
    """How a step stands; of one that only a part has gone through, how much of it."""
    word = tr(_STATES[view.state])
    if not 0 < view.done < view.total:
        return word
    told = tr(_COUNTED[view.step]).format(done=view.done, total=view.total)
    return f"{word}: {told}" if view.state is StepState.NOW else told


def next_word(step: Next) -> str:
    """The translated name of what is to be done next."""
    return tr(_NEXT[step])
