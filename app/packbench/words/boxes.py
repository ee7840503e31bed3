"""What a packer is told of boxes: which one is needed and how that was found, what is missing."""

from collections import Counter
from collections.abc import Mapping, Sequence

from packbench.domain.box_advice import BoxAdvice, FoundBy
from packbench.words.language import mark, tr
from packbench.words.scales import weight_words

_FOUND: Mapping[FoundBy, str] = {
    FoundBy.MEASURE: mark("Box {boxes} (by measure)"),
    FoundBy.VOLUME: mark("Box {boxes} (by volume)"),
    FoundBy.WEIGHT: mark("Box {boxes} (by weight: no dimensions of {skus})"),
}
_MOST_NAMED = 3


def advice_words(advice: BoxAdvice) -> str:
    """Which boxes are needed, and by what; empty where nothing can be said."""
    told = []
    if advice.boxes:
        words, skus = tr(_FOUND[advice.way]), _listed(advice.unmeasured)
        told.append(words.format(boxes=boxes_words(advice.boxes), skus=skus))
    elif advice.unmeasured:
        words = tr("No box is suggested: no dimensions of {skus}")
        told.append(words.format(skus=_listed(advice.unmeasured)))
    if advice.too_large:
        told.append(
            tr("{skus}: too large or too heavy for every box").format(
                skus=_listed(advice.too_large)
            )
        )
    if advice.boxes and advice.unweighed:
        told.append(tr("no weight of {skus}").format(skus=_listed(advice.unweighed)))
    return " · ".join(told)


def bench_words(box: str, advice: BoxAdvice) -> str:
    """The box of the parcel that is filled, or which one to take; empty where nothing is known."""
    advised = advice_words(advice)
    if not box:
        return advised
    told = tr("In box {box}").format(box=box)
    if not advice.boxes or advice.boxes[0] == box:
        return told
    return tr("{box} · suggested: {advice}").format(box=told, advice=advised)


def boxes_words(boxes: Sequence[str]) -> str:
    """The boxes that are needed, the one to begin with first: `2 × L + 1 × S`."""
    counted = Counter(boxes)
    if len(boxes) == 1:
        return boxes[0]
    return " + ".join(f"{units} × {code}" for code, units in counted.items())


def too_heavy_words(parcel: int, box: str, weight_g: int, most_g: int) -> str:
    """That a parcel weighs more than its box may, both in grams."""
    words = tr(
        "Parcel {parcel} weighs {weight}; box {box} may weigh {most} at most. Take a stronger box,"
        " or pack it into two."
    )
    return words.format(
        parcel=parcel, box=box, weight=weight_words(weight_g), most=weight_words(most_g)
    )


def material_words(skus: Sequence[str]) -> str:
    """That the books had no packaging for what was packed; empty where they had."""
    if not skus:
        return ""
    words = tr("By the books there is no {skus} left. Its place is on the list of bins to count.")
    return words.format(skus=_listed(tuple(dict.fromkeys(skus))))


def _listed(skus: Sequence[str]) -> str:
    """The first few of them."""
    more = len(skus) - _MOST_NAMED
    named = ", ".join(skus[:_MOST_NAMED])
    return tr("{skus} and {count} more").format(skus=named, count=more) if more > 0 else named
