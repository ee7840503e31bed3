"""A packing bench for tests: orders that are picked, and the station that packs them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import hypothesis.strategies as st
from hypothesis.stateful import rule
from sqlalchemy import select

from helpers.stockroom import Stockroom
from packbench.db.schema import Shipment
from packbench.engine.command.context import Context
from packbench.services.packing.closing import close_packing, reopen_packing
from packbench.services.packing.damages import report_damaged
from packbench.services.packing.looking import get_packing
from packbench.services.packing.opening import open_packing
from packbench.services.packing.parcels import next_parcel
from packbench.services.packing.scanning import Scanned, scan_items, take_back_scan
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.shipping.sending import ship_shipment, void_shipment


def pick(room: Stockroom, *orders: str) -> str:
    """Releases orders, or all that are fit, in one wave and picks it; gives its number."""
    wave = create_wave(room.context, WaveRequest(orders=orders)).number
    confirm_picks(room.context, wave, rest=True)
    return wave


def scan(context: Context, shipment: str, *codes: str) -> Scanned:
    """Opens a shipment at its bench and scans into it."""
    open_packing(context, shipment)
    return scan_items(context, shipment, codes)


def pack(context: Context, shipment: str, *codes: str) -> None:
    """Opens, scans and closes."""
    done = scan(context, shipment, *codes)
    assert done.accepted, done.last_scan
    close_packing(context, shipment)


def at(context: Context, station: str, operator: str = "Ben") -> Context:
    """The same database at another station."""
    return replace(context, station=station, operator=operator)


class BenchRules:
    """What a random shift does at the bench, for a machine that tries everything in any order."""

    context: Context
    attempt: Callable[..., Any]

    def some_shipment(self, at: int) -> str | None:
        """One of the shipments that were made last, in any state."""
        query = select(Shipment.number).order_by(Shipment.id.desc()).limit(8)
        with self.context.database.read.connect() as connection:
            numbers = connection.execute(query).scalars().all()
        return numbers[at % len(numbers)] if numbers else None

    @rule(at=st.integers(0, 7), all_of_it=st.booleans(), several=st.integers(1, 3))
    def scan_at_the_bench(self, at: int, several: int, *, all_of_it: bool) -> None:
        """Opens a shipment and scans what is missing, or some of it."""
        shipment = self.some_shipment(at)
        if shipment is None or self.attempt(open_packing, shipment) is None:
            return
        lines = [one for one in get_packing(self.context, shipment).lines if one.left]
        codes = [f"{one.left if all_of_it else several}*{one.sku}" for one in lines]
        if codes:
            self.attempt(scan_items, shipment, codes)

    @rule(most=st.integers(1, 3), steps=st.integers(0, 3))
    def to_the_door(self, most: int, steps: int) -> None:
        """A wave is picked and brought to the bench, its first shipment farther than the others."""
        wave = self.attempt(create_wave, WaveRequest(max_orders=most))
        if wave is None or self.attempt(confirm_picks, wave.number, rest=True) is None:
            return
        for shipment in wave.shipments:
            self.attempt(open_packing, shipment)
            lines = get_packing(self.context, shipment).lines
            self.attempt(scan_items, shipment, [f"{one.expected}*{one.sku}" for one in lines])
        for command in (close_packing, ship_shipment, void_shipment)[:steps]:
            self.attempt(command, wave.shipments[0])

    @rule(at=st.integers(0, 7), command=st.sampled_from([take_back_scan, next_parcel]))
    def change_the_parcel(self, at: int, command: Callable[..., Any]) -> None:
        if shipment := self.some_shipment(at):
            self.attempt(command, shipment)

    @rule(at=st.integers(0, 7), short=st.booleans())
    def close_at_the_bench(self, at: int, *, short: bool) -> None:
        if shipment := self.some_shipment(at):
            self.attempt(close_packing, shipment, short=short, allowed=_family(shipment))

    @rule(at=st.integers(0, 7), sku=st.sampled_from(["A", "B", "C"]))
    def damaged_at_the_bench(self, at: int, sku: str) -> None:
        if shipment := self.some_shipment(at):
            self.attempt(report_damaged, shipment, sku, allowed=_family(shipment))

    @rule(
        at=st.integers(0, 7),
        command=st.sampled_from([ship_shipment, ship_shipment, void_shipment, reopen_packing]),
    )
    def ship_or_not(self, at: int, command: Callable[..., Any]) -> None:
        if shipment := self.some_shipment(at):
            self.attempt(command, shipment)


def _family(shipment: str) -> tuple[str, ...]:
    """The order of a shipment with what was split off it."""
    return (shipment.rpartition("-")[0].partition("/")[0],)
