"""The sentences for why a row of a file was not imported: in one place, all translatable.

A test fails for a code without a sentence.
"""

from collections.abc import Mapping
from typing import Any

from packbench.domain.rejects import ClashCase, RejectCode
from packbench.words.language import mark, tr
from packbench.words.places import places_words

REJECTS: Mapping[RejectCode, str] = {
    RejectCode.REQUIRED: mark("“{column}” is empty, but required."),
    RejectCode.WRONG_FIELD_COUNT: mark("The row has {found} fields, the header {expected}."),
    RejectCode.ERROR_CELL: mark(
        "The cell holds the error {value}. Mend its formula, or empty it if nothing belongs there."
    ),
    RejectCode.DATE_CELL: mark(
        "The cell holds a date, {value}, where a code belongs: spreadsheet programs make dates of"
        " codes like 3-2. Format the column as text and enter it again."
    ),
    RejectCode.YES_NO_CELL: mark(
        "The cell holds TRUE or FALSE, where a code belongs."
        " Format the column as text and enter it again."
    ),
    RejectCode.NO_RESULT: mark(
        "The cell holds a formula without its result. Open the file in a spreadsheet program,"
        " save it there and import it again."
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
    RejectCode.BAD_FIELD_NAME: mark(
        "“{value}” is no name for a field. It has letters, digits, dots, dashes and underscores."
    ),
    RejectCode.NOT_ONE_OF: mark("“{value}” is none of {allowed}."),
    RejectCode.UNKNOWN_COUNTRY: mark("“{value}” is not a country we know."),
    RejectCode.UNKNOWN_CURRENCY: mark("“{value}” is not a currency such as EUR."),
    RejectCode.NO_BARCODE: mark(
        "“{value}” is no barcode. Leave the cell empty where a product has none."
    ),
    RejectCode.BARCODE_WITH_DECIMALS: mark(
        "“{value}” is a number with decimals, not a barcode."
        " Get the table again with this column as text."
    ),
    RejectCode.NO_LINE_IN_CELL: mark(
        "“{value}” is not written as the profile says that lines stand in this cell. Mend it, or"
        " change the pattern in a copy of the profile."
    ),
    RejectCode.BAD_CHECK_DIGIT: mark("The check digit of the barcode “{barcode}” is wrong."),
    RejectCode.NO_PACK: mark(
        "“{part}” is no pack. Write how many are in it, a star and its code, such as"
        " 12*14006381333938."
    ),
    RejectCode.NO_PRICE_BREAK: mark(
        "“{part}” is no price from a quantity on. Write the quantity, above 1, an equals sign and"
        " the price of a unit, such as 10=4.50."
    ),
    RejectCode.BREAK_TWICE: mark("There are two prices from {quantity} units on. Leave one."),
    RejectCode.TWO_WAYS: mark(
        "A rule has a point or days of cover, not both; a quantity goes with a point."
    ),
    RejectCode.NO_WAY: mark("A rule needs a point or days of cover."),
    RejectCode.NEVER_BOUGHT: mark(
        "“{value}” is never bought for stock: it is a kit, or its stock is not counted."
    ),
    RejectCode.POOL_BUYS_NOTHING: mark(
        "“{value}” is virtual: nothing is received there. Name a warehouse that ships."
    ),
    RejectCode.MAXIMUM_TOO_LOW: mark(
        "The maximum has to be above the minimum, {minimum}: a bin is filled from one to the other."
    ),
    RejectCode.NOT_PICKED_FROM: mark(
        "Nobody picks from “{value}”. Name a bin that is picked from, or switch it on first."
    ),
    RejectCode.PACK_TWICE: mark("The code “{barcode}” stands for two sizes of pack."),
    RejectCode.PACK_IS_SKU: mark(
        "The code of a pack is the SKU itself, which counts one piece. Give the pack another code."
    ),
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
    RejectCode.STAGED: mark(
        "What is picked lies at “{value}”; it is not counted there. Name the bin, or take the row"
        " out."
    ),
    RejectCode.UNKNOWN_LOCATION: mark("There is no location “{value}” in this warehouse."),
    RejectCode.UNKNOWN_SHIPMENT: mark("There is no shipment “{value}”."),
    RejectCode.NOT_SHIPPED: mark("“{value}” has not been shipped; ship it first."),
    RejectCode.TRACKING_USED: mark("“{value}” is the number of {other} already."),
    RejectCode.TRACKING_WRONG: mark("“{value}” is no number of {carrier}."),
    RejectCode.BAD_TIME: mark("“{value}” is no time of day such as 16:30."),
    RejectCode.UNKNOWN_PLUGIN: mark("Nothing that makes labels is called “{value}” here."),
    RejectCode.UNKNOWN_LAYOUT: mark("“{value}” is no layout of carrier files."),
    RejectCode.WORD_TAKEN: mark("“{value}” means the shipping method {other} already."),
    RejectCode.BOX_CODE_TAKEN: mark("“{value}” stands for box {other} already."),
    RejectCode.BOX_OUTSIDE: mark("The box would be smaller outside than inside."),
    RejectCode.BOX_WEIGHT: mark(
        "“{value}” is no weight of a box: up to 1,000,000 g, and more with its contents than empty."
    ),
    RejectCode.UNKNOWN_SUPPLIER: mark("There is no supplier “{value}”."),
    RejectCode.BARCODE_TAKEN: mark("The barcode “{barcode}” is on another product."),
    RejectCode.KIT_TOO_DEEP: mark("“{value}” would be a kit in more than {depth} kits."),
    RejectCode.KIT_CYCLE: mark("The kit “{value}” would contain itself."),
    RejectCode.STOCK_NOT_MANAGED: mark("“{value}” has no stock of its own to count."),
    RejectCode.NO_LOT: mark(
        "This product is kept by lot. Name in the column lot the lot that these units are of."
    ),
    RejectCode.LOT_EXPIRY: mark("This lot expires on another day, {expires_on}."),
    RejectCode.SEVERAL_PLACES: mark(
        "“{value}” lies in several places, {places}; name the bin and the lot that was counted."
    ),
    RejectCode.CHANGED_HERE: mark(
        "The file says “{theirs}” now, and here it was changed to “{here}”; before, the file said"
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
    RejectCode.WAREHOUSE_PICKS: mark(
        "Wave {number} is being picked at “{value}”. Finish or cancel it first, then switch the"
        " warehouse off."
    ),
    RejectCode.LOCATION_OWN: mark("“{value}” is a location that every warehouse has of its own."),
    RejectCode.LOCATION_IN_USE: mark("Goods lie in “{value}”; empty it before it changes."),
    RejectCode.ORDER_IN_WORK: mark("Order “{value}” is being worked on; its lines can't change."),
    RejectCode.PAYMENT_IN_WORK: mark(
        "Order “{value}” is being picked, so it stays paid. Take it out of its wave first."
    ),
    RejectCode.PURCHASE_ORDER_IN_WORK: mark(
        "Purchase order “{value}” was received already; it can't change."
    ),
    RejectCode.PURCHASE_ORDER_DROP_SHIP: mark(
        "Purchase order “{value}” goes straight to a customer; a file can't change it."
    ),
    RejectCode.UNKNOWN_PURCHASE_ORDER: mark("There is no purchase order “{value}”."),
    RejectCode.PURCHASE_NOT_SENT: mark(
        "Purchase order “{value}” is not with its supplier: only what was sent and is not over is"
        " confirmed."
    ),
    RejectCode.NOT_ON_PURCHASE: mark("“{value}” is not on that purchase order."),
    RejectCode.SEVERAL_ON_PURCHASE: mark(
        "“{value}” is on several lines of that purchase order. Enter the confirmation by hand."
    ),
    RejectCode.BELOW_RECEIVED: mark("{value} is less than the {count} that came already."),
    RejectCode.PURCHASE_ABOVE_LIMIT: mark(
        "“{value}” would be worth more than you may authorize. Ask a supervisor of purchasing."
    ),
}

IN_WAVES: Mapping[tuple[RejectCode, bool], str] = {
    (RejectCode.ORDER_IN_WORK, False): mark(
        "Order “{value}” is in wave {wave}; its lines can't change. Take it out of the wave first."
    ),
    (RejectCode.ORDER_IN_WORK, True): mark(
        "Order “{value}” is in wave {wave}, which {picker} picks; its lines can't change. Take it"
        " out of the wave first."
    ),
    (RejectCode.PAYMENT_IN_WORK, False): mark(
        "Order “{value}” is in wave {wave}, so it stays paid. Take it out of the wave first."
    ),
    (RejectCode.PAYMENT_IN_WORK, True): mark(
        "Order “{value}” is in wave {wave}, which {picker} picks, so it stays paid. Take it out of"
        " the wave first."
    ),
}
"""What is said instead where a wave keeps an order from being changed; whether it has a picker."""

CLASHES: Mapping[ClashCase, str] = {
    ClashCase.BOTH: REJECTS[RejectCode.CHANGED_HERE],
    ClashCase.UNKNOWN_BEFORE: mark(
        "The file says “{theirs}” now, and here it is “{here}”; nobody knows what the file said"
        " before. Make them the same in one of the two."
    ),
    ClashCase.ORDER_CANCELLED: mark(
        "The file says “{theirs}” now, and here the order was cancelled; before, the file said"
        " “{before}”. Make them the same in one of the two."
    ),
}
"""What is said of a value that both the file and somebody here changed."""


def reject_words(code: str, column: str, value: str, params: Mapping[str, Any] | None) -> str:
    """The translated sentence for one cause.

    Args:
        code: the cause.
        column: the column as the file names it.
        value: what stands there.
        params: what else the sentence names; `part` is the part of the value that is wrong. None
            in what a version stored that kept its sentences instead.
    """
    if params is None:
        return tr("An older version of Packbench rejected it ({code}).").format(code=code)
    text = REJECTS[RejectCode(code)]
    told = dict(params)
    if params.get("wave"):
        text = IN_WAVES[RejectCode(code), params.get("picker") is not None]
    if code == RejectCode.CHANGED_HERE:
        text = CLASHES[ClashCase(params["case"])]
        told |= {name: _said(params[name]) for name in ("theirs", "here", "before")}
    if code == RejectCode.UNKNOWN_SKU and params.get("near"):
        text = _PERHAPS
        told["near"] = tr(" or ").join(params["near"])
    if code == RejectCode.SEVERAL_PLACES:
        told["places"] = places_words(params["places"], params["lots"])
    return tr(text).format(**{"column": column, "value": params.get("part", value), **told})


_PERHAPS = mark(
    "Nobody knows the SKU “{value}”. Did you mean {near}? Mend it, or import its product first."
)


def kin_words(row: int) -> str:
    """What is said of a row that has no fault of its own, by the row of its record that has one."""
    return tr("Rejected because of row {row}.").format(row=row)


def _said(value: Any) -> str:
    """A value of a document, or its lines, as a person is told it."""
    if isinstance(value, list):
        return ", ".join(map(_line_words, value)) or tr("nothing")
    if isinstance(value, bool):
        return "yes" if value else "no"  # as files have it
    return "" if value is None else str(value)


def _line_words(line: Mapping[str, Any]) -> str:
    if line.get("instead_of") and line.get("cancelled"):
        text = tr("{quantity} of {sku} instead of {instead_of}, {cancelled} cancelled")
    elif line.get("instead_of"):
        text = tr("{quantity} of {sku} instead of {instead_of}")
    elif line.get("cancelled"):
        text = tr("{quantity} of {sku}, {cancelled} cancelled")
    else:
        text = tr("{quantity} of {sku}")
    return text.format(**line)
