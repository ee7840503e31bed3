"""The words for scales: what one says, and what to do when it does not say a weight."""

from collections.abc import Mapping
from decimal import Decimal

from packbench.domain.scales.readings import ScaleProtocol, ScaleReading, Steadiness
from packbench.words.language import mark, tr

PROTOCOLS: Mapping[ScaleProtocol, str] = {
    ScaleProtocol.MT_SICS: mark("MT-SICS (Mettler Toledo)"),
    ScaleProtocol.PLAIN: mark("printed lines (A&D, Ohaus and others)"),
    ScaleProtocol.SCP_01: mark("SCP-01 (NCI, Avery Weigh-Tronix)"),
}
"""The languages of scales as people know them."""

_READINGS: Mapping[Steadiness, str] = {
    Steadiness.STABLE: mark("The scale shows {grams} g."),
    Steadiness.UNSTABLE: mark("The scale is not at rest yet: let go of the parcel, and wait."),
    Steadiness.UNDER: mark(
        "The scale shows less than nothing. Take all off it, set it to zero, and lay the parcel on."
    ),
    Steadiness.OVER: mark("The parcel is too heavy for the scale. Weigh it elsewhere."),
    Steadiness.BUSY: mark("The scale is busy. Wait until it shows a weight."),
    Steadiness.GARBAGE: mark(
        "What the scale says can't be understood ({text}). Look whether language and speed are"
        " right (Scale… in the palette)."
    ),
}
_NOTHING_ON_IT = mark("The scale shows 0 g. Lay the parcel on it.")


def protocol_words(protocol: ScaleProtocol) -> str:
    """A scale's language as people know it."""
    return tr(PROTOCOLS[protocol])


def reading_words(reading: ScaleReading | None) -> str:
    """What a scale says; None: it says nothing."""
    if reading is None:
        return tr("The scale says nothing. Is it switched on, and is its cable in?")
    if reading.kind is Steadiness.STABLE and not reading.weight_g:
        return tr(_NOTHING_ON_IT)
    grams = Decimal(0) if reading.grams is None else reading.grams.normalize()
    return tr(_READINGS[reading.kind]).format(grams=f"{grams:f}", text=reading.text or "—")


def weight_words(grams: int) -> str:
    """A weight as people say it: `1.43 kg`, `420 g`."""
    if grams < _KILOGRAM:
        return tr("{grams} g").format(grams=grams)
    kilograms = f"{Decimal(grams) / _KILOGRAM:f}"
    whole, _, part = kilograms.partition(".")
    return tr("{kilograms} kg").format(kilograms=f"{whole}.{part:0<2}")


def difference_words(weight_g: int, expected_g: int) -> dict[str, str]:
    """A weight, what was expected, and by how much it is too much or too little."""
    words = tr("{weight} too much") if weight_g > expected_g else tr("{weight} too little")
    return {
        "weight": weight_words(weight_g),
        "expected": weight_words(expected_g),
        "difference": words.format(weight=weight_words(abs(weight_g - expected_g))),
    }


_KILOGRAM = 1_000


def type_instead_words(told: str) -> str:
    """What is wrong with the scale, and that a weight can be typed."""
    return tr("{told} Or type the grams, then Enter.").format(told=told)


def scale_lost_words(port: str, why: str) -> str:
    """That the scale's port is gone."""
    words = tr(
        "The scale at {port} can't be reached ({why}). Look at its cable; it is tried again each"
        " second."
    )
    return words.format(port=port, why=why)
