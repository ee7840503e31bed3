"""What the planner may give: available units by product and warehouse, used up as it plans."""

from collections.abc import Mapping

NOT_STOCKED = -1
"""In place of a number of units: the product was not added to that warehouse."""


class Supply:
    """Available units by product, one number a warehouse in the order of the rules' list.

    Available is on hand − unavailable − safety − allocated, never below 0 (`domain.md`).
    """

    def __init__(self, warehouse_count: int, free: Mapping[int, list[int]]) -> None:
        self._nowhere = [NOT_STOCKED] * warehouse_count
        self._free = dict(free)

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
