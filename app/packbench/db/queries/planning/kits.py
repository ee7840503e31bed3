"""Kits flattened to the products that are really taken, kits inside kits included."""

from collections import defaultdict
from collections.abc import Collection
from functools import cache

from sqlalchemy import ColumnElement, Connection, Select, literal, select

from packbench.db.schema import KitComponent
from packbench.db.sql.among import among_named

MOST_DEEP = 5
"""Kits inside kits are followed so far; imports reject deeper ones."""


def flat_parts(
    connection: Connection, product_ids: Collection[int]
) -> dict[int, list[tuple[int, int]]]:
    """By kit: (product, units in one kit unit), components that are kits replaced by theirs."""
    summed: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for kit_id, part_id, units in connection.execute(_flat_parts(), {"ids": product_ids}):
        summed[kit_id][part_id] += units
    return {kit_id: list(units.items()) for kit_id, units in summed.items()}


@cache
def _flat_parts() -> Select[int, int, int]:
    return flat_parts_query(among_named(KitComponent.kit_id, "ids"))


def flat_parts_query(chosen: ColumnElement[bool]) -> Select[int, int, int]:
    """(kit_id, part_id, units) of the chosen kits; a product comes once for each way to it."""
    kit = KitComponent
    parts = (
        select(
            kit.kit_id.label("kit_id"),
            kit.component_id.label("part_id"),
            kit.quantity.label("units"),
            literal(1).label("depth"),
        )
        .where(chosen)
        .cte("parts", recursive=True)
    )
    parts = parts.union_all(
        select(parts.c.kit_id, kit.component_id, parts.c.units * kit.quantity, parts.c.depth + 1)
        .join(parts, parts.c.part_id == kit.kit_id)
        .where(parts.c.depth < MOST_DEEP)
    )
    inner = select(kit.kit_id)
    return (
        select(parts.c.kit_id, parts.c.part_id, parts.c.units)
        .where(parts.c.part_id.not_in(inner))
        .order_by(parts.c.kit_id, parts.c.part_id)
    )


def kits_holding(connection: Connection, product_ids: Collection[int]) -> list[tuple[int, int]]:
    """(kit, product) for every kit that holds one of the products, however deep."""
    rows = connection.execute(_kits_holding(), {"ids": product_ids}).all()
    return [(row.kit_id, row.part_id) for row in rows]


@cache
def _kits_holding() -> Select[int, int]:
    kit = KitComponent
    holders = (
        select(
            kit.kit_id.label("kit_id"), kit.component_id.label("part_id"), literal(1).label("depth")
        )
        .where(among_named(kit.component_id, "ids"))
        .cte("holders", recursive=True)
    )
    holders = holders.union_all(
        select(kit.kit_id, holders.c.part_id, holders.c.depth + 1)
        .join(holders, holders.c.kit_id == kit.component_id)
        .where(holders.c.depth < MOST_DEEP)
    )
    return select(holders.c.kit_id, holders.c.part_id).distinct()
