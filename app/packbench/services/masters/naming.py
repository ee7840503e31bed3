"""What names a record of master data: it can't be deleted then, and keeps its code."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, select

from packbench.db.images import in_order, table_of
from packbench.db.queries.exports import TERMS_STEP
from packbench.db.queries.records.shipping import known_methods
from packbench.db.schema import (
    Base,
    ChannelExclusion,
    ChannelFeed,
    ChannelItem,
    ChannelListing,
    ChannelRule,
    ChannelSlip,
    Location,
    Order,
    PriceBreak,
    PriceHistory,
    ShipmentMark,
    ShippingWord,
    StationCheck,
    StationRule,
)
from packbench.db.schema.mapped import model_of
from packbench.domain.custom_fields import HEADING, FieldOf
from packbench.domain.history import RecordKind
from packbench.domain.order_rules import RuleAsks
from packbench.domain.warehousing import LocationKind
from packbench.engine.writes.command_records import forget_records
from packbench.services.masters.declaration import Master
from packbench.services.masters.kinds import (
    CHANNELS,
    FIELDS,
    PRODUCTS,
    SHIPPING_METHODS,
    SUPPLIER_PRODUCTS,
    WAREHOUSES,
)
from packbench.services.rules.named import refuse_named
from packbench.services.shipping.methods import orders_naming


def names_of(connection: Connection, master: Master, record_id: int) -> list[str]:
    """The tables with rows that name a record, but for those that are a part of it."""
    found = [
        table.name
        for table, column in _references(master)
        if connection.execute(
            select(exists().where(column == record_id, *_in_earnest(master, table)))
        ).scalar()
    ]
    return found + _by_text(connection, master, record_id)


_ASKED_BY_RULES: Mapping[str, RuleAsks] = {
    PRODUCTS.name: RuleAsks.SKU,
    WAREHOUSES.name: RuleAsks.WAREHOUSE,
    SHIPPING_METHODS.name: RuleAsks.METHOD,
    CHANNELS.name: RuleAsks.CHANNEL,
    FIELDS.name: RuleAsks.OWN,
}


def refuse_ruled(connection: Connection, master: Master, key: Sequence[str]) -> None:
    """Refuses (`bad_rule`) a change that leaves a rule for orders without what it names."""
    asks = _ASKED_BY_RULES.get(master.name)
    of_products = master is FIELDS and key[0] != FieldOf.ORDER
    if asks is not None and not of_products:
        refuse_named(connection, asks, f"{HEADING}{key[-1]}" if master is FIELDS else key[-1])


def _by_text(connection: Connection, master: Master, record_id: int) -> list[str]:
    """The tables that hold the code of a record as a text."""
    if master not in {CHANNELS, SHIPPING_METHODS}:
        return []
    code = connection.execute(select(master.code).where(master.id == record_id)).scalar_one()
    if master is SHIPPING_METHODS:
        known = known_methods(connection).methods
        return orders_naming(connection, next(one for one in known if one.code == code))
    columns = (Order.channel, Order.source_channel, StationRule.channel, StationCheck.channel)
    return list(
        dict.fromkeys(
            model_of(column).__tablename__
            for column in columns
            if connection.execute(select(exists().where(column == code))).scalar()
        )
    )


def drop(connection: Connection, master: Master, record_id: int) -> None:
    """Takes a record away that nothing names, with the rows that are a part of it."""
    if master in {CHANNELS, SHIPPING_METHODS}:
        _drop_by_text(connection, master, record_id)
        return
    if master is SUPPLIER_PRODUCTS:
        _drop_prices(connection, *divmod(record_id, TERMS_STEP))
    names = {name for name, _ in master.owned}
    columns = dict(master.owned)
    for name in reversed(in_order(names)):
        table = table_of(name)
        connection.execute(delete(table).where(table.c[columns[name]] == record_id))
    if master is WAREHOUSES:
        connection.execute(delete(Location).where(Location.warehouse_id == record_id))
    connection.execute(delete(master.model).where(master.id == record_id))
    if master is PRODUCTS:  # whoever gets its number has no part in its history
        forget_records(connection, RecordKind.PRODUCT, record_id, record_id)


def _drop_prices(connection: Connection, supplier_id: int, product_id: int) -> None:
    """Takes the prices away that are a part of the terms of a supplier for a product."""
    for table in (PriceBreak, PriceHistory):
        theirs = (table.supplier_id == supplier_id) & (table.product_id == product_id)
        connection.execute(delete(table).where(theirs))


def _drop_by_text(connection: Connection, master: Master, record_id: int) -> None:
    """Takes a record away whose parts know it by its code."""
    query = select(master.code, master.code_key).where(master.id == record_id)
    code, key = connection.execute(query).one()
    if master is SHIPPING_METHODS:
        connection.execute(delete(ShippingWord).where(ShippingWord.method_key == key))
    else:
        for part in (
            ChannelListing.channel_id == record_id,
            ShipmentMark.channel_id == record_id,
            ChannelRule.channel_id == record_id,
            ChannelItem.channel_id == record_id,
            ChannelFeed.channel_id == record_id,
            ChannelExclusion.channel == code,
            ChannelSlip.channel_key == key,
        ):
            connection.execute(delete(part.left.table).where(part))
    connection.execute(delete(master.model).where(master.id == record_id))


def _references(master: Master) -> Iterator[tuple[Table, ColumnElement[int]]]:
    target = master.model.__tablename__
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            named = {key.column.table.name for key in column.foreign_keys}
            if target in named and (table.name, column.name) not in master.owned:
                yield table, column


def _in_earnest(master: Master, table: Table) -> list[ColumnElement[bool]]:
    """Floor and staging, which every warehouse has from the beginning, go with it."""
    own_places = master is WAREHOUSES and table is Location.__table__
    return [Location.kind == LocationKind.BIN] if own_places else []
