"""What orders were promised when a command was done: theirs again first when it is taken back."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, select

from packbench.db.queries.planning.kits import flat_parts
from packbench.db.schema import Stock
from packbench.db.sql.among import among
from packbench.engine.undo.line_states import LineState


def own_units(connection: Connection, states: Sequence[LineState]) -> dict[tuple[int, int], int]:
    """By (order, stock row), the units of stock that lines were promised."""
    products = {state.product_id for state in states if state.product_id is not None}
    parts = flat_parts(connection, products)
    wanted: dict[tuple[int, int, int], int] = defaultdict(int)
    for state in states:
        if state.product_id is None:
            continue
        for part_id, per_unit in parts.get(state.product_id, [(state.product_id, 1)]):
            for warehouse_id, units in state.promised.items():
                wanted[state.order_id, warehouse_id, part_id] += units * per_unit
    query = select(Stock.id, Stock.warehouse_id, Stock.product_id).where(
        among(Stock.product_id, {part_id for _, _, part_id in wanted})
    )
    stock = {(row[1], row[2]): row[0] for row in connection.execute(query).all()}
    return {
        (order_id, stock[warehouse_id, part_id]): units
        for (order_id, warehouse_id, part_id), units in wanted.items()
        if (warehouse_id, part_id) in stock
    }
