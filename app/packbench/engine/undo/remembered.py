"""Orders as they were, and what a command changed of them: the records that undo compares."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection, select

from packbench.db.schema import Order
from packbench.db.sql.among import among
from packbench.engine.undo.line_states import LineChange, LineState, line_states

Value = bool | int | str | None
"""What a column of an order holds that commands change; a day as it is written."""


@dataclass(frozen=True, slots=True)
class OrderChange:
    """What a command changed of an order: columns, by name, and lines."""

    number: str
    before: Mapping[str, Value]
    after: Mapping[str, Value]
    lines: list[LineChange]


@dataclass(frozen=True, slots=True)
class OrdersChange:
    """What a command changed of orders, by their ids: enough to take it back, and to see what not.

    What was changed since by somebody else is not overwritten: the undo compares all of it.
    `beside` are orders that it was not given: it served them, or took from them.
    """

    orders: Mapping[int, OrderChange]
    beside: Mapping[int, OrderChange] = field(default_factory=dict)

    @property
    def lines(self) -> list[LineChange]:
        """All lines that were changed of the orders that it was given."""
        return [line for one in self.orders.values() for line in one.lines]


NO_ORDERS = OrdersChange({})


@dataclass(frozen=True, slots=True, kw_only=True)
class WithOrders:
    """What a command keeps that changes other things first, and orders by what follows."""

    orders: OrdersChange = NO_ORDERS


@dataclass(frozen=True, slots=True)
class Remembered:
    """Orders as they are before a command: all lines, and the columns that it will change."""

    numbers: Mapping[int, str] = field(default_factory=dict)
    fields: Mapping[int, Mapping[str, Value]] = field(default_factory=dict)
    lines: Mapping[int, LineState] = field(default_factory=dict)

    @classmethod
    def of(
        cls, connection: Connection, order_ids: Collection[int], fields: Sequence[str] = ()
    ) -> "Remembered":
        """Reads them."""
        columns = [Order.__table__.c[name] for name in fields]
        query = select(Order.id, Order.number, *columns).where(among(Order.id, order_ids))
        numbers, kept = {}, {}
        for row in connection.execute(query).all():
            numbers[row.id] = row.number
            kept[row.id] = {name: _kept(getattr(row, name)) for name in fields}
        return cls(numbers, kept, line_states(connection, order_ids))

    def changed(self, connection: Connection) -> dict[int, OrderChange]:
        """By id: the orders that are not as they were, before and now."""
        if not self.numbers:
            return {}
        fields = list(next(iter(self.fields.values()), {}))
        if fields:
            now = Remembered.of(connection, self.numbers, fields)
        else:
            now = replace(self, lines=line_states(connection, self.numbers))
        lines: dict[int, list[LineChange]] = defaultdict(list)
        for state in self.lines.values():
            # A line that another order has now is told by what was made (`undo.copies`).
            if state.line_id in now.lines and state.differs(now.lines[state.line_id]):
                lines[state.order_id].append(LineChange(state, now.lines[state.line_id]))
        return {
            order_id: OrderChange(
                number, self.fields[order_id], now.fields[order_id], lines[order_id]
            )
            for order_id, number in self.numbers.items()
            if lines[order_id] or self.fields[order_id] != now.fields[order_id]
        }


def _kept(value: Value | date) -> Value:
    return value.isoformat() if isinstance(value, date) else value
