"""A language for tests: every letter of the catalogue's texts is another, and they are longer.

An English word that a person still sees is data, or a literal that nobody can translate.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from packbench.paths import resources_dir

TAG = "en-XA"
_ACCENTED = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ȧƀƈḓḗƒɠħīĵķŀḿƞǿƥɋřşŧŭṽẇẋẏẑȦƁƇḒḖƑƓĦĪĴĶĿḾȠǾƤɊŘŞŦŬṼẆẊẎẐ",
)
_PLACE = re.compile(r"(\{[^{}]*\})")
_WORD = re.compile(r"[A-Za-z0-9_]+(?:['’./-][A-Za-z0-9_]+)*")
_PLAIN = re.compile(r"[A-Za-z]{2,}(?:['’-][A-Za-z]+)*")


def make_catalogue(folder: Path, tag: str = TAG) -> None:
    """Writes the catalogue of the language below a folder of catalogues."""
    with (resources_dir() / "i18n" / "packbench.pot").open("rb") as file:
        template = read_po(file)
    made = Catalog("en")
    for message in template:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = tuple(marked(str(text)) for text in ids)
        made.add(message.id, texts if len(texts) > 1 else texts[0])
    target = folder / tag.replace("-", "_") / "LC_MESSAGES"
    target.mkdir(parents=True)
    with (target / "packbench.mo").open("wb") as file:
        write_mo(file, made)


def marked(text: str) -> str:
    """A text in this language: every letter is another, and it is longer, as translations are."""
    parts = [
        part if part.startswith("{") else part.translate(_ACCENTED) for part in _PLACE.split(text)
    ]
    return f"⟦{''.join(parts)}{'~' * (len(text) // 3)}⟧"


def literals(text: str, allowed: Iterable[str] = ()) -> list[str]:
    """The English words of a shown text: they came from no catalogue. Codes are none."""
    known = {word.lower() for word in allowed}
    words = [word for word in _WORD.findall(text) if _PLAIN.fullmatch(word) and not word.isupper()]
    return [word for word in words if word.lower() not in known]
