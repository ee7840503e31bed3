"""What people do to stock, in any order, against a dictionary: the same lies in the same places.

PACKBENCH_STEPS sets how many steps are taken (the long run takes 1,000).
"""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from copy import deepcopy
from pathlib import Path
from typing import Any, ClassVar

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from helpers.databases import postgres_database, sqlite_database
from helpers.sample import add_location
from helpers.stockroom import Stockroom
from packbench.db.engine import Database
from packbench.db.schema import Command, Location, Product, StockBin, Warehouse
from packbench.domain.refusals import Refusal
from packbench.engine.bulk import How
from packbench.engine.command.context import Context
from packbench.exchange.stock_sheet import sheet_of_text
from packbench.services.office.undo import undo
from packbench.services.stock.acts import ActKind, StockAct, perform
from packbench.services.stock.changes import Receipt, receive, transfer
from packbench.services.stock.sheets import change_by_sheet

STEPS = int(os.environ.get("PACKBENCH_STEPS", "30"))
STEPS_A_RUN = 30
_PLACES = [
    (warehouse, sku, bin_)
    for warehouse in ("W1", "W2")
    for sku in ("A", "B")
    for bin_ in ("FLOOR", "B-1")
]
_PLACE = st.sampled_from(_PLACES)
_UNITS = st.integers(1, 6)

Place = tuple[str, str, str]
Units = list[int]
"""On hand, and of these not available."""


def _lose(units: Units, gone: int) -> bool:
    """Good ones go first; whether there are so many."""
    if gone > units[0]:
        return False
    units[0] -= gone
    units[1] = min(units[1], units[0])
    return True


class StockWork(RuleBasedStateMachine):
    """One station; nothing is ordered, so that all that is good is free."""

    open_database: ClassVar[Callable[[], AbstractContextManager[Database]]]

    def __init__(self) -> None:
        super().__init__()
        self.opened = type(self).open_database()
        self.context = Context(self.opened.__enter__(), operator="Ana", station="stock room")
        self.room = Stockroom(self.context)
        self.model: dict[Place, Units] = {place: [0, 0] for place in _PLACES}
        self.steps = 0
        self.done: list[tuple[int, dict[Place, Units]]] = []
        """Commands, and how all was before each."""

    def teardown(self) -> None:
        self.opened.__exit__(None, None, None)

    @initialize()
    def fill(self) -> None:
        self.room.fill({"W1": {"A": 9, "B": 4}, "W2": {"A": 3, "B": 1}})
        with self.context.database.write.begin() as connection:
            for one in connection.execute(select(Warehouse.id)).scalars().all():
                add_location(connection, one, "B-1")
        self.model |= self.lying()

    def lying(self) -> dict[Place, Units]:
        """What lies where."""
        query = (
            select(
                Warehouse.code, Product.sku, Location.code, StockBin.on_hand, StockBin.unavailable
            )
            .join(Location, Location.id == StockBin.location_id)
            .join(Product, Product.id == StockBin.product_id)
            .join(Warehouse, Warehouse.id == StockBin.warehouse_id)
        )
        with self.context.database.read.connect() as connection:
            rows = connection.execute(query).all()
        return {(row[0], row[1], row[2]): [row[3], row[4]] for row in rows}

    def last_command(self) -> tuple[int, int | None]:
        query = select(Command.id, Command.undoes_id).order_by(Command.id.desc()).limit(1)
        with self.context.database.read.connect() as connection:
            row = connection.execute(query).one()
        return row.id, row.undoes_id

    def do(self, change: Callable[[dict[Place, Units]], bool], work: Callable[..., Any]) -> None:
        """Both do it, or both refuse it and nothing is another number."""
        before, wanted = deepcopy(self.model), deepcopy(self.model)
        possible = change(wanted)
        if not possible:
            with pytest.raises(Refusal):
                work()
            return
        work()
        self.model = wanted
        self.done.append((self.last_command()[0], before))

    def act(
        self, kind: ActKind, place: Place, units: int, change: Callable[[Units], bool], **more: str
    ) -> None:
        warehouse, sku, bin_ = place
        act = StockAct(kind, warehouse, sku, units, bin_, reason="seen", **more)
        self.do(lambda model: change(model[place]), lambda: perform(self.context, act))

    @rule(place=_PLACE, units=_UNITS)
    def comes_in(self, place: Place, units: int) -> None:
        def change(model: dict[Place, Units]) -> bool:
            model[place][0] += units
            return True

        receipt = Receipt(place[0], place[1], units, place[2])
        self.do(change, lambda: receive(self.context, receipt))

    @rule(place=_PLACE, delta=st.integers(-6, 6).filter(bool))
    def adjusted(self, place: Place, delta: int) -> None:
        self.act(ActKind.ADJUST, place, delta, lambda units: _lose(units, -delta))

    @rule(place=_PLACE, found=st.integers(0, 9))
    def counted(self, place: Place, found: int) -> None:
        self.act(ActKind.COUNT, place, found, lambda units: _lose(units, units[0] - found))

    @rule(place=_PLACE, units=_UNITS, kind=st.sampled_from([ActKind.DAMAGE, ActKind.QUARANTINE]))
    def blocked(self, place: Place, units: int, kind: ActKind) -> None:
        def change(there: Units) -> bool:
            there[1] += units
            return there[1] <= there[0]

        self.act(kind, place, units, change)

    @rule(place=_PLACE, units=_UNITS)
    def made_good(self, place: Place, units: int) -> None:
        def change(there: Units) -> bool:
            there[1] -= units
            return there[1] >= 0

        self.act(ActKind.RELEASE, place, units, change)

    @rule(place=_PLACE, units=_UNITS)
    def moved(self, place: Place, units: int) -> None:
        target = "B-1" if place[2] == "FLOOR" else "FLOOR"

        def change(model: dict[Place, Units]) -> bool:
            there = model[place]
            model[*place[:2], target][0] += units
            there[0] -= units
            return there[0] >= there[1]

        act = StockAct(ActKind.MOVE, *place[:2], units, place[2], target=target)
        self.do(change, lambda: perform(self.context, act))

    @rule(sku=st.sampled_from(["A", "B"]), units=_UNITS, way=st.sampled_from(["W1 W2", "W2 W1"]))
    def sent_over(self, sku: str, units: int, way: str) -> None:
        source, target = way.split()

        def change(model: dict[Place, Units]) -> bool:
            good = sum(model[source, sku, bin_][0] - model[source, sku, bin_][1] for bin_ in _BINS)
            if units > good:
                return False
            left, into = units, model[target, sku, "FLOOR"]
            for bin_ in _BINS:
                there = model[source, sku, bin_]
                share = min(left, there[0] - there[1])
                there[0], left = there[0] - share, left - share
            into[0] += units
            return True

        self.do(change, lambda: transfer(self.context, sku, units, source=source, target=target))

    @rule(rows=st.lists(st.tuples(_PLACE, st.integers(0, 9)), min_size=1, max_size=4))
    def counted_by_sheet(self, rows: list[tuple[Place, int]]) -> None:
        rows = list(dict(rows).items())
        lines = [f"{','.join(place)},{found}" for place, found in rows]
        sheet = sheet_of_text("\n".join(["warehouse,sku,bin,quantity", *lines]))

        def change(model: dict[Place, Units]) -> bool:
            return all(_lose(model[place], model[place][0] - found) for place, found in rows)

        self.do(change, lambda: change_by_sheet(self.context, sheet, how=How()))

    @rule()
    def taken_back(self) -> None:
        """The last command that changed anything; those after it had changed nothing."""
        if not self.done:
            return
        undo(self.context)
        undone = self.last_command()[1]
        while self.done:
            command, before = self.done.pop()
            if command == undone:
                self.model = before
                return
            assert before == self.model
        raise AssertionError(undone)

    @invariant()
    def the_same_lies_in_the_same_places(self) -> None:
        assert {place: units for place, units in self.lying().items() if any(units)} == {
            place: units for place, units in self.model.items() if any(units)
        }

    @invariant()
    def every_check_holds(self) -> None:
        """Looked at now and then: it reads all there is."""
        self.steps += 1
        if self.steps % 10 == 0:
            self.room.check()


_BINS = ("FLOOR", "B-1")
"""In the order in which a transfer takes from them."""


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_stock_is_what_was_done_to_it(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    def open_one() -> AbstractContextManager[Database]:
        if engine == "sqlite":
            return sqlite_database(request.getfixturevalue("sqlite_template"), tmp_path)
        server = request.getfixturevalue("postgres_server")
        return postgres_database(server, request.getfixturevalue("postgres_template"))

    class Work(StockWork):
        open_database = staticmethod(open_one)

    run_state_machine_as_test(
        Work,
        settings=settings(
            max_examples=max(1, STEPS // STEPS_A_RUN),
            stateful_step_count=STEPS_A_RUN,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
