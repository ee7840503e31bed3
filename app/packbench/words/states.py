"""The words for states: of orders, lines, shipments, waves, purchase orders; and for reasons.

A word or a short clause a state, all translatable.
"""

from collections.abc import Mapping
from typing import NamedTuple

from packbench.domain.orders import Problem, Reason
from packbench.domain.warehousing import Cause
from packbench.words.language import mark, tr


class ProblemText(NamedTuple):
    """What is wrong with an order, and the cheapest way to mend it."""

    message: str
    fix: str


PROBLEMS: Mapping[Problem, ProblemText] = {
    Problem.UNKNOWN_SKU: ProblemText(
        mark("Line {line}: nobody knows the SKU {sku}."),
        mark("Import the product {sku}, or substitute it."),
    ),
    Problem.COUNTRY_MISSING: ProblemText(
        mark("The order has no ship-to country."), mark("Enter the country of the address.")
    ),
    Problem.NOT_BACKORDERABLE: ProblemText(
        mark("Line {line}: {sku} is short and may not be back-ordered."),
        mark(
            "Allocate again when it is there, substitute it, cancel the rest or allow back order."
        ),
    ),
    Problem.ADDRESS_INCOMPLETE: ProblemText(
        mark("The address is incomplete."),
        mark("Complete it before a carrier label is printed."),
    ),
    Problem.TO_BE_VERIFIED: ProblemText(
        mark("It is still to be verified, and gets no stock before that."),
        mark("Look at it, then verify it."),
    ),
    Problem.HS_CODE_MISSING: ProblemText(
        mark("Line {line}: customs ask for the HS code of {sku}."),
        mark("Say it of the product, or of its parts where it is a kit."),
    ),
    Problem.ORIGIN_MISSING: ProblemText(
        mark("Line {line}: customs ask in which country {sku} was made."),
        mark("Say it of the product, or of its parts where it is a kit."),
    ),
    Problem.WEIGHT_MISSING: ProblemText(
        mark("Line {line}: customs ask for the weight of {sku}."),
        mark("Say it of the product, or of its parts where it is a kit."),
    ),
    Problem.VALUE_MISSING: ProblemText(
        mark("Line {line}: customs ask for a value of {sku}, which costs nothing."),
        mark("Give the line its price, or the product its customs value."),
    ),
    Problem.PHONE_MISSING: ProblemText(
        mark("Carriers ask for the recipient's telephone where it goes."),
        mark("Enter it before a carrier label is printed."),
    ),
}


def problem_words(code: str, line: int, sku: str) -> str:
    """What is wrong with an order, translated."""
    return tr(PROBLEMS[Problem(code)].message).format(line=line, sku=sku)


REASONS: Mapping[Reason, str] = {
    Reason.OUT_OF_STOCK: mark("out of stock"),
    Reason.NOT_STOCKED: mark("not stocked"),
    Reason.EXCLUDED: mark("excluded"),
    Reason.COUNTRY_NOT_SERVED: mark("country not served"),
    Reason.WAREHOUSE_INACTIVE: mark("warehouse inactive"),
    Reason.AT_CAPACITY: mark("warehouse full today"),
    Reason.PREORDER: mark("pre-order"),
    Reason.PREORDER_LIMIT: mark("over the pre-order limit"),
    Reason.MANUAL: mark("marked by hand"),
    Reason.STOCK_LOST: mark("stock lost"),
    Reason.WAITING_FOR_REST: mark("waiting for the rest"),
}


MILESTONES: Mapping[str, str] = {
    "ordered": mark("ordered"),
    "confirmed": mark("confirmed"),
    "shipped": mark("shipped"),
    "customs": mark("at customs"),
    "arriving": mark("arriving"),
}
"""How far a purchase order has come."""

STATUSES: Mapping[str, str] = {
    "new": mark("new"),
    "attention": mark("attention"),
    "back_order": mark("back order"),
    "ready": mark("ready"),
    "picking": mark("picking"),
    "picked": mark("picked"),
    "packed": mark("packed"),
    "at_supplier": mark("supplier sends it"),
    "part_shipped": mark("part shipped"),
    "shipped": mark("shipped"),
    "on_hold": mark("on hold"),
    "cancelled": mark("cancelled"),
    "draft": mark("draft"),
    "authorized": mark("authorized"),
    "sent": mark("sent"),
    "part_received": mark("part received"),
    "received": mark("received"),
    "closed": mark("closed"),
    "voided": mark("voided"),
    "open": mark("open"),
}
"""The words for every state of an order, a shipment, a wave or a purchase order."""


CAUSES: Mapping[Cause, str] = {
    Cause.OPENING: mark("first count"),
    Cause.RECEIPT: mark("receipt"),
    Cause.ADJUSTMENT: mark("adjustment"),
    Cause.COUNT: mark("count"),
    Cause.DAMAGE: mark("damage"),
    Cause.EXPIRY: mark("expiry"),
    Cause.MOVE: mark("move"),
    Cause.TRANSFER: mark("transfer"),
    Cause.PICK: mark("pick"),
    Cause.SHORT_PICK: mark("short pick"),
    Cause.UNPICK: mark("taken out of a tote"),
    Cause.SHIP: mark("shipped"),
    Cause.VOID: mark("voided shipment"),
    Cause.UNDO: mark("undone"),
    Cause.PACKAGING: mark("packaging"),
    Cause.QUARANTINE: mark("quarantine"),
    Cause.RELEASE: mark("made good again"),
    Cause.ASSEMBLY: mark("sets put together or taken apart"),
    Cause.TRANSIT_LOSS: mark("lost in transit"),
}

OUTCOMES: Mapping[str, str] = {
    "done": mark("done"),
    "waiting": mark("waiting"),
    "refused": mark("refused"),
    "made": mark("new order"),
    "loses": mark("loses"),
}
"""What became of a row of a command on many."""


def status_word(status: str) -> str:
    """The translated word for a state."""
    return tr(STATUSES[status])


def milestone_word(milestone: str) -> str:
    """The translated word for how far a purchase order has come."""
    return tr(MILESTONES[milestone])


def reason_words(reason: str) -> str:
    """The translated words for why a quantity waits."""
    return tr(REASONS[Reason(reason)])


def cause_words(cause: str) -> str:
    """The translated word for why stock moved."""
    return tr(CAUSES[Cause(cause)])


def outcome_word(outcome: str) -> str:
    """The translated word for what became of a row of a command on many."""
    return tr(OUTCOMES[outcome])
