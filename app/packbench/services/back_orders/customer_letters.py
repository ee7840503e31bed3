"""What customers are to be told of what waits; `words.letters` writes the e-mails."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from packbench.db.queries.planning.queue import orders_by_number
from packbench.db.queries.records.back_orders import WaitingLine, waiting_lines
from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import Order, OrderLine, Product
from packbench.db.sql.among import among
from packbench.db.sql.rows import AnyRow
from packbench.db.today import company_zone, today
from packbench.documents.words import of_country
from packbench.domain.catalog import BackorderPolicy
from packbench.domain.letters import AwaitedLine, CustomerNews
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.privacy import hides_private
from packbench.settings import LANGUAGE

_SPECIAL = frozenset('()<>[]:;@\\," ')
"""Characters that may stand before the @ of an e-mail only in quotes (RFC 5322, 3.2.3)."""


def letters(context: Context, orders: Sequence[str]) -> list[CustomerNews]:
    """What to tell for each of the orders of which something waits, first in the queue first.

    A station that shows no e-mails leaves the addresses out. Refuses `nothing_to_do` for no orders
    and `not_found` for an unknown number.
    """
    if not orders:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_ORDER_CHOSEN)
    with context.database.read.connect() as connection:
        ids = [order.id for order in orders_by_number(connection, orders)]
        query = select(
            *(Order.id, Order.number, Order.ordered_at, Order.country),
            *(Order.customer_name, Order.customer_email),
        ).where(among(Order.id, ids))
        rows = {row.id: row for row in connection.execute(query).all()}
        lines, products = waiting_lines(connection, ids), _products(connection, ids)
        zone, day = company_zone(connection), today(connection)
        told = _Told(read_setting(connection, LANGUAGE), zone, day)
        news = [
            _news(rows[order_id], lines[order_id], products, told)
            for order_id in ids
            if lines.get(order_id)
        ]
    return [replace(one, to="") for one in news] if hides_private(context) else news


def address(name: str | None, email: str | None) -> str:
    """A name and an e-mail as one address by RFC 5322: the name quoted, line breaks taken out.

    Empty without an e-mail. The name keeps its letters, because people read and paste it.
    """
    mail = _mail(_one_line(email))
    plain = _one_line(name)
    return f"{_quoted(plain)} <{mail}>" if mail and plain else mail


def _mail(text: str) -> str:
    """An e-mail whose part before the @ is quoted where a mail program would misread it."""
    local, at, domain = text.rpartition("@")
    if _SPECIAL.isdisjoint(local) or (local.startswith('"') and local.endswith('"')):
        return local + at + domain
    return _quoted(local) + at + domain


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _one_line(value: str | None) -> str:
    return " ".join((value or "").split())


class _Product(NamedTuple):
    name: str
    given_from: date | None


def _products(connection: Connection, order_ids: Sequence[int]) -> dict[str, _Product]:
    """By SKU: the name, and for pre-orders the day from which they are given out."""
    query = (
        select(OrderLine.sku, Product.name, Product.available_from, Product.backorder)
        .join(Product, Product.id == OrderLine.product_id)
        .where(among(OrderLine.order_id, order_ids), OrderLine.waiting > 0)
    )
    return {
        sku: _Product(name, day if policy == BackorderPolicy.PREORDER else None)
        for sku, name, day, policy in connection.execute(query).all()
    }


class _Told(NamedTuple):
    """What all have in common: the usual language, the zone of moments, and which day it is."""

    language: str
    zone: ZoneInfo
    today: date


def _news(
    row: AnyRow, lines: Sequence[WaitingLine], products: Mapping[str, _Product], told: _Told
) -> CustomerNews:
    return CustomerNews(
        row.number,
        address(row.customer_name, row.customer_email),
        _one_line(row.customer_name),
        row.ordered_at.astimezone(told.zone).date(),
        of_country(row.country or "", otherwise=told.language),
        [_awaited(line, products[line.sku], told.today) for line in lines],
    )


def _awaited(line: WaitingLine, product: _Product, now_on: date) -> AwaitedLine:
    days = [day for day in (line.expected_on, product.given_from) if day is not None]
    expected_on = max(days, default=None)
    is_late = expected_on is not None and expected_on < now_on
    return AwaitedLine(line.quantity, _one_line(product.name), line.sku, expected_on, is_late)
