"""The places on a picker's cart."""

_LETTERS = 26


def slot_label(slot: int) -> str:
    """A slot's letter on the cart: 1 is A, 26 is Z, 27 is AA."""
    label = ""
    while slot:
        slot, letter = divmod(slot - 1, _LETTERS)
        label = chr(ord("A") + letter) + label
    return label
