"""The verify step: orders of a channel that asks for it stand still until one looks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers import one_order
from helpers import one_order as copies
from helpers.importing import Files, causes, counts
from helpers.stockroom import Stockroom, refuse
from packbench.domain.refusals import Code
from packbench.engine.bulk import PREVIEW, How, Results
from packbench.engine.command.context import Context
from packbench.services.back_orders import changes as back_orders
from packbench.services.channels.verifying import ChannelView, list_channels, set_verifying
from packbench.services.office.undo import undo, undo_key
from packbench.services.orders import changes, rerouting
from packbench.services.orders.looking import get_order
from packbench.services.orders.verifying import unverify, verify
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.words.refusals import message

HEAD = "order_number,sku,quantity,channel,customer_name,street,city,postal_code,country"
ASKED = ("new", "asked", ["to_be_verified"], 0)


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """Five of A and one of B at W1; orders of the shop are to be verified."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 5, "B": 1}})
    set_verifying(context, {"shop": True})
    yield room
    room.check()


@pytest.fixture
def files(room: Stockroom, tmp_path: Path) -> Files:
    return Files(room.context, tmp_path)


def bring(files: Files, *rows: str, update: bool = False, city: str = "Graz") -> None:
    lines = (f"{row},Ana,Street 1,{city},8010,AT" for row in rows)
    result = files.load("orders", "\n".join((HEAD, *lines)) + "\n", update=update)
    assert causes(result) == []


def state(context: Context, number: str) -> tuple[str, str | None, list[str], int]:
    """(status, verify, problems, units that are promised)."""
    order = get_order(context, number)
    promised = sum(line.allocated for line in order.lines)
    return order.status, order.verify, [one.code for one in order.problems], promised


def outcomes(results: Results) -> list[tuple[str, str]]:
    return [(one.order_number, one.outcome.value) for one in results.results]


def test_nothing_gives_stock_to_an_order_before_it_is_verified(
    room: Stockroom, files: Files
) -> None:
    context = room.context
    bring(files, "O1,A,2,SHOP", "O2,A,2,phone")
    room.allocate()
    assert (state(context, "O1"), state(context, "O2")) == (ASKED, ("ready", None, [], 2))
    room.allocate("O1")
    one_order.hold(context, "O1", reason="asks")
    assert state(context, "O1")[0] == "on_hold"
    one_order.resume(context, "O1")
    assert state(context, "O1") == ASKED
    one_order.cancel(context, "O1")
    assert state(context, "O1") == ("cancelled", "asked", [], 0)
    one_order.restore(context, "O1")
    room.allocate()
    assert state(context, "O1") == ASKED
    [refused] = rerouting.reroute(context, ["O1"], "W1").results
    assert refused.notes[0].code is Code.TO_BE_VERIFIED
    assert outcomes(back_orders.release(context, orders=["O1"])) == [("O1", "refused")]
    room.receive("W1", "A", 9)
    room.set("O2", country="CH")
    changes.set_priority(context, ["O1"], 9)
    assert state(context, "O1") == ASKED


def test_what_is_verified_goes_on_at_once_and_can_be_asked_for_again(
    room: Stockroom, files: Files
) -> None:
    context = room.context
    bring(files, "O1,A,2,shop", "O2,A,9,shop", "O3,A,1,phone")
    tried = verify(context, ["O1", "O2", "O3"], how=PREVIEW)
    assert outcomes(tried) == [("O1", "done"), ("O2", "done"), ("O3", "refused")]
    assert state(context, "O1") == ASKED
    assert outcomes(verify(context, ["O1", "O2", "O3"])) == outcomes(tried)
    assert state(context, "O1") == ("ready", "done", [], 2)
    assert room.waits("O2") == {1: (6, "out_of_stock")}
    refuse(room, Code.WRONG_STATE, lambda: one_order.shown(context, "O1", verify(context, ["O1"])))
    assert outcomes(unverify(context, ["O1", "O3"])) == [("O1", "done"), ("O3", "refused")]
    assert (state(context, "O1"), room.promised("O2")) == (ASKED, {(1, "W1"): 5})
    undo(context)
    assert (state(context, "O1"), room.promised("O2")) == (
        ("ready", "done", [], 2),
        {(1, "W1"): 3},
    )


def test_a_verification_is_undone_exactly(room: Stockroom, files: Files) -> None:
    context = room.context
    bring(files, "O1,A,2,shop", "O2,NONE,1,shop")
    verify(context, ["O1", "O2"])
    assert state(context, "O2")[:3] == ("attention", "done", ["unknown_sku"])
    undo(context)
    assert state(context, "O1") == ASKED
    assert state(context, "O2")[1:] == ("asked", ["to_be_verified", "unknown_sku"], 0)
    assert room.free("A") == {"W1": 5}


def test_what_is_picked_is_not_asked_for_again(room: Stockroom, files: Files) -> None:
    context = room.context
    bring(files, "O1,A,2,shop")
    verify(context, ["O1"], how=How(key="verified"))
    confirm_picks(context, create_wave(context, WaveRequest()).number, rest=True)
    again = lambda: one_order.shown(context, "O1", unverify(context, ["O1"]))  # noqa: E731 - a call
    refuse(room, Code.WRONG_STATE, again)
    refuse(room, Code.CANNOT_UNDO, lambda: undo_key(context, "verified"))
    assert state(context, "O1")[:2] == ("picked", "done")


def test_parts_and_copies(room: Stockroom, files: Files) -> None:
    context = room.context
    bring(files, "O1,A,3,shop", "O2,A,1,shop", "O3,A,1,phone")
    copies.split(context, "O1", line=1, quantity=1)
    assert (state(context, "O1"), state(context, "O1/2")) == (ASKED, ASKED)
    verify(context, ["O1"])
    copies.split(context, "O1", line=1, quantity=1)
    assert state(context, "O1/3") == ("ready", "done", [], 1)
    refuse(room, Code.MERGE_UNVERIFIED, lambda: copies.merge(context, "O1", ["O2"]))
    copies.merge(context, "O1/2", ["O2"])
    assert state(context, "O1/2") == ASKED
    assert copies.clone(context, "O1").verify == "asked"
    assert copies.clone(context, "O3").verify is None
    room.allocate()
    assert state(context, "O1/4") == ASKED


def test_a_file_that_changes_a_verified_order_asks_anew(room: Stockroom, files: Files) -> None:
    context = room.context
    bring(files, "O1,A,2,shop", "O2,A,9,phone")
    verify(context, ["O1"])
    room.allocate()
    bring(files, "O1,A,2,shop", update=True)
    assert state(context, "O1") == ("ready", "done", [], 2)
    bring(files, "O1,A,2,shop", update=True, city="Wien")
    assert (state(context, "O1"), room.promised("O2")) == (ASKED, {(1, "W1"): 5})
    verify(context, ["O1"])
    bring(files, "O1,A,4,shop", update=True, city="Wien")
    assert state(context, "O1") == ASKED
    bring(files, "O1,A,5,shop", update=True, city="Wien")
    assert state(context, "O1") == ASKED


def test_the_channel_says_whether(room: Stockroom, files: Files) -> None:
    context = room.context
    bring(files, "O1,A,1,shop", "O2,A,1,phone", "O3,B,1,phone", "O4,A,1,phone")
    room.allocate("O2")
    set_verifying(context, {"PHONE": True})
    assert list_channels(context) == [
        ChannelView("phone", verify=True, to_verify=2),
        ChannelView("shop", verify=True, to_verify=1),
    ]
    assert state(context, "O2") == ("ready", None, [], 1)
    [told] = verify(context, ["O2"]).results
    assert message(told.notes).startswith("Nobody has to verify order O2: it was allocated before")
    room.allocate()
    assert (state(context, "O3"), state(context, "O4")) == (ASKED, ASKED)
    verify(context, ["O4"])
    set_verifying(context, {"phone": False, "shop": False})
    assert state(context, "O3") == ("new", None, [], 0)
    assert state(context, "O4")[1] == "done"
    undo(context)
    assert (state(context, "O1"), state(context, "O3")) == (ASKED, ASKED)
    set_verifying(context, {"phone": False})
    room.allocate()
    assert state(context, "O3") == ("ready", None, [], 1)
    refuse(room, Code.INVALID, lambda: set_verifying(context, {" ": True}))


def test_a_channel_is_set_by_a_file(room: Stockroom, files: Files) -> None:
    bring(files, "O1,A,1,phone")
    rows = "channel,verify\nphone,yes\nweb,yes\n"
    assert causes(files.load("channels", rows)) == [(1, "channel", "already_exists")]
    assert counts(files.load("channels", rows, update=True)) == (0, 1, 1, 0)
    assert state(room.context, "O1") == ASKED
    undo(room.context)
    assert state(room.context, "O1") == ("new", None, [], 0)
