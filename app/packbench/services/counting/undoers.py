"""How each command of counts is taken back, by its name."""

from collections.abc import Mapping
from typing import Any

from packbench.engine.undo.undoer import Undoer
from packbench.services.counting.entering import UNDO_ENTRY
from packbench.services.counting.posting import UNDO_POSTED_SHEET
from packbench.services.counting.sheets import (
    UNDO_CANCELLED_SHEET,
    UNDO_MADE_SHEET,
    UNDO_RECOUNT,
)

COUNT_UNDOERS: Mapping[str, Undoer[Any]] = {
    "counts.new": UNDO_MADE_SHEET,
    "counts.enter": UNDO_ENTRY,
    "counts.recount": UNDO_RECOUNT,
    "counts.cancel": UNDO_CANCELLED_SHEET,
    "counts.post": UNDO_POSTED_SHEET,
}
