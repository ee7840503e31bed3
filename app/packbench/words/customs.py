"""The words of customs: what is missing, and what mends it."""

from collections.abc import Mapping, Sequence

from packbench.domain.customs import CustomsCategory, CustomsForm, Gap, GapField
from packbench.words.language import mark, tr

GAPS: Mapping[GapField, str] = {
    GapField.SENDER_NAME: mark("the company's name (setting company.name)"),
    GapField.SENDER_STREET: mark("the warehouse's street (import warehouses --update)"),
    GapField.SENDER_CITY: mark("the warehouse's town (import warehouses --update)"),
    GapField.RECIPIENT_NAME: mark("the recipient's name (change the order's address)"),
    GapField.RECIPIENT_STREET: mark("the recipient's street (change the order's address)"),
    GapField.RECIPIENT_CITY: mark("the recipient's town (change the order's address)"),
    GapField.CURRENCY: mark("the currency (setting customs.currency)"),
    GapField.HS_CODE: mark("{sku}: the HS code (products set {sku} --hs-code)"),
    GapField.HS_CODE_WRONG: mark(
        "{sku}: an HS code of 6 to 10 digits (products set {sku} --hs-code)"
    ),
    GapField.ORIGIN: mark("{sku}: the country of origin (products set {sku} --origin)"),
    GapField.WEIGHT: mark("{sku}: the weight (products set {sku} --weight)"),
    GapField.VALUE: mark("{sku}: a value above 0 (products set {sku} --customs-value)"),
    GapField.VALUE_CURRENCY: mark(
        "{sku}: a price in the order's currency, as its customs value is in another"
    ),
}
"""What is missing, each with what mends it."""

CATEGORIES: Mapping[CustomsCategory, str] = {
    CustomsCategory.SALE: mark("sale of goods"),
    CustomsCategory.GIFT: mark("gift"),
    CustomsCategory.RETURNED: mark("returned goods"),
    CustomsCategory.SAMPLE: mark("commercial sample"),
    CustomsCategory.DOCUMENTS: mark("documents"),
    CustomsCategory.OTHER: mark("other"),
}

FORMS: Mapping[CustomsForm, str] = {
    CustomsForm.AUTO: mark("what the value asks for"),
    CustomsForm.CN22: mark("CN22"),
    CustomsForm.CN23: mark("CN23"),
    CustomsForm.INVOICE: mark("commercial invoice"),
}


def gap_words(gap: Gap) -> str:
    """One thing that is missing, and what mends it."""
    return tr(GAPS[gap.field]).format(sku=gap.sku)


def gaps_words(gaps: Sequence[Gap]) -> str:
    """All that is missing, each with what mends it."""
    return "; ".join(map(gap_words, gaps))


def missing_words(shipment: str, gaps: Sequence[Gap]) -> str:
    """What is said of a shipment where customs will ask for more than is known."""
    words = tr("{shipment} leaves the customs area, and its form can't be printed yet. Missing:")
    return f"{words.format(shipment=shipment)} {gaps_words(gaps)}."
