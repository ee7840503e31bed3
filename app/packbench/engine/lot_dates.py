"""A lot has one expiry date: goods that are told to have another one are refused by name."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, select

from packbench.db.schema import Product, StockBin
from packbench.db.sql.among import among, among_texts
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import Cause, Entry

_TOLD = frozenset({Cause.RECEIPT, Cause.COUNT, Cause.ADJUSTMENT, Cause.OPENING})
"""Movements by which somebody says what goods are; others carry what is known of them."""


class LotDate(NamedTuple):
    """The last day that is told of a lot, and where its goods come to lie."""

    location_id: int
    product_id: int
    lot: str
    expires_on: date | None


def refuse_other_dates(connection: Connection, entries: Iterable[Entry]) -> None:
    """Refuses (`other_expiry`) goods that come in with another date than their lot has."""
    refuse_other_expiry(
        connection,
        [
            LotDate(one.location_id, one.product_id, one.lot, one.expires_on)
            for one in entries
            if one.quantity > 0 and one.cause in _TOLD
        ],
    )


def refuse_other_expiry(connection: Connection, told: Iterable[LotDate]) -> None:
    """Refuses a date of a lot of which goods lie somewhere, or lay here, with another date.

    Where no date is told, or goods have no lot, nothing is compared.
    """
    dates: dict[tuple[int, str], LotDate] = {}
    for one in told:
        if one.lot and one.expires_on is not None:
            first = dates.setdefault((one.product_id, one.lot), one)
            _require_same(connection, first, one.expires_on)
    if not dates:
        return
    query = (
        select(
            *(StockBin.product_id, StockBin.lot, StockBin.expires_on, StockBin.on_hand),
            StockBin.location_id,
        )
        .where(
            among(StockBin.product_id, {product_id for product_id, _ in dates}),
            among_texts(StockBin.lot, sorted({lot for _, lot in dates})),
            StockBin.expires_on.is_not(None),
        )
        .order_by(StockBin.id)
    )
    for row in connection.execute(query).all():
        new = dates.get((row.product_id, row.lot))
        if new is not None and (row.on_hand or row.location_id == new.location_id):
            _require_same(connection, new, row.expires_on)


def _require_same(connection: Connection, new: LotDate, known: date) -> None:
    if new.expires_on == known or new.expires_on is None:
        return
    query = select(Product.sku).where(Product.id == new.product_id)
    sku, told = connection.execute(query).scalar_one(), new.expires_on.isoformat()
    raise Refusal(Code.OTHER_EXPIRY, lot=new.lot, sku=sku, known=known.isoformat(), told=told)
