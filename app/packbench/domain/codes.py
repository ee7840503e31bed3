"""Our own scan codes: a letter for the kind, the record's number, a check character.

They stand on locations, totes, carts, lists, shipments, purchase orders, parcels and badges, and
consist of 0-9 and A-Z only, which every symbology and scanner knows. The number is filled up with
zeros to six digits: a SKU such as `S12` is then not taken for a code. A pick list that changed has
its revision behind a V, so that an old sheet is told apart: `K000012V3` and its check character.
"""

import enum
import re
from dataclasses import dataclass

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = 6
_NUMBER = rf"0[0-9]{{{_DIGITS - 1}}}|[1-9][0-9]{{{_DIGITS - 1},}}"
_FORM = re.compile(rf"([LTKSRPUC])({_NUMBER})(?:V([1-9][0-9]*))?([0-9A-Z])")


class OwnKind(enum.StrEnum):
    """What a code of ours stands on; the value is its first letter."""

    LOCATION = "L"
    TOTE = "T"
    PICK_LIST = "K"
    SHIPMENT = "S"
    PURCHASE_ORDER = "R"
    PARCEL = "P"
    OPERATOR = "U"
    CART = "C"


class CodeUse(enum.StrEnum):
    """What one code may be at once, in the order in which it is told."""

    PRODUCT = "product"
    BARCODE = "barcode"
    ORDER = "order"
    PURCHASE_ORDER = "purchase_order"
    BIN = "bin"


@dataclass(frozen=True, slots=True)
class OwnCode:
    """A code that was read: the kind and the number of the record, and the revision of a list."""

    kind: OwnKind
    number: int
    revision: int = 1


def own_code(kind: OwnKind, number: int, revision: int = 1) -> str:
    """The code of a record, e.g. `K000012M` for pick list 12; `number` is 0 or more.

    The first revision is not written.
    """
    if number < 0 or revision < 1:
        raise ValueError(number, revision)
    body = f"{kind.value}{number:0{_DIGITS}}"
    if revision > 1:
        body += f"V{revision}"
    return body + check_character(body)


SLOTS_A_CART = 99


def cart_code(cart: int, slot: int = 0) -> str:
    """The code of a cart, or of one of its slots, numbered from 1 (decision 0072)."""
    if not 0 <= slot <= SLOTS_A_CART:
        raise ValueError(slot)
    return own_code(OwnKind.CART, cart * (SLOTS_A_CART + 1) + slot)


def parse_own_code(text: str) -> OwnCode | None:
    """What a scanned text means, in either case; None when letter, form or check is wrong."""
    code = text.strip().upper()
    match = _FORM.fullmatch(code)
    if match is None or check_character(code[:-1]) != code[-1]:
        return None
    kind, revision = OwnKind(match[1]), match[3]
    if revision is not None and kind is not OwnKind.PICK_LIST:
        return None
    return OwnCode(kind, int(match[2]), int(revision or 1))


def check_character(body: str) -> str:
    """The check character of ISO 7064 MOD 37,36 over 0-9 and A-Z, itself one of them.

    It finds every single wrong character and nearly every swap of two neighbours. Source: ISO/IEC
    7064:2003, hybrid systems with M = 36: P starts as M; for each character of value a,
    S = (P + a) mod M, where 0 counts as M, and P becomes 2 * S mod (M + 1); the check
    character makes the last P + a equal to 1 modulo M.
    """
    modulus = len(_ALPHABET)
    product = modulus
    for character in body:
        total = (product + _ALPHABET.index(character)) % modulus or modulus
        product = total * 2 % (modulus + 1)
    return _ALPHABET[(modulus + 1 - product) % modulus]
