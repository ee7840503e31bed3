"""The words for letters that no font has."""

from collections.abc import Sequence

from packbench.domain.unprintable import Unprintable
from packbench.words.language import mark, tr, tr_count

_SIGNS = mark("signs")
"""How letters of no script, such as emoji, are called; all other names are Unicode's."""
_TOLD_DOCUMENTS, _TOLD_LETTERS = 20, 12


def documents_words(found: Sequence[Unprintable]) -> str:
    """The documents with their letters and scripts, as many as can be read."""
    words = [_words(one) for one in found[:_TOLD_DOCUMENTS]]
    if left := len(found) - len(words):
        words.append(tr_count("and {count} more", "and {count} more", left).format(count=left))
    return "; ".join(words)


def printed_words(found: Sequence[Unprintable], sign: str) -> str:
    """What is told of documents that were printed all the same, with `sign` for each letter."""
    words = tr("Letters that no font here has stand as {sign} on {documents}.")
    return words.format(sign=sign, documents=documents_words(found))


def _words(one: Unprintable) -> str:
    letters = " ".join(one.letters[:_TOLD_LETTERS])
    if len(one.letters) > _TOLD_LETTERS:
        letters += " …"
    scripts = ", ".join(tr(_SIGNS) if name == _SIGNS else name for name in one.scripts)
    text = tr("{number}: {letters} ({scripts})")
    return text.format(number=one.number, letters=letters, scripts=scripts)
