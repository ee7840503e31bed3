"""GS1-128: Code 128 that begins with FNC1, which also parts fields of variable length."""

from barcode.codex import Gs1_128

from packbench.documents.barcodes import Symbol, UnencodableError
from packbench.domain.scanning.meaning import GROUP_SEPARATOR

_PRINTABLE = frozenset(map(chr, range(32, 127)))


def gs1_128(data: str) -> Symbol:
    """The symbol of GS1 element strings; a group separator (GS) becomes FNC1.

    Refuses an empty text, and any other character that is not printable ASCII.
    """
    if not data or not set(data) <= {*_PRINTABLE, GROUP_SEPARATOR}:
        raise UnencodableError(data)
    encoder = Gs1_128(data.replace(GROUP_SEPARATOR, Gs1_128.FNC1_CHAR))
    modules: str = encoder.build()[0]
    return Symbol(data.replace(GROUP_SEPARATOR, " "), modules, 10, 10)
