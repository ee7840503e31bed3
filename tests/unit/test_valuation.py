"""Cost layers: their units are those of the ledger, and no value comes or goes unseen."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from packbench.domain.valuation.layers import Flow, Layers, ValueMethod
from packbench.domain.valuation.spreading import spread
from packbench.domain.warehousing import Cause

D = Decimal
AT = datetime(2026, 11, 1, tzinfo=UTC)
FIFO, AVERAGE = ValueMethod.FIFO, ValueMethod.AVERAGE


def came(command: int, units: int, cost: str | None, place: int = 1) -> Flow:
    told = None if cost is None else Decimal(cost)
    return Flow(AT, command, place, units, Cause.RECEIPT, cost=told)


def flow(command: int, units: int, cause: Cause, place: int = 1, **more: object) -> Flow:
    return Flow(AT, command, place, units, cause, **more)  # type: ignore[arg-type]


def left(layers: Layers, place: int = 1) -> list[tuple[int, Decimal | None]]:
    return [(one.units, one.value) for one in layers.left[place]]


def booked(method: ValueMethod, *flows: Flow) -> Layers:
    layers = Layers(method)
    layers.add(flows)
    return layers


TWO = (came(1, 10, "10"), came(2, 10, "30"))


def test_the_oldest_leave_first_or_a_mean_of_all() -> None:
    ship = flow(3, -12, Cause.SHIP, document="S1")
    fifo, mean = booked(FIFO, *TWO, ship), booked(AVERAGE, *TWO, ship)
    assert left(fifo) == [(8, Decimal("24.0000"))]
    assert left(mean) == [(8, Decimal("16.0000"))]
    assert fifo.sold[1, "S1"].value == 16
    assert mean.sold[1, "S1"].value == 24
    void = flow(4, 12, Cause.VOID, document="S1")
    again = booked(FIFO, *TWO, ship, void)
    assert sum(one.units for one in again.left[1]) == 20
    assert again.sold[1, "S1"].units == 0
    assert (again.sold[1, "S1"].value, again.value_out) == (D(0), D(0))
    undone = booked(FIFO, *TWO, ship, flow(4, 12, Cause.UNDO, undoes_id=3))
    assert (dict(undone.sold), undone.value_out) == ({}, D(0))


def test_an_undone_receipt_takes_its_own_units_and_a_transfer_carries_its_cost() -> None:
    undone = booked(FIFO, *TWO, flow(3, -10, Cause.UNDO, undoes_id=2))
    assert left(undone) == [(10, Decimal(10))]
    move = (flow(3, -12, Cause.TRANSFER), flow(3, 12, Cause.TRANSFER, 2))
    there = booked(FIFO, *TWO, *move)
    assert sum(one[1] or 0 for one in left(there, 2)) == 16
    assert there.value_out == 0
    back = (
        flow(4, -12, Cause.UNDO, 2, undoes_id=3),
        flow(4, 12, Cause.UNDO, undoes_id=3),
    )
    assert left(booked(FIFO, *TWO, *move, *back)) == [
        (10, Decimal(10)),
        (8, Decimal("24.0000")),
        (2, Decimal("6.0000")),
    ]


def test_what_nobody_knows_the_cost_of_is_never_nothing() -> None:
    layers = booked(FIFO, came(1, 5, None), came(2, 5, "10"), flow(3, -6, Cause.SHIP, document="S"))
    assert (layers.sold[1, "S"].value, layers.sold[1, "S"].unknown) == (Decimal("2.0000"), 5)
    found = Layers(FIFO, Decimal("1.5"))
    found.add([flow(1, 4, Cause.COUNT), came(2, 1, None)])
    assert left(found) == [(4, Decimal("6.0000")), (1, None)]
    assert [one.assumed for one in found.left[1]] == [True, False]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["receive", "unknown", "ship", "void", "transfer", "lose", "undo"]),
        st.integers(1, 9),
        st.integers(0, 9999),
        st.sampled_from([1, 2]),
    ),
    max_size=25,
)


@pytest.mark.parametrize("method", list(ValueMethod))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_units_are_on_hand_and_value_in_is_value_out_and_left(
    method: ValueMethod, steps: list[tuple[str, int, int, int]]
) -> None:
    layers, on_hand = Layers(method), {1: 0, 2: 0}
    done: list[list[Flow]] = []
    sold: dict[str, tuple[int, int]] = {}
    for number, (what, units, cents, place) in enumerate(steps, 1):
        flows = _flows((number, what, units, place), cents, on_hand, done, sold)
        for one in flows:
            on_hand[one.warehouse_id] += one.units
        layers.add(flows)
        done.append(flows)
        every = [one for at in layers.left.values() for one in at]
        for at, count in on_hand.items():
            assert sum(one.units for one in layers.left[at]) == count
        value = sum((one.value or Decimal(0) for one in every), Decimal(0))
        assert layers.value_in == layers.value_out + value
        assert all(one.value is None or one.value >= 0 for one in every)


def _flows(
    step: tuple[int, str, int, int],
    cents: int,
    on_hand: dict[int, int],
    done: list[list[Flow]],
    sold: dict[str, tuple[int, int]],
) -> list[Flow]:
    """What a step does; nothing where there are too few units."""
    number, what, units, place = step
    if what in {"receive", "unknown"}:
        cost = Decimal(cents) / 100 if what == "receive" else None
        return [Flow(AT, number, place, units, Cause.RECEIPT, cost=cost)]
    if what == "undo":
        return _undone(number, on_hand, done)
    if what == "void" and sold:
        name, (where, count) = sold.popitem()
        return [flow(number, count, Cause.VOID, where, document=name)]
    if what == "void" or on_hand[place] < units:
        return []
    if what == "ship":
        sold[f"S{number}"] = place, units
        return [flow(number, -units, Cause.SHIP, place, document=f"S{number}")]
    there = [flow(number, units, Cause.TRANSFER, 3 - place)] if what == "transfer" else []
    cause = Cause.TRANSFER if there else Cause.DAMAGE
    return [flow(number, -units, cause, place), *there]


def _undone(number: int, on_hand: dict[int, int], done: list[list[Flow]]) -> list[Flow]:
    last = [flows for flows in done if flows and flows[0].cause is not Cause.UNDO]
    back = [
        flow(number, -one.units, Cause.UNDO, one.warehouse_id, undoes_id=one.command_id)
        for one in (last[-1] if last else [])
    ]
    fits = all(on_hand[one.warehouse_id] + one.units >= 0 for one in back)
    is_undone = any(one.undoes_id == b.undoes_id for f in done for one in f for b in back)
    return back if fits and not is_undone and not _is_of_sale(last) else []


def _is_of_sale(last: list[list[Flow]]) -> bool:
    return bool(last) and last[-1][0].cause in {Cause.SHIP, Cause.VOID}


@settings(deadline=None)
@given(
    st.decimals(0, 10_000, places=2),
    st.lists(st.integers(0, 1000), min_size=1, max_size=12),
)
def test_no_cent_of_what_is_spread_is_lost(amount: Decimal, weights: list[int]) -> None:
    shares = spread(amount, dict(enumerate(weights)))
    assert sum(shares.values()) == amount
    assert all(one >= 0 for one in shares.values())
