"""Papers of the dock, shown before they are printed: receiving sheets, the put-away list."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from packbench.ui.parts.widgets.document_preview import DocumentPreview, ShownDocument
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.workplace import Workplace


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
