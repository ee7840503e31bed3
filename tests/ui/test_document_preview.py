import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from packbench.jobs.lanes import Lanes
from packbench.ui.parts.bridge.runner import Runner
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.widgets.document_preview import DocumentPreview, ShownDocument

LABEL = (100 * 72 / 25.4, 150 * 72 / 25.4)  # mm to points


def three_labels() -> bytes:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=LABEL)
    for number in range(3):
        canvas.rect(20, 20, 60 * (number + 1), 60, fill=1)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


@pytest.fixture
def runner(qapp: QApplication) -> Iterator[Runner]:
    made = Runner(Lanes.threaded(), qapp)
    yield made
    made.shut_down()


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def preview(runner: Runner, theme: Theme, told: list[str], qtbot: QtBot) -> DocumentPreview:
    made = DocumentPreview(ShownDocument("Labels", three_labels()), runner, theme, told.append)
    qtbot.addWidget(made)
    qtbot.waitUntil(lambda: made._where.text() == "Page 1 of 3")
    return made


def picture(preview: DocumentPreview) -> QImage:
    return preview._picture.pixmap().toImage()


def is_black_at(page: QImage, x_pt: float, y_pt: float) -> bool:
    """Whether a place, measured from the page's lower left corner, is black."""
    x, y = round(x_pt * 96 / 72), page.height() - round(y_pt * 96 / 72)
    return page.pixelColor(x, y).lightness() < 20


def test_a_page_is_drawn_in_its_size(preview: DocumentPreview, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not picture(preview).isNull())
    size = picture(preview).size()
    assert size.width() == pytest.approx(100 / 25.4 * 96, abs=1)
    assert size.height() == pytest.approx(150 / 25.4 * 96, abs=1)


def test_pages_are_turned_and_end_at_the_last(preview: DocumentPreview, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not picture(preview).isNull())
    first = picture(preview)
    preview._next.click()
    qtbot.waitUntil(lambda: picture(preview) != first)
    preview._next.click()
    assert preview.page == 2
    assert not preview._next.isEnabled()
    preview.turn_to(7)
    assert preview.page == 2
    qtbot.waitUntil(lambda: is_black_at(picture(preview), 190, 40))
    assert not is_black_at(first, 190, 40)


def test_zooming_draws_larger(preview: DocumentPreview, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not picture(preview).isNull())
    width = picture(preview).width()
    preview._larger.click()
    qtbot.waitUntil(lambda: picture(preview).width() == pytest.approx(width * 1.5, abs=2))


def test_saving_writes_the_same_bytes(
    preview: DocumentPreview, tmp_path: Path, told: list[str], qtbot: QtBot
) -> None:
    path = tmp_path / "labels.pdf"
    preview.save_to(path)
    qtbot.waitUntil(lambda: told == [f"Saved {path}."])
    assert path.read_bytes() == preview._pdf


def test_every_page_is_printed(
    preview: DocumentPreview, tmp_path: Path, told: list[str], qtbot: QtBot
) -> None:
    path = tmp_path / "printed.pdf"
    printer = QPrinter()
    printer.setOutputFileName(str(path))
    preview.print_on(printer)
    qtbot.waitUntil(lambda: bool(told))
    printed = pypdfium2.PdfDocument(path)
    assert len(printed) == 3
    printed.close()
