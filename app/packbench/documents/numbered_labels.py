"""Labels of what has a number and no name: totes, carts with their slots; and one to try a printer.

Each is worded in the language of the station that prints it, e.g. `de`.
"""

from packbench.documents.barcodes import code128
from packbench.documents.label import Label
from packbench.domain.codes import OwnKind, cart_code, own_code
from packbench.domain.slots import slot_label
from packbench.words.language import in_language, tr

_TRIAL = "PACKBENCH-100"


def tote_label(number: int, language: str) -> Label:
    """A tote's label."""
    with in_language(language):
        told = tr("Tote {number}").format(number=number)
    return Label(f"T {number}", (code128(own_code(OwnKind.TOTE, number)),), (told,))


def cart_labels(number: int, slots: int, language: str) -> list[Label]:
    """The label of a cart, and those of its slots."""
    with in_language(language):
        cart = tr("Cart {number}").format(number=number)
    return [
        Label(cart, (code128(cart_code(number)),)),
        *(
            Label(slot_label(slot), (code128(cart_code(number, slot)),), (cart,))
            for slot in range(1, slots + 1)
        ),
    ]


def trial_label(station: str, language: str) -> Label:
    """A label by which a label printer is tried."""
    with in_language(language):
        heading = tr("Test")
    return Label(heading, (code128(_TRIAL),), (_TRIAL, station))
