"""Sentences on the stock ledger."""

from collections.abc import Mapping

from packbench.domain.ledger_chain import LedgerKept
from packbench.words.language import mark, tr, tr_count

_KEPT: Mapping[LedgerKept, str] = {
    LedgerKept.SAME: mark("as they were"),
    LedgerKept.GROWN: mark("as they were, and more since"),
    LedgerKept.CHANGED: mark("changed: an older row is not what it was"),
    LedgerKept.SHORTER: mark("fewer than there were: rows are gone"),
    LedgerKept.GONE: mark("this warehouse is not there"),
}

INVALID_LEDGER_VALUES: Mapping[str, str] = {
    "moment": mark("{value} is still to come. Choose a moment that is over."),
    "bin without its warehouse": mark("Bin {value} needs its warehouse. Name that too."),
    "head of a ledger": mark(
        "“{value}” is no last link of a ledger. Type or scan what stands below the bars of the"
        " page: the warehouse, how many movements, and the link of 32 letters."
    ),
    "file of heads": mark(
        "{value} holds no heads of a ledger. Choose a file that was written by “stock proof”."
    ),
}


def kept_words(kept: LedgerKept) -> str:
    """What became of the movements up to a head that was written down."""
    return tr(_KEPT[kept])


def totals_words(units: int, places: int) -> str:
    """How much lay in how many places."""
    words = tr_count("{units} units in {count} place.", "{units} units in {count} places.", places)
    return words.format(units=units, count=places)
