"""A lot has one expiry date: goods that are told to have another one are refused by name."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, select

from packbench.db.queries.records.transfers import on_its_way
from packbench.db.schema import Product, StockBin, TransferLineRow
from packbench.db.sql.among import among, among_texts
from packbench.db.today import today
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import Cause, Entry

_TOLD = frozenset({Cause.RECEIPT, Cause.COUNT, Cause.ADJUSTMENT, Cause.OPENING, Cause.ASSEMBLY})
"""Movements by which somebody says what goods are; others carry what is known of them."""


class LotDate(NamedTuple):
    """The last day that is told of a lot, and where its goods come to lie."""

    location_id: int
    product_id: int
    lot: str
    expires_on: date | None


def with_known_dates(connection: Connection, entries: Sequence[Entry]) -> Sequence[Entry]:
    """The same entries; goods that come in without a date have that of their lot.

    Of a lot whose last day is over they can't be given out, wherever they are put.
    """
    asked = [one for one in entries if _lacks_date(one)]
    if not asked:
        return entries
    bin_, day = StockBin, today(connection)
    query = (
        select(bin_.product_id, bin_.lot, bin_.location_id, bin_.expires_on)
        .where(
            among(bin_.product_id, {one.product_id for one in asked}),
            among_texts(bin_.lot, sorted({one.lot for one in asked})),
        )
        .order_by(bin_.on_hand, bin_.id.desc())  # what there is most of has the last word
    )
    here: dict[tuple[int, str, int], date | None] = {}
    anywhere: dict[tuple[int, str], date] = {}
    for row in connection.execute(query):
        here[row.product_id, row.lot, row.location_id] = row.expires_on
        if row.expires_on is not None:
            anywhere[row.product_id, row.lot] = row.expires_on

    def dated(one: Entry) -> Entry:
        of_lot = (one.product_id, one.lot)
        known = here.get((*of_lot, one.location_id), anywhere.get(of_lot))
        if known is None or not _lacks_date(one):
            return one
        blocked = max(one.quantity, one.unavailable) if known < day else one.unavailable
        return replace(one, expires_on=known, unavailable=blocked)

    return [dated(one) for one in entries]


def _lacks_date(entry: Entry) -> bool:
    comes_in = entry.quantity > 0 and entry.cause in _TOLD
    return comes_in and bool(entry.lot) and entry.expires_on is None


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

    So it is for goods on their way between warehouses. Where no date is told, or goods have no
    lot, nothing is compared.
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
    line = TransferLineRow
    on_way = select(line.product_id, line.lot, line.expires_on).where(
        among(line.product_id, {product_id for product_id, _ in dates}),
        among_texts(line.lot, sorted({lot for _, lot in dates})),
        on_its_way() > 0,
        line.expires_on.is_not(None),
    )
    for product_id, lot, day in connection.execute(on_way).all():
        if day is not None and (product_id, lot) in dates:
            _require_same(connection, dates[product_id, lot], day)


def _require_same(connection: Connection, new: LotDate, known: date) -> None:
    if new.expires_on == known or new.expires_on is None:
        return
    query = select(Product.sku).where(Product.id == new.product_id)
    sku, told = connection.execute(query).scalar_one(), new.expires_on.isoformat()
    raise Refusal(Code.OTHER_EXPIRY, lot=new.lot, sku=sku, known=known.isoformat(), told=told)
