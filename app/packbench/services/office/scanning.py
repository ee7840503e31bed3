"""What a code means, in one place for every screen (`docs/domain.md`).

Command code → AIM mark stripped → one of our own codes → GS1 data (only where the mark or a group
separator says so) → GTIN by its check digit → SKU, order, shipment, wave, PO, bin → unknown.
"""

from datetime import date

import biip
from sqlalchemy import Connection

from packbench.db.queries.records.codes import Found, find_barcode, find_name, find_own
from packbench.domain.codes import parse_own_code
from packbench.domain.scanning.meaning import Meaning, ScanKind, Text, take_apart
from packbench.engine.command.context import Context
from packbench.exchange.barcodes import stored_barcode

__all__ = ["Meaning", "ScanKind", "resolve"]

_LOT = "10"
_EXPIRY = ("17", "15")  # use by, best before


def resolve(context: Context, scanned: str) -> Meaning:
    """What a scanned or typed code stands for; an unknown one is told as such, never refused."""
    text = take_apart(scanned)
    if text.is_command:
        return Meaning(ScanKind.COMMAND, None, text.body, text.body, text.count)
    with context.database.read.connect() as connection:
        if text.is_gs1:
            return _gs1(connection, text)
        return _told(text, _plain(connection, text.body))


def _plain(connection: Connection, body: str) -> Found | None:
    own = parse_own_code(body)
    if own is not None and (found := find_own(connection, own)) is not None:
        return found
    barcode = stored_barcode(body)
    if barcode is not None and (found := find_barcode(connection, barcode)) is not None:
        return found
    return find_name(connection, body)


def _told(text: Text, found: Found | None) -> Meaning:
    if found is None:
        return Meaning(ScanKind.UNKNOWN, None, text.body, text.body, text.count)
    kind, record_id, name = found
    return Meaning(kind, record_id, name, text.body, text.count)


def _gs1(connection: Connection, text: Text) -> Meaning:
    message = biip.parse(f"{text.aim or ']C1'}{text.body}").gs1_message
    if message is None:
        return _told(text, _plain(connection, text.body))
    elements = {element.ai.ai: element for element in message.element_strings}
    gtin = elements.get("01") or elements.get("02")
    found = find_barcode(connection, gtin.value) if gtin else None
    if found is None:
        return Meaning(ScanKind.UNKNOWN, None, text.body, text.body, text.count)
    lot = elements[_LOT].value if _LOT in elements else None
    days = [elements[ai].date for ai in _EXPIRY if ai in elements]
    day: date | None = days[0] if days else None
    kind, record_id, name = found
    return Meaning(kind, record_id, name, text.body, text.count, lot, day)
