"""The words for scanners: how they type, and what is wrong with one."""

from collections.abc import Mapping

from packbench.domain.scanning.scanner import ScannerKind
from packbench.words.language import mark, tr

KINDS: Mapping[ScannerKind, str] = {
    ScannerKind.USB: mark("by its speed: cable or dongle (USB)"),
    ScannerKind.BLUETOOTH: mark("by its speed: Bluetooth"),
    ScannerKind.SLOW: mark("by its speed: slow, never in a text field"),
    ScannerKind.PREFIX: mark("by its prefix (best)"),
}
"""By what a scan is told from typing."""


def scanner_kind_words(kind: ScannerKind) -> str:
    """By what this station tells scans from typing."""
    return tr(KINDS[kind])
