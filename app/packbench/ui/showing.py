"""Showing documents before they are printed: pick lists, packing slips."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from packbench.documents.shaping import REPLACEMENT
from packbench.domain.printers import PrintKind
from packbench.domain.refusals import Code, Refusal
from packbench.services.documents.printing import RenderedDocument, pick_lists
from packbench.services.printers.choosing import list_choices
from packbench.ui.parts.widgets.document_preview import DocumentPreview, ShownDocument, put_together
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.printing import Printing, printer_name
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.refusals import sentence
from packbench.words.unprintable import printed_words

_NAMES_TOLD = 5


class Showing:
    """Makes documents in the render lane and shows them."""

    def __init__(self, place: Workplace) -> None:
        self._place, self._printing = place, Printing(place)

    def show_new_lists(self, waves: Sequence[str]) -> None:
        """Shows the lists of new waves, unless the station prints them by itself."""
        context, desk = self._place.context, self._place.desk

        def look() -> bool:
            choice = list_choices(context).get(PrintKind.PICK_LIST)
            return choice is not None and choice.automatic

        def show(by_itself: bool) -> None:
            if not by_itself:
                self.show_pick_lists(waves)

        desk.runner.read("prints_by_itself", look, show, owner=desk.window)

    def show_pick_lists(self, waves: Sequence[str]) -> None:
        """Shows the pick lists of waves as one document."""
        context = self._place.context
        self.make(
            PrintKind.PICK_LIST,
            tr("Making the pick lists"),
            lambda force: pick_lists(context, waves, force=force),
        )

    def make(
        self,
        kind: PrintKind | None,
        words: str,
        make: Callable[[bool], list[RenderedDocument]],
        *,
        force: bool = False,
        on_refusal: Callable[[BaseException], bool] = lambda _: False,
    ) -> None:
        """Makes documents and shows them; where letters have no font, asks before that.

        Args:
            kind: whose printer is offered; None: it is only looked at, or saved.
            words: what is told meanwhile.
            make: makes them; gets whether letters without a font are put up with.
            force: the same, for the first time.
            on_refusal: tells what went wrong where it was asked for; False: as the window does.
        """
        desk, context = self._place.desk, self._place.context

        def ask(error: BaseException) -> None:
            if on_refusal(error):
                return
            if not (isinstance(error, Refusal) and error.code is Code.LETTERS_WITHOUT_FONT):
                desk.window.errors.show(error)
                return
            again = partial(self.make, kind, words, make, force=True, on_refusal=on_refusal)
            action = MessageAction(tr("Print all the same"), again)
            desk.window.messages.post(Level.REFUSED, sentence(error), action)

        desk.runner.render(
            words,
            lambda _: (_together(make(force)), printer_name(context, kind) if kind else ""),
            lambda made: self._show(kind, *made),
            on_error=ask,
            owner=desk.window,
        )

    def _show(self, kind: PrintKind | None, document: RenderedDocument, printer: str) -> None:
        desk = self._place.desk
        if document.unprintable:
            desk.window.messages.post(Level.INFO, printed_words(document.unprintable, REPLACEMENT))

        def tell(words: str) -> None:
            desk.window.messages.post(Level.DONE, words)

        left_out = [one.order_number for one in document.left_out]
        if left_out:
            words = tr("These have no shipment and no packing slip yet: {orders}.")
            desk.window.messages.post(Level.PART, words.format(orders=_names(left_out)))
        send = partial(self._printing.print_here, kind, document) if kind and printer else None
        own = self._place.context.database.path
        shown = ShownDocument(_title(document.name), document.pdf, own, printer, send)
        DocumentPreview(shown, desk.runner, desk.theme, tell, desk.window).show()


def show_paper(
    place: Workplace,
    title: str,
    make: Callable[[], bytes],
    failed: Callable[[BaseException], None],
    parent: QWidget,
) -> None:
    """Makes a PDF in the render lane and shows it over `parent`."""
    desk = place.desk

    def show(pdf: bytes) -> None:
        def tell(words: str) -> None:
            desk.window.messages.post(Level.DONE, words)

        shown = ShownDocument(title, pdf, place.context.database.path)
        DocumentPreview(shown, desk.runner, desk.theme, tell, parent).show()

    desk.runner.render(title, lambda _: make(), show, on_error=failed, owner=parent)


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
