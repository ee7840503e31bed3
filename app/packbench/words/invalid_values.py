"""What is said of values that can not be, gathered from subjects that keep their own words."""

from collections.abc import Mapping

from packbench.words.counting import INVALID_COUNTS
from packbench.words.ledger import INVALID_LEDGER_VALUES
from packbench.words.master_outcomes import INVALID_LEVELS
from packbench.words.purchase_outcomes import INVALID_PURCHASES
from packbench.words.replenishing import INVALID_REPLENISHING
from packbench.words.stock_outcomes import INVALID_STOCK_VALUES
from packbench.words.value import INVALID_VALUES

INVALID_OF_SUBJECTS: Mapping[str, str] = {
    **INVALID_LEVELS,
    **INVALID_PURCHASES,
    **INVALID_VALUES,
    **INVALID_STOCK_VALUES,
    **INVALID_LEDGER_VALUES,
    **INVALID_COUNTS,
    **INVALID_REPLENISHING,
}
