"""What has left already in a demo: a few shipments a warehouse, picked, packed and sent."""

from dataclasses import replace

from packbench.domain.refusals import Code, Refusal
from packbench.domain.tracking import mod_10_digit
from packbench.engine.command.context import Context
from packbench.services.packing.closing import close_packing
from packbench.services.packing.looking import get_packing
from packbench.services.packing.opening import open_packing
from packbench.services.packing.scanning import scan_items
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.shipping.sending import ship_shipment

_SENT_A_WAREHOUSE = 3
_CARRIER, _PREFIX = "DHL", "340434"
_FIRST_NUMBER = 16_109_404_230


def send_some(context: Context, warehouses: list[str]) -> list[str]:
    """Sends the first shipments of each warehouse but the last packed one, which waits to go.

    Gives the numbers of those that left, each with a tracking number of its carrier.
    """
    sent: list[str] = []
    for code in warehouses:
        packed = _pack_some(replace(context, station=f"Demo {code}"), code)
        for shipment in packed[:-1]:
            tracking = _tracking(len(sent))
            ship_shipment(context, shipment, carrier=_CARRIER, tracking=tracking)
            sent.append(shipment)
    return sent


def _pack_some(context: Context, warehouse: str) -> list[str]:
    """Picks and packs the first shipments of a warehouse; none where a handful leaves it idle."""
    try:
        wave = create_wave(context, WaveRequest(warehouse, max_orders=_SENT_A_WAREHOUSE))
    except Refusal as refusal:
        if refusal.code is not Code.NOTHING_TO_DO:
            raise
        return []
    confirm_picks(context, wave.number, rest=True)
    return [one for one in wave.shipments if _is_packed(context, one)]


def _is_packed(context: Context, shipment: str) -> bool:
    """Packs a shipment; one whose lots or serials would have to be read stays picked."""
    open_packing(context, shipment)
    codes = [f"{line.left}*{line.sku}" for line in get_packing(context, shipment).lines]
    if not scan_items(context, shipment, codes).accepted:
        return False
    if any(line.left for line in get_packing(context, shipment).lines):
        return False
    close_packing(context, shipment)
    return True


def _tracking(place: int) -> str:
    number = f"{_PREFIX}{_FIRST_NUMBER + place}"
    return f"00{number}{mod_10_digit(number)}"
