"""What programs of channels are known by, and what they are told of shipments."""

from dataclasses import asdict, replace
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from helpers.bench import pick, scan
from helpers.importing import Files
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.db.schema import Channel, Command, Order, Shipment
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.masters.kinds import CHANNELS
from packbench.services.masters.saving import remove
from packbench.services.office.undo import undo
from packbench.services.orders.merging import merge
from packbench.services.packing.closing import close_packing
from packbench.services.serving.merged import MERGE
from packbench.services.serving.shipment_feed import (
    SentLine,
    SentShipment,
    ShipmentFeed,
    acknowledge_shipments,
    shipment_feed,
)
from packbench.services.serving.tokens import (
    channel_of_token,
    list_tokens,
    make_token,
    revoke_token,
)
from packbench.services.shipping.sending import ship_shipment, void_shipment
from packbench.services.shipping.tracking import Tracked, track


@pytest.fixture
def shop(context: Context) -> Stockroom:
    """The channel `shop` with an order that is packed."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 10}})
    with context.database.write.begin() as connection:
        connection.execute(insert(Channel).values(code="Shop", code_key="shop"))
    for number in ("SENT", "NEXT"):
        room.order(number, ("A", 2))
    with context.database.write.begin() as connection:
        connection.execute(update(Order).values(channel="Shop"))
    room.allocate()
    pick(room)
    for shipment in ("SENT-1", "NEXT-1"):
        scan(context, shipment, "2*A")
        close_packing(context, shipment)
    return room


def refused(code: Code, context: Context, work: object) -> None:
    before = snapshot(context.database)
    with pytest.raises(Refusal) as told:
        work()  # type: ignore[operator]
    assert told.value.code is code
    assert snapshot(context.database) == before


def test_a_token_is_shown_once_and_opens_its_channel_until_it_is_revoked(shop: Stockroom) -> None:
    context = shop.context
    made = make_token(context, "SHOP", key="k")
    assert (made.channel, channel_of_token(context, made.token)) == ("Shop", "Shop")
    with context.database.read.connect() as connection:
        told = connection.execute(select(Command.content, Command.result, Command.undo)).all()
    assert made.token not in str(told)
    secret = made.token[12:]
    assert secret not in str(snapshot(context.database))
    for wrong in ("", "x", made.token[:-1], made.token[:-1] + "~", made.token.upper()):
        assert channel_of_token(context, wrong) is None
    refused(Code.KEY_REUSED, context, lambda: make_token(context, "shop", key="k"))
    refused(Code.NOT_FOUND, context, lambda: make_token(context, "nobody"))
    refused(Code.NOT_FOUND, context, lambda: revoke_token(context, "nosuchon"))
    (row,) = remove(context, CHANNELS, [("Shop",)]).results
    assert "channel_token" in str(row.notes)
    assert channel_of_token(context, made.token) == "Shop"
    other = make_token(context, "Shop")
    revoke_token(replace(context, operator="Bea"), made.hint)
    assert channel_of_token(context, made.token) is None
    assert channel_of_token(context, other.token) == "Shop"
    assert [(one.hint, one.revoked_by) for one in list_tokens(context)] == [
        (other.hint, None),
        (made.hint, "Bea"),
    ]
    refused(Code.NOTHING_TO_DO, context, lambda: revoke_token(context, made.hint))
    refused(Code.CANNOT_UNDO, context, lambda: undo(context, _last(context, "channels.revoke")))
    undo(context, _last(context, "channels.token"))
    assert channel_of_token(context, other.token) is None


def test_a_channel_out_of_use_has_no_way_in(shop: Stockroom) -> None:
    made = make_token(shop.context, "shop")
    with shop.context.database.write.begin() as connection:
        connection.execute(update(Channel).values(active=False))
    assert channel_of_token(shop.context, made.token) is None
    refused(Code.WRONG_STATE, shop.context, lambda: make_token(shop.context, "shop"))


def test_a_channel_is_told_of_shipments_until_it_knows(shop: Stockroom) -> None:
    context = shop.context
    assert shipment_feed(context, "shop") == ShipmentFeed("Shop", [], 0)
    ship_shipment(context, "SENT-1", carrier="DHL")
    first = shipment_feed(context, "shop")
    (item,) = first.items
    assert item == SentShipment(
        *("SENT-1", "shipped", "SENT", "DHL", None, item.shipped_at), [SentLine(1, "A", 2)]
    )
    assert shipment_feed(context, "Shop") == first  # nothing moves the mark by itself
    track(context, [Tracked("SENT-1", "00340434161094042557")])
    ship_shipment(context, "NEXT-1", carrier="DHL")
    assert acknowledge_shipments(context, "shop", first.cursor) == first.cursor
    second = shipment_feed(context, "shop")
    assert [(one.shipment, one.tracking) for one in second.items] == [
        ("SENT-1", "00340434161094042557"),
        ("NEXT-1", None),
    ]
    acknowledge_shipments(context, "shop", second.cursor)
    assert shipment_feed(context, "shop") == ShipmentFeed("Shop", [], second.cursor)
    assert acknowledge_shipments(context, "shop", first.cursor) == second.cursor
    void_shipment(context, "NEXT-1")
    assert asdict(shipment_feed(context, "shop"))["items"] == [
        asdict(SentShipment("NEXT-1", "voided", "NEXT"))
    ]
    assert [one.shipment for one in shipment_feed(context, "shop", since=0).items] == [
        "SENT-1",
        "NEXT-1",
    ]
    beyond = second.cursor + 10_000
    refused(Code.INVALID, context, lambda: acknowledge_shipments(context, "shop", beyond))
    refused(Code.NOT_FOUND, context, lambda: shipment_feed(context, "nobody"))


def test_a_shipment_names_the_orders_that_were_merged_into_its_own(shop: Stockroom) -> None:
    """Through two merges; one that was taken back, and one after it left, are not named."""
    context = shop.context
    for number in ("M1", "M2", "M3", "M4"):
        shop.order(number, ("A", 1))
    with context.database.write.begin() as connection:
        connection.execute(update(Order).values(channel="Shop"))
        theirs = {"source_number": "7", "source_key": "7", "source_channel": "Shop"}
        connection.execute(update(Order).where(Order.number == "M3").values(theirs))
    merge(context, ["M4"], into="M1")
    undo(context, _last(context, MERGE))
    merge(context, ["M3"], into="M2")
    merge(context, ["M2"], into="M1")
    shop.allocate()
    pick(shop)
    with context.database.read.connect() as connection:
        of_it = select(Shipment.number).join(Order, Order.id == Shipment.order_id)
        (number,) = connection.execute(of_it.where(Order.number == "M1")).scalars()
    scan(context, number, "3*A")
    close_packing(context, number)
    for shipment in ("SENT-1", number):
        ship_shipment(context, shipment, carrier="DHL")
    told = {one.order_number: one.merged for one in shipment_feed(context, "shop").items}
    assert told == {"SENT": [], "M1": ["7", "M2"]}


def test_an_import_that_brought_a_channel_stays_once_it_has_a_token(
    context: Context, tmp_path: Path
) -> None:
    Files(context, tmp_path).load("channels", "channel\nshop\n")
    make_token(context, "shop")
    refused(Code.CANNOT_UNDO, context, lambda: undo(context, _last(context, "import.channels")))


def _last(context: Context, name: str) -> int:
    query = select(Command.id).where(Command.name == name).order_by(Command.id.desc()).limit(1)
    with context.database.read.connect() as connection:
        return int(connection.execute(query).scalar_one())
