"""Rules of channels in a database: what is told agrees with the model, change after change."""

import random
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text, update

from helpers.channel_model import SHOP, Shop, random_shop, seen
from helpers.importing import Files
from helpers.sample import add_kit, add_product, add_warehouse, product_id_of, warehouse_id_of
from helpers.stockroom import Stockroom, refuse
from packbench.db.channels import spell_channels
from packbench.db.schema import (
    Channel,
    ChannelExclusion,
    ChannelListing,
    ChannelRule,
    Product,
    Stock,
    Warehouse,
)
from packbench.domain.refusals import Code
from packbench.engine.bulk import How
from packbench.engine.command.context import Context
from packbench.services.channels.excluding import Excluded, exclude, include, list_exclusions
from packbench.services.channels.feed import acknowledge, inventory
from packbench.services.channels.why import why
from packbench.services.masters.kinds import CHANNEL_RULES, CHANNELS, PRODUCTS
from packbench.services.masters.reading import find_records
from packbench.services.masters.saving import create, edit, remove
from packbench.services.office.undo import undo

_SHOPS, _CHANGES = 8, 3


def test_what_is_told_is_what_the_model_says(context: Context) -> None:
    dice = random.Random(7)  # noqa: S311 - sample data
    has: dict[str, int] = {}
    for number in range(_SHOPS):
        shop = _renamed(random_shop(dice), f"s{number}-")
        _write(context, shop)
        for change in range(_CHANGES + 1):
            if change:
                _change(context, shop, dice)
            feed = inventory(context, SHOP)
            acknowledge(context, SHOP, feed.cursor)
            has |= {one.sku: one.available for one in feed.items}
            wanted = seen(shop)
            assert {name: has.get(name) for name in wanted} == wanted, shop
            left = {name for name in has if name.startswith(f"s{number}-")} - wanted.keys()
            told = {name: has[name] for name in left if not _is_silent(shop, name)}
            assert not any(told.values()), (told, shop)
        assert inventory(context, SHOP).items == []


def _renamed(shop: Shop, prefix: str) -> Shop:
    """The same shop with names of its own, as far as a database can hold it."""

    def name(code: str) -> str:
        return f"{prefix}{code}" if code else ""

    return Shop(
        {name(one): is_ for one, is_ in shop.warehouses.items()},
        {name(k): {name(p): n for p, n in parts.items()} for k, parts in shop.parts.items()},
        {name(one) for one in shop.uncounted},
        {name(one) for one in shop.ahead},
        {name(one): max(0, room) for one, room in shop.room.items()},
        {(name(code), name(sku)): level for (code, sku), level in shop.stock.items()},
        {(channel, name(sku), name(code)) for channel, sku, code in shop.exclusions},
        {name(sku): rule for sku, rule in shop.rules.items()},
        {name(theirs): name(ours) for theirs, ours in shop.listings.items()},
    )


def _write(context: Context, shop: Shop) -> None:
    with context.database.write.begin() as connection:
        connection.execute(update(Warehouse).values(active=False))
        for rank, (code, (active, virtual)) in enumerate(shop.warehouses.items(), 1):
            kind = "virtual" if virtual else "physical"
            add_warehouse(connection, code, rank=rank, active=active, kind=kind)
        for sku, parts in shop.parts.items():
            facts: dict[str, Any] = {"manage_stock": sku not in shop.uncounted}
            if sku in shop.ahead or sku in shop.room:
                facts["backorder"] = "preorder"
                facts["available_from"] = None if sku in shop.ahead else date(2020, 1, 1)
                facts["preorder_limit"] = shop.room.get(sku)
            if parts == {sku: 1}:
                add_product(connection, sku, **facts)
            else:
                add_kit(connection, sku, parts)
                facts.pop("manage_stock")
                if facts:
                    of_kit = update(Product).where(Product.sku == sku)
                    connection.execute(of_kit.values(**facts))
        spell_channels(connection, [SHOP])
        _write_said(shop, connection)
    entries = []
    with context.database.write.begin() as connection:
        for (code, sku), (units, minimum) in shop.stock.items():
            where = warehouse_id_of(connection, code), product_id_of(connection, sku)
            row = dict(zip(("warehouse_id", "product_id"), where, strict=True))
            connection.execute(insert(Stock).values(**row, minimum=minimum))
            if units:
                entries.append((code, sku, units, "FLOOR"))
    if entries:
        Stockroom(context).change(*entries)


def _write_said(shop: Shop, connection: Connection) -> None:
    channel_id = connection.execute(select(Channel.id).where(Channel.code == SHOP)).scalar_one()
    for table in (ChannelRule, ChannelListing, ChannelExclusion):
        connection.execute(delete(table))
    for sku, (rule, value, min_rule, min_value, push) in shop.rules.items():
        told = {"rule": rule, "value": value, "min_rule": min_rule, "min_value": min_value}
        product_id = product_id_of(connection, sku) if sku else None
        row = {"channel_id": channel_id, "product_id": product_id, "push": push, **told}
        connection.execute(insert(ChannelRule).values(**row))
    for theirs, ours in shop.listings.items():
        row = {"channel_id": channel_id, "sku": theirs, "sku_key": theirs}
        row["product_id"] = product_id_of(connection, ours)
        connection.execute(insert(ChannelListing).values(**row))
    for channel, sku, code in shop.exclusions:
        row = {"channel": channel, "warehouse_id": warehouse_id_of(connection, code)}
        row["product_id"] = product_id_of(connection, sku) if sku else None
        connection.execute(insert(ChannelExclusion).values(**row))


def _change(context: Context, shop: Shop, dice: random.Random) -> None:
    """Stock moves, and what is said changes, behind the back of whoever keeps numbers."""
    if shop.stock:
        place = dice.choice(list(shop.stock))
        units, minimum = shop.stock[place]
        more = dice.choice((1, 5, -units)) or 1
        Stockroom(context).change((*place, more, "FLOOR"))
        shop.stock[place] = (units + more, minimum)
    with context.database.write.begin() as connection:
        other = _renamed(random_shop(dice), next(iter(shop.warehouses))[:-2])
        sku = dice.choice(list(shop.parts))
        shop.rules = {one: rule for one, rule in other.rules.items() if one in {"", sku}}
        shop.exclusions = {("", sku, dice.choice(list(shop.warehouses)))}
        if dice.random() < 0.5:
            shop.listings = {}
        _write_said(shop, connection)


def _is_silent(shop: Shop, name: str) -> bool:
    sku = shop.listings.get(name, name)
    rule = shop.rules.get(sku) or shop.rules.get("")
    return rule is not None and not rule[4]


def test_rules_by_hand_tell_first_what_changes(context: Context) -> None:
    room = Stockroom(context)
    room.fill({"W1": {"A": 20, "B": 3}, "W2": {"A": 7}})
    assert create(context, CHANNELS, {"channel": "shop"}).results
    feed = inventory(context, "shop")
    acknowledge(context, "shop", feed.cursor)
    half = {"channel": "shop", "sku": "a", "rule": "percent", "value": "50"}
    tried = create(context, CHANNEL_RULES, half, how=How(preview=True))
    assert [(one.order_number, one.notes[0].params) for one in tried.results[1:]] == [
        ("A", {"channel": "shop", "before": 27, "after": 13})
    ]
    assert inventory(context, "shop").items == []
    create(context, CHANNEL_RULES, half)
    create(context, CHANNEL_RULES, {"channel": "shop", "rule": "max", "value": "2"})
    for values, code in (
        ({**half, "channel": "shp"}, Code.NOT_FOUND),
        ({**half, "sku": "ZZ"}, Code.BAD_VALUE),
        (half, Code.CODE_EXISTS),
        ({"channel": "shop", "sku": "B", "value": "101"}, Code.BAD_VALUE),
        ({"channel": "shop", "sku": "B", "min_rule": "max"}, Code.BAD_VALUE),
    ):
        refuse(room, code, partial(create, context, CHANNEL_RULES, values))
    edit(context, CHANNEL_RULES, ["SHOP", "A"], {"min_rule": "max", "min_value": "1"})
    assert _numbers(context) == {"A": 13, "B": 2}
    outside = Excluded("shop", "A", "W2")
    exclude(context, outside)
    assert list_exclusions(context) == [outside]
    refuse(room, Code.NOTHING_TO_DO, lambda: exclude(context, outside))
    refuse(room, Code.BAD_VALUE, lambda: exclude(context, Excluded("shop", "", "W9")))
    refuse(room, Code.NOT_FOUND, lambda: exclude(context, Excluded("shp", "", "W1")))
    refuse(room, Code.NOTHING_TO_DO, lambda: include(context, Excluded("", "", "W1")))
    assert _numbers(context) == {"A": 10}
    (told,) = why(context, "a", "shop")
    assert (told.total, told.value, told.number, told.told) == (20, 50, 10, 10)
    assert [(one.warehouse, one.why_not) for one in told.places] == [
        ("W1", None),
        ("W2", "excluded"),
    ]
    undo(context)
    undo(context)
    assert _numbers(context) == {"A": 13}
    room.check()


def test_rules_by_file_are_taken_back_whole(context: Context, tmp_path: Path) -> None:
    room, files = Stockroom(context), Files(context, tmp_path)
    room.fill({"W1": {"A": 20, "B": 3}, "W2": {"A": 7}})
    files.load("channel-rules", "channel,sku,rule,value\nshop,A,percent,50\nshop,,max,2\n")
    assert _numbers(context) == {"A": 13, "B": 2}
    text_ = "channel,sku,rule,value\nshop,A,max,5\nshop,B,percent,x\nmarket,,percent,10\n"
    loaded = files.load("channel-rules", text_, update=True)
    assert (loaded.imported, loaded.updated, loaded.rejected) == (1, 1, 1)
    assert _numbers(context) == {"A": 5}
    twice = files.load("channel-rules", "channel,sku,rule,value\nshop,B,max,1\nSHOP,b,max,2\n")
    assert (twice.imported, twice.rejected) == (0, 2) or (twice.imported, twice.rejected) == (1, 1)
    undo(context)
    undo(context)
    assert [one["sku"] for one in find_records(context, CHANNEL_RULES)] == ["", "A"]
    assert _numbers(context) == {"A": 13}
    remove(context, CHANNEL_RULES, [["shop", "A"], ["shop", ""]])
    assert _numbers(context) == {"A": 27, "B": 3}
    room.check()


def _numbers(context: Context) -> dict[str, int]:
    feed = inventory(context, "shop")
    acknowledge(context, "shop", feed.cursor)
    return {one.sku: one.available for one in feed.items}


def test_what_goes_with_a_channel_or_a_product_goes_and_comes_back(
    context: Context, tmp_path: Path
) -> None:
    room, files = Stockroom(context), Files(context, tmp_path)
    room.fill({"W1": {"A": 20}}, products={"FREE": {"manage_stock": False}, "NEW": {}})
    files.load("channel-rules", "channel,sku,rule,value\nshop,NEW,max,5\nshop,FREE,max,4\n")
    edit(context, CHANNELS, ["shop"], {"listings": "A-1=A; A-2=A"})
    assert _numbers(context) == {"A-1": 20, "A-2": 20, "FREE": 4, "NEW": 0}
    files.load("orders", "order_number,channel,sku,quantity,country\n1,shop,a-2,3,AT\n")
    room.allocate()
    assert _numbers(context) == {"A-1": 17, "A-2": 17}
    remove(context, PRODUCTS, [["NEW"]])
    assert _numbers(context) == {}  # it was told 0 already
    assert [one["sku"] for one in find_records(context, CHANNEL_RULES)] == ["FREE"]
    undo(context)
    assert [one["sku"] for one in find_records(context, CHANNEL_RULES)] == ["FREE", "NEW"]
    edit(context, CHANNELS, ["shop"], {"listings": "A-2=A"})
    assert _numbers(context) == {"A-1": 0, "NEW": 0}
    inventory(context, "old")
    with context.database.read.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM channel_item")).scalar_one() > 3
    remove(context, CHANNELS, [["old"]])
    undo(context)
    assert inventory(context, "old", looking=True).items
    room.check()
