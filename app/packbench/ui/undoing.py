"""Taking back what this window did: an offer in the message bar, a command on the write lane.

To know how each kind of command is taken back loads most services: the window does it after its
first rows, and who is quicker than that waits for it in the write lane.
"""

from functools import partial
from typing import TYPE_CHECKING

from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.sending import SentCommand, send_once, tell_failure
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.refusals import sentence

if TYPE_CHECKING:
    from packbench.services.office.undo import Undone


class Undoing:
    """Offers Undo for commands that were sent with a key of their own."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def offer(self, words: str, key: str, *more: MessageAction, level: Level = Level.DONE) -> None:
        """Tells what was done, with Undo and `more` beside it; `level` PART: not all of it."""
        take_back = partial(self._take_back, words, key)
        self._place.desk.window.undo.done(words, take_back, *more, level=level)

    def _take_back(self, words: str, key: str) -> None:
        context, desk = self._place.context, self._place.desk

        def take_back(own_key: str) -> "Undone":
            from packbench.services.office.undo import undo_key  # noqa: PLC0415 - as told above

            return undo_key(context, key, own_key=own_key)

        def tell(_: "Undone", _key: str) -> None:
            desk.window.messages.post(Level.DONE, tr("Taken back: {what}").format(what=words))

        sent = SentCommand(
            tr("Taking it back"),
            key,
            lambda own_key, _: take_back(own_key),
            tell,
            partial(self._refuse, words, key),
        )
        send_once(self._place, sent)

    def _refuse(self, words: str, key: str, error: BaseException) -> None:
        """What may go through a moment later is offered again."""
        window = self._place.desk.window
        known = window.errors.translate(error)
        take_back = partial(self._take_back, words, key)
        if isinstance(known, EnvironmentFault) and known.code is FaultCode.OUTCOME_UNKNOWN:
            return  # which the banner tells, until it is known
        if isinstance(known, EnvironmentFault):  # which is told in the banner
            told = tr("Not taken back: {what}").format(what=words)
            window.undo.again(Level.REFUSED, told, words, take_back)
            window.errors.show(known)
        elif isinstance(known, Refusal) and known.code is Code.BUSY:
            window.undo.again(Level.REFUSED, sentence(known), words, take_back)
        else:
            tell_failure(self._place, known)
