"""What a wrong scan was, in a few words."""

from collections.abc import Mapping

from packbench.domain.packing import PackVerdict
from packbench.words.language import mark, tr

_CAUGHT: Mapping[str, str] = {
    PackVerdict.WRONG_ITEM: mark("wrong item"),
    PackVerdict.TOO_MANY: mark("too many"),
    PackVerdict.WRONG_ORDER: mark("another order"),
    PackVerdict.OTHER_ORDER: mark("item of another order"),
    PackVerdict.WRONG_LOT: mark("wrong lot"),
    PackVerdict.SERIAL_USED: mark("serial used already"),
    PackVerdict.UNKNOWN: mark("unknown code"),
}


def caught_words(verdict: str) -> str:
    """The translated words for a wrong scan."""
    return tr(_CAUGHT[verdict]) if verdict in _CAUGHT else tr("wrong scan")
