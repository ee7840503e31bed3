"""Which order a file means: its key is the channel with the number that the channel gave it.

Our own numbers are unique without a channel, so that people can say them. Where two channels count
alike, the order that came first keeps its number; the other one carries its channel's name before
it, and the number of its channel is kept beside it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from packbench.db.schema import Order
from packbench.db.sql.among import among_texts
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.exchange.kinds import OrderHead

_CUSTOMER = ("customer_name", "customer_email", "company", "street", "postal_code")


class SeveralChannels(Exception):  # noqa: N818 - a question that the file has to answer
    """A number without a channel that several channels have; `args[0]` names them."""


@dataclass(slots=True)
class KnownOrders:
    """The orders that a file may mean, by our number and by the number of their channel."""

    by_number: dict[str, AnyRow]
    by_source: dict[str, list[AnyRow]]
    prefixes: Mapping[str, str]
    """By channel: what stands before a number of its that another channel has."""
    taken: set[str] = field(default_factory=set)
    """Keys of numbers that new orders of the file have."""

    @classmethod
    def of(
        cls, connection: Connection, keys: Collection[str], prefixes: Mapping[str, str]
    ) -> "KnownOrders":
        """Reads the orders of some numbers, given as they are compared."""
        columns = [Order.__table__.c[name] for name in _CUSTOMER]
        query = select(
            *(Order.id, Order.number, Order.number_key, Order.source_key, Order.channel),
            *(Order.source_channel, Order.imported_hash, *columns),
        )
        numbered = connection.execute(query.where(among_texts(Order.number_key, keys))).all()
        sourced = connection.execute(query.where(among_texts(Order.source_key, keys))).all()
        by_source: dict[str, list[AnyRow]] = defaultdict(list)
        for row in sourced:
            by_source[row.source_key].append(row)
        return cls({row.number_key: row for row in numbered}, by_source, prefixes)

    def find(self, head: OrderHead, channel: str, columns: Collection[str]) -> AnyRow | None:
        """The order that a document is of; None for one that is new.

        Args:
            head: what the document says of the order.
            channel: its channel as we spell it, empty where the file names none.
            columns: the columns that the file has.

        Raises SeveralChannels where the number alone does not tell.
        """
        key = code_key(head.order_number)
        numbered, sourced = self.by_number.get(key), self.by_source.get(key, [])
        if not channel:
            found = [*sourced, *([numbered] if numbered is not None else [])]
            if len(found) > 1:
                raise SeveralChannels(", ".join(row.channel or "-" for row in found))
            return found[0] if found else None
        for row in sourced:
            if _is_of(row, channel):
                return row
        if numbered is not None and (
            _is_of(numbered, channel)
            or (not numbered.channel and _is_same_customer(numbered, head, columns))
        ):
            return numbered
        return None

    def number(self, head: OrderHead, channel: str) -> str | None:
        """A free number for a new order: that of its channel, or with the channel before it.

        None where both are taken.
        """
        prefixed = self.prefixed(channel, head.order_number)
        for number in (head.order_number, prefixed) if channel else (head.order_number,):
            key = code_key(number)
            if key not in self.by_number and key not in self.taken:
                self.taken.add(key)
                return number
        return None

    def prefixed(self, channel: str, number: str) -> str:
        """A number of a channel with what is told to stand before it, else the channel's code."""
        return f"{self.prefixes.get(channel) or f'{channel}-'}{number}"


def _is_of(row: AnyRow, channel: str) -> bool:
    """Whether a channel's file means an order: it is of it, or was until somebody assigned it."""
    return channel in {row.channel, row.source_channel}


def _is_same_customer(row: AnyRow, head: OrderHead, columns: Collection[str]) -> bool:
    """Whether an order without a channel is of the customer that a file names."""
    told = [name for name in _CUSTOMER if name in columns]
    return all(
        code_key(getattr(row, name) or "") == code_key(getattr(head, name) or "") for name in told
    )
