"""Letters that no font has: told before a document is printed, not found on the paper."""

from packbench.documents.scripts import script_names
from packbench.domain.refusals import Code, Refusal
from packbench.domain.unprintable import Unprintable


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
            raise Refusal(Code.LETTERS_WITHOUT_FONT, documents=list(self.found))
