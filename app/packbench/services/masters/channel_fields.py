"""What a channel's form holds beside the channel: exclusions, what it calls products, its slip."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import Connection, delete, insert, select

from packbench.db.queries.records.lookups import find_product
from packbench.db.queries.records.slips import known_slips
from packbench.db.schema import Channel, ChannelExclusion, ChannelListing, Product, Warehouse
from packbench.db.sql.among import among
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.core import Transaction
from packbench.exchange import kinds
from packbench.exchange.reading import read_typed
from packbench.services.importing.outcome import ImportJob
from packbench.services.importing.products import mend_unknown_lines
from packbench.services.importing.routing import import_channel_exclusions
from packbench.services.masters.kinds import EXCLUSIONS, LISTINGS, SLIP
from packbench.services.slips.templates import assign_slips

_OF, _MEANS, _NEXT = ":", "=", "; "


def channel_values(
    connection: Connection, channel_ids: Collection[int]
) -> dict[int, dict[str, str]]:
    """By channel: warehouses that it is kept out of, what it calls products, its template."""
    query = select(Channel.id, Channel.code, Channel.code_key)
    codes = connection.execute(query.where(among(Channel.id, channel_ids))).all()
    shut, listed = _exclusions(connection), _listings(connection, channel_ids)
    slips = known_slips(connection)
    templates = {key: one.template.name for key, one in slips.templates.items()}
    told = {key: templates.get(template, "") for key, (_, template) in slips.channels.items()}
    return {
        row.id: {
            EXCLUSIONS: _NEXT.join(shut[row.code]),
            LISTINGS: _NEXT.join(listed[row.id]),
            SLIP: told.get(row.code_key, ""),
        }
        for row in codes
    }


def _exclusions(connection: Connection) -> dict[str, list[str]]:
    """By channel: `GRZ` for all products, `GRZ:SKU` for one."""
    query = (
        select(ChannelExclusion.channel, Warehouse.code, Product.sku)
        .join(Warehouse, Warehouse.id == ChannelExclusion.warehouse_id)
        .outerjoin(Product, Product.id == ChannelExclusion.product_id)
        .where(ChannelExclusion.channel != "")
        .order_by(Warehouse.code_key, Product.sku_key)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for channel, warehouse, sku in connection.execute(query):
        found[channel].append(f"{warehouse}{_OF}{sku}" if sku else warehouse)
    return found


def _listings(connection: Connection, channel_ids: Collection[int]) -> dict[int, list[str]]:
    query = (
        select(ChannelListing.channel_id, ChannelListing.sku, Product.sku)
        .join(Product, Product.id == ChannelListing.product_id)
        .where(among(ChannelListing.channel_id, channel_ids))
        .order_by(ChannelListing.sku_key)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for channel_id, theirs, ours in connection.execute(query):
        found[channel_id].append(f"{theirs}{_MEANS}{ours}")
    return found


def write_channel_fields(
    transaction: Transaction,
    channel_id: int,
    before: Mapping[str, str],
    wanted: Mapping[str, str],
    columns: Collection[str],
) -> set[int]:
    """Inside a command: writes what changes; the products that a warehouse may serve now.

    Refuses a warehouse, a product or a template that nobody knows, and what is listed twice.
    """
    connection = transaction.connection
    query = select(Channel.code).where(Channel.id == channel_id)
    code = connection.execute(query).scalar_one()
    freed: set[int] = set()
    if EXCLUSIONS in columns:
        freed |= _write_exclusions(transaction, code, before.get(EXCLUSIONS, ""), wanted)
    if LISTINGS in columns:
        freed |= _write_listings(transaction, channel_id, code, wanted[LISTINGS])
    if SLIP in columns:
        assign_slips(connection, {code: wanted[SLIP]})
    return freed


def _write_exclusions(
    transaction: Transaction, code: str, before: str, wanted: Mapping[str, str]
) -> set[int]:
    old, new = (dict(_places(text)) for text in (before, wanted[EXCLUSIONS]))
    rows = [
        {"channel": code, "warehouse": place, "sku": sku, "excluded": "yes" if key in new else "no"}
        for key, (place, sku) in {**old, **new}.items()
        if (key in new) != (key in old)
    ]
    if not rows:
        return set()
    job = ImportJob(transaction, read_typed(kinds.CHANNEL_EXCLUSIONS, rows), update=True)
    for one in job.parsed.rejected:
        raise Refusal(Code.INVALID, field="warehouse", value=one.rejects[0].value)
    import_channel_exclusions(job)
    for one in job.outcome.rejected:
        reject = one.rejects[0]
        kind = "product" if reject.column == "sku" else reject.column
        raise Refusal(Code.NOT_FOUND, kind=kind, name=reject.value)
    return job.outcome.freed


def _places(text: str) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    seen: set[tuple[str, str]] = set()
    for part in filter(None, (one.strip() for one in text.split(";"))):
        place, _, sku = (one.strip() for one in part.partition(_OF))
        key = code_key(place), code_key(sku)
        if key in seen:
            raise Refusal(Code.LISTED_TWICE, name=part)
        seen.add(key)
        yield key, (place, sku)


def _write_listings(transaction: Transaction, channel_id: int, code: str, text: str) -> set[int]:
    """What the channel calls products; lines of its orders that nobody knew are known then."""
    connection = transaction.connection
    rows: dict[str, dict[str, object]] = {}
    for part in filter(None, (one.strip() for one in text.split(";"))):
        theirs, means, ours = (one.strip() for one in part.partition(_MEANS))
        key = code_key(theirs)
        if not (means and key and ours):
            raise Refusal(Code.INVALID, field="listing", value=part)
        if key in rows:
            raise Refusal(Code.LISTED_TWICE, name=theirs)
        product = find_product(connection, ours)
        told = {"channel_id": channel_id, "sku_key": key, "sku": theirs}
        rows[key] = {**told, "product_id": product.id}
    query = select(ChannelListing.sku_key).where(ChannelListing.channel_id == channel_id)
    known = set(connection.execute(query).scalars())
    connection.execute(delete(ChannelListing).where(ChannelListing.channel_id == channel_id))
    if rows:
        connection.execute(insert(ChannelListing), list(rows.values()))
    fresh = {key: int(str(row["product_id"])) for key, row in rows.items() if key not in known}
    transaction.changed_many(Kind.SETTING)
    return mend_unknown_lines(transaction, fresh, channel=code) if fresh else set()
