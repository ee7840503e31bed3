"""The words for what settings may be, in place of those that programs use."""

from collections.abc import Mapping

from packbench.settings import CUSTOMS_BEFORE_SHIPPING, CUSTOMS_CATEGORY
from packbench.words.customs import CATEGORIES
from packbench.words.language import mark, tr

AREAS: Mapping[str, str] = {
    "allocation": mark("Allocation"),
    "company": mark("Company"),
    "orders": mark("Orders"),
    "preorder": mark("Pre-orders"),
    "purchasing": mark("Purchasing"),
    "reordering": mark("What to buy"),
    "documents": mark("Documents"),
    "packing": mark("Packing"),
    "picking": mark("Picking"),
    "pictures": mark("Pictures"),
    "receiving": mark("Receiving"),
    "replenish": mark("Pick bins"),
    "counting": mark("Counting"),
    "stock": mark("Stock"),
    "lots": mark("Lots"),
    "scanning": mark("Scanning"),
    "shipping": mark("Shipping"),
    "customs": mark("Customs"),
}
"""The heading of each area, by the part of a key before the point."""

_CHOICES: Mapping[tuple[str, str], str] = {
    ("allocation.auto_release", "yes"): mark("yes"),
    ("allocation.auto_release", "no"): mark("no, back orders are sent back to ship by hand"),
    ("allocation.ratings", "parcels"): mark("parcels: fewest warehouses for the order"),
    ("allocation.ratings", "rank"): mark("rank: the warehouses' own order"),
    ("allocation.ratings", "distance"): mark("distance: the way to the customer"),
    ("allocation.ratings", "balance"): mark("balance: most left after the order"),
    ("allocation.ratings", "code"): mark("code: the first by name, so that nothing is left open"),
    ("allocation.queue_policy", "queue"): mark("queue: each in turn"),
    ("allocation.queue_policy", "complete_first"): mark(
        "complete first: those that can be completed"
    ),
    ("preorder.auto_move", "yes"): mark("yes"),
    ("preorder.auto_move", "no"): mark("no, promises are moved by hand"),
    ("reordering.daily", "yes"): mark("yes"),
    ("reordering.daily", "no"): mark("no, only when somebody asks for it"),
    ("documents.paper", "a4"): mark("A4"),
    ("documents.paper", "letter"): mark("Letter"),
    ("documents.paper", "4x6"): mark("4 × 6 inch labels"),
    ("replenish.on_release", "yes"): mark("yes, with each wave"),
    ("replenish.on_release", "no"): mark("no, when somebody plans"),
    ("receiving.cross_dock", "yes"): mark("yes, picked at the dock"),
    ("receiving.cross_dock", "no"): mark("no, they are promised and picked as ever"),
    ("stock.transfers", "one-step"): mark("one step: there at once"),
    ("stock.transfers", "two-step"): mark("two steps: on their way until received"),
    ("scanning.sounds", "yes"): mark("yes"),
    ("scanning.sounds", "no"): mark("no, scans are only seen"),
    **{(CUSTOMS_CATEGORY.key, one.value): words for one, words in CATEGORIES.items()},
    (CUSTOMS_BEFORE_SHIPPING.key, "tell"): mark("tell it, and ship"),
    (CUSTOMS_BEFORE_SHIPPING.key, "refuse"): mark("refuse to ship"),
}


def choice_words(key: str, choice: str) -> str:
    """The translated words of a choice."""
    return tr(_CHOICES[key, choice])
