"""What a channel is told: what changed since it acknowledged, nothing lost, nothing twice."""

from sqlalchemy import text

from helpers.stockroom import Stockroom, refuse
from packbench.domain.refusals import Code
from packbench.engine.command.context import Context
from packbench.services.channels.feed import acknowledge, inventory


def told(context: Context, channel: str = "shop", **options: bool) -> dict[str, int]:
    """What it is told now, which it acknowledges."""
    feed = inventory(context, channel, **options)
    acknowledge(context, channel, feed.cursor)
    return {one.sku: one.available for one in feed.items}


def test_only_what_changed_is_told(context: Context) -> None:
    room = Stockroom(context)
    room.fill({"W1": {"A": 20, "B": 3}, "W2": {"A": 4, "P": 9}}, kits={"K": {"A": 2, "P": 1}})
    assert told(context) == {"A": 24, "B": 3, "K": 2, "P": 9}
    assert told(context) == {}
    room.lose("W2", "A", 1)
    assert told(context) == {"A": 23, "K": 1}
    room.order("1", ("K", 1))
    room.allocate()
    assert told(context) == {"A": 21, "K": 0, "P": 8}
    assert told(context, everything=True) == {"A": 21, "B": 3, "K": 0, "P": 8}
    with context.database.write.begin() as connection:
        connection.execute(text("UPDATE warehouse SET active = false WHERE code = 'W1'"))
        connection.execute(text("UPDATE product SET sku = 'Z', sku_key = 'z' WHERE sku = 'P'"))
    assert told(context) == {"A": 1, "B": 0, "P": 0, "Z": 8}
    assert told(context, everything=True) == {"A": 1, "B": 0, "K": 0, "Z": 8}
    room.check()


def test_what_was_not_acknowledged_is_told_again(context: Context) -> None:
    room = Stockroom(context)
    room.fill({"W1": {"A": 20, "B": 5}})
    first = inventory(context, "shop")
    assert inventory(context, "SHOP") == first
    room.lose("W1", "A", 5)
    second = inventory(context, "shop")
    assert [one.available for one in second.items] == [15, 5]
    acknowledge(context, "shop", first.cursor)
    assert [one.available for one in inventory(context, "shop").items] == [15]
    acknowledge(context, "shop", second.cursor)
    acknowledge(context, "shop", first.cursor)
    assert inventory(context, "shop").items == []
    room.lose("W1", "A", 1)
    assert [one.available for one in inventory(context, "shop", looking=True).items] == [14]
    assert told(context, "other") == {"A": 14, "B": 5}
    room.receive("W1", "A", 1)
    assert inventory(context, "shop").items == []  # nobody was given another number
    room.lose("W1", "A", 1)
    inventory(context, "shop")
    room.receive("W1", "A", 1)
    assert told(context) == {"A": 15}  # 14 may have reached it
    refuse(room, Code.INVALID, lambda: acknowledge(context, "shop", 99))
    refuse(room, Code.INVALID, lambda: acknowledge(context, "shop", -1))
    refuse(room, Code.NOT_FOUND, lambda: acknowledge(context, "none", 1))
    refuse(room, Code.INVALID, lambda: inventory(context, " "))


def test_who_asks_again_waits_for_nobody_who_writes(context: Context) -> None:
    room = Stockroom(context)
    room.fill({"W1": {"A": 20}, "POOL": {"P": 9}})
    with context.database.write.begin() as connection:
        connection.execute(text("UPDATE warehouse SET kind = 'virtual' WHERE code = 'POOL'"))
        preorder = "backorder = 'preorder', preorder_limit = 4"
        connection.execute(text(f"UPDATE product SET {preorder} WHERE sku = 'P'"))
    first = inventory(context, "shop")
    assert {one.sku: one.available for one in first.items} == {"A": 20, "P": 4}
    with context.database.write.begin() as connection:  # somebody is writing, for long
        connection.execute(text("UPDATE channel_feed SET mark = mark"))
        assert inventory(context, "shop") == first
    acknowledge(context, "shop", first.cursor)
    with context.database.write.begin() as connection:
        connection.execute(text("UPDATE channel_feed SET mark = mark"))
        assert inventory(context, "shop").items == []
        assert inventory(context, "shop", everything=True) == first
    room.order("1", ("P", 3))
    room.allocate()
    assert told(context) == {"P": 1}
    with context.database.write.begin() as connection:
        connection.execute(text("UPDATE product SET preorder_limit = 9 WHERE sku = 'P'"))
    assert told(context) == {"P": 6}
