"""What a station does not show: e-mail, telephone and prices, where its checks say so."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from packbench.domain.custom_fields import HEADING
from packbench.domain.slips import SlipField, SlipTemplate
from packbench.engine.command.context import Context
from packbench.services.packing.checks_made import checks_for

if TYPE_CHECKING:
    from packbench.db.queries.exports import ExportRow
    from packbench.db.queries.lists.back_orders import BackOrderRow
    from packbench.db.queries.lists.orders import OrderRow
    from packbench.db.queries.records.back_orders import BackOrder
    from packbench.db.queries.records.orders import OrderView

_PRIVATE = frozenset(
    {"customer_email", "phone", "unit_price", "unit_cost", "shipping_charged", "discount", "tax"}
)
"""Columns of files that a station leaves empty."""
_PRIVATE_FIELDS = {SlipField.EMAIL, SlipField.PHONE}


def hides_private(context: Context) -> bool:
    """Whether this station shows no e-mail, telephone or price."""
    return not checks_for(context).shows_private


def discreet_order(context: Context, order: "OrderView") -> "OrderView":
    """An order as this station may show it."""
    return _discreet(order) if hides_private(context) else order


def discreet_orders(context: Context, orders: "Sequence[OrderView]") -> "list[OrderView]":
    """Orders as this station may show them."""
    hides = hides_private(context)
    return [_discreet(one) if hides else one for one in orders]


def _discreet(order: "OrderView") -> "OrderView":
    shown = replace(order, customer_email=None, custom=[])
    return replace(shown, shipping_charged=None, discount=None, tax=None)


def discreet_back_orders(context: Context, orders: "Sequence[BackOrder]") -> "list[BackOrder]":
    """What waits, as this station may show it."""
    hides = hides_private(context)
    return [replace(one, customer_email=None) if hides else one for one in orders]


def discreet_rows(rows: "Sequence[BackOrderRow]") -> "list[BackOrderRow]":
    """Rows of the waiting room without e-mails."""
    return [replace(one, email="") for one in rows]


def discreet_order_rows(rows: "Sequence[OrderRow]") -> "list[OrderRow]":
    """Rows of orders without what the shop wrote in fields of its own."""
    return [replace(one, custom={}) for one in rows]


def discreet_template(context: Context, template: SlipTemplate) -> SlipTemplate:
    """How slips look that this station prints or saves."""
    if not hides_private(context):
        return template
    return replace(template, fields=template.fields - _PRIVATE_FIELDS, prices=False)


def discreet_file(
    context: Context, columns: Sequence[str], rows: "Iterator[ExportRow]"
) -> "Iterator[ExportRow]":
    """Rows of a file as this station may write them: what is private is empty."""
    of_orders = columns[:1] == ("order_number",)  # what products say is of nobody
    hidden = {
        place
        for place, name in enumerate(columns)
        if name in _PRIVATE or (of_orders and name.startswith(HEADING))
    }
    if not hidden or not hides_private(context):
        return rows
    return (
        tuple(None if place in hidden else value for place, value in enumerate(row)) for row in rows
    )
