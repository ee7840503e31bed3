"""What is said of layouts that are drawn."""

from collections.abc import Sequence

from packbench.domain.walking.drawing import DrawingPreview, DrawnResult
from packbench.words.language import tr, tr_count
from packbench.words.refusals import told

_NAMED = 8


def preview_words(preview: DrawingPreview, *, replan: bool) -> list[str]:
    """What a drawing would change, the trouble first."""
    lines = [] if preview.trouble is None else [told(preview.trouble)]
    lines.append(
        tr_count(
            "{count} bin has a place, {moved} of them another one than now.",
            "{count} bins have a place, {moved} of them another one than now.",
            preview.placed,
        ).format(count=preview.placed, moved=preview.moved)
    )
    if preview.not_placed:
        lines.append(not_placed_words(preview.not_placed))
    if preview.waves:
        words = (
            tr("Waves that nobody walks yet are planned anew: {waves}.")
            if replan
            else tr("Waves that nobody walks yet keep their walks: {waves}.")
        )
        lines.append(words.format(waves=named(preview.waves)))
    if preview.kept:
        words = tr("Waves that are walked keep their walks: {waves}.")
        lines.append(words.format(waves=named(preview.kept)))
    return lines


def not_placed_words(codes: Sequence[str]) -> str:
    """The bins that fit no place."""
    return tr_count(
        "{count} bin fits no place: {bins}.", "{count} bins fit no place: {bins}.", len(codes)
    ).format(count=len(codes), bins=named(codes))


def placed_words(saved: DrawnResult) -> str:
    """What was saved, in one sentence."""
    words = tr_count(
        "The layout of {warehouse} is saved: {count} bin has a place, {left} have none.",
        "The layout of {warehouse} is saved: {count} bins have a place, {left} have none.",
        saved.placed,
    )
    return words.format(warehouse=saved.warehouse, count=saved.placed, left=len(saved.not_placed))


def named(names: Sequence[str]) -> str:
    """The first few of them, and how many more there are."""
    shown, more = ", ".join(names[:_NAMED]), len(names) - _NAMED
    return tr("{names} and {count} more").format(names=shown, count=more) if more > 0 else shown
