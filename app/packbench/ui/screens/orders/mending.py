"""What mends a problem of an order: the form at the right field, or a command, as buttons."""

from collections.abc import Mapping
from dataclasses import dataclass

from packbench.domain.addresses import PARTS, missing_parts
from packbench.domain.orders import OrderStatus, Payment, Problem
from packbench.services.orders.looking import OrderView, ProblemView
from packbench.ui.parts.commands.ids import CommandId
from packbench.words.language import mark


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the form of an order is to be opened, and what is filled in there.

    `line` 0 is the order itself; `near` are SKUs that were perhaps meant there.
    """

    line: int
    column: str
    text: str = ""
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MendedBy:
    """The buttons beside a problem.

    Attributes:
        edit: what the button says that opens the form; empty for none.
        commands: commands on the selected order.
        product: what the button says that opens the product of the line; empty for none.
    """

    edit: str = ""
    commands: tuple[CommandId, ...] = ()
    product: str = ""


_PRODUCT = MendedBy(product=mark("Open {sku}…"))


MENDINGS: Mapping[Problem, MendedBy] = {
    Problem.UNKNOWN_SKU: MendedBy(mark("Choose another SKU…"), (CommandId.IMPORT,)),
    Problem.COUNTRY_MISSING: MendedBy(mark("Enter the country…")),
    Problem.ADDRESS_INCOMPLETE: MendedBy(mark("Complete the address…")),
    Problem.NOT_BACKORDERABLE: MendedBy(
        commands=(CommandId.ALLOW_BACK_ORDER, CommandId.UPDATE_SKU, CommandId.CANCEL_WAITING)
    ),
    Problem.TO_BE_VERIFIED: MendedBy(commands=(CommandId.VERIFY_ORDERS,)),
    Problem.HS_CODE_MISSING: _PRODUCT,
    Problem.ORIGIN_MISSING: _PRODUCT,
    Problem.WEIGHT_MISSING: _PRODUCT,
    Problem.VALUE_MISSING: _PRODUCT,
    Problem.PHONE_MISSING: MendedBy(mark("Enter the telephone…")),
}
"""What mends each problem; every one has a button."""

PRODUCT_FIELDS: Mapping[Problem, str] = {
    Problem.HS_CODE_MISSING: "hs_code",
    Problem.ORIGIN_MISSING: "country_of_origin",
    Problem.WEIGHT_MISSING: "weight_g",
    Problem.VALUE_MISSING: "customs_value",
}
"""The field of the product's form where what customs miss is said."""

_OF_STOPS = (CommandId.PAY_ORDERS, CommandId.RESUME_BACK_ORDERS)
_SPOTS: Mapping[Problem, str] = {
    Problem.COUNTRY_MISSING: "country",
    Problem.PHONE_MISSING: "phone",
}
_OVER = frozenset({OrderStatus.SHIPPED, OrderStatus.CANCELLED})


def spot_of(order: OrderView, found: ProblemView) -> Spot:
    """Where a problem is mended in the form; the one SKU that is near is filled in."""
    problem = Problem(found.code)
    if problem is Problem.UNKNOWN_SKU:
        near = tuple(found.near)
        return Spot(found.line, "sku", near[0] if len(near) == 1 else "", near)
    if problem in _SPOTS:
        return Spot(0, _SPOTS[problem])
    missing = missing_parts({name: getattr(order, name) for name in PARTS})
    return Spot(0, missing[0] if missing else PARTS[0])


def is_unpaid(order: OrderView) -> bool:
    """Whether an order waits for its payment before it can be picked."""
    return order.payment == Payment.AWAITING and order.status not in _OVER


def first_mending(order: OrderView) -> Spot | CommandId | ProblemView | None:
    """What mends the first thing that an order has, what stops it first.

    A spot of its form, a command on it, or what is mended in the form of its product.
    """
    for found in order.problems:
        mending = MENDINGS[Problem(found.code)]
        if mending.edit:
            return spot_of(order, found)
        if mending.commands:
            return mending.commands[0]
    stops = zip(_OF_STOPS, (is_unpaid(order), order.hold), strict=True)
    of_products = iter(order.problems)
    return next((one for one, stands in stops if stands), next(of_products, None))
