"""Cost layers of one product over all warehouses, worked out of its ledger from the first row on.

Nothing of it is stored: the ledger stays the truth, and what is said later of a receipt (its
freight, a rate) counts from that receipt on (decision 0220).
"""

import enum
from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from packbench.domain.warehousing import Cause

UNIT = Decimal("0.0001")
"""The finest amount that is reckoned with."""
_NONE = Decimal(0)
_COMMAND = attrgetter("command_id")


class ValueMethod(enum.StrEnum):
    """Which units leave first: the oldest ones, or a mean of all."""

    FIFO = "fifo"
    AVERAGE = "average"


class Flow(NamedTuple):
    """Net units that one command brought to a warehouse or took from it, for one cause.

    Attributes:
        command_id: the command.
        undoes_id: the command that it takes back, or whose count it puts right.
        units: signed.
        cost: of all that came; None: nobody knows it.
        assumed: the cost is the product's, not that of a receipt.
        document: the shipment, receipt, purchase order or transfer.
    """

    at: datetime
    command_id: int
    warehouse_id: int
    units: int
    cause: Cause
    undoes_id: int | None = None
    cost: Decimal | None = None
    assumed: bool = False
    document: str | None = None


@dataclass(order=True, slots=True)
class Layer:
    """Units that came together, and what they cost; `value` None: nobody knows.

    `brought_by` are the commands that brought them here, the first one first.
    """

    number: int
    units: int = field(compare=False)
    value: Decimal | None = field(compare=False)
    assumed: bool = field(compare=False, default=False)
    brought_by: tuple[int, ...] = field(compare=False, default=())

    def take(self, units: int) -> "Layer":
        """Some of its units with their part of the value; the last ones take what is left."""
        part = self.value
        if part is not None and units < self.units:
            part = (part * units / self.units).quantize(UNIT, ROUND_HALF_EVEN)
        if self.value is not None and part is not None:
            self.value -= part
        self.units -= units
        return Layer(self.number, units, part, self.assumed, self.brought_by)


@dataclass(slots=True)
class Sold:
    """What left with a shipment; `unknown` units of it had no known cost."""

    units: int = 0
    value: Decimal = _NONE
    unknown: int = 0
    at: datetime | None = None


class Layers:
    """The layers of a product, warehouse by warehouse.

    Args:
        method: which units leave first.
        fallback: the cost of a unit of which no receipt tells, the product's; None: nobody knows.
    """

    def __init__(self, method: ValueMethod, fallback: Decimal | None = None) -> None:
        self._method, self._fallback = method, fallback
        self.left: dict[int, list[Layer]] = defaultdict(list)
        self.transit: dict[str, list[Layer]] = defaultdict(list)
        self.sold: dict[tuple[int, str], Sold] = defaultdict(Sold)
        self.value_in, self.value_out = _NONE, _NONE
        self._gone: dict[object, list[Layer]] = defaultdict(list)
        self._shipped: dict[tuple[int, int], list[str]] = defaultdict(list)
        self._number = 0

    def add(self, flows: Iterable[Flow]) -> None:
        """Books what the commands did, one after another; flows of one command stand together."""
        for _, found in groupby(flows, key=_COMMAND):
            together = list(found)
            if len(together) == 1:
                self._book_alone(together[0])
            else:
                self._book(together)

    def held(self, targets: Mapping[str, int]) -> dict[int, list[Layer]]:
        """By warehouse: what lies there, and what is on its way there by a transfer.

        Args:
            targets: by the name of a transfer, where it goes.
        """
        found = {where: list(layers) for where, layers in self.left.items() if layers}
        for document, layers in self.transit.items():
            if layers and document in targets:
                found.setdefault(targets[document], []).extend(layers)
        return found

    def _book_alone(self, flow: Flow) -> None:
        """Most commands do one thing to a product: nothing changes places."""
        if flow.units < 0:
            self._let_go(flow, self._take(flow))
            return
        self._put_all(flow, [])

    def _book(self, flows: Sequence[Flow]) -> None:
        """First what left, then what came: units that only change places take their cost along."""
        carried: list[Layer] = []
        flows = self._lose(flows)
        for flow in flows:
            if flow.units < 0:
                taken = self._take(flow)
                if flow.cause is Cause.UNDO or (flow.cause is Cause.TRANSFER and not flow.document):
                    carried += taken
                else:
                    self._let_go(flow, taken)
        for flow in flows:
            if flow.units > 0:
                self._put_all(flow, carried)
        if carried:
            self._leave(flows[0], carried)

    def _let_go(self, flow: Flow, taken: list[Layer]) -> None:
        """Units leave for good, or are on their way from now on."""
        if flow.cause is Cause.TRANSFER and flow.document:
            self.transit[flow.document] += taken
        else:
            self._leave(flow, taken)

    def _put_all(self, flow: Flow, carried: list[Layer]) -> None:
        """Units come: of those that changed places, of those on their way, back, or new ones."""
        left = self._put_from(carried, flow, flow.units)
        if left and flow.cause is Cause.TRANSFER and flow.document:
            on_way = self.transit[flow.document]
            left = self._put_from(on_way, flow, left)
            on_way[:] = [one for one in on_way if one.units]
        left = self._bring_back(flow, left) if left else 0
        if left:
            self._come(flow, left)

    def _lose(self, flows: Sequence[Flow]) -> Sequence[Flow]:
        """What was lost on its way leaves from there, and comes back there; gives the other flows.

        The ledger lets it come back to its warehouse first, and leave from there.
        """
        lost = [flow for flow in flows if flow.cause is Cause.TRANSIT_LOSS]
        if not lost:
            return flows
        for flow in lost:
            on_way = self.transit[flow.document or ""]
            if flow.units < 0:
                self._leave(flow, _taken(on_way, -flow.units))
            else:
                back = _taken(self._gone[flow.undoes_id], flow.units)
                self.value_out -= sum((one.value for one in back if one.value is not None), _NONE)
                on_way += back
        units = {(one.warehouse_id, one.document): one.units for one in lost}
        others = [
            flow._replace(units=flow.units + units.get((flow.warehouse_id, flow.document), 0))
            if flow.cause is Cause.TRANSFER
            else flow
            for flow in flows
            if flow.cause is not Cause.TRANSIT_LOSS
        ]
        return [flow for flow in others if flow.units]

    def _take(self, flow: Flow) -> list[Layer]:
        """Units that leave: those that the command brought which it takes back, then the oldest."""
        wanted, taken = -flow.units, []
        layers = self.left[flow.warehouse_id]
        for layer in self._in_turn(layers, flow):
            part = layer.take(min(wanted, layer.units))
            wanted -= part.units
            taken.append(part)
            if not wanted:
                break
        self.left[flow.warehouse_id] = [layer for layer in layers if layer.units]
        if wanted:
            taken.append(Layer(0, wanted, None))
        return taken

    def _in_turn(self, layers: list[Layer], flow: Flow) -> list[Layer]:
        if self._method is ValueMethod.AVERAGE:
            return sorted(layers, key=lambda layer: layer.value is not None)
        if flow.undoes_id is None:
            return layers
        return sorted(layers, key=lambda layer: flow.undoes_id not in layer.brought_by)

    def _leave(self, flow: Flow, taken: list[Layer]) -> None:
        value = sum((one.value for one in taken if one.value is not None), _NONE)
        self.value_out += value
        self._gone[flow.command_id] += taken
        if flow.cause is Cause.SHIP and flow.document is not None:
            self._gone[flow.document] += taken
            sold = self.sold[flow.warehouse_id, flow.document]
            sold.units += sum(one.units for one in taken)
            sold.value += value
            sold.unknown += sum(one.units for one in taken if one.value is None)
            sold.at = flow.at
            self._shipped[flow.command_id, flow.warehouse_id].append(flow.document)

    def _bring_back(self, flow: Flow, units: int) -> int:
        """Units of a command that is taken back, or of a voided shipment, at the cost they had."""
        key: object = flow.undoes_id if flow.cause is Cause.UNDO else flow.document
        if key is None or flow.cause not in {Cause.UNDO, Cause.VOID}:
            return units
        gone = self._gone[key]
        before = sum((one.value for one in gone if one.value is not None), _NONE)
        unknown = sum(one.units for one in gone if one.value is None)
        left = self._put_from(gone, flow, units)
        value = before - sum((one.value for one in gone if one.value is not None), _NONE)
        self.value_out -= value
        self._unsell(flow, units - left, value, unknown - _unknown(gone))
        return left

    def _unsell(self, flow: Flow, units: int, value: Decimal, unknown: int) -> None:
        if flow.cause is Cause.UNDO:  # a command is taken back as a whole
            for document in self._shipped.pop((flow.undoes_id or 0, flow.warehouse_id), ()):
                self.sold.pop((flow.warehouse_id, document), None)
            return
        sold = self.sold.get((flow.warehouse_id, flow.document or ""))
        if sold is not None:
            sold.units -= units
            sold.value -= value
            sold.unknown -= unknown

    def _put_from(self, pieces: list[Layer], flow: Flow, units: int) -> int:
        """Puts pieces into the warehouse as far as they reach; units that are still missing."""
        while units and pieces:
            if not pieces[0].units:  # it went back by another way
                pieces.pop(0)
                continue
            piece = pieces[0].take(min(units, pieces[0].units))
            units -= piece.units
            piece.brought_by = (*piece.brought_by, flow.command_id)
            self._put(flow.warehouse_id, piece)
        return units

    def _come(self, flow: Flow, units: int) -> None:
        """Units that are new: at the cost of their receipt, else of those that lie there."""
        cost, assumed = flow.cost, flow.assumed
        if cost is not None and units != flow.units:
            cost = (cost * units / flow.units).quantize(UNIT, ROUND_HALF_EVEN)
        if cost is None and flow.cause is not Cause.RECEIPT and self._fallback is not None:
            cost, assumed = (self._fallback * units).quantize(UNIT, ROUND_HALF_EVEN), True
        self._number += 1
        self.value_in += cost or _NONE
        layer = Layer(self._number, units, cost, assumed, (flow.command_id,))
        self._put(flow.warehouse_id, layer)

    def _put(self, warehouse_id: int, layer: Layer) -> None:
        layers = self.left[warehouse_id]
        if layers and layer < layers[-1]:
            insort(layers, layer)
        else:
            layers.append(layer)
        if self._method is ValueMethod.AVERAGE:
            self.left[warehouse_id] = _mixed(layers)


def _taken(pieces: list[Layer], units: int) -> list[Layer]:
    """Takes units of pieces, the first ones first; of what they lack nobody knows the cost."""
    taken: list[Layer] = []
    for piece in pieces:
        if units and piece.units:
            taken.append(piece.take(min(units, piece.units)))
            units -= taken[-1].units
    pieces[:] = [piece for piece in pieces if piece.units]
    return [*taken, Layer(0, units, None)] if units else taken


def _unknown(layers: Sequence[Layer]) -> int:
    return sum(one.units for one in layers if one.value is None)


def _mixed(layers: list[Layer]) -> list[Layer]:
    """All units of a known cost as one layer; those of none stay apart."""
    known = [one for one in layers if one.value is not None]
    rest = [one for one in layers if one.value is None]
    if not known:
        return rest
    value = sum((one.value for one in known if one.value is not None), _NONE)
    assumed = any(one.assumed for one in known)
    units = sum(one.units for one in known)
    return [*rest, Layer(known[0].number, units, value, assumed, known[0].brought_by)]
