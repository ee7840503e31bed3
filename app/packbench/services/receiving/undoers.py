"""How each command of the dock is taken back, by its name."""

from collections.abc import Mapping
from typing import Any

from packbench.engine.undo.undoer import Undoer
from packbench.services.receiving.booking import UNDO_RECEIPT
from packbench.services.receiving.correcting import UNDO_CORRECTION
from packbench.services.receiving.put_away import UNDO_PUT_AWAY
from packbench.services.receiving.receipts import (
    UNDO_RECEIPT_LEFT,
    UNDO_RECEIPT_NOTE,
    UNDO_RECEIPT_OPENED,
)
from packbench.services.receiving.scanning import UNDO_COUNT_TAKEN_BACK, UNDO_COUNTS
from packbench.services.value.costs import UNDO_COSTS
from packbench.services.value.rates import UNDO_RATE

RECEIVING_UNDOERS: Mapping[str, Undoer[Any]] = {
    "receiving.open": UNDO_RECEIPT_OPENED,
    "receiving.take_over": UNDO_RECEIPT_OPENED,
    "receiving.leave": UNDO_RECEIPT_LEFT,
    "receiving.note": UNDO_RECEIPT_NOTE,
    "receiving.scan": UNDO_COUNTS,
    "receiving.take_back": UNDO_COUNT_TAKEN_BACK,
    "receiving.book": UNDO_RECEIPT,
    "receiving.correct": UNDO_CORRECTION,
    "receiving.costs": UNDO_COSTS,
    "rates.set": UNDO_RATE,
    "receiving.put_away": UNDO_PUT_AWAY,
}
