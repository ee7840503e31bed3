"""What the planner may give, used up as it plans: units of products, orders a day."""

from collections.abc import Collection, Iterable, Mapping

from packbench.domain.allocation.rules import Rules

NOT_STOCKED = -1
"""In place of a number of units: the product was not added to that warehouse."""


Place = tuple[int, int]
"""(product id, warehouse by index): where units lie."""


Held = Mapping[int, Mapping[Place, int]]
"""By order, what it was promised until now at each place and may keep: no more than lies there."""


class Supply:
    """Available units by product, one number a warehouse in the order of the rules' list.

    Available is on hand − unavailable − safety − allocated, never below 0 (`docs/domain.md`).
    """

    def __init__(self, warehouse_count: int, free: Mapping[int, list[int]]) -> None:
        self._nowhere = [NOT_STOCKED] * warehouse_count
        self._free = dict(free)
        self._orders_left: dict[int, int] = {}
        self._orders_taken: set[tuple[int, int]] = set()
        self._held: dict[int, Mapping[Place, int]] = {}
        self.keeps_behind_fences = True
        self._below: dict[Place, int] = {}
        """Units by which a place lacks what must stay there (safety stock, what others hold)."""

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
        if not self._orders_left:
            return []
        return [
            place
            for place, left in self._orders_left.items()
            if not left and (order_id, place) not in self._orders_taken
        ]

    def take_order(self, order_id: int, warehouses: Iterable[int]) -> None:
        """Counts the order at these warehouses (by index), once a day."""
        if not self._orders_left:
            return
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

    def hold(self, held: Held, *, behind_fences: bool = True) -> None:
        """Keeps what orders were promised for each of them until it is planned.

        The units are counted as available before; to others they are not from now on. With
        `behind_fences` an order may keep what it holds where it may not be served any more.
        """
        self._held = dict(held)
        self.keeps_behind_fences = behind_fences
        for units in held.values():
            for place, ours in units.items():
                self._set_level(place, self._level(place) - ours)

    def let_in(self, order_id: int) -> Mapping[Place, int]:
        """Before an order is planned: it sees what it holds. Gives that."""
        return self._move_held(order_id, 1)

    def keep_out(self, order_id: int) -> None:
        """After an order that was let in took nothing after all: what it holds stays kept."""
        self._move_held(order_id, -1)

    def settle_held(self, order_id: int) -> None:
        """After an order was planned: what it left of what it held is there for others."""
        for place in self._held.pop(order_id, {}):
            self._set_level(place, self._level(place))

    def with_held(self, held: Mapping[Place, int], fenced: Collection[Place]) -> "Supply":
        """What is there for an order that keeps `held`: at `fenced` places nothing but that."""
        free = {product_id: list(self.free(product_id)) for product_id, _ in held}
        for place, units in held.items():
            product_id, warehouse = place
            others = 0 if place in fenced else free[product_id][warehouse]
            free[product_id][warehouse] = max(units, others)
        return Supply(len(self._nowhere), {**self._free, **free})

    def _move_held(self, order_id: int, sign: int) -> Mapping[Place, int]:
        held = self._held.get(order_id, {})
        for place, units in held.items():
            self._set_level(place, self._level(place) + sign * units)
        return held

    def _level(self, place: Place) -> int:
        product_id, warehouse = place
        return self._free[product_id][warehouse] - self._below.get(place, 0)

    def _set_level(self, place: Place, units: int) -> None:
        product_id, warehouse = place
        self._free[product_id][warehouse] = max(0, units)
        self._below[place] = max(0, -units)
