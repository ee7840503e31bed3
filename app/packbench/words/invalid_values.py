"""What is said of values that can not be, and of names nobody knows, gathered from subjects."""

from collections.abc import Mapping

from packbench.words.counting import INVALID_COUNTS, NOT_FOUND_COUNTS
from packbench.words.language import mark
from packbench.words.ledger import INVALID_LEDGER_VALUES
from packbench.words.master_outcomes import INVALID_LEVELS
from packbench.words.purchase_outcomes import INVALID_PURCHASES
from packbench.words.replenishing import INVALID_REPLENISHING
from packbench.words.stock_outcomes import INVALID_SETS, INVALID_STOCK_VALUES
from packbench.words.transfers import INVALID_TRANSFERS, NOT_FOUND_TRANSFERS
from packbench.words.value import INVALID_VALUES

INVALID_OF_SUBJECTS: Mapping[str, str] = {
    **INVALID_LEVELS,
    **INVALID_PURCHASES,
    **INVALID_VALUES,
    **INVALID_STOCK_VALUES,
    **INVALID_SETS,
    **INVALID_LEDGER_VALUES,
    **INVALID_COUNTS,
    **INVALID_TRANSFERS,
    **INVALID_REPLENISHING,
}

NOT_FOUND_OF_SUBJECTS: Mapping[str, str] = {
    **NOT_FOUND_COUNTS,
    **NOT_FOUND_TRANSFERS,
    "no channel": mark("There is no channel {name}. `packbench channels set` makes a new one."),
}
"""By kind: what is said of a record that nobody knows."""
