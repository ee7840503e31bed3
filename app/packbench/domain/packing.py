"""The words of the packing bench: what a scan turned out to be."""

import enum


class PackVerdict(enum.StrEnum):
    """What a scan at the bench is answered with; see `ACCEPTED` for those that are no error."""

    OK = "ok"
    LINE_DONE = "line_done"
    ORDER_DONE = "order_done"
    THIS_ORDER = "this_order"
    ASK_LOT = "ask_lot"
    ASK_SERIAL = "ask_serial"
    COMMAND = "command"
    SEVERAL = "several"
    WRONG_ITEM = "wrong_item"
    TOO_MANY = "too_many"
    WRONG_ORDER = "wrong_order"
    OTHER_ORDER = "other_order"
    WRONG_LOT = "wrong_lot"
    SERIAL_USED = "serial_used"
    UNKNOWN = "unknown"
    CHANGED = "changed"
    BOX = "box"
    WRONG_BOX = "wrong_box"


ACCEPTED = frozenset(
    {
        *(PackVerdict.OK, PackVerdict.LINE_DONE, PackVerdict.ORDER_DONE, PackVerdict.THIS_ORDER),
        *(PackVerdict.ASK_LOT, PackVerdict.ASK_SERIAL, PackVerdict.BOX),
    }
)
"""Answers after which the next scan of a call is read; every other one stops it."""

CAUGHT = frozenset(
    {
        *(
            PackVerdict.WRONG_ITEM,
            PackVerdict.TOO_MANY,
            PackVerdict.WRONG_ORDER,
            PackVerdict.OTHER_ORDER,
        ),
        *(PackVerdict.WRONG_LOT, PackVerdict.SERIAL_USED, PackVerdict.UNKNOWN),
        PackVerdict.WRONG_BOX,
    }
)
"""Answers that kept something wrong out of a parcel: they are counted as errors caught."""


class BenchRule(enum.StrEnum):
    """What a station does by itself; each is yes or no, for all channels or for one."""

    CLOSES_ITSELF = "closes_itself"
    ASKS_WEIGHT = "asks_weight"
    SHIPS_AT_ONCE = "ships_at_once"
    STARTS_HERE = "starts_here"
    NEEDS_BOX = "needs_box"
    PRINTS_CUSTOMS = "prints_customs"
