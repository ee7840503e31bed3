"""Whatever happens to an order that is being picked: its picker and his list are told of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpers import one_order as copies
from helpers.importing import Files
from helpers.stockroom import Stockroom
from packbench.domain.outcomes import RowOutcome
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import DO_IT, PREVIEW, Chosen, How, Results
from packbench.engine.command.context import Context
from packbench.services.back_orders import changes as back_orders
from packbench.services.back_orders.marks import mark
from packbench.services.office.undo import undo
from packbench.services.orders import cancelling, changes, partial_shipment
from packbench.services.orders.rerouting import reallocate, reroute
from packbench.services.picking.revisions import changes_since
from packbench.services.picking.walking import start_wave
from packbench.services.picking.waves import WaveRequest, create_wave, get_wave
from packbench.words.refusals import message, sentence

Run = Callable[[Context, How], Results]
_ROW = [Chosen("O1")]

COMMANDS: dict[str, tuple[Run, str]] = {
    "cancel": (lambda c, how: cancelling.cancel(c, _ROW, how=how), "gone"),
    "cancel a line": (lambda c, how: cancelling.cancel(c, [Chosen("O1", 1)], how=how), "stale"),
    "cancel four": (lambda c, how: cancelling.cancel(c, [Chosen("O1", 1, 4)], how=how), "stale"),
    "cancel what waits": (lambda c, how: cancelling.cancel_waiting(c, _ROW, how=how), "true"),
    "hold": (lambda c, how: changes.hold(c, ["O1"], reason="r", how=how), "gone"),
    "hold and give back": (
        lambda c, how: changes.hold(c, ["O1"], reason="r", release_stock=True, how=how),
        "gone",
    ),
    "mark": (lambda c, how: mark(c, _ROW, how=how), "gone"),
    "mark one": (lambda c, how: mark(c, [Chosen("O1", 1, 1)], how=how), "stale"),
    "substitute": (lambda c, how: back_orders.substitute(c, "C", ["O1"], how=how), "true"),
    "priority": (lambda c, how: changes.set_priority(c, ["O1"], 5, how=how), "stale"),
    "ship complete": (
        lambda c, how: partial_shipment.set_ship_partial(c, ["O1"], partial=False, how=how),
        "refused",
    ),
    "reroute": (lambda c, how: reroute(c, ["O1"], "W2", how=how), "refused"),
    "deallocate": (lambda c, how: changes.deallocate(c, ["O1"], how=how), "refused"),
}


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """O1 is picked by Ana at W1: 3 of A and 1 of B; 2 of its A wait."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 3, "B": 5, "C": 0}, "W2": {"A": 0, "C": 9}})
    room.order("O1", ("A", 5), ("B", 1))
    room.order("O2", ("B", 1))
    room.allocate()
    wave = create_wave(context, WaveRequest(orders=("O1", "O2"))).number
    start_wave(context, wave)
    yield room
    room.check()


def named(words: str) -> bool:
    return "wave P1" in words and "Ana" in words


@pytest.mark.parametrize("name", COMMANDS)
def test_the_wave_and_its_picker_are_named(room: Stockroom, name: str) -> None:
    run, becomes = COMMANDS[name]
    before = get_wave(room.context, "P1").revision
    [tried] = run(room.context, PREVIEW).results
    assert named(message(tried.notes)), message(tried.notes)
    assert (tried.outcome is RowOutcome.REFUSED) == (becomes == "refused")
    assert get_wave(room.context, "P1").revision == before
    if becomes == "refused":
        return
    [done] = run(room.context, DO_IT).results
    assert done.notes == tried.notes
    after = get_wave(room.context, "P1")
    assert (after.revision > before) == (becomes != "true")
    assert ("O1-1" in after.shipments) == (becomes != "gone")
    told = changes_since(room.context, "P1", before)
    assert bool(told.changes or told.orders) == (becomes != "true")
    undo(room.context)
    assert room.status("O1") in {"ready", "picking", "back_order"}


def test_split_off_its_line_shrinks_and_goes_on(room: Stockroom) -> None:
    tried = copies.split(room.context, "O1", line=1, quantity=4, dry_run=True)
    assert named(message(tried.notes))
    assert get_wave(room.context, "P1").revision == 1
    copies.split(room.context, "O1", line=1, quantity=4)
    [one] = changes_since(room.context, "P1", 1).changes
    assert (one.sku, one.before, one.now) == ("A", 3, 1)


def test_given_stock_of_others_it_keeps_its_list(room: Stockroom) -> None:
    room.order("O3", ("A", 1), priority=-1)
    told = reallocate(room.context, "O1", dry_run=True)
    assert named(message(told.notes))


@pytest.mark.parametrize("orders", [("O1", "O3"), ("O3", "O1")])
def test_it_is_not_merged_and_the_picker_is_named(room: Stockroom, orders: tuple[str, str]) -> None:
    room.order("O3", ("B", 1))
    with pytest.raises(Refusal) as refusal:
        copies.merge(room.context, orders[0], [orders[1]])
    assert refusal.value.code is Code.WRONG_STATE
    assert named(sentence(refusal.value))


def test_imported_again_file_and_list_tell_it(context: Context, tmp_path: Path) -> None:
    room, files = Stockroom(context), Files(context, tmp_path)
    room.fill({"W1": {"A": 3}})
    heads = "order_number,sku,quantity,country,customer_name,city,street,postal_code\n"
    files.load("orders", f"{heads}O1,A,1,DE,Ana,Graz,Ring 1,8010\n")
    room.allocate()
    create_wave(context, WaveRequest(orders=("O1",)))
    start_wave(context, "P1")
    moved = files.load("orders", f"{heads}O1,A,1,DE,Ana,Graz,Ring 2,8010\n", update=True)
    assert any(named(message([one])) for one in moved.told)
    [head] = changes_since(context, "P1", 1).orders
    assert (head.order_number, head.field, head.before, head.now) == (
        *("O1", "street"),
        *("Ring 1", "Ring 2"),
    )
    more = files.load("orders", f"{heads}O1,A,2,DE,Ana,Graz,Ring 2,8010\n", update=True)
    [reject] = more.rejects
    assert reject.code == "order_in_work"
    assert {"wave": "P1", "picker": "Ana"}.items() <= (reject.params or {}).items()


def test_an_order_in_two_waves_names_both(context: Context) -> None:
    room = Stockroom(context)
    room.fill({"W1": {"A": 1, "B": 0}, "W2": {"A": 0, "B": 1}})
    room.order("O1", ("A", 1), ("B", 1))
    room.allocate()
    for warehouse in ("W1", "W2"):
        create_wave(context, WaveRequest(warehouse=warehouse, orders=("O1",)))
    [told] = changes.set_priority(context, ["O1"], 3).results
    assert {"P1", "P2"} <= {one.params.get("wave") for one in told.notes}
    assert [get_wave(context, wave).revision for wave in ("P1", "P2")] == [2, 2]
    room.check()
