"""Numbers that are given out once: of parcels, of manifests."""

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from packbench.db.queries.records.settings import read_settings
from packbench.db.queries.records.shipping import full_parcels
from packbench.db.schema import Channel, NumberRange, Order, Parcel
from packbench.domain.catalog import code_key
from packbench.domain.codes import check_character
from packbench.domain.refusals import Code, Refusal
from packbench.domain.sscc import sscc_of
from packbench.settings import GS1_PREFIX, NUMBER_PREFIX, ORDER_PREFIX

_PARCELS, _MANIFESTS, _ORDERS = "parcel", "manifest", "order "
_OWN_DIGITS = 7


def next_number(connection: Connection, name: str) -> int:
    """Inside a transaction: the next number of a range, from 1; it is never given out again."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    first = dialect.insert(NumberRange).values(name=name, last=0).on_conflict_do_nothing()
    connection.execute(first)
    counted = update(NumberRange).where(NumberRange.name == name)
    statement = counted.values(last=NumberRange.last + 1).returning(NumberRange.last)
    return connection.execute(statement).scalar_one()


def next_manifest(connection: Connection) -> int:
    """Inside a transaction: the number of a manifest."""
    return next_number(connection, _MANIFESTS)


def next_order_number(connection: Connection, channel: str) -> str:
    """Inside a transaction: a free number for an order that somebody enters.

    The company's letters and a running number; of a channel with its name before it, as orders of
    channels that count alike have it, or what is told to stand before numbers of the channel.
    """
    prefix = read_settings(connection).of(ORDER_PREFIX)
    own = select(Channel.number_prefix).where(Channel.code == channel)
    told = connection.execute(own).scalar() or f"{channel}-"
    before = f"{told}{prefix}" if channel else prefix
    while True:
        number = f"{before}{next_number(connection, f'{_ORDERS}{before}')}"
        taken = select(Order.id).where(Order.number_key == code_key(number))
        if connection.execute(taken).first() is None:
            return number


def number_parcels(connection: Connection, shipment_id: int) -> None:
    """Inside a transaction: each parcel of a shipment has its number; what has one keeps it.

    An SSCC below the company's GS1 prefix, or one of the company's own. Refuses
    `numbers_used_up`.
    """
    settings = read_settings(connection)
    prefix = settings.of(GS1_PREFIX)
    lock = select(Parcel.id).where(Parcel.shipment_id == shipment_id).with_for_update()
    connection.execute(lock)
    for parcel in full_parcels(connection, shipment_id):
        if parcel.sscc or (parcel.own_number and not prefix):
            continue
        serial = next_number(connection, _PARCELS)
        values = (
            {"sscc": _sscc(prefix, serial)}
            if prefix
            else {"own_number": _own(settings.of(NUMBER_PREFIX), serial)}
        )
        connection.execute(update(Parcel).where(Parcel.id == parcel.id).values(values))


def _sscc(prefix: str, serial: int) -> str:
    try:
        return sscc_of(prefix, serial)
    except ValueError:
        raise Refusal(Code.NUMBERS_USED_UP, prefix=prefix) from None


def _own(prefix: str, serial: int) -> str:
    body = f"{prefix}{serial:0{_OWN_DIGITS}}"
    return body + check_character(body)
