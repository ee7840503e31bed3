"""Labels of what Packbench numbers itself (totes, carts and their slots), and of a test."""

from packbench.documents.barcodes import code128
from packbench.documents.label import Label
from packbench.domain.codes import OwnKind, cart_code, own_code
from packbench.words.language import in_language, tr

_TRIED = "PACKBENCH-100"


def tote_label(number: int, language: str) -> Label:
    """The label of a tote."""
    with in_language(language):
        below = tr("Tote {number}").format(number=number)
    return Label(f"T {number}", (code128(own_code(OwnKind.TOTE, number)),), (below,))


def cart_labels(number: int, slots: list[str], language: str) -> list[Label]:
    """The label of a cart, and one for each of its slots by their letters."""
    with in_language(language):
        cart = tr("Cart {number}").format(number=number)
    whole = Label(cart, (code128(cart_code(number)),))
    return [
        whole,
        *(
            Label(letter, (code128(cart_code(number, slot)),), (cart,))
            for slot, letter in enumerate(slots, start=1)
        ),
    ]


def tried_label(station: str, language: str) -> Label:
    """A label by which a label printer is tried."""
    with in_language(language):
        heading = tr("Test")
    return Label(heading, (code128(_TRIED),), (_TRIED, station))
