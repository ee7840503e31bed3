"""The page with the test symbol for scanners."""

from pathlib import Path

from packbench.documents.scanner_test import render_scanner_test
from packbench.engine.command.context import Context
from packbench.services.documents.printing import RenderedDocument, printed_at
from packbench.services.documents.writing import Writing, WrittenFiles

_NAME = "scanner-test.pdf"


def scanner_page(context: Context) -> RenderedDocument:
    """The page in the language and on the paper of this station; it is not kept as printed."""
    pdf, pages = render_scanner_test(printed_at(context))
    return RenderedDocument(_NAME, pdf, pages, [])


def write_scanner_page(context: Context, target: Path, *, force: bool = False) -> WrittenFiles:
    """Writes it to a file or into a folder; refuses what `Output` does."""
    made = scanner_page(context)
    path = Writing(context, target, force).write(made.name, made.pdf)
    return WrittenFiles([str(path)], made.pages)
