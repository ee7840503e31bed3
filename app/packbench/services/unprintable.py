"""Letters that no font has: told before a document is printed, not found on the paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from packbench.documents.scripts import script_names
from packbench.documents.shaping import REPLACEMENT
from packbench.domain.refusals import Code, Refusal
from packbench.words.language import tr, tr_count

_TOLD_DOCUMENTS, _TOLD_LETTERS = 20, 12


@dataclass(frozen=True, slots=True)
class Unprintable:
    """A document with letters that no font has, and the names of their scripts."""

    number: str
    letters: str
    scripts: list[str]


class Letters:
    """Gathers what renderers find unprintable, document by document."""

    def __init__(self) -> None:
        self.found: list[Unprintable] = []

    def note(self, number: str, letters: str) -> None:
        """Called by a renderer for each document that has such letters."""
        self.found.append(Unprintable(number, letters, script_names(letters)))

    def refuse(self) -> None:
        """Refuses `letters_without_font` where there are any; it names the documents."""
        if self.found:
            raise Refusal(Code.LETTERS_WITHOUT_FONT, documents=told(self.found))


def told(found: Sequence[Unprintable]) -> str:
    """The documents with their letters and scripts, as many as can be read, in words."""
    words = [_words(one) for one in found[:_TOLD_DOCUMENTS]]
    if left := len(found) - len(words):
        words.append(tr_count("and {count} more", "and {count} more", left).format(count=left))
    return "; ".join(words)


def words_for_printed(found: Sequence[Unprintable]) -> str:
    """What is told of documents that were printed all the same."""
    words = tr("Letters that no font here has stand as {sign} on {documents}.")
    return words.format(sign=REPLACEMENT, documents=told(found))


def _words(one: Unprintable) -> str:
    letters = " ".join(one.letters[:_TOLD_LETTERS])
    if len(one.letters) > _TOLD_LETTERS:
        letters += " …"
    scripts = ", ".join(one.scripts)
    text = tr("{number}: {letters} ({scripts})")
    return text.format(number=one.number, letters=letters, scripts=scripts)
