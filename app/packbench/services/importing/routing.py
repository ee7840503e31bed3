"""Exclusions of warehouses, and coordinates of postal codes."""

from sqlalchemy import Connection, delete, insert, select, update

from packbench.db.channels import spell_channels
from packbench.db.schema import ChannelExclusion, PostalCode, Stock
from packbench.db.sql.bulk import insert_rows
from packbench.domain.catalog import code_key
from packbench.domain.places import postal_key
from packbench.domain.rejects import RejectCode
from packbench.exchange.kinds import ChannelExclusionRow, NoLine, PostalCodeRow
from packbench.exchange.records import Record
from packbench.services.importing.known import all_products, all_warehouses, uncounted_products
from packbench.services.importing.outcome import ImportJob
from packbench.services.importing.reach import Exclusion, shut_out, shut_out_notes


def import_channel_exclusions(job: ImportJob[ChannelExclusionRow, NoLine]) -> None:
    """Adds exclusions, and with `excluded` no takes them away: who waits is served then.

    What is promised already stays promised.
    """
    connection = job.transaction.connection
    warehouses, products = all_warehouses(connection), all_products(connection)
    rows = connection.execute(select(ChannelExclusion.__table__)).all()
    known = {(row.channel, row.product_id, row.warehouse_id) for row in rows}
    before = shut_out(connection, known)
    channels = spell_channels(connection, (one.fields.channel or "" for one in job.parsed.records))
    for record in job.parsed.records:
        row = record.fields
        warehouse_id = warehouses.find(row.warehouse)
        product = products.get(code_key(row.sku)) if row.sku else None
        if warehouse_id is None:
            value = row.warehouse
            job.outcome.reject(record, "warehouse", value, RejectCode.UNKNOWN_WAREHOUSE)
        elif row.sku and product is None:
            job.outcome.reject(record, "sku", row.sku, RejectCode.UNKNOWN_SKU)
        else:
            key = (channels[row.channel or ""], product.id if product else None, warehouse_id)
            _settle_exclusion(job, record, key, known)
    skus = {product.id: product.sku for product in products.values()}
    job.outcome.notes += shut_out_notes(shut_out(connection, known) - before, skus)


def _settle_exclusion(
    job: ImportJob[ChannelExclusionRow, NoLine],
    record: Record[ChannelExclusionRow, NoLine],
    key: Exclusion,
    known: set[Exclusion],
) -> None:
    """One rule: added, taken away, or as it should be already."""
    connection = job.transaction.connection
    wanted = record.fields.excluded
    if key not in known and wanted:
        known.add(key)
        job.outcome.imported += 1
        values = dict(zip(("channel", "product_id", "warehouse_id"), key, strict=True))
        connection.execute(insert(ChannelExclusion).values(values))
    elif job.settle_known(record, record.fields.warehouse, same=wanted == (key in known)):
        known.remove(key)
        channel, product_id, warehouse_id = key
        connection.execute(
            delete(ChannelExclusion).where(
                ChannelExclusion.channel == channel,
                ChannelExclusion.product_id.is_not_distinct_from(product_id),
                ChannelExclusion.warehouse_id == warehouse_id,
            )
        )
        job.outcome.freed |= _kept_out(connection, product_id, warehouse_id)


def _kept_out(connection: Connection, product_id: int | None, warehouse_id: int) -> set[int]:
    """The products that a rule kept out of a warehouse."""
    if product_id is not None:
        return {product_id}
    stocked = select(Stock.product_id).where(Stock.warehouse_id == warehouse_id)
    return set(connection.execute(stocked).scalars()) | uncounted_products(connection)


def import_postal_codes(job: ImportJob[PostalCodeRow, NoLine]) -> None:
    """Adds where postal codes lie; routing by distance uses it from the next allocation on."""
    connection = job.transaction.connection
    rows = connection.execute(select(PostalCode.__table__)).all()
    known = {(row.country, row.code_key): (row.latitude, row.longitude) for row in rows}
    fresh: dict[tuple[str, str], tuple[float, float]] = {}
    for record in job.parsed.records:
        row = record.fields
        key = (row.country_code, postal_key(row.country_code, row.postal_code))
        place = (row.lat, row.lon)
        if key in fresh:  # two spellings of one code: the first is kept
            job.outcome.unchanged += 1
        elif key not in known:
            fresh[key] = place
            job.outcome.imported += 1
        elif job.settle_known(record, " ".join(key), same=known[key] == place):
            statement = update(PostalCode).where(
                PostalCode.country == key[0], PostalCode.code_key == key[1]
            )
            connection.execute(statement.values(latitude=place[0], longitude=place[1]))
    places = ((*key, *place) for key, place in fresh.items())
    insert_rows(connection, PostalCode, ("country", "code_key", "latitude", "longitude"), places)
