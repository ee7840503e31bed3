"""The sentences for what channels see, and why."""

from collections.abc import Mapping

from packbench.domain.channel_sight import PlaceSeen, RuleOf, WhySeen
from packbench.domain.channels import Measure, ShutOut
from packbench.words.language import mark, tr

_WHY_NOT: Mapping[str, str] = {
    ShutOut.INACTIVE.value: mark("it is switched off"),
    ShutOut.EXCLUDED.value: mark("excluded"),
    ShutOut.NOT_YET.value: mark("pre-order, its day has not come"),
    "not_stocked": mark("never stocked there"),
}
_RULE: Mapping[RuleOf, str] = {
    RuleOf.SKU: mark("The rule for this SKU:"),
    RuleOf.CHANNEL: mark("The channel's rule for all SKUs:"),
    RuleOf.NONE: mark("No rule:"),
    RuleOf.TRIED: mark("Tried:"),
}


def place_words(place: PlaceSeen) -> str:
    """Why a warehouse does not count; empty when it does."""
    return "" if place.why_not is None else tr(_WHY_NOT[place.why_not])


def rule_words(seen: WhySeen) -> str:
    """Which rule counts, in short."""
    if not seen.push:
        return tr("not told")
    return f"{tr(_RULE[seen.rule_of])} {_share(seen)}"


def parts_words(place: PlaceSeen) -> str:
    """What a unit takes there: how many of which product, of how many, and its minimum."""
    there = tr("{units} × {sku} of {available}, minimum {minimum}")
    never = tr("{units} × {sku}, never stocked there")
    return "; ".join(
        (never if part.available is None else there).format(
            units=part.per_unit, sku=part.sku, available=part.available, minimum=part.minimum
        )
        for part in place.parts
    )


def seen_words(seen: WhySeen) -> str:
    """How a channel comes to its number, in words."""
    parts = [_available(seen), tr(_RULE[seen.rule_of]), _share(seen), _result(seen)]
    return " ".join(filter(None, parts))


def _available(seen: WhySeen) -> str:
    if not seen.names:
        return tr("It calls another product {sku}.").format(sku=seen.sku)
    if seen.total is None:
        return tr("Nobody counts it, so there is no number.")
    told = tr("The warehouses that count have {total}.").format(total=seen.total)
    if seen.not_yet and seen.room is not None:
        room = tr("It is a pre-order: {room} more may be promised.")
        return f"{told} {room.format(room=seen.room)}"
    if seen.by_minimum:
        return " ".join((told, tr("None of them is above its minimum.")))
    return told


def _share(seen: WhySeen) -> str:
    if seen.rule is Measure.PERCENT:
        return tr("{value} percent, rounded down.").format(value=seen.value)
    return tr("at most {value}.").format(value=seen.value)


def _result(seen: WhySeen) -> str:
    if not seen.push:
        return tr("The channel is not told this number.")
    if seen.number is None:
        return tr("It is told nothing.")
    if seen.told is None or seen.told == seen.number:
        return tr("It sees {number}.").format(number=seen.number)
    words = tr("It sees {number}; the last that it was surely told is {told}.")
    return words.format(number=seen.number, told=seen.told)
