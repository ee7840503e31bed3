"""Writes down what a command made of the rules of channels, from what to what (decision 0260)."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from packbench.db.images import Image, Values
from packbench.db.schema import Channel, ChannelRuleChange, Product, Warehouse
from packbench.db.sql.among import among
from packbench.db.sql.bulk import insert_rows
from packbench.domain.catalog import code_key
from packbench.engine.command.core import Transaction

RULE_TABLES = frozenset({"channel_rule", "channel_exclusion"})
"""The tables whose changes are written down."""
NAMING_TABLES = frozenset({"channel", "product", "warehouse"})
"""The tables that say what a rule is of: of what is gone, its name as it was."""

_COLUMNS = (
    *("command_id", "channel_key", "channel", "product_id", "sku_key", "sku"),
    *("warehouse_id", "warehouse", "before", "after"),
)
_SHOWS = ("rule", "value", "min_rule", "min_value", "push")
_EXCLUDED = '{"excluded":true}'

_Both = Mapping[str, tuple[Image, Image]]
_Key = tuple[int | str, int | None, int | None]
"""Channel (its id, or of an exclusion its code), product and warehouse."""


def note_rules(transaction: Transaction, both: _Both) -> None:
    """Writes a row for each rule and exclusion that is another one than before.

    Args:
        transaction: the command.
        both: by table its rows before and after, those of other tables as well.
    """
    found = list(_changes(both))
    if not found:
        return
    names = _Names(transaction.connection, both, [key for key, _, _ in found])
    rows = [(transaction.command_id, *names.of(key), before, after) for key, before, after in found]
    insert_rows(transaction.connection, ChannelRuleChange, _COLUMNS, rows)


def _changes(both: _Both) -> Iterator[tuple[_Key, str | None, str | None]]:
    for table, keyed, said in (
        ("channel_rule", _rule_key, _shown),
        ("channel_exclusion", _exclusion_key, _excluded),
    ):
        then, now = (_by_key(one, keyed, said) for one in both.get(table, ({}, {})))
        for key in sorted(then.keys() | now.keys(), key=str):
            if then.get(key) != now.get(key):
                yield key, then.get(key), now.get(key)


def _by_key(
    image: Image, keyed: Callable[[Values], _Key], said: Callable[[Values], str]
) -> dict[_Key, str]:
    return {keyed(row): said(row) for row in image.values()}


def _rule_key(row: Values) -> _Key:
    return row["channel_id"], row["product_id"], None


def _exclusion_key(row: Values) -> _Key:
    return row["channel"], row["product_id"], row["warehouse_id"]


def _shown(row: Values) -> str:
    said = {name: row[name] for name in _SHOWS}
    return json.dumps({**said, "push": bool(said["push"])}, separators=(",", ":"))


def _excluded(_row: Values) -> str:
    return _EXCLUDED


class _Names:
    """What channels, products and warehouses are called, or were while they were there."""

    def __init__(self, connection: Connection, both: _Both, keys: list[_Key]) -> None:
        channels, products, warehouses = (
            {key[place] for key in keys if isinstance(key[place], int)} for place in range(3)
        )
        self._channels = _names(connection, both, "channel", (Channel.id, Channel.code), channels)
        self._products = _names(connection, both, "product", (Product.id, Product.sku), products)
        self._warehouses = _names(
            connection, both, "warehouse", (Warehouse.id, Warehouse.code), warehouses
        )

    def of(self, key: _Key) -> tuple[str, str, int | None, str, str, int | None, str]:
        """The columns that say what a change is of."""
        channel, product_id, warehouse_id = key
        code = channel if isinstance(channel, str) else self._channels.get(channel, "")
        sku = self._products.get(product_id or 0, "")
        warehouse = self._warehouses.get(warehouse_id or 0, "")
        return code_key(code), code, product_id, code_key(sku), sku, warehouse_id, warehouse


def _names(
    connection: Connection, both: _Both, table: str, columns: tuple[Any, Any], ids: set[Any]
) -> dict[int, str]:
    identity, name = columns
    known: dict[int, str] = {}
    for image in both.get(table, ()):
        known |= {row["id"]: row[name.key] for row in image.values()}
    query = select(identity, name).where(among(identity, ids))
    return known | {row[0]: row[1] for row in connection.execute(query)}
