"""What rows can be filtered by, and what they are filtered by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale

from packbench.domain.views import FilterState
from packbench.words.language import tr

__all__ = ["Choice", "FilterGroup", "FilterState", "sentence"]

_VALUES_TOLD = 3  # more are told by their number


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that rows can be filtered by, and its word."""

    value: str
    word: str


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """A property of rows with its values.

    Attributes:
        key: its name in queries and settings.
        label: its translated word, lower case: it stands in a sentence.
        choices: the values, in the order shown.
        spread: whether each value is a chip of its own instead of an entry in a menu.
        given: whether any value fits that `accepts` takes: typed (`SKU: A-100`), scanned or given
            by another screen; without choices the chip is there only while one is chosen.
        accepts: whether a typed value is one.
        wants: what is told when a typed value is none.
        phrase: how its values stand in a sentence, `older than {values}`; else `label: values`.
        word: of a value that is none of the choices.
        counted: whether its values are counted: each chip waits until it is known to have rows.
        whole: whether a typed value must be all of a code; words find parts of codes, too.
    """

    key: str
    label: str
    choices: tuple[Choice, ...] = ()
    spread: bool = False
    given: bool = False
    accepts: Callable[[str], bool] = bool
    wants: str = ""
    phrase: str = ""
    word: Callable[[str], str] = str
    counted: bool = False
    whole: bool = False

    def told(self, values: frozenset[str]) -> str:
        """What the rows are filtered by, in words."""
        words = self.words(values)
        return self.phrase.format(values=words) if self.phrase else f"{self.label}: {words}"

    def words(self, values: frozenset[str]) -> str:
        """The words of these values, in the group's order; of very many how many they are."""
        if self.given:
            known = {choice.value: choice.word for choice in self.choices}
            told = [known.get(value) or self.word(value) for value in sorted(values)]
            if len(told) > _VALUES_TOLD:
                return tr("{count} chosen").format(count=QLocale().toString(len(told)))
            return ", ".join(told)
        return ", ".join(choice.word for choice in self.choices if choice.value in values)


def sentence(state: FilterState, groups: Sequence[FilterGroup]) -> str:
    """The filter in words: `reason: out of stock · country: AT, DE · "blue"`."""
    parts = [group.told(state.of(group.key)) for group in groups if state.of(group.key)]
    return " · ".join([*parts, f"“{state.text}”"] if state.text else parts)
