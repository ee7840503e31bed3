"""The words for what a bench checks."""

from collections.abc import Mapping

from packbench.domain.bench_settings import BenchSetting
from packbench.words.language import mark, tr

CHECKS: Mapping[BenchSetting, str] = {
    BenchSetting.WEIGHT_TOLERANCE_G: mark("A parcel may differ from what it should weigh by (g)"),
    BenchSetting.WEIGHT_TOLERANCE_PERCENT: mark("and by percent of it; the wider holds"),
    BenchSetting.BY_HAND: mark("Items are counted by hand (F12)"),
    BenchSetting.PHOTO: mark("Each parcel is photographed"),
    BenchSetting.SHOWS_PRIVATE: mark("E-mail, telephone and prices are shown"),
}
"""What a station can be told to check."""

VALUES: Mapping[str, str] = {
    "yes": mark("yes"),
    "no": mark("no"),
    "badge": mark("after a badge was scanned"),
    "wanted": mark("wanted; it may lack"),
    "needed": mark("needed"),
}


def check_words(setting: BenchSetting) -> str:
    """What is checked."""
    return tr(CHECKS[setting])


def value_words(setting: BenchSetting, value: object) -> str:
    """A setting's value as people read it."""
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if value is None or value == "none":
        return tr("not compared")
    text = str(value)
    if setting is BenchSetting.WEIGHT_TOLERANCE_PERCENT:
        return tr("{percent} %").format(percent=text)
    if setting is BenchSetting.WEIGHT_TOLERANCE_G:
        return tr("{grams} g").format(grams=text)
    return tr(VALUES[text])
