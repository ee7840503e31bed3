"""The words of fields that a shop defined: what they hold, and how a value is told."""

from collections.abc import Mapping

from packbench.domain.custom_fields import CustomKind, FieldValue
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code
from packbench.words.counted import Counted
from packbench.words.language import mark, tr

FIELD_SENTENCES: Mapping[Said, str | Counted] = {
    Said.FIELD_NOT_TAKEN: mark("{field} of {other} was “{value}”; order {name} keeps “{kept}”."),
    Said.FIELD_LEFT_EMPTY: mark("{field} of {other} was “{value}”; order {name} keeps it empty."),
    Said.FIELD_UNDO_IN_USE: mark(
        "Values stand in the field {field} by now. Switch it off instead."
    ),
    Said.FIELD_UNDO_VALUES: mark(
        "Values stand in the field {field} that it could not hold as it was before."
    ),
    Said.FIELD_UNDO_OTHER: mark(
        "A value of the field {field} would be put back, which was deleted or holds something else"
        " by now."
    ),
    Said.OWN_VALUE_SET: mark("{field} is “{value}” now."),
    Said.OWN_VALUE_OUT: mark("{field} is empty now."),
    Said.OWN_VALUE_IS_SO: mark("{field} of {name} is so already."),
    Said.ORDER_FIELDS_FULL: Counted(
        "Orders have {count} field already. Change or delete it.",
        "Orders have {count} fields already, the most there can be, with those that are switched"
        " off. Delete one that has no values, or give one another name.",
    ),
    Said.PRODUCT_FIELDS_FULL: Counted(
        "Products have {count} field already. Change or delete it.",
        "Products have {count} fields already, the most there can be, with those that are switched"
        " off. Delete one that has no values, or give one another name.",
    ),
}

FIELD_REFUSALS: Mapping[Code, str] = {
    Code.FIELD_IN_USE: mark(
        "The field {name} can't be deleted, because values stand in it. Switch it off instead: they"
        " stay, and nothing shows or asks for it."
    ),
    Code.FIELD_HOLDS_VALUES: mark(
        "“{value}” stands in the field {name} somewhere, which it could not hold then. Change such"
        " values first, or make a new field. Nothing was changed."
    ),
}

KINDS: Mapping[str, str] = {
    CustomKind.TEXT.value: mark("a text"),
    CustomKind.NUMBER.value: mark("a number"),
    CustomKind.YES_NO.value: mark("yes or no"),
    CustomKind.DATE.value: mark("a date"),
    CustomKind.CHOICE.value: mark("one of a list"),
}
"""What a field can hold."""


_HINTS: Mapping[str, str] = {
    CustomKind.NUMBER.value: mark("e.g. 12.5"),
    CustomKind.YES_NO.value: mark("yes or no"),
    CustomKind.DATE.value: mark("e.g. 2027-01-31"),
}


def custom_hint(kind: str) -> str:
    """What an empty field says that holds this."""
    return tr(_HINTS[kind]) if kind in _HINTS else ""


def value_words(one: FieldValue) -> str:
    """A value as a person is told it, without regard to the form of dates in a language."""
    return value_told(one.kind, one.value)


def value_told(kind: str, value: str | None) -> str:
    """The same, of a kind of field."""
    if value is None:
        return ""
    if kind == CustomKind.YES_NO.value:
        return tr("yes") if value == "yes" else tr("no")
    return value
