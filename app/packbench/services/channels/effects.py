"""What a change does to the numbers that a channel sees, told before it is made."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from packbench.db.schema import Channel, Product
from packbench.domain.catalog import code_key
from packbench.domain.outcomes import RowOutcome, Said, note
from packbench.engine.bulk import RowResult
from packbench.services.channels.seeing import look, numbers_of, said_of

_Numbers = dict[str, tuple[str, int | None]]
"""By key: what the channel calls it, and the number that it is told."""


def seen_otherwise(
    before: Connection, after: Connection, channel: str, sku: str | None
) -> Iterator[RowResult]:
    """A row for each SKU of which a channel is told another number now, by SKU.

    Args:
        before: a connection that does not see what was changed.
        after: the one that changed it.
        channel: its code.
        sku: of the one product that it may be; empty or None: of any.
    """
    then, now = _numbers(before, channel, sku), _numbers(after, channel, sku)
    for key in sorted(then.keys() | now.keys()):
        name, old = then.get(key, ("", None))
        name, new = now.get(key, (name, None))
        if old == new:
            continue
        said = Said.CHANNEL_SEES
        if new is None or old is None:
            said = Said.CHANNEL_SEES_NOW if old is None else Said.CHANNEL_SEES_NOTHING
        told = {"before": old, "after": new}
        known = {name: value for name, value in told.items() if value is not None}
        yield RowResult(name, RowOutcome.DONE, [note(said, channel=channel, **known)])


def _numbers(connection: Connection, channel: str, sku: str | None) -> _Numbers:
    found = select(Channel.id).where(Channel.code_key == code_key(channel))
    ids = connection.execute(found).scalars().all()
    products = None
    if sku:
        query = select(Product.id).where(Product.sku_key == code_key(sku))
        products = set(connection.execute(query).scalars())
    says = said_of(connection, ids, products)
    if not says:
        return {}
    seen = numbers_of(look(connection, products), says[0])
    return {one.sku_key: (one.sku, one.available) for one in seen}
