"""What no warehouse may serve any more after an import: told, since nobody may have meant it."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select

from packbench.db.schema import Warehouse, WarehouseCountry
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.warehousing import ALL_COUNTRIES, WarehouseKind

Exclusion = tuple[str, int | None, int]
"""(channel, product, warehouse): what a rule keeps out of where; empty and None are any."""

_Subject = tuple[str, int | None]

_SHIPS = (Warehouse.active.is_(True), Warehouse.kind == WarehouseKind.PHYSICAL)
"""What a pool of pre-orders serves is not shipped from there."""


def shut_out(connection: Connection, rules: Collection[Exclusion]) -> set[_Subject]:
    """The (channel, product) that rules keep out of every warehouse that ships now.

    What is covered by a wider one among them is left out.
    """
    active = set(connection.execute(select(Warehouse.id).where(*_SHIPS)).scalars())
    channels = {channel for channel, _, _ in rules} | {""}
    products = {product_id for _, product_id, _ in rules} | {None}
    out = {
        (channel, product_id)
        for channel in channels
        for product_id in products
        if active and all(_is_kept_out(rules, channel, product_id, one) for one in active)
    }
    return {one for one in out if not (_wider(one) & out)}


def shut_out_notes(subjects: Collection[_Subject], skus: Mapping[int, str]) -> list[Note]:
    """A note for each."""
    told = []
    for channel, product_id in sorted(subjects, key=lambda one: (one[0], one[1] or 0)):
        sku = skus[product_id] if product_id is not None else ""
        if sku and channel:
            told.append(note(Said.SKU_OF_CHANNEL_SHUT_OUT, sku=sku, channel=channel))
        elif sku:
            told.append(note(Said.SKU_SHUT_OUT, sku=sku))
        elif channel:
            told.append(note(Said.CHANNEL_SHUT_OUT, channel=channel))
        else:
            told.append(note(Said.ALL_SHUT_OUT))
    return told


def served_countries(connection: Connection) -> set[str]:
    """The countries on the lists of warehouses that ship now."""
    query = (
        select(WarehouseCountry.country)
        .join(Warehouse, Warehouse.id == WarehouseCountry.warehouse_id)
        .where(*_SHIPS)
        .distinct()
    )
    return set(connection.execute(query).scalars())


def lost_countries_notes(before: Collection[str], after: Collection[str]) -> list[Note]:
    """What is told of the countries that were served before and are not now."""
    if ALL_COUNTRIES in after:
        return []
    if ALL_COUNTRIES in before:
        return [note(Said.ALL_OTHER_COUNTRIES_LOST)]
    lost = sorted(set(before) - set(after))
    return [note(Said.COUNTRIES_LOST, countries=lost)] if lost else []


def _is_kept_out(
    rules: Collection[Exclusion], channel: str, product_id: int | None, warehouse_id: int
) -> bool:
    return any(
        (some_channel, some_product, warehouse_id) in rules
        for some_channel in {channel, ""}
        for some_product in {product_id, None}
    )


def _wider(subject: _Subject) -> set[_Subject]:
    channel, product_id = subject
    return {("", product_id), (channel, None), ("", None)} - {subject}
