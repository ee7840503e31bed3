"""The words for scanners: how they type, and what is wrong with one."""

from collections.abc import Mapping

from packbench.domain.scanning.finding import Findings, Trouble
from packbench.domain.scanning.record import RecordedScan
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


_TROUBLES: Mapping[Trouble, str] = {
    Trouble.NOTHING_READ: mark("Nothing came from the scanner. Is it connected, and does it beep?"),
    Trouble.CAPS_LOCK: mark("Caps Lock is on at this computer. Press it, and scan once more."),
    Trouble.OTHER_LAYOUT: mark(
        "The scanner types as on a keyboard that is neither this computer's nor a US one. Program"
        " it to US English, and scan once more."
    ),
    Trouble.NOT_THE_SYMBOL: mark(
        "That was not the test symbol, or only a part of it. Scan the symbol of the test page; if"
        " it is that one, switch on GS1-128 in the scanner."
    ),
    Trouble.NO_END: mark(
        "Nothing ends the scan. Program the scanner to send Enter after each code (suffix CR)."
    ),
    Trouble.NO_AIM: mark(
        "It sends no AIM identifier. Switch that on: GS1 codes are told from others by it."
    ),
    Trouble.SEPARATOR_LOST: mark(
        "It leaves out the group separator: a lot and a serial number in one code run together."
        " Program it to send GS (FNC1) as Ctrl+]."
    ),
    Trouble.SEPARATOR_REPLACED: mark(
        "It sends {separator} for the group separator. Program it to send GS (FNC1) as Ctrl+]."
    ),
    Trouble.TOO_SLOW: mark(
        "It types as slowly as a person. Program a prefix such as ~ into it, and the AIM"
        " identifier: speed does not count then."
    ),
    Trouble.PREFIX_UNFIT: mark(
        "It sends {prefix} before the code. A prefix is 1 to 8 characters without a blank, such as"
        " ~, and the AIM identifier follows it."
    ),
}

_SENT: Mapping[str, str] = {
    "\r": mark("Enter"),
    "\t": mark("Tab"),
    "\n": mark("Ctrl+J"),
    "\x1d": mark("GS"),
    " ": mark("blank"),
}


def sent_words(text: str) -> str:
    """What a scanner sent; keys that nobody sees by their names, as `<Enter>`; a dash for none."""
    shown = (f"<{tr(_SENT[one])}>" if one in _SENT else one for one in text)
    return "".join(shown) or "—"


def trouble_words(trouble: Trouble, found: Findings) -> str:
    """What is to be mended at the scanner."""
    prefix, separator = sent_words(found.prefix), sent_words(found.separator)
    return tr(_TROUBLES[trouble]).format(prefix=prefix, separator=separator)


def finding_rows(found: Findings) -> list[tuple[str, str]]:
    """What one reading of the test symbol told: names and values."""
    layout = tr("that of a US keyboard") if found.us_layout else tr("that of this computer")
    speed = tr("{mean} ms a key, {longest} ms at most")
    return [
        (tr("layout"), layout),
        (tr("prefix"), sent_words(found.prefix)),
        (tr("AIM identifier"), found.aim or "—"),
        (tr("end"), sent_words(found.suffix)),
        (tr("group separator"), sent_words(found.separator)),
        (tr("speed"), speed.format(mean=found.mean_gap_ms, longest=found.longest_gap_ms)),
    ]


_SCREENS: Mapping[str, str] = {
    "orders": mark("Orders"),
    "back_orders": mark("Back Orders"),
    "inventory": mark("Inventory"),
    "purchase_orders": mark("Purchase Orders"),
    "pick_pack": mark("Pick & Pack"),
}


def screen_words(screen: str) -> str:
    """How people know a tab; a dialog or a field by its own name."""
    return tr(_SCREENS[screen]) if screen in _SCREENS else screen or tr("no screen")


def keys_words(scan: RecordedScan) -> str:
    """The keys of a scan, each with the milliseconds since the one before."""
    if not scan.gaps_ms:
        return tr("It came whole, not by keys: {keys}").format(keys=sent_words(scan.keys))
    gaps = ["", *(f" +{gap} " for gap in scan.gaps_ms)]
    keys = "".join(f"{gap}{sent_words(key)}" for gap, key in zip(gaps, scan.keys, strict=False))
    mean = round(sum(scan.gaps_ms) / len(scan.gaps_ms))
    words = tr("Keys, with the milliseconds between them ({mean} in the mean): {keys}")
    return words.format(mean=mean, keys=keys)


def lost_words(port: str, why: str, begun: str) -> str:
    """That the scanner at a serial port is gone, and what to scan again."""
    words = tr(
        "The scanner at {port} can't be reached ({why}). Look at its cable; it is tried again each"
        " second."
    )
    told = words.format(port=port, why=why)
    if not begun:
        return told
    cut = tr("A code was cut off after {text}. It does not count: scan it again.")
    return f"{told} {cut.format(text=sent_words(begun))}"
