"""Values of fields that a shop defined, as papers tell them: the label, then the value."""

from collections.abc import Sequence

from packbench.domain.custom_fields import FieldValue
from packbench.words.custom_fields import value_told
from packbench.words.dates import day_in
from packbench.words.language import tr


def own_text(one: FieldValue, language: str) -> str:
    """`PO number: 4711`, a date as the language writes it."""
    day = one.day
    value = value_told(one.kind, one.value) if day is None else day_in(day, language)
    return tr("{field}: {value}").format(field=one.label, value=value)


def own_texts(values: Sequence[FieldValue], language: str) -> str:
    """Several, one after the other."""
    return " · ".join(own_text(one, language) for one in values)
