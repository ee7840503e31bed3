"""What is typed into a filter as `word: value`: which group it names, and why it fits none."""

from collections.abc import Sequence

from packbench.ui.parts.widgets.filter_groups import FilterGroup
from packbench.words.language import tr

_VALUES_TOLD = 6


def names_group(group: FilterGroup, typed: str) -> bool:
    """Whether what is typed names the group: `status: …`, by its label or its key."""
    word, colon, _ = typed.strip().partition(":")
    return bool(colon) and _is_called(group, word)


def typed_value(group: FilterGroup, typed: str) -> str:
    """The value of the group that was typed as `status: new`; empty when it was none."""
    word, _, value = typed.partition(":")
    if not _is_called(group, word):
        return ""
    for choice in group.choices:
        if value.strip().casefold() == choice.word.casefold():
            return choice.value
    return value.strip() if group.given and group.accepts(value.strip()) else ""


def only_suggestion(suggestions: Sequence[str], typed: str) -> str:
    """The suggestion that is meant by the beginning of one of its words; empty when it is unclear.

    Figures alone mean none: they are more likely a part of a number or a SKU.
    """
    if len(suggestions) != 1 or not any(map(str.isalpha, typed)):
        return ""
    begins = f" {typed.strip()}".casefold() in f" {suggestions[0]}".casefold()
    return suggestions[0] if begins else ""


def why_not(groups: Sequence[FilterGroup], typed: str) -> str:
    """Why `word: value` filters by nothing, and what can be typed; empty for other words."""
    word, colon, value = (part.strip() for part in typed.partition(":"))
    if not colon or not word.replace(" ", "").replace("-", "").isalpha():
        return ""
    named = [group for group in groups if _is_called(group, word)]
    if not named:
        labels = ", ".join(group.label for group in groups)
        words = tr("There is no filter “{word}”. You can filter by {filters}.")
        return words.format(word=word, filters=labels)
    group = named[0]
    if group.wants:
        return group.wants
    if not group.choices:
        words = tr("Type what to look for after “{filter}:”.")
        return words.format(filter=group.label)
    told = ", ".join(choice.word for choice in group.choices[:_VALUES_TOLD])
    if len(group.choices) > _VALUES_TOLD:
        told = f"{told} …"
    words = tr("No {filter} is “{value}”. Type one of these: {values}")
    if not value:
        words = tr("Type one of these after “{filter}:”: {values}")
    return words.format(filter=group.label, value=value, values=told)


def _is_called(group: FilterGroup, word: str) -> bool:
    return word.strip().casefold() in {group.label.casefold(), group.key.casefold()}
