"""What the fields that a shop defined take: a text becomes the one form in which it is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from packbench.domain.custom_fields import (
    MOST_FIELD_CHARACTERS,
    CustomField,
    CustomKind,
    defined,
)
from packbench.domain.rejects import RejectCode
from packbench.exchange.cells import problem, read_day, read_number, read_text, read_yes_no


def custom_cell(column: str) -> Callable[[str], str]:
    """Reads the texts of a place, by the field that has it then."""

    def read(text: str) -> str:
        found = defined().get(column)
        if found is None:  # a place without a field takes nothing
            raise problem(RejectCode.BAD_CHARACTER)
        return _READERS[found.kind](found, text)

    return read


def as_kept(field: CustomField, text: str) -> str | None:
    """A text in the form in which the field keeps it; None for what can't stand in it."""
    try:
        return _READERS[field.kind](field, text)
    except PydanticCustomError:
        return None


def fits(field: CustomField, text: str) -> bool:
    """Whether a kept value is one of the field as it is defined."""
    return as_kept(field, text) == text


def _text(_: CustomField, text: str) -> str:
    return read_text(text, MOST_FIELD_CHARACTERS)


def _number(_: CustomField, text: str) -> str:
    number = read_number(text)
    return "0" if not number else f"{number.normalize():f}"


def _yes_no(_: CustomField, text: str) -> str:
    return "yes" if read_yes_no(text) else "no"


def _date(_: CustomField, text: str) -> str:
    return read_day(text).isoformat()


def _choice(field: CustomField, text: str) -> str:
    """One of the list as it is spelled there, whatever the case of its letters."""
    wanted = read_text(text, MOST_FIELD_CHARACTERS).casefold()
    for one in field.choices:
        if one.casefold() == wanted:
            return one
    raise problem(RejectCode.NOT_ONE_OF, allowed=", ".join(field.choices))


_READERS: Mapping[str, Callable[[CustomField, str], str]] = {
    CustomKind.TEXT.value: _text,
    CustomKind.NUMBER.value: _number,
    CustomKind.YES_NO.value: _yes_no,
    CustomKind.DATE.value: _date,
    CustomKind.CHOICE.value: _choice,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFieldCells:
    """The places of an order for the fields that a shop defines."""

    order_field_1: Annotated[str | None, PlainValidator(custom_cell("order_field_1"))] = None
    order_field_2: Annotated[str | None, PlainValidator(custom_cell("order_field_2"))] = None
    order_field_3: Annotated[str | None, PlainValidator(custom_cell("order_field_3"))] = None
    order_field_4: Annotated[str | None, PlainValidator(custom_cell("order_field_4"))] = None
    order_field_5: Annotated[str | None, PlainValidator(custom_cell("order_field_5"))] = None
    order_field_6: Annotated[str | None, PlainValidator(custom_cell("order_field_6"))] = None
    order_field_7: Annotated[str | None, PlainValidator(custom_cell("order_field_7"))] = None
    order_field_8: Annotated[str | None, PlainValidator(custom_cell("order_field_8"))] = None
    order_field_9: Annotated[str | None, PlainValidator(custom_cell("order_field_9"))] = None
    order_field_10: Annotated[str | None, PlainValidator(custom_cell("order_field_10"))] = None
    order_field_11: Annotated[str | None, PlainValidator(custom_cell("order_field_11"))] = None
    order_field_12: Annotated[str | None, PlainValidator(custom_cell("order_field_12"))] = None
    order_field_13: Annotated[str | None, PlainValidator(custom_cell("order_field_13"))] = None
    order_field_14: Annotated[str | None, PlainValidator(custom_cell("order_field_14"))] = None
    order_field_15: Annotated[str | None, PlainValidator(custom_cell("order_field_15"))] = None
    order_field_16: Annotated[str | None, PlainValidator(custom_cell("order_field_16"))] = None
    order_field_17: Annotated[str | None, PlainValidator(custom_cell("order_field_17"))] = None
    order_field_18: Annotated[str | None, PlainValidator(custom_cell("order_field_18"))] = None
    order_field_19: Annotated[str | None, PlainValidator(custom_cell("order_field_19"))] = None
    order_field_20: Annotated[str | None, PlainValidator(custom_cell("order_field_20"))] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFieldCells:
    """The places of a product for the fields that a shop defines."""

    product_field_1: Annotated[str | None, PlainValidator(custom_cell("product_field_1"))] = None
    product_field_2: Annotated[str | None, PlainValidator(custom_cell("product_field_2"))] = None
    product_field_3: Annotated[str | None, PlainValidator(custom_cell("product_field_3"))] = None
    product_field_4: Annotated[str | None, PlainValidator(custom_cell("product_field_4"))] = None
    product_field_5: Annotated[str | None, PlainValidator(custom_cell("product_field_5"))] = None
    product_field_6: Annotated[str | None, PlainValidator(custom_cell("product_field_6"))] = None
    product_field_7: Annotated[str | None, PlainValidator(custom_cell("product_field_7"))] = None
    product_field_8: Annotated[str | None, PlainValidator(custom_cell("product_field_8"))] = None
    product_field_9: Annotated[str | None, PlainValidator(custom_cell("product_field_9"))] = None
    product_field_10: Annotated[str | None, PlainValidator(custom_cell("product_field_10"))] = None
    product_field_11: Annotated[str | None, PlainValidator(custom_cell("product_field_11"))] = None
    product_field_12: Annotated[str | None, PlainValidator(custom_cell("product_field_12"))] = None
    product_field_13: Annotated[str | None, PlainValidator(custom_cell("product_field_13"))] = None
    product_field_14: Annotated[str | None, PlainValidator(custom_cell("product_field_14"))] = None
    product_field_15: Annotated[str | None, PlainValidator(custom_cell("product_field_15"))] = None
    product_field_16: Annotated[str | None, PlainValidator(custom_cell("product_field_16"))] = None
    product_field_17: Annotated[str | None, PlainValidator(custom_cell("product_field_17"))] = None
    product_field_18: Annotated[str | None, PlainValidator(custom_cell("product_field_18"))] = None
    product_field_19: Annotated[str | None, PlainValidator(custom_cell("product_field_19"))] = None
    product_field_20: Annotated[str | None, PlainValidator(custom_cell("product_field_20"))] = None
