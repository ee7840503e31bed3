"""What a customer is to be told of an order of which something waits."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AwaitedLine:
    """What of a line waits, and the day on which it is expected, None where nobody knows."""

    quantity: int
    name: str
    sku: str
    expected_on: date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class CustomerNews:
    """What one e-mail tells.

    Attributes:
        order_number: the order.
        to: an address as mail programs read it, empty where none is known.
        name: the customer's, empty where it is not known.
        ordered_on: the day of the order.
        language: the tag of the language that the customer reads.
        lines: what waits.
    """

    order_number: str
    to: str
    name: str
    ordered_on: date
    language: str
    lines: list[AwaitedLine]
