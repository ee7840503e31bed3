"""The words of shipping: who makes a label, and what is stuck on a parcel."""

from collections.abc import Mapping

from packbench.domain.shipping import LabelKind
from packbench.words.language import mark, tr

PLUGINS: Mapping[str, str] = {
    "own": mark("our own label and number"),
    "file": mark("a file for the carrier's program"),
    "scan": mark("a label made elsewhere, scanned"),
}
"""What the plug-ins that come with Packbench do; others are called by their names."""

LABELS: Mapping[LabelKind, str] = {
    LabelKind.FOUR_BY_SIX: mark("4 × 6 inches"),
    LabelKind.A6: mark("A6 (105 × 148 mm)"),
    LabelKind.NONE: mark("no label"),
}


def plugin_word(name: str) -> str:
    """Who makes a label, in words."""
    return tr(PLUGINS[name]) if name in PLUGINS else name


def label_word(kind: LabelKind) -> str:
    """What is stuck on a parcel."""
    return tr(LABELS[kind])
