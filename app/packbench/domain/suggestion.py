"""What to buy of a product for a warehouse, with every number that leads to it."""

from dataclasses import dataclass
from decimal import Decimal

from packbench.domain.reordering import DemandRate, RuleWay


@dataclass(slots=True)
class BuyProposal:
    """A product at a warehouse, and what to buy of it.

    Attributes:
        on_hand, unavailable, safety, allocated: of its stock; `safety` is what is kept back.
        waiting: units that orders wait for and that are to be served from here.
        short: those of them that nothing brings.
        incoming: units on drafts and open purchase orders; `drafted`: those of drafts.
        orders: the purchase orders that bring them.
        position: what is there and comes, less what is promised, kept back and waits.
        way: from where the point comes.
        demand_days, demand_units: what was ordered in so many days before today.
        demand_squares: the sum of the squares of what was ordered on each day.
        lead_days, lead_spread: how long it takes; None where nobody says.
        service_percent: how often it is to last; None where nothing is computed.
        safety_stock: what that takes beyond the mean.
        point: below it more is bought; None where nothing asks for any.
        target: up to which it is bought; None where it is bought in lots.
        lot: in multiples of which it is bought.
        needed: what is missing, before packs and the minimum.
        proposed: what to buy.
        supplier: of whom; None where nobody sells it.
        chosen_of: how many suppliers sell it; `preferred`: whether it is the preferred one.
    """

    product_id: int
    warehouse_id: int
    sku: str
    name: str
    warehouse: str
    on_hand: int
    unavailable: int
    safety: int
    allocated: int
    waiting: int
    short: int
    incoming: int
    drafted: int
    orders: list[str]
    position: int
    way: RuleWay
    demand_days: int
    demand_units: int
    demand_squares: int
    lead_days: int | None
    lead_spread: int
    service_percent: int | None
    safety_stock: int | None
    point: int | None
    target: int | None
    cover_days: int | None
    lot: int | None
    needed: int
    proposed: int
    supplier_id: int | None
    supplier: str | None
    chosen_of: int
    preferred: bool
    pack_size: int
    minimum_quantity: int
    unit_cost: Decimal | None
    currency: str | None
    sku_key: str

    @property
    def demand(self) -> DemandRate:
        """What was ordered, with its mean and its spread of a day."""
        return DemandRate(self.demand_units, self.demand_squares, self.demand_days)

    @property
    def is_below(self) -> bool:
        """Whether it is below its reorder point."""
        return self.point is not None and self.position < self.point
