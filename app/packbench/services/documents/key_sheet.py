"""The sheet of the window's keys; the window knows them, and this prints them."""

from collections.abc import Sequence

from packbench.documents.key_sheet import KeyGroup, KeyRow, render_key_sheet
from packbench.engine.command.context import Context
from packbench.services.documents.printing import RenderedDocument, printed_at

__all__ = ["KeyGroup", "KeyRow", "key_sheet"]

_NAME = "keys.pdf"


def key_sheet(context: Context, groups: Sequence[KeyGroup]) -> RenderedDocument:
    """The sheet on the paper of this station; it is not kept as printed."""
    pdf, pages = render_key_sheet(groups, printed_at(context))
    return RenderedDocument(_NAME, pdf, pages, [])
