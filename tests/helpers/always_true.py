"""What is true after each step of random work, for a machine that tries all in any order."""

from hypothesis.stateful import (
    invariant,
)
from sqlalchemy import func, select

from helpers.invariants import (
    held_in_part,
    held_without_stock,
    untrue_reasons,
    view,
)
from helpers.stockroom import Stockroom
from packbench.db.queries.planning.demand import load_demand
from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import (
    Allocation,
    Location,
    Order,
    Stock,
    StockBin,
    Waiting,
)
from packbench.db.today import today
from packbench.domain.warehousing import STAGING_CODE
from packbench.engine.allocation import plan_in_queue
from packbench.engine.command.context import Context
from packbench.settings import AUTO_RELEASE


class AlwaysTrue:
    """Looks after every step; none of it changes anything."""

    context: Context
    room: Stockroom

    @invariant()
    def every_check_holds(self) -> None:
        self.room.check()

    @invariant()
    def no_more_is_promised_than_there_is(self) -> None:
        with self.context.database.read.connect() as connection:
            below = select(Stock.id).where(Stock.allocated > Stock.on_hand - Stock.unavailable)
            assert connection.execute(below).all() == []

    @invariant()
    def what_lies_in_staging_is_picked(self) -> None:
        here = select(func.coalesce(func.sum(StockBin.on_hand), 0)).join(Location)
        owned = select(func.coalesce(func.sum(Allocation.picked + Allocation.packed), 0))
        managed = owned.where(Allocation.stock_id.is_not(None))
        with self.context.database.read.connect() as connection:
            lies = connection.execute(here.where(Location.code == STAGING_CODE)).scalar_one()
            assert lies == connection.execute(managed).scalar_one()

    @invariant()
    def complete_only_orders_hold_all_or_nothing(self) -> None:
        with self.context.database.read.connect() as connection:
            assert held_in_part(connection) == set()
            assert held_without_stock(connection) == []

    @invariant()
    def reasons_are_true(self) -> None:
        with self.context.database.read.connect() as connection:
            assert untrue_reasons(connection) == []

    @invariant()
    def nobody_waits_for_what_is_free(self) -> None:
        """But for orders with a limit of warehouses, whose rest is for a later routing, orders that
        somebody sent to a warehouse that has too little, and orders of which a part is new.
        """
        query = select(Waiting.order_id).join(Order, Order.id == Waiting.order_id).distinct()
        with self.context.database.read.connect() as connection:
            if not read_setting(connection, AUTO_RELEASE):
                return
            waiting = connection.execute(query.where(Order.unrouted_units == 0)).scalars().all()
            demand = load_demand(connection, waiting, today(connection))
            plans = plan_in_queue(connection, demand).plans
            limited = view(connection).limited
        could = {demand.facts[one.order_id].number for one in plans if one.promises}
        assert could <= limited
