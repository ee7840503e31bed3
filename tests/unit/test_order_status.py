"""How the one word for an order follows from its lines and shipments."""

from typing import Any

import pytest

from packbench.domain.order_status import OrderTotals, order_status
from packbench.domain.orders import OrderStatus, ShipmentStatus

_READY, _PICKING = ShipmentStatus.READY, ShipmentStatus.PICKING
_PICKED, _PACKED = ShipmentStatus.PICKED, ShipmentStatus.PACKED


def status(**fields: Any) -> str:
    """The status of an order of ten units; what is not named is 0."""
    counts = {"unrouted": 0, "waiting": 0, "unavailable": 0, "shipped": 0, "cancelled": 0}
    totals: dict[str, Any] = {"ordered": 10, "open_shipments": set(), **counts, **fields}
    return order_status(OrderTotals(**totals)).value


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        pytest.param({"unrouted": 10}, "new", id="imported"),
        pytest.param({"unrouted": 10, "blocked": True}, "attention", id="unknown-sku"),
        pytest.param({"unavailable": 10}, "attention", id="not-backorderable"),
        pytest.param({"waiting": 10}, "back_order", id="all-waits"),
        pytest.param({"waiting": 4, "unavailable": 6}, "back_order", id="some-unavailable"),
        pytest.param({"open_shipments": {_READY}}, "ready", id="all-promised"),
        pytest.param({"waiting": 5, "open_shipments": {_READY}}, "ready", id="some-waits"),
        pytest.param(
            {"unavailable": 5, "blocked": True, "open_shipments": {_READY}}, "ready", id="the-rest"
        ),
        pytest.param({"open_shipments": {_READY, _PACKED}}, "ready", id="furthest-behind"),
        pytest.param({"open_shipments": {_PICKING, _PACKED}}, "picking", id="picking"),
        pytest.param({"open_shipments": {_PICKED, _PACKED}}, "picked", id="picked"),
        pytest.param({"open_shipments": {_PACKED}, "waiting": 3}, "packed", id="packed"),
        pytest.param({"shipped": 6, "waiting": 4}, "part_shipped", id="rest-waits"),
        pytest.param({"shipped": 6, "unrouted": 4}, "part_shipped", id="rest-is-new"),
        pytest.param({"shipped": 6, "unavailable": 4}, "attention", id="rest-is-unavailable"),
        pytest.param(
            {"shipped": 6, "open_shipments": {_PACKED}}, "packed", id="open-one-says-more"
        ),
        pytest.param({"shipped": 10}, "shipped", id="shipped"),
        pytest.param({"shipped": 4, "cancelled": 6}, "shipped", id="all-but-cancelled"),
        pytest.param({"cancelled": 10}, "cancelled", id="cancelled"),
        pytest.param({"cancelled": 4, "waiting": 6}, "back_order", id="a-part-cancelled"),
        pytest.param({"unrouted": 10, "on_hold": True}, "on_hold", id="on-hold"),
        pytest.param({"open_shipments": {_READY}, "on_hold": True}, "on_hold", id="parked"),
        pytest.param({"shipped": 10, "on_hold": True}, "shipped", id="nothing-to-hold"),
        pytest.param({"cancelled": 10, "on_hold": True}, "cancelled", id="cancelled-on-hold"),
    ],
)
def test_status(fields: dict[str, Any], word: str) -> None:
    assert status(**fields) == word


@pytest.mark.parametrize(
    "stuck",
    [{"waiting": 4, "unavailable": 6}, {"waiting": 4, "unrouted": 6, "blocked": True}],
)
def test_an_order_that_ships_only_complete_needs_attention_while_a_part_is_stuck(
    stuck: dict[str, Any],
) -> None:
    assert status(**stuck, ship_partial=False) == "attention"
    assert status(**stuck) == "back_order"


def test_every_status_can_be_reached() -> None:
    reached = {
        *(status(open_shipments={one}) for one in (_READY, _PICKING, _PICKED, _PACKED)),
        *(status(**{bucket: 10}) for bucket in ("unrouted", "waiting", "unavailable")),
        *(status(**{bucket: 10}) for bucket in ("shipped", "cancelled")),
        status(shipped=1, waiting=9),
        status(unrouted=10, on_hold=True),
    }
    assert reached == {one.value for one in OrderStatus}
