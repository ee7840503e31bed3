"""Taking back what this window did: an offer in the message bar, a command on the write lane."""

from functools import partial

from packbench.domain.refusals import EnvironmentFault
from packbench.services.office.undo import Undone, undo_key
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


class Undoing:
    """Offers Undo for commands that were sent with a key of their own."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def offer(self, words: str, key: str, *more: MessageAction) -> None:
        """Tells what was done, with Undo and `more` beside it."""
        take_back = partial(self._take_back, words, key)
        self._place.desk.window.undo.done(words, take_back, *more)

    def _take_back(self, words: str, key: str) -> None:
        context, desk = self._place.context, self._place.desk

        def tell(_: Undone) -> None:
            desk.window.messages.post(Level.DONE, tr("Taken back: {what}").format(what=words))

        def refuse(error: BaseException) -> None:
            if isinstance(desk.window.errors.translate(error), EnvironmentFault):  # in the banner
                not_so = tr("Not taken back: {what}").format(what=words)
                desk.window.messages.post(Level.REFUSED, not_so)
            desk.window.errors.show(error)

        desk.runner.write(
            tr("Taking it back"),
            lambda _: undo_key(context, key),
            tell,
            on_error=refuse,
            owner=desk.window,
        )
