"""A packing bench for tests: orders that are picked, and the station that packs them."""

from dataclasses import replace

from helpers.stockroom import Stockroom
from packbench.engine.command.context import Context
from packbench.services.packing.closing import close_packing
from packbench.services.packing.opening import open_packing
from packbench.services.packing.scanning import Scanned, scan_items
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.waves import WaveRequest, create_wave


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
