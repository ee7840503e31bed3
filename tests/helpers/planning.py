"""The planner's input and answer in words: warehouses and SKUs by name instead of by number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from packbench.domain.allocation.demand import DemandLine, DemandOrder, Part
from packbench.domain.allocation.plan import OrderDecision, OrderPlan
from packbench.domain.allocation.planner import plan
from packbench.domain.allocation.rules import (
    DEFAULT_RATINGS,
    Exclusion,
    Fence,
    Rating,
    Rules,
    WarehouseFacts,
)
from packbench.domain.allocation.supply import NOT_STOCKED, Supply
from packbench.domain.catalog import BackorderPolicy

Stock = Mapping[str, Mapping[str, int]]
"""Available units by warehouse and SKU; a SKU that is not named there was never added."""

Facts = dict[str, dict[str, Any]]
"""What is said of warehouses, by code."""


@dataclass(frozen=True)
class Line:
    """One line of an order; `held` is a pre-order before its date."""

    sku: str
    quantity: int
    backorder: BackorderPolicy = BackorderPolicy.BACKORDER
    held: bool = False


@dataclass(frozen=True)
class Answer:
    """The answer for one order, lines numbered from 1, in line units (kit units for a kit)."""

    taken: dict[tuple[int, str], int]
    waits: dict[int, tuple[int, str]]
    lacks: dict[int, int]
    decision: OrderDecision
    plan: OrderPlan

    def units(self, line: int) -> int:
        """What one line gets in all."""
        return sum(units for (number, _), units in self.taken.items() if number == line)

    def fences(self, line: int = 1) -> list[set[str]]:
        """The fences that failed, one set a warehouse."""
        found = self.decision.lines[line - 1].fences
        return [{str(fence.name).lower() for fence in Fence if bits & fence} for bits in found]


class World:
    """Warehouses with stock, and the rules between them.

    Args:
        stock: what is available.
        kits: components of each kit by SKU.
        warehouses: facts by code, e.g. `{"W2": {"rank": 1}}`; rank is the place in `stock`
            where nothing else is said.
        unmanaged: SKUs whose stock is not managed.
        exclusions: (channel or None, SKU or None, warehouse).
    """

    def __init__(
        self,
        stock: Stock,
        *,
        kits: Mapping[str, Mapping[str, int]] | None = None,
        warehouses: Facts | None = None,
        unmanaged: Sequence[str] = (),
        exclusions: Sequence[tuple[str | None, str | None, str]] = (),
        ratings: tuple[Rating, ...] = DEFAULT_RATINGS,
    ) -> None:
        self._kits = kits or {}
        self._unmanaged = unmanaged
        self._ids: dict[str, int] = {}
        facts = warehouses or {}
        self.warehouses = tuple(
            WarehouseFacts(**{"id": rank, "code": code, "rank": rank, **facts.get(code, {})})
            for rank, code in enumerate(stock, 1)
        )
        self.codes = [warehouse.code for warehouse in self.warehouses]
        ids = {warehouse.code: warehouse.id for warehouse in self.warehouses}
        rules = [
            Exclusion(channel, None if sku is None else self.product(sku), ids[code])
            for channel, sku, code in exclusions
        ]
        self.rules = Rules(self.warehouses, frozenset(rules), ratings)
        skus = {sku for units in stock.values() for sku in units}
        free = {
            self.product(sku): [stock[code].get(sku, NOT_STOCKED) for code in self.codes]
            for sku in sorted(skus)
        }
        self.supply = Supply.under(self.rules, free)

    def product(self, sku: str) -> int:
        """The id that stands for a SKU."""
        return self._ids.setdefault(sku, len(self._ids) + 1)

    def free(self, sku: str) -> list[int]:
        """What is left of a SKU, one number a warehouse."""
        return list(self.supply.free(self.product(sku)))

    def order(self, *lines: Line | tuple[str, int], **fields: Any) -> DemandOrder:
        """An order to Germany, unless the fields say something else."""
        demand = [
            self._line(number, line if isinstance(line, Line) else Line(*line))
            for number, line in enumerate(lines, 1)
        ]
        given = {"order_id": 1, "country": "DE", "channel": "web", **fields}
        return DemandOrder(lines=tuple(demand), **given)

    def plan(self, *orders: DemandOrder) -> list[Answer]:
        """The answers, one after the other; what they take is gone."""
        return [self._answer(order) for order in plan(orders, self.supply, self.rules)]

    def answer(self, *lines: Line | tuple[str, int], **fields: Any) -> Answer:
        """The answer for one order."""
        return self.plan(self.order(*lines, **fields))[0]

    def _line(self, number: int, line: Line) -> DemandLine:
        parts = self._kits.get(line.sku, {line.sku: 1})
        return DemandLine(
            number,
            self.product(line.sku),
            line.quantity,
            tuple(
                Part(self.product(sku), per_unit, sku not in self._unmanaged)
                for sku, per_unit in parts.items()
            ),
            line.backorder,
            line.held,
        )

    def _answer(self, one: OrderPlan) -> Answer:
        codes = {warehouse.id: warehouse.code for warehouse in self.warehouses}
        taken = {
            (promise.line_id, codes[promise.warehouse_id]): promise.quantity // promise.per_unit
            for promise in one.promises
        }
        waits = {wait.line_id: (wait.quantity, wait.reason.value) for wait in one.waits}
        lacks = {lack.line_id: lack.quantity for lack in one.lacks}
        return Answer(taken, waits, lacks, one.decision, one)
