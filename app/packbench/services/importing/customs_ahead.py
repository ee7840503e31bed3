"""What the destination of new orders will ask for at the bench, told when they come in."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, or_, select

from packbench.db.schema import KitComponent, Product
from packbench.db.schema.mapped import aliased
from packbench.db.sql.among import among_texts
from packbench.domain.catalog import code_key
from packbench.domain.customs import Gap, GapField, read_hs_code
from packbench.domain.outcomes import Note, Said, note
from packbench.engine.customs_needs import CustomsWays
from packbench.exchange.kinds import OrderHead, OrderLineFields
from packbench.exchange.records import Record

_MOST_TOLD = 8


def customs_ahead(
    connection: Connection, records: Sequence[Record[OrderHead, OrderLineFields]]
) -> list[Note]:
    """What is missing of orders that leave the customs area, from whatever warehouse they go.

    Nothing is told while no warehouse says in which country it is.
    """
    leaving = _leaving(connection, records)
    if not leaving:
        return []
    priceless = {code_key(line.sku) for one in leaving for line in one.lines if not line.unit_price}
    skus = {code_key(line.sku) for one in leaving for line in one.lines}
    gaps = list(dict.fromkeys(_gaps(connection, skus, priceless)))
    phones = sum(not one.fields.phone for one in leaving)
    notes = []
    if gaps:
        told = [gap.code for gap in gaps[:_MOST_TOLD]]
        more = len(gaps) - len(told)
        code = Said.CUSTOMS_AHEAD_MORE if more else Said.CUSTOMS_AHEAD
        notes.append(note(code, count=len(leaving), gaps=told, more=more))
    if phones:
        notes.append(note(Said.PHONES_AHEAD, count=phones))
    return notes


def _leaving(
    connection: Connection, records: Sequence[Record[OrderHead, OrderLineFields]]
) -> list[Record[OrderHead, OrderLineFields]]:
    """The orders that leave the customs area of every warehouse that may ship them."""
    ways = CustomsWays.of(connection)
    return [one for one in records if ways.leaves(one.fields.country, one.fields.postal_code)]


def _gaps(connection: Connection, skus: set[str], priceless: set[str]) -> Iterator[Gap]:
    """What products lack; of kits their components, which are what is declared."""
    for row in connection.execute(_products(skus)):
        if not row.hs_code:
            yield Gap(GapField.HS_CODE, row.sku)
        elif read_hs_code(row.hs_code) is None:
            yield Gap(GapField.HS_CODE_WRONG, row.sku)
        if not row.country_of_origin:
            yield Gap(GapField.ORIGIN, row.sku)
        if not row.weight_g:
            yield Gap(GapField.WEIGHT, row.sku)
        if row.sku_key in priceless and not row.customs_value:
            yield Gap(GapField.VALUE, row.sku)


def _products(skus: set[str]) -> Any:
    kit = aliased(Product)
    of_kits = (
        select(KitComponent.component_id)
        .join(kit, kit.id == KitComponent.kit_id)
        .where(among_texts(kit.sku_key, skus))
    )
    ordered = among_texts(Product.sku_key, skus) & Product.is_kit.is_(False)
    return (
        select(
            *(Product.sku, Product.sku_key, Product.hs_code, Product.country_of_origin),
            *(Product.weight_g, Product.customs_value),
        )
        .where(or_(ordered, Product.id.in_(of_kits)))
        .order_by(Product.sku_key)
    )
