"""What a code means, in one place for every screen (`docs/domain.md`).

Control code → the whole text: one of our own codes, a barcode, a SKU, an order, shipment, wave, PO
or bin → only where nobody knows it so: without its AIM mark and its multiplier, GS1 data where the
mark or a group separator says so → unknown. A code that stands for several records is asked.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from packbench.db.queries.records.codes import (
    Found,
    find_barcodes,
    find_boxes,
    find_codes,
    find_own,
    station_warehouse,
)
from packbench.domain.catalog import code_key
from packbench.domain.codes import parse_own_code
from packbench.domain.scanning.control_codes import parse_control_code
from packbench.domain.scanning.meaning import Meaning, ScanKind, Text, take_apart
from packbench.engine.command.context import Context
from packbench.exchange.barcodes import stored_barcode
from packbench.exchange.gs1_data import Gs1Data, is_digital_link, read_digital_link, read_gs1

__all__ = ["Meaning", "ScanKind", "read_unmarked", "resolve"]

_BETWEEN_DIGITS = re.compile(r"[\s\u2010-\u2015-]")
_GTIN_FIRST = re.compile(r"01[0-9]{14}")
_UPC_E = re.compile(r"[01][0-9]{7}")


def resolve(context: Context, scanned: str, *, warehouse: str | None = None) -> Meaning:
    """What a scanned or typed code stands for; an unknown one is told as such, never refused.

    A bin's code that several warehouses have means the bin of `warehouse`, else of the one where
    this station stands.
    """
    command = parse_control_code(scanned)
    if command is not None:
        return Meaning(ScanKind.COMMAND, None, command, scanned.strip())
    whole = Text(1, "", scanned.strip(" \t\r\n"))
    text = take_apart(scanned)
    with context.database.read.connect() as connection:
        here = warehouse or station_warehouse(connection, context.station)
        found = _plain(connection, whole.body)
        if found:
            return _told(whole, found, here)
        data = _gs1_data(text)
        if data is not None:
            return _gs1(connection, text, data)
        return _told(text, _plain(connection, text.body), here)


def read_unmarked(context: Context, meaning: Meaning) -> Meaning:
    """GS1 data that came without its mark, where it begins with the GTIN of a known product.

    For places where a lot or a serial is asked for: everything else stays what it means.
    """
    if meaning.kind is not ScanKind.UNKNOWN or _GTIN_FIRST.match(meaning.text) is None:
        return meaning
    data = read_gs1("", meaning.text)
    if data is None:
        return meaning
    with context.database.read.connect() as connection:
        read = _gs1(connection, Text(meaning.count, "", meaning.text), data)
    return meaning if read.kind is ScanKind.UNKNOWN else read


def _gs1_data(text: Text) -> Gs1Data | None:
    """What GS1 data or a Digital Link tells; None for any other text."""
    if is_digital_link(text.body):
        return read_digital_link(text.body)
    return read_gs1(text.aim, text.body) if text.is_gs1 else None


def _plain(connection: Connection, body: str) -> list[Found]:
    """What a text without multiplier and mark stands for."""
    own = parse_own_code(body)
    ours = find_own(connection, own) if own is not None else None
    named = find_codes(connection, body, _barcode_keys(body))
    return named if ours is None else [ours, *(one for one in named if one != ours)]


def _barcode_keys(body: str) -> set[str]:
    """The forms in which a text may be kept as a barcode; blanks and hyphens may part its digits.

    Eight digits that begin with 0 or 1 may be a UPC-E, which is short for a UPC-A, or a GTIN-8.
    """
    keys = {code_key(body)}
    digits = _BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", body))
    if not (digits.isascii() and digits.isdecimal()):
        return keys
    read = [digits]
    if _UPC_E.fullmatch(digits):
        read += _expanded(digits)
    stored = (stored_barcode(one) for one in read)
    return keys | {code_key(one) for one in stored if one is not None}


def _expanded(digits: str) -> list[str]:
    import biip  # noqa: PLC0415 - slow to load, and few codes need it
    from biip.upc import Upc  # noqa: PLC0415

    try:
        return [Upc.parse(digits).as_upc_a()]
    except biip.ParseError:
        return []  # its check digit is not that of a UPC-E


def _told(text: Text, found: Sequence[Found], here: str | None) -> Meaning:
    if not found:
        return Meaning(ScanKind.UNKNOWN, None, text.body, text.body, text.count)
    others = [one for one in found if one.kind is not ScanKind.BOX]
    box = next((one.name for one in found if one.kind is ScanKind.BOX), None)
    # A box may have the code of a product: only the bench asks for boxes, nobody has to choose.
    meanings = tuple(_meaning(one, text) for one in _here_first(others or found, here))
    if len(meanings) == 1:
        return replace(meanings[0], box=box)
    names = " | ".join(map(_reference, meanings))
    return Meaning(ScanKind.SEVERAL, None, names, text.body, text.count, choices=meanings, box=box)


def _meaning(found: Found, text: Text) -> Meaning:
    return Meaning(
        *(found.kind, found.record_id, found.name, text.body, text.count * found.units),
        warehouse=found.warehouse,
        pack=found.units,
    )


def _reference(meaning: Meaning) -> str:
    """A record among several, in codes: its kind and name, a bin's warehouse, a pack's size."""
    place = f"@{meaning.warehouse}" if meaning.warehouse else ""
    pack = f"*{meaning.pack}" if meaning.pack > 1 else ""
    return f"{meaning.kind} {meaning.name}{place}{pack}"


def _here_first(found: Sequence[Found], here: str | None) -> list[Found]:
    """Of bins with one code that of this station's warehouse alone, where it has one."""
    away = [one for one in found if one.kind is ScanKind.LOCATION and one.warehouse != here]
    near = [one for one in found if one not in away]
    has_one = any(one.kind is ScanKind.LOCATION for one in near)
    return near if has_one else [*near, *away]


def _gs1(connection: Connection, text: Text, data: Gs1Data) -> Meaning:
    """The product of GS1 data, with lot, expiry and serial; unknown by its GTIN."""
    keys = {code_key(data.gtin)}
    found = [*find_barcodes(connection, keys), *find_boxes(connection, keys)]
    if not found:
        return Meaning(ScanKind.UNKNOWN, None, data.gtin, text.body, text.count)
    meant = _told(text, found, None)
    told: dict[str, Any] = {"lot": data.lot, "expires_on": data.expires_on, "serial": data.serial}
    choices = tuple(replace(one, **told) for one in meant.choices)
    return replace(meant, choices=choices, **told)
