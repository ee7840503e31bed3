"""The words for what a scanned code stands for."""

from collections.abc import Mapping

from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.words.language import mark, tr
from packbench.words.places import place_word


def meaning_words(meaning: Meaning) -> str:
    """What a code stands for, in words to choose by: `order 1001`, `bin A-01 of W1`."""
    if meaning.choices:
        *others, last = map(meaning_words, meaning.choices)
        return tr("{one} or {other}").format(one=", ".join(others), other=last)
    if meaning.pack > 1:
        words = tr("{count} of product {name} in a pack")
        return words.format(name=meaning.name, count=meaning.pack)
    if meaning.kind is ScanKind.LOCATION and place_word(meaning.name) != meaning.name:
        words = tr("{place} of {warehouse}")
        return words.format(place=place_word(meaning.name), warehouse=meaning.warehouse)
    words = tr(_KIND_WORDS[meaning.kind])
    return words.format(name=meaning.name, warehouse=meaning.warehouse)


_KIND_WORDS = {
    ScanKind.COMMAND: mark("command {name}"),
    ScanKind.PRODUCT: mark("product {name}"),
    ScanKind.ORDER: mark("order {name}"),
    ScanKind.SHIPMENT: mark("shipment {name}"),
    ScanKind.WAVE: mark("pick list {name}"),
    ScanKind.LOCATION: mark("bin {name} of {warehouse}"),
    ScanKind.PURCHASE_ORDER: mark("purchase order {name}"),
    ScanKind.BOX: mark("box {name}"),
    ScanKind.UNKNOWN: mark("nothing that is known: {name}"),
}

_COMMANDS: Mapping[str, str] = {
    "DONE": mark("All is picked, or all is packed: go on"),
    "UNDO": mark("Take the last scan back"),
    "CANCEL": mark("Leave this order as it is"),
    "NEXTBOX": mark("The box is full: begin the next"),
    "PRINT": mark("Print the papers of this order"),
    "REPRINT": mark("Print the last papers once more"),
    "SHORT": mark("The item is not there; scan or press it twice"),
    "HOLD": mark("Put this order aside; scan or press it twice"),
    "DAMAGED": mark("The item is damaged; scan or press it twice"),
    "REJECT": mark("At the dock: what is scanned next is not taken"),
    "HELP": mark("What can be scanned now"),
    "LOGOUT": mark("I leave this station"),
    "BOX": mark("Choose the box of this parcel"),
    "PARCELS": mark("Open one of the parcels again"),
    "TAKEOUT": mark("Take an item out of this parcel"),
}

_SHORT: Mapping[str, str] = {
    "DONE": mark("Done"),
    "UNDO": mark("Take back"),
    "CANCEL": mark("Leave order"),
    "NEXTBOX": mark("Next box"),
    "PRINT": mark("Print"),
    "SHORT": mark("Missing"),
    "HOLD": mark("Set aside"),
    "DAMAGED": mark("Damaged"),
    "REJECT": mark("Rejected"),
    "HELP": mark("Help"),
    "BOX": mark("Box"),
    "PARCELS": mark("Parcels"),
    "TAKEOUT": mark("Take out"),
}


def command_word(command: str) -> str:
    """A command of the control sheet in a word or two, for beside its key."""
    return tr(_SHORT[command])


def command_words(command: str) -> str:
    """What a code of the control sheet does."""
    if command in _COMMANDS:
        return tr(_COMMANDS[command])
    return tr("The next scan counts {count}").format(count=command[1:])
