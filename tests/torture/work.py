"""The commands that a station of the torture sends: the services themselves, each with a key."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from packbench.engine.bulk import Chosen, How
from packbench.engine.command.context import Context
from packbench.services.importing.files import ImportRequest, import_file
from packbench.services.office.undo import undo_key
from packbench.services.orders.allocating import allocate
from packbench.services.orders.cancelling import cancel
from packbench.services.orders.changes import hold, resume
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.stock.changes import Receipt, receive

WAREHOUSES = ("W1", "W2")
SKUS = ("A", "B", "C", "D")
_ORDERS_KNOWN = 40


@dataclass(frozen=True, slots=True)
class Step:
    """One command: what it does with its key, and how many units come in by it."""

    name: str
    run: Callable[[Context, str], object]
    units: int = 0


class Clerk:
    """Makes up what one station does next; it knows the orders that it brought in itself."""

    def __init__(self, station: str, chance: random.Random, folder: Path) -> None:
        self._station, self._chance, self._folder = station, chance, folder
        self._orders: list[str] = []
        self._receipts: list[str] = []
        self._number = 0

    def next_step(self) -> Step:
        """A command at random; orders come first, because all else needs some."""
        often: list[Callable[[], Step]] = [self._bring_order] * 4 + [self._receive] * 3
        seldom = [self._hold, self._resume, self._cancel, self._wave, self._undo]
        kinds = [*often, self._allocate, self._allocate, *seldom]
        return self._chance.choice(kinds)() if self._orders else self._bring_order()

    def was_done(self, step: Step, key: str) -> None:
        """Remembers what can be taken back."""
        if step.name == "receive":
            self._receipts = [*self._receipts[-5:], key]

    def _bring_order(self) -> Step:
        self._number += 1
        number = f"{self._station}-{self._number}"
        rows = [f"{number},{sku},{self._chance.randint(1, 4)},DE" for sku in self._some_skus()]
        path = self._folder / f"{number}.csv"
        path.write_text("\n".join(["order_number,sku,quantity,country", *rows]), encoding="utf-8")
        self._orders = [*self._orders[-_ORDERS_KNOWN:], number]

        def run(context: Context, key: str) -> object:
            return import_file(context, ImportRequest("orders", path, key=key)).imported

        return Step("import", run)

    def _some_skus(self) -> list[str]:
        return self._chance.sample(SKUS, self._chance.randint(1, 3))

    def _receive(self) -> Step:
        units = self._chance.randint(1, 6)
        receipt = Receipt(self._chance.choice(WAREHOUSES), self._chance.choice(SKUS), units)
        return Step("receive", lambda context, key: receive(context, receipt, key=key), units)

    def _allocate(self) -> Step:
        number = self._chance.choice(self._orders)
        return Step("allocate", lambda context, key: allocate(context, orders=[number], key=key))

    def _hold(self) -> Step:
        number, gives = self._chance.choice(self._orders), self._chance.random() < 0.5

        def run(context: Context, key: str) -> object:
            return hold(context, [number], reason="torture", release_stock=gives, how=How(key=key))

        return Step("hold", run)

    def _resume(self) -> Step:
        number = self._chance.choice(self._orders)
        return Step("resume", lambda context, key: resume(context, [number], how=How(key=key)))

    def _cancel(self) -> Step:
        chosen = [Chosen(self._chance.choice(self._orders))]
        return Step("cancel", lambda context, key: cancel(context, chosen, how=How(key=key)))

    def _wave(self) -> Step:
        request = WaveRequest(self._chance.choice(WAREHOUSES), max_orders=3)
        return Step("wave", lambda context, key: create_wave(context, request, key=key))

    def _undo(self) -> Step:
        """Takes a receipt of one's own back; the units of it are looked up in the end."""
        if not self._receipts:
            return self._receive()
        key_of_receipt = self._chance.choice(self._receipts)
        return Step("undo", lambda context, _: undo_key(context, key_of_receipt))
