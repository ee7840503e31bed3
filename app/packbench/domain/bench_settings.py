"""What a station can be told of its checks: each has a value, for all channels or for one."""

import enum
import re
from decimal import Decimal


class BenchSetting(enum.StrEnum):
    """What is checked at a bench, and what it shows."""

    WEIGHT_TOLERANCE_G = "weight_tolerance_g"
    WEIGHT_TOLERANCE_PERCENT = "weight_tolerance_percent"
    BY_HAND = "by_hand"
    PHOTO = "photo"
    SHOWS_PRIVATE = "shows_private"


class ByHand(enum.StrEnum):
    """Whether items may be counted without a scan."""

    YES = "yes"
    BADGE = "badge"
    NO = "no"


class Photo(enum.StrEnum):
    """Whether each parcel is photographed: wanted ones may lack, needed ones may not."""

    NO = "no"
    WANTED = "wanted"
    NEEDED = "needed"


CHOICES = {
    BenchSetting.BY_HAND: tuple(one.value for one in ByHand),
    BenchSetting.PHOTO: tuple(one.value for one in Photo),
    BenchSetting.SHOWS_PRIVATE: ("yes", "no"),
}
"""The values of settings that have few of them; the first one holds where nobody said."""

OF_THE_STATION = frozenset({BenchSetting.SHOWS_PRIVATE})
"""Settings that no channel has of its own."""

MOST_G = 1_000_000
_GRAMS = re.compile("[0-9]{1,7}")
_PERCENT = re.compile("[0-9]{1,2}(?:[.][0-9]{1,2})?|100")


def tidy_value(setting: BenchSetting, text: str) -> str | None:
    """The value that a text means; None for one that can't be.

    A tolerance is whole grams up to 1000000 or a percentage up to 100, such as 2.5; `none` takes it
    away.
    """
    text = text.strip().lower()
    if setting in CHOICES:
        return text if text in CHOICES[setting] else None
    if text == "none":
        return text
    form = _GRAMS if setting is BenchSetting.WEIGHT_TOLERANCE_G else _PERCENT
    if form.fullmatch(text) is None or Decimal(text) > MOST_G:
        return None
    return str(Decimal(text))
