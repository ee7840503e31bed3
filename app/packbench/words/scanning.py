"""The words for what a scanned code stands for."""

from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.words.language import mark, tr


def meaning_words(meaning: Meaning) -> str:
    """What a code stands for, in words to choose by: `order 1001`, `bin A-01 of W1`."""
    if meaning.choices:
        *others, last = map(meaning_words, meaning.choices)
        return tr("{one} or {other}").format(one=", ".join(others), other=last)
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
    ScanKind.UNKNOWN: mark("nothing that is known: {name}"),
}
