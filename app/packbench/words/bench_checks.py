"""The words for what a bench checks."""

from collections.abc import Mapping

from packbench.domain.bench_settings import BenchSetting
from packbench.domain.refusals import Code, Refusal
from packbench.domain.said_at_bench import SaidAtBench
from packbench.words.language import mark, tr
from packbench.words.refusals import sentence
from packbench.words.scales import difference_words

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


STOPPED: Mapping[Code, str] = {
    Code.BOX_MISSING: mark(
        "Parcel {parcel} of {name} has no box yet. Scan the box, or choose it (F10)."
    ),
    Code.WEIGHT_DIFFERS: mark(
        "Parcel {parcel} of {name} weighs {weight}, {expected} expected: {difference}. Check what"
        " is in it, then weigh it again. If it is right: type why and Enter, or scan a badge."
    ),
    Code.SECOND_CHECK_NEEDED: mark(
        "A second person has to look into {name}: not {who}, who packed it. Let a colleague look"
        " and scan his badge."
    ),
}
"""What the bench says where a check keeps a shipment open."""


def stopped_words(refusal: Refusal) -> str:
    """Why a shipment at the bench was not closed, or not shipped, and what to do there."""
    text = STOPPED.get(refusal.code)
    if text is None:
        return sentence(refusal)
    params = dict(refusal.params)
    if refusal.code is Code.WEIGHT_DIFFERS:
        params |= difference_words(int(str(params["weight_g"])), int(str(params["expected_g"])))
    return tr(text).format(**params)


def check_words(setting: BenchSetting) -> str:
    """What is checked."""
    return tr(CHECKS[setting])


def said_words(said: SaidAtBench, moment: str) -> str:
    """Who said what of a parcel, and when; what counts no more is told as such."""
    if said.weight_g is None or said.expected_g is None:
        told = tr("{moment}: {operator} looked into the parcels (at {station}).")
        words = told.format(moment=moment, operator=said.operator, station=said.station)
    else:
        told = tr(
            "{moment}: {operator} let parcel {parcel} weigh {weight} where {expected} was expected:"
            " {reason}"
        )
        words = told.format(
            moment=moment,
            operator=said.operator,
            parcel=said.parcel,
            reason=said.reason,
            **difference_words(said.weight_g, said.expected_g),
        )
    return words if said.counts else tr("{told} It counts no more.").format(told=words)


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
