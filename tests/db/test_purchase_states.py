"""States of purchase orders: restored they are what they were, and each step can be taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from helpers.importing import Files
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Command
from packbench.domain.refusals import Code
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo
from packbench.services.purchasing.orders import (
    NewPurchaseLine,
    change_status,
    create,
    get,
)
from packbench.services.purchasing.receiving import ReceivedLine, receive

WAYS = {"draft": (), "authorized": ("authorize",), "sent": ("authorize", "send")}


@pytest.fixture
def room(context: Context, tmp_path: Path) -> Iterator[Stockroom]:
    """PO1 is a draft of 4 A for W1."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 0}})
    Files(context, tmp_path).load("suppliers", "code,name\nS,Seller\n")
    create(context, supplier="S", warehouse="W1", lines=[NewPurchaseLine("A", 4)])
    yield room
    room.check()


def status(room: Stockroom) -> str:
    return get(room.context, "PO1").status


def do(room: Stockroom, *actions: str) -> None:
    for action in actions:
        change_status(room.context, "PO1", action)


@pytest.mark.parametrize("before", WAYS)
class TestCancelled:
    def test_restored_it_is_what_it_was(self, room: Stockroom, before: str) -> None:
        do(room, *WAYS[before], "cancel", "restore")
        assert status(room) == before
        do(room, "cancel", "restore")
        assert status(room) == before

    def test_undone_it_is_what_it_was(self, room: Stockroom, before: str) -> None:
        do(room, *WAYS[before], "cancel")
        undo(room.context)
        assert status(room) == before
        do(room, "cancel", "restore")
        assert status(room) == before


def test_a_voided_one_goes_on_where_its_receipts_left_it(room: Stockroom) -> None:
    do(room, *WAYS["sent"])
    receive(room.context, "PO1", lines=[ReceivedLine("A", 1)])
    do(room, "void", "restore")
    assert status(room) == "part_received"
    do(room, "close")
    undo(room.context)
    assert status(room) == "part_received"
    do(room, "close", "restore")
    assert status(room) == "part_received"


def test_not_of_an_order_of_which_something_else_has_become(room: Stockroom) -> None:
    do(room, "authorize")
    receive(room.context, "PO1", lines=[ReceivedLine("A", 4)], key="in")
    refuse(room, Code.CANNOT_UNDO, lambda: undo(room.context, _id_of(room, "po.authorize")))
    assert status(room) == "received"


def _id_of(room: Stockroom, name: str) -> int:
    with room.context.database.read.connect() as connection:
        query = select(Command.id).where(Command.name == name)
        return int(connection.execute(query).scalar_one())
