"""What people and programs call our columns, in seven languages: `resources/column-names.toml`.

Names are compared as `plain_words` has them: small letters without accents, one blank between.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from packbench.paths import resources_dir

_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "°": "o"})

_SHIPPED_TO = (
    *("shipping", "ship to", "ship", "delivery", "recipient", "liefer", "lieferung", "versand"),
    *(
        "lieferadresse",
        "lieferanschrift",
        "livraison",
        "envio",
        "entrega",
        "spedizione",
        "consegna",
    ),
    *("verzend", "bezorg", "levering", "aflever", "dostawa", "dostawy", "wysylki", "customer"),
)
_BILLED_TO = (
    *("billing", "bill to", "invoice", "rechnung", "rechnungs", "rechnungsadresse", "facturation"),
    *("facturacion", "fatturazione", "factuur", "faktura", "rozliczeniowy", "payer"),
)
_GLUED = ("liefer", "versand", "rechnungs", "verzend", "bezorg", "factuur")
"""What German and Dutch write in one word with what follows: Lieferstraße."""


@lru_cache(1 << 12)
def plain_words(header: str) -> str:
    """A name of a column in small letters without accents, one blank between its words."""
    text = _CAMEL.sub(" ", header).casefold().translate(_LETTERS)
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _NOT_A_WORD.sub(" ", bare).strip()


@cache
def _by_words() -> Mapping[str, Sequence[str]]:
    """Our columns by each of their names."""
    named: Mapping[str, list[str]] = tomllib.loads(
        (resources_dir() / "column-names.toml").read_text(encoding="utf-8")
    )
    found: dict[str, list[str]] = {}
    for column, names in named.items():
        for name in (column, *names):
            found.setdefault(plain_words(name), []).append(column)
    return found


def columns_called(header: str) -> list[tuple[str, int]]:
    """Our columns that a name may mean, each with how good the match is: the higher the better.

    What somebody is billed to is never taken for where something is shipped to.
    """
    words = plain_words(header)
    if _without(words, _BILLED_TO) is not None:
        return []
    found = [(column, 3) for column in _by_words().get(words, ())]
    bare = _without(words, _SHIPPED_TO)
    if bare is not None:
        found += [(column, 4) for column in _by_words().get(bare, ()) if column in _OF_ADDRESSES]
    return found


_OF_ADDRESSES = frozenset(
    ("customer_name", "company", "street", "street2", "city", "postal_code", "region", "country")
) | {"phone", "customer_email"}


def _without(words: str, marks: tuple[str, ...]) -> str | None:
    """What is left of a name without a word that says whose it is; None where there is none."""
    for mark in marks:
        if words.startswith(f"{mark} "):
            return words.removeprefix(mark).strip()
        if words.endswith(f" {mark}"):
            return words.removesuffix(mark).strip()
    for mark in _GLUED:
        if words.startswith(mark) and len(words) > len(mark) and mark in marks:
            return words.removeprefix(mark).strip()
    return None
