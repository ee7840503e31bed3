"""What the planner may give, used up as it plans: units of products, orders a day."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from packbench.domain.allocation.rules import Rules

NOT_STOCKED = -1
"""In place of a number of units: the product was not added to that warehouse."""


Place = tuple[int, int]
"""(product id, warehouse by index): where units lie."""


@dataclass(frozen=True, slots=True)
class Held:
    """What orders were promised until now and may keep where it lies.

    Attributes:
        units: by order, what it was promised at each place.
        buried: units that lie at these places and are not available to others, e.g. safety stock.
    """

    units: Mapping[int, Mapping[Place, int]] = field(default_factory=dict)
    buried: dict[Place, int] = field(default_factory=dict)


class Supply:
    """Available units by product, one number a warehouse in the order of the rules' list.

    Available is on hand − unavailable − safety − allocated, never below 0 (`docs/domain.md`).
    """

    def __init__(self, warehouse_count: int, free: Mapping[int, list[int]]) -> None:
        self._nowhere = [NOT_STOCKED] * warehouse_count
        self._free = dict(free)
        self._orders_left: dict[int, int] = {}
        self._orders_taken: set[tuple[int, int]] = set()
        self._held = Held()

    @classmethod
    def under(cls, rules: Rules, free: Mapping[int, list[int]]) -> "Supply":
        """The units, and the orders that the warehouses still take today."""
        supply = cls(len(rules.warehouses), free)
        for place, warehouse in enumerate(rules.warehouses):
            if warehouse.daily_orders is not None:
                taken = {order for order, at in rules.taken_today if at == warehouse.id}
                supply._orders_left[place] = max(0, warehouse.daily_orders - len(taken))
                supply._orders_taken |= {(order, place) for order in taken}
        return supply

    def closed_to(self, order_id: int) -> list[int]:
        """The warehouses (by index) that have taken all their orders for today, not this one."""
        return [
            place
            for place, left in self._orders_left.items()
            if not left and (order_id, place) not in self._orders_taken
        ]

    def take_order(self, order_id: int, warehouses: Iterable[int]) -> None:
        """Counts the order at these warehouses (by index), once a day."""
        for place in self._orders_left.keys() & set(warehouses):
            if (order_id, place) not in self._orders_taken:
                self._orders_taken.add((order_id, place))
                self._orders_left[place] -= 1

    def free(self, product_id: int) -> list[int]:
        """Units a warehouse, NOT_STOCKED where the product was never added."""
        return self._free.get(product_id, self._nowhere)

    def add(self, free: Mapping[int, list[int]]) -> None:
        """Takes in products that were not known yet."""
        self._free.update(free)

    def knows(self, product_id: int) -> bool:
        """Whether the product was given, stocked or not."""
        return product_id in self._free

    def take(self, product_id: int, warehouse: int, quantity: int) -> None:
        """Uses up units; a negative quantity gives them back."""
        self._free[product_id][warehouse] -= quantity

    def is_used_up(self, product_id: int) -> bool:
        """Whether no warehouse has a unit left."""
        return all(units <= 0 for units in self.free(product_id))

    def hold(self, held: Held) -> None:
        """Lets orders keep what they were promised."""
        self._held = held

    def held_by(self, order_id: int) -> Mapping[Place, int]:
        """What an order may keep: never more than lies there."""
        return {
            place: min(units, self._lying(place))
            for place, units in self._held.units.get(order_id, {}).items()
        }

    def with_held(self, held: Mapping[Place, int], fenced: Collection[Place]) -> "Supply":
        """What is there for an order that keeps `held`: at `fenced` places nothing but that."""
        free = {product_id: list(self.free(product_id)) for product_id, _ in held}
        for place, units in held.items():
            product_id, warehouse = place
            others = 0 if place in fenced else free[product_id][warehouse]
            free[product_id][warehouse] = max(units, others)
        return Supply(len(self._nowhere), {**self._free, **free})

    def settle_held(self) -> None:
        """After an order has taken more than was available: the rest was buried."""
        for (product_id, warehouse), buried in self._held.buried.items():
            over = -self._free[product_id][warehouse]
            if over > 0:
                self._held.buried[product_id, warehouse] = buried - over
                self._free[product_id][warehouse] = 0

    def _lying(self, place: Place) -> int:
        product_id, warehouse = place
        return max(0, self.free(product_id)[warehouse]) + self._held.buried.get(place, 0)
