"""Showing documents before they are printed: pick lists, packing slips."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QLocale

from packbench.documents.shaping import REPLACEMENT
from packbench.domain.refusals import Code, Refusal
from packbench.services.documents.printing import RenderedDocument, pick_lists
from packbench.ui.parts.widgets.document_preview import DocumentPreview, ShownDocument, put_together
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.refusals import sentence
from packbench.words.unprintable import printed_words

_NAMES_TOLD = 5


class Printing:
    """Makes documents in the render lane and shows them."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def show_pick_lists(self, waves: Sequence[str]) -> None:
        """Shows the pick lists of waves as one document."""
        context = self._place.context
        self.make(
            tr("Making the pick lists"), lambda force: pick_lists(context, waves, force=force)
        )

    def make(
        self, words: str, make: Callable[[bool], list[RenderedDocument]], *, force: bool = False
    ) -> None:
        """Makes documents and shows them; where letters have no font, asks before that."""
        desk = self._place.desk

        def ask(error: BaseException) -> None:
            if not (isinstance(error, Refusal) and error.code is Code.LETTERS_WITHOUT_FONT):
                desk.window.errors.show(error)
                return
            again = partial(self.make, words, make, force=True)
            action = MessageAction(tr("Print all the same"), again)
            desk.window.messages.post(Level.REFUSED, sentence(error), action)

        desk.runner.render(
            words,
            lambda _: _together(make(force)),
            self._show,
            on_error=ask,
            owner=desk.window,
        )

    def _show(self, document: RenderedDocument) -> None:
        desk = self._place.desk
        if document.unprintable:
            desk.window.messages.post(Level.INFO, printed_words(document.unprintable, REPLACEMENT))

        def tell(words: str) -> None:
            desk.window.messages.post(Level.DONE, words)

        left_out = [one.order_number for one in document.left_out]
        if left_out:
            words = tr("These have no shipment and no packing slip yet: {orders}.")
            desk.window.messages.post(Level.PART, words.format(orders=_names(left_out)))
        title = _title(document.name)
        shown = ShownDocument(title, document.pdf, self._place.context.database.path)
        DocumentPreview(shown, desk.runner, desk.theme, tell, desk.window).show()


def _names(numbers: Sequence[str]) -> str:
    """The first few of them, and how many more there are."""
    shown, more = ", ".join(numbers[:_NAMES_TOLD]), len(numbers) - _NAMES_TOLD
    words = tr("{orders} and {count} more")
    return words.format(orders=shown, count=QLocale().toString(more)) if more > 0 else shown


def _together(documents: list[RenderedDocument]) -> RenderedDocument:
    """Several pick lists as one, or one document as it is; for the render lane."""
    first = documents[0]
    if len(documents) == 1:
        return first
    pdf = put_together([one.pdf for one in documents])
    stems = [one.name.removesuffix(".pdf") for one in documents]
    others = [stem.removeprefix("pick-list-") for stem in stems[1:]]
    name = "-".join([stems[0], *others])
    unprintable = [one for document in documents for one in document.unprintable]
    return RenderedDocument(f"{name}.pdf", pdf, sum(one.pages for one in documents), unprintable)


def _title(file_name: str) -> str:
    """A document's name for people: without the ending, and without what only tells files apart."""
    return file_name.removesuffix(".pdf").partition("~")[0]
