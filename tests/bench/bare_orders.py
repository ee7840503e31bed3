"""The least that an order can cost on PostgreSQL: one statement, stock for three lines."""

import random
from collections.abc import Sequence
from typing import Any

import psycopg
from sqlalchemy import make_url

from packbench.db.engine import Database

_SKUS = 5_000
_TABLES = """
CREATE TABLE bare_stock (id int PRIMARY KEY, on_hand int NOT NULL, reserved int NOT NULL DEFAULT 0,
    CHECK (reserved BETWEEN 0 AND on_hand));
CREATE TABLE bare_order (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, number text NOT NULL);
CREATE TABLE bare_promise (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id bigint NOT NULL, stock_id int NOT NULL, quantity int NOT NULL);
"""
_ORDER = """
WITH l(sid, q) AS (VALUES (%s::int, %s::int), (%s, %s), (%s, %s)),
     lk AS (SELECT s.id FROM bare_stock s JOIN l ON l.sid = s.id ORDER BY s.id FOR UPDATE OF s),
     u AS (UPDATE bare_stock s SET reserved = reserved + l.q FROM l, lk
           WHERE s.id = l.sid AND lk.id = s.id AND s.on_hand - s.reserved >= l.q
           RETURNING s.id, l.q),
     o AS (INSERT INTO bare_order (number) VALUES (%s) RETURNING id)
INSERT INTO bare_promise (order_id, stock_id, quantity) SELECT o.id, u.id, u.q FROM o, u
"""

_open: dict[str, Any] = {}


def make_tables(database: Database) -> None:
    """Three tables beside ours, with plenty of stock."""
    with database.write.begin() as connection:
        connection.exec_driver_sql(_TABLES)
        connection.exec_driver_sql(
            f"INSERT INTO bare_stock SELECT n, 1000000 FROM generate_series(1, {_SKUS}) n"
        )


def order_some(url: str, numbers: Sequence[int]) -> None:
    """So many orders, a transaction each."""
    connection = _open.get(url) or _open.setdefault(url, _connect(url))
    dice = random.Random(numbers[0])  # noqa: S311 - sample data, always the same
    for number in numbers:
        skus = sorted(dice.sample(range(1, _SKUS + 1), 3))
        values = [value for sku in skus for value in (sku, dice.randint(1, 12))]
        connection.execute(_ORDER, [*values, f"O{number}"], prepare=True)


def _connect(url: str) -> Any:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)
