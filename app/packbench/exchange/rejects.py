"""Why a row was not imported: codes for programs, sentences for people."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from packbench.words.language import mark, tr

_SHOWN_CHARACTERS = 200


class RejectCode(enum.StrEnum):
    """Every cause for which a row is rejected."""

    REQUIRED = "required"
    WRONG_FIELD_COUNT = "wrong_field_count"
    ERROR_CELL = "error_cell"
    DATE_CELL = "date_cell"
    NUMBER_FORMAT = "number_format"
    SCIENTIFIC = "scientific"
    NOT_WHOLE = "not_whole"
    TOO_LARGE = "too_large"
    NOT_POSITIVE = "not_positive"
    NEGATIVE = "negative"
    NOT_A_NUMBER = "not_a_number"
    TOO_MANY_DECIMALS = "too_many_decimals"
    OUT_OF_RANGE = "out_of_range"
    BAD_DATE = "bad_date"
    NOT_YES_NO = "not_yes_no"
    NOT_ONE_OF = "not_one_of"
    UNKNOWN_COUNTRY = "unknown_country"
    UNKNOWN_CURRENCY = "unknown_currency"
    BAD_CHECK_DIGIT = "bad_check_digit"
    TOO_LONG = "too_long"
    BAD_CHARACTER = "bad_character"
    DUPLICATE = "duplicate"
    UNAVAILABLE_ABOVE_QUANTITY = "unavailable_above_quantity"
    VALUE_MISSING = "value_missing"
    ALREADY_EXISTS = "already_exists"
    UNKNOWN_SKU = "unknown_sku"
    UNKNOWN_WAREHOUSE = "unknown_warehouse"
    UNKNOWN_LOCATION = "unknown_location"
    UNKNOWN_SUPPLIER = "unknown_supplier"
    BARCODE_TAKEN = "barcode_taken"
    KIT_CYCLE = "kit_cycle"
    KIT_TOO_DEEP = "kit_too_deep"
    STOCK_NOT_MANAGED = "stock_not_managed"
    LOT_EXPIRY = "lot_expiry"
    SEVERAL_PLACES = "several_places"
    CHANGED_HERE = "changed_here"
    CONTRADICTION = "contradiction"
    NUMBER_TAKEN = "number_taken"
    SEVERAL_CHANNELS = "several_channels"
    LOCATION_OWN = "location_own"
    LOCATION_IN_USE = "location_in_use"
    ORDER_IN_WORK = "order_in_work"
    PURCHASE_ORDER_IN_WORK = "purchase_order_in_work"


_SENTENCES: Mapping[RejectCode, str] = {
    RejectCode.REQUIRED: mark("“{column}” is empty, but required."),
    RejectCode.WRONG_FIELD_COUNT: mark("The row has {found} fields, the header {expected}."),
    RejectCode.ERROR_CELL: mark(
        "The cell holds the error {value}. Mend its formula, or empty it if nothing belongs there."
    ),
    RejectCode.DATE_CELL: mark(
        "The cell holds a date, {value}, where a code belongs: spreadsheet programs make dates of"
        " codes like 3-2. Format the column as text and enter it again."
    ),
    RejectCode.NUMBER_FORMAT: mark(
        "The cell holds the number {value} with a format of its own and shows it otherwise."
        " Format the column as text and enter what it should be."
    ),
    RejectCode.SCIENTIFIC: mark(
        "“{value}” is a number that a spreadsheet program shortened; its last digits are lost."
        " Get the table again with this column as text."
    ),
    RejectCode.NOT_WHOLE: mark("“{value}” is not a whole number."),
    RejectCode.TOO_LARGE: mark("“{value}” is too large."),
    RejectCode.NOT_POSITIVE: mark("“{value}” is not above 0."),
    RejectCode.NEGATIVE: mark("“{value}” is below 0."),
    RejectCode.NOT_A_NUMBER: mark("“{value}” is not a number with a decimal point."),
    RejectCode.TOO_MANY_DECIMALS: mark("“{value}” has more than {limit} decimals."),
    RejectCode.OUT_OF_RANGE: mark("“{value}” is not between {low} and {high}."),
    RejectCode.BAD_DATE: mark("“{value}” is not a date such as 2026-01-31."),
    RejectCode.NOT_YES_NO: mark("“{value}” is neither yes nor no."),
    RejectCode.NOT_ONE_OF: mark("“{value}” is none of {allowed}."),
    RejectCode.UNKNOWN_COUNTRY: mark("“{value}” is not a country we know."),
    RejectCode.UNKNOWN_CURRENCY: mark("“{value}” is not a currency such as EUR."),
    RejectCode.BAD_CHECK_DIGIT: mark("The check digit of the barcode “{barcode}” is wrong."),
    RejectCode.TOO_LONG: mark("“{value}” is longer than {limit} characters."),
    RejectCode.BAD_CHARACTER: mark("“{value}” holds a control character."),
    RejectCode.DUPLICATE: mark("“{value}” stands in row {first_row} already."),
    RejectCode.UNAVAILABLE_ABOVE_QUANTITY: mark("“{value}” is more than the quantity, {quantity}."),
    RejectCode.VALUE_MISSING: mark("“{column}” is needed as well."),
    RejectCode.ALREADY_EXISTS: mark(
        "“{value}” exists already with other content; import with --update to change it."
    ),
    RejectCode.UNKNOWN_SKU: mark("Nobody knows the SKU “{value}”; import its product first."),
    RejectCode.UNKNOWN_WAREHOUSE: mark("There is no warehouse “{value}”."),
    RejectCode.UNKNOWN_LOCATION: mark("There is no location “{value}” in this warehouse."),
    RejectCode.UNKNOWN_SUPPLIER: mark("There is no supplier “{value}”."),
    RejectCode.BARCODE_TAKEN: mark("The barcode “{barcode}” is on another product."),
    RejectCode.KIT_TOO_DEEP: mark("“{value}” would be a kit in more than {depth} kits."),
    RejectCode.KIT_CYCLE: mark("The kit “{value}” would contain itself."),
    RejectCode.STOCK_NOT_MANAGED: mark("“{value}” has no stock of its own to count."),
    RejectCode.LOT_EXPIRY: mark("This lot expires on another day, {expires_on}."),
    RejectCode.SEVERAL_PLACES: mark(
        "“{value}” lies in several places, {places}; name the bin and the lot that was counted."
    ),
    RejectCode.CHANGED_HERE: mark(
        "The file says “{value}” now, and here it was changed to “{here}”; before, the file said"
        " “{before}”. Make them the same in one of the two."
    ),
    RejectCode.CONTRADICTION: mark(
        "“{value}” is not what row {first_row} says of the same {key}: “{first}”."
    ),
    RejectCode.NUMBER_TAKEN: mark(
        "“{value}” is an order of another channel, and so is “{number}”; change the number."
    ),
    RejectCode.SEVERAL_CHANNELS: mark(
        "“{value}” is a number of several channels, {channels}; name the channel in the file."
    ),
    RejectCode.LOCATION_OWN: mark("“{value}” is a location that every warehouse has of its own."),
    RejectCode.LOCATION_IN_USE: mark("Goods lie in “{value}”; empty it before it changes."),
    RejectCode.ORDER_IN_WORK: mark("Order “{value}” is being worked on; its lines can't change."),
    RejectCode.PURCHASE_ORDER_IN_WORK: mark(
        "Purchase order “{value}” was received already; it can't change."
    ),
}


@dataclass(frozen=True, slots=True)
class Reject:
    """One cause in one row.

    Attributes:
        row: the row below the header, from 1.
        column: the column as the file names it; empty when the whole row is meant.
        value: what stands there, at most its first 200 characters.
        params: what else the sentence names; `part` is the part of the value that is wrong.
    """

    row: int
    column: str
    value: str
    code: RejectCode
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The cause as a sentence, in the language in use."""
        value = self.params.get("part", self.value)
        values = {"column": self.column, "value": value, **self.params}
        return tr(_SENTENCES[self.code]).format(**values)


def shown(value: str) -> str:
    """A value short enough to be told."""
    return value if len(value) <= _SHOWN_CHARACTERS else f"{value[:_SHOWN_CHARACTERS]}…"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that is not imported: all its rows, and why.

    Attributes:
        rows: the row numbers of the record, those without a fault of their own too.
    """

    rows: tuple[int, ...]
    rejects: tuple[Reject, ...]
