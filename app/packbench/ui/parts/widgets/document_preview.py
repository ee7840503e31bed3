"""Shows a PDF before it is printed: pages, zoom, Print…, Save as PDF.

The pages are drawn in the render lane, whose one worker is the only one to use pypdfium2.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from packbench.exchange.outputs import Output
from packbench.exchange.replacing import replacing
from packbench.ui.parts.bridge.runner import Runner
from packbench.ui.parts.theme.plain_text import PlainLabel, on_button, set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_INSIDE
from packbench.ui.parts.widgets.file_dialogs import ask_where_to_save
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_words_beside_icon
from packbench.words.language import tr

POINTS_PER_INCH = 72
_SCREEN_DPI = 96
_PRINT_DPI = 300
_ZOOMS = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
_FIRST_SIZE = QSize(820, 900)


def draw_page(pdf: bytes, page: int, dpi: float) -> QImage:
    """One page of a PDF, numbered from 0, as an image; for the render lane only."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn = document[page].render(scale=dpi / POINTS_PER_INCH)
        form = QImage.Format.Format_BGR888
        # The copy lives on after the document's own memory is freed.
        return QImage(drawn.buffer, drawn.width, drawn.height, drawn.stride, form).copy()
    finally:
        document.close()


def count_pages(pdf: bytes) -> int:
    """How many pages a PDF has; for the render lane only."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def put_together(documents: Sequence[bytes]) -> bytes:
    """The pages of several PDFs as one; for the render lane only."""
    if len(documents) == 1:
        return documents[0]
    whole = pypdfium2.PdfDocument.new()
    try:
        for pdf in documents:
            part = pypdfium2.PdfDocument(pdf)
            whole.import_pages(part)
            part.close()
        written = io.BytesIO()
        whole.save(written)
        return written.getvalue()
    finally:
        whole.close()


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """A document to look at.

    Attributes:
        title: its name, also its first file name.
        own: the open database's file, over which it is never written; None for a server.
        printer: the station's printer for it; empty where it has none.
        send: prints the document there.
    """

    title: str
    pdf: bytes
    own: Path | None = None
    printer: str = ""
    send: Callable[[], None] | None = None


class DocumentPreview(KeyDialog):
    """A window with the pages of one document; it doesn't block the main window.

    Args:
        shown: the document.
        runner: draws pages in the render lane.
        theme: gives the icons.
        tell: called with a sentence after printing or saving.
        parent: the window that it closes with; it stays usable.
    """

    def __init__(
        self,
        shown: ShownDocument,
        runner: Runner,
        theme: Theme,
        tell: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("document_preview")
        self.setWindowTitle(shown.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize_within_screen(_FIRST_SIZE)
        self._title, self._pdf, self._own = shown.title, shown.pdf, shown.own
        self._runner, self._tell = runner, tell
        self._page, self._pages, self._zoom = 0, 1, _ZOOMS.index(1.0)
        self._picture = PlainLabel(tr("Drawing the page…"), self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._where = PlainLabel(parent=self)
        self._back = self._make_button(tr("Back"), "PgUp", lambda: self.turn_to(self._page - 1))
        self._next = self._make_button(tr("Next"), "PgDown", lambda: self.turn_to(self._page + 1))
        self._smaller = self._make_button(tr("Smaller"), "Ctrl+-", lambda: self._change_zoom(-1))
        self._larger = self._make_button(tr("Larger"), "Ctrl++", lambda: self._change_zoom(1))
        self._save = self._make_button(tr("Save as PDF…"), "Ctrl+S", self._ask_and_save)
        self._ask = self._make_button(tr("Print…"), "Ctrl+Shift+P", self._ask_and_print)
        self._print = self._make_button(*_printing(shown, self._ask_and_print, self.close))
        self._ask.setVisible(shown.send is not None)
        self._theme = theme
        theme.changed.connect(self._draw_icon)
        self._draw_icon()
        set_words_beside_icon(self._print, self._print.text())
        self._print.setShortcut("Ctrl+P")  # other words take a button's keys
        self._print.setProperty("look", "main")
        self._lay_out()
        self._print.setFocus()
        runner.render("", lambda _: count_pages(shown.pdf), self._take_count, owner=self)
        self._draw()

    @property
    def page(self) -> int:
        """The number of the page in view, from 0."""
        return self._page

    def turn_to(self, page: int) -> None:
        """Shows another page, numbered from 0; the nearest when there is none of that number."""
        self._page = max(0, min(page, self._pages - 1))
        self._draw()

    def save_to(self, path: Path) -> None:
        """Writes the document as it is, in the place of a file of that name, and says where."""
        output = Output(path, self._own, force=True)

        def saved(_: int) -> None:
            self._tell(tr("Saved {file}.").format(file=path))

        def save(_: object) -> int:
            output.require_ending(".pdf")
            with replacing(output) as draft:
                return draft.write_bytes(self._pdf)

        self._runner.render("", save, saved, owner=self)

    def print_on(self, printer: QPrinter) -> None:
        """Prints every page in its own size, at 100 %."""
        numbers, file = range(self._pages), printer.outputFileName()

        def draw(_: object) -> list[QImage]:
            if file:
                Output(Path(file), self._own, force=True).require_free()
            return [draw_page(self._pdf, number, _PRINT_DPI) for number in numbers]

        self._runner.render(
            tr("Printing {document}").format(document=self._title),
            draw,
            lambda pages: self._send(printer, pages),
            owner=self,
        )

    def _send(self, printer: QPrinter, pages: list[QImage]) -> None:
        printer.setFullPage(True)  # from the paper's edge, not from the printable area's
        painter = QPainter(printer)
        for number, page in enumerate(pages):
            if number:
                printer.newPage()
            dots = page.size() * printer.resolution() / _PRINT_DPI
            painter.drawImage(QRect(QPoint(), dots), page)
        painter.end()
        self._tell(
            tr("{document} went to {printer}.").format(
                document=self._title, printer=printer.printerName() or printer.outputFileName()
            )
        )

    def _take_count(self, pages: int) -> None:
        self._pages = pages
        self._show_place()

    def _draw(self) -> None:
        page, ratio = self._page, self.devicePixelRatioF()
        dpi = _SCREEN_DPI * _ZOOMS[self._zoom] * ratio
        self._runner.render(
            "",
            lambda _: draw_page(self._pdf, page, dpi),
            lambda image: self._show_page(page, image, ratio),
            owner=self,
        )
        self._show_place()

    def _show_page(self, page: int, image: QImage, ratio: float) -> None:
        if page == self._page:
            picture = QPixmap.fromImage(image)
            picture.setDevicePixelRatio(ratio)
            self._picture.setPixmap(picture)

    def _show_place(self) -> None:
        words = tr("Page {page} of {pages}")
        self._where.setText(words.format(page=self._page + 1, pages=self._pages))
        self._picture.setAccessibleName(self._where.text())
        self._back.setEnabled(self._page > 0)
        self._next.setEnabled(self._page < self._pages - 1)
        self._smaller.setEnabled(self._zoom > 0)
        self._larger.setEnabled(self._zoom < len(_ZOOMS) - 1)

    def _change_zoom(self, step: int) -> None:
        self._zoom = max(0, min(self._zoom + step, len(_ZOOMS) - 1))
        self._draw()

    def _draw_icon(self) -> None:
        self._print.setIcon(self._theme.on_main(self._theme.icon("printer")))

    def _ask_and_save(self) -> None:
        patterns = tr("PDF files (*.pdf)")
        path = ask_where_to_save(self, tr("Save as PDF"), f"{self._title}.pdf", patterns)
        if path:
            self.save_to(path)

    def _ask_and_print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec() == QDialog.DialogCode.Accepted:
            self.print_on(printer)

    def _make_button(self, text: str, keys: str, run: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setShortcut(keys)
        set_tip(button, f"{text} ({keys})")
        button.setAutoDefault(False)
        button.clicked.connect(lambda _: run())
        return button

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(SPACE_INSIDE)
        for widget in (self._back, self._where, self._next):
            bar.addWidget(widget)
        bar.addStretch()
        for widget in (self._smaller, self._larger, self._save, self._ask, self._print):
            bar.addWidget(widget)
        scroll = QScrollArea(self)
        scroll.setWidget(self._picture)
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName(tr("Page"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE)
        layout.setSpacing(SPACE_INSIDE)
        layout.addLayout(bar)
        layout.addWidget(scroll, 1)


def _printing(
    shown: ShownDocument, ask: Callable[[], None], leave: Callable[[], object]
) -> tuple[str, str, Callable[[], None]]:
    """The main button: the station's printer where there is one, which asks nothing more."""
    send = shown.send
    if send is None:
        return tr("Print…"), "Ctrl+P", ask

    def print_and_leave() -> None:
        send()
        leave()

    words = tr("Print on {printer}").format(printer=on_button(shown.printer))
    return words, "Ctrl+P", print_and_leave
