"""What the fields of an order are called where somebody edits it, and what is said of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from packbench.domain.custom_fields import label_of
from packbench.words.language import mark, tr
from packbench.words.rejects import reject_words
from packbench.words.states import reason_words

ORDER_FIELDS: Mapping[str, str] = {
    "order_number": mark("Order number"),
    "channel": mark("Channel"),
    "customer_name": mark("Name"),
    "company": mark("Company"),
    "street": mark("Street"),
    "street2": mark("Address line 2"),
    "postal_code": mark("Postal code"),
    "city": mark("City"),
    "region": mark("Region"),
    "country": mark("Country"),
    "customer_email": mark("E-mail"),
    "phone": mark("Phone"),
    "currency": mark("Currency"),
    "ship_method": mark("Shipping method"),
    "ship_by": mark("Ship by"),
    "gift_message": mark("Gift message"),
    "note": mark("Note"),
    "payment": mark("Payment"),
    "sku": mark("SKU"),
    "quantity": mark("Quantity"),
    "unit_price": mark("Price"),
    "supplier": mark("Supplier"),
    "warehouse": mark("Warehouse"),
    "terms": mark("Terms"),
    "unit_cost": mark("Price"),
    "expected_on": mark("Expected"),
}
"""By the column that an import of orders has."""


ALIKE: Mapping[str, str] = {
    "customer": mark("customer"),
    "address": mark("address"),
    "channel": mark("channel"),
    "currency": mark("currency"),
}
"""What orders that are merged have in common."""


def field_word(column: str) -> str:
    """The translated name of a field; of one that the shop defined its label."""
    return tr(ORDER_FIELDS[column]) if column in ORDER_FIELDS else label_of(column)


def fault_words(fault: Mapping[str, Any]) -> str:
    """What is wrong with one field: `line` 0 is the order itself."""
    field = field_word(fault["column"])
    words = reject_words(fault["code"], field, fault["value"], fault["params"])
    if fault["line"]:
        text = tr("Line {line}, {field}: {words}")
        return text.format(line=fault["line"], field=field, words=words)
    return tr("{field}: {words}").format(field=field, words=words)


def meanwhile_words(change: Mapping[str, Any]) -> str:
    """What somebody else made of one field since it was read."""
    field = field_word(change["column"])
    if change["here"] is None:
        return tr("Line {line} is gone.").format(line=change["line"])
    here = change["here"] or tr("nothing")
    if change["line"]:
        text = tr("Line {line}, {field} is “{here}” now.")
        return text.format(line=change["line"], field=field, here=here)
    return tr("{field} is “{here}” now.").format(field=field, here=here)


def near_words(skus: Sequence[str]) -> str:
    """SKUs that were perhaps meant: `A-1`, `A-1 or A-2`."""
    *others, last = skus
    if not others:
        return last
    return tr("{others} or {last}").format(others=", ".join(others), last=last)


def perhaps_meant(skus: Sequence[str]) -> str:
    """The question whether one of these SKUs was meant; empty where there is none."""
    return tr("Did you mean {near}?").format(near=near_words(skus)) if skus else ""


def standing_words(
    standing: str, warehouse: str | None, reason: str | None, expected: str | None
) -> str:
    """Where units of a line are: promised from where, or why they wait and until when.

    Args:
        standing: one of the words of `STANDINGS`.
        warehouse: which promises them.
        reason: why they wait.
        expected: the day on which they are there, in words; None where nobody knows.
    """
    text = STANDINGS[standing]
    if standing == "waiting" and expected is not None:
        text = _WAITS_UNTIL
    why = reason_words(reason) if reason else ""
    return tr(text).format(warehouse=warehouse, reason=why, day=expected)


STANDINGS: Mapping[str, str] = {
    "promised": mark("from {warehouse}"),
    "waiting": mark("waits: {reason}"),
    "unavailable": mark("short, and may not wait"),
    "new": mark("not allocated yet"),
    "taken": mark("picked, packed or shipped"),
}
"""Where units of a line can be, as far as whoever edits an order has to know."""
_WAITS_UNTIL = mark("waits until {day}: {reason}")
