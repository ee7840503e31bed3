"""What is said of a channel, as it holds for the orders that come in from it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, select

from packbench.db.schema import Channel, ChannelListing, Product
from packbench.domain.catalog import code_key
from packbench.exchange.kinds import OrderHead
from packbench.exchange.kinds import OrderLineFields as LineRow
from packbench.exchange.records import Record

_Record = Record[OrderHead, LineRow]


@dataclass(frozen=True, slots=True)
class ChannelTerms:
    """What holds for orders of a channel that do not say so themselves.

    Attributes:
        ship_partial: whether they ship in parts.
        max_warehouses: from how many warehouses at most; None for any number.
        number_prefix: what stands before a number that another channel has.
        listings: by what it calls a product, as it is compared: the SKU.
    """

    ship_partial: bool = True
    max_warehouses: int | None = None
    number_prefix: str = ""
    listings: dict[str, str] = field(default_factory=dict)

    @property
    def is_usual(self) -> bool:
        """Whether nothing is said of it that changes an order."""
        return self.ship_partial and self.max_warehouses is None and not self.listings


def channel_terms(connection: Connection, codes: Collection[str]) -> dict[str, ChannelTerms]:
    """By channel as it is spelled: what holds for its orders."""
    columns = (Channel.id, Channel.code, Channel.ship_partial, Channel.max_warehouses)
    query = select(*columns, Channel.number_prefix).where(Channel.code.in_(codes))
    found, by_id = {}, {}
    for row in connection.execute(query):
        told = ChannelTerms(row.ship_partial, row.max_warehouses, row.number_prefix)
        found[row.code] = by_id[row.id] = told
    listed = (
        select(ChannelListing.channel_id, ChannelListing.sku_key, Product.sku)
        .join(Product, Product.id == ChannelListing.product_id)
        .where(ChannelListing.channel_id.in_(by_id))
    )
    for channel_id, key, sku in connection.execute(listed):
        by_id[channel_id].listings[key] = sku
    return found


def as_channels_have_it(
    records: Sequence[_Record],
    told: Collection[str],
    channels: Mapping[str, str],
    terms: Mapping[str, ChannelTerms],
) -> Sequence[_Record]:
    """Documents with our SKUs, and with what their channels say where they have no column for it.

    Args:
        records: as they were read.
        told: the columns of the file.
        channels: by channel as the file writes it, how it is spelled.
        terms: by channel as it is spelled.
    """
    if all(one.is_usual for one in terms.values()):
        return records
    by_channel = {written: terms.get(spelled) for written, spelled in channels.items()}
    found = []
    for record in records:
        ours = by_channel[record.fields.channel or ""]
        found.append(with_defaults(_with_our_skus(record, ours), told, ours))
    return found


def _with_our_skus(record: _Record, terms: ChannelTerms | None) -> _Record:
    if terms is None or not terms.listings:
        return record
    ours = {line.sku: terms.listings.get(code_key(line.sku), line.sku) for line in record.lines}
    if all(theirs == sku for theirs, sku in ours.items()):
        return record
    lines = tuple(replace(line, sku=ours[line.sku]) for line in record.lines)
    return replace(record, lines=lines)


def with_defaults(record: _Record, told: Collection[str], terms: ChannelTerms | None) -> _Record:
    """A new order with what its channel says of orders whose file has no column for it."""
    if terms is None or terms.is_usual:
        return record
    told_of = ("ship_partial", "max_warehouses")
    values: dict[str, Any] = {one: getattr(terms, one) for one in told_of if one not in told}
    return replace(record, fields=replace(record.fields, **values))
