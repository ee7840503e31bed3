"""What the services refuse, on both engines: by name, and nothing has changed."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from helpers import one_order as order_changes
from helpers import one_order as order_copies
from helpers.importing import Files
from helpers.stockroom import Stockroom, refuse
from packbench.domain.refusals import Code
from packbench.engine.command.context import Context
from packbench.services.office import settings
from packbench.services.purchasing import orders as purchasing
from packbench.services.purchasing import receiving
from packbench.services.purchasing.orders import NewPurchaseLine
from packbench.services.stock import changes as inventory
from packbench.services.stock.what_if import Arriving, what_if

MOST = 10**9
Command = Callable[[Context], object]


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """O1 has 2 of A; K is a kit of A."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 5}, "W2": {"A": 0}}, kits={"K": {"A": 1}})
    room.order("O1", ("A", 2), ("A", 1))
    room.allocate()
    yield room
    room.check()


@pytest.fixture
def files(context: Context, tmp_path: Path) -> Files:
    made = Files(context, tmp_path)
    made.load("suppliers", "code,name\nS,Supplier\n")
    return made


def order_a(context: Context, line: NewPurchaseLine) -> object:
    return purchasing.create(context, supplier="S", warehouse="W1", lines=[line])


@pytest.mark.parametrize("units", [0, -1, MOST * 10])
@pytest.mark.parametrize(
    "command",
    [
        lambda c, n: inventory.receive(c, inventory.Receipt("W1", "A", n)),
        lambda c, n: inventory.damage(c, "W1", "A", n),
        lambda c, n: inventory.move(c, "W1", "A", n, source="FLOOR", target="STAGING"),
        lambda c, n: inventory.transfer(c, "A", n, source="W1", target="W2"),
        lambda c, n: order_changes.cancel(c, "O1", line=1, quantity=n),
        lambda c, n: order_copies.split(c, "O1", line=1, quantity=n),
        lambda c, n: what_if(c, [Arriving("W1", "A", n)]),
    ],
    ids=["receive", "damage", "move", "transfer", "cancel", "split", "what if"],
)
def test_quantities(
    room: Stockroom, files: Files, command: Callable[[Context, int], object], units: int
) -> None:
    assert files.context is room.context
    refuse(room, Code.INVALID, lambda: command(room.context, units))


@pytest.mark.parametrize("units", [0, -1, MOST * 10])
def test_quantities_of_a_purchase(room: Stockroom, files: Files, units: int) -> None:
    assert files.context is room.context
    refuse(room, Code.BAD_FIELDS, lambda: order_a(room.context, NewPurchaseLine("A", units)))


@pytest.mark.parametrize(
    ("code", "command"),
    [
        (Code.INVALID, lambda c: inventory.adjust(c, "W1", "A", 1, reason=" ")),
        (Code.INVALID, lambda c: order_changes.hold(c, "O1", reason=" ")),
        (Code.INVALID, lambda c: inventory.count(c, "W1", "A", -1)),
        (
            Code.INVALID,
            lambda c: inventory.move(c, "W1", "A", 1, source="FLOOR", target="floor"),
        ),
        (Code.BAD_FIELDS, lambda c: order_a(c, NewPurchaseLine("A", 1, Decimal(-1)))),
        (Code.BAD_FIELDS, lambda c: order_a(c, NewPurchaseLine("A", 1, Decimal("NaN")))),
        (Code.BAD_FIELDS, lambda c: order_a(c, NewPurchaseLine("A", 1, Decimal("Infinity")))),
        (Code.KIT_HAS_NO_STOCK, lambda c: order_a(c, NewPurchaseLine("K", 1))),
        (Code.NOT_FOUND, lambda c: order_a(c, NewPurchaseLine("NONE", 1))),
        (Code.BAD_SETTING, lambda c: settings.set_setting(c, "allocation.ratings", "rank, rank")),
        (Code.NOT_FOUND, lambda c: settings.set_setting(c, "no.such.key", "1")),
    ],
)
def test_commands(room: Stockroom, files: Files, code: Code, command: Command) -> None:
    assert files.context is room.context
    refuse(room, code, lambda: command(room.context))


def test_of_several_settings_none_is_kept_when_one_is_wrong(room: Stockroom) -> None:
    wanted = {"documents.paper": "letter", "allocation.claim_after_days": "0"}
    refuse(room, Code.BAD_SETTING, lambda: settings.set_settings(room.context, wanted))


def test_every_setting_is_told_with_meaning_default_and_what_it_may_be(room: Stockroom) -> None:
    for view in settings.list_settings(room.context):
        assert view.title
        assert view.meaning
        assert view.allowed
        assert view.value == view.default


def test_what_has_become_a_kit_is_not_received(room: Stockroom, files: Files) -> None:
    files.load("products", "sku,name\nB,Bowl\n")
    order_a(room.context, NewPurchaseLine("B", 4))
    purchasing.change_status(room.context, "PO1", "authorize")
    files.load("kits", "kit_sku,component_sku,quantity\nB,A,1\n")
    refuse(room, Code.KIT_HAS_NO_STOCK, lambda: receiving.receive(room.context, "PO1"))


def test_what_is_not_counted_is_received_without_becoming_stock(
    room: Stockroom, files: Files
) -> None:
    files.load("products", "sku,name,manage_stock\nTAPE,Tape,no\n")
    order_a(room.context, NewPurchaseLine("TAPE", 4))
    purchasing.change_status(room.context, "PO1", "authorize")
    received = receiving.receive(room.context, "PO1")
    assert received.order.status == "received"
    assert inventory.list_stock(room.context, sku="TAPE") == []


@pytest.mark.parametrize(
    "command",
    [
        lambda c: inventory.receive(c, inventory.Receipt("W1", "A", 1, location="STAGING")),
        lambda c: inventory.count(c, "W1", "A", 1, location="staging"),
        lambda c: inventory.adjust(c, "W1", "A", 1, reason="found", location="STAGING"),
        lambda c: inventory.damage(c, "W1", "A", 1, location="STAGING"),
        lambda c: inventory.move(c, "W1", "A", 1, source="STAGING", target="FLOOR"),
    ],
    ids=["receive", "count", "adjust", "damage", "move"],
)
def test_what_is_staged_belongs_to_pickers(
    room: Stockroom, command: Callable[[Context], object]
) -> None:
    refuse(room, Code.INVALID, lambda: command(room.context))
