"""The window's foot tells by a lock who could listen; files are not saved over a database."""

import io
import shutil
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from packbench.domain.refusals import Code, Refusal
from packbench.domain.transport import Transport
from packbench.ui.desk import Desk
from packbench.ui.parts.bridge.runner import Runner
from packbench.ui.parts.widgets.document_preview import DocumentPreview, ShownDocument
from packbench.ui.parts.widgets.icon_label import IconLabel
from packbench.words.transport import transport_words


def one_page() -> bytes:
    written = io.BytesIO()
    canvas = Canvas(written)
    canvas.showPage()
    canvas.save()
    return written.getvalue()


@pytest.mark.parametrize("transport", Transport)
def test_the_lock_tells_who_could_listen(desk: Desk, transport: Transport) -> None:
    status = desk.window.status
    status.set_transport(transport)
    lock = status.findChild(IconLabel, "lock")
    assert lock is not None
    assert lock.isVisible() is (transport is not Transport.WITHIN)
    assert lock.accessibleName() == transport_words(transport)


def test_a_document_is_saved_over_no_database(
    desk: Desk, sqlite_template: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    own = tmp_path / "shop.pdf"
    shutil.copy(sqlite_template, own)
    before = own.read_bytes()
    (tmp_path / "link.pdf").hardlink_to(own)
    failed: list[BaseException] = []
    runner: Runner = desk.runner
    runner.failed.connect(failed.append)
    pdf = one_page()
    shown = ShownDocument("Slip", pdf, own)
    preview = DocumentPreview(shown, runner, desk.theme, lambda _words: None)
    qtbot.addWidget(preview)
    for name in ("shop.pdf", "link.pdf"):
        preview.save_to(tmp_path / name)
        printer = QPrinter()
        printer.setOutputFileName(str(tmp_path / name))
        preview.print_on(printer)
    preview.save_to(tmp_path / "slip.txt")
    codes = [one.code for one in failed if isinstance(one, Refusal)]
    assert codes == [Code.CANNOT_WRITE] * 5
    assert own.read_bytes() == before
    preview.save_to(tmp_path / "slip.pdf")
    assert (tmp_path / "slip.pdf").read_bytes() == pdf
