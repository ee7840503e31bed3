"""What a scanned or typed text can mean, as far as that can be told without the database."""

import enum
import re
from dataclasses import dataclass
from datetime import date

from packbench.domain.codes import OwnKind, parse_own_code

_MULTIPLIED = re.compile(r"([1-9][0-9]{0,3})\*(.+)", re.DOTALL)
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
GROUP_SEPARATOR = "\x1d"
GS1_PREFIXES = ("]C1", "]d2", "]Q3", "]e0")
"""AIM identifiers of symbols whose data is GS1's; without one an EAN would be read as an AI."""


class ScanKind(enum.StrEnum):
    """What a code turned out to stand for."""

    COMMAND = "command"
    PRODUCT = "product"
    ORDER = "order"
    SHIPMENT = "shipment"
    WAVE = "wave"
    LOCATION = "location"
    PURCHASE_ORDER = "purchase_order"
    BOX = "box"
    SEVERAL = "several"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Text:
    """A scan taken apart: how many are meant, the symbology's mark if one was sent, the rest."""

    count: int
    aim: str
    body: str

    @property
    def is_gs1(self) -> bool:
        """Whether the data is GS1's: the mark says so, or a group separator stands in it."""
        return self.aim in GS1_PREFIXES or GROUP_SEPARATOR in self.body


_WITHOUT_RECORD = frozenset({OwnKind.TOTE, OwnKind.CART, OwnKind.PARCEL, OwnKind.OPERATOR})
"""What is told by the form of its code alone."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code stands for in this database.

    Attributes:
        kind: what it is.
        record_id: the record's id; None for commands, unknown codes and those that mean several.
        name: how people call it: the SKU, the order's number, the location's code, the command's
            word; of several the kinds and names of all, as codes (`product 1001 | order 1001`).
        text: what was scanned, without multiplier and mark.
        count: how many pieces are meant: `8*CODE` counts eight, a carton of twelve counts 12:
            whoever counts reads this alone.
        lot: the lot, where GS1 data told one.
        expires_on: the expiry date, where GS1 data told one.
        warehouse: the code of the warehouse that a location is in.
        pack: how many pieces the code of a product counts, 12 on a carton of twelve.
        serial: the serial number, where GS1 data told one.
        choices: the records that a code stands for where there are several; somebody has to choose.
        box: the code of the box type that has this code, alone or beside a product.
    """

    kind: ScanKind
    record_id: int | None
    name: str
    text: str
    count: int = 1
    lot: str | None = None
    expires_on: date | None = None
    warehouse: str | None = None
    choices: "tuple[Meaning, ...]" = ()
    pack: int = 1
    serial: str | None = None
    box: str | None = None

    @property
    def is_free(self) -> bool:
        """Whether a code stands for nothing: no record, nothing at the bench, no foreign GTIN."""
        own = parse_own_code(self.text)
        is_at_bench = own is not None and own.kind in _WITHOUT_RECORD
        is_foreign = self.name != self.text  # GS1 data of an unknown product is named by its GTIN
        return self.kind is ScanKind.UNKNOWN and not is_at_bench and not is_foreign


def take_apart(scanned: str) -> Text:
    """Takes the multiplier (`8*`) and the AIM identifier (`]C1`) off a scan."""
    body, count = scanned.strip(" \t\r\n"), 1
    multiplied = _MULTIPLIED.fullmatch(body)
    if multiplied:
        count, body = int(multiplied[1]), multiplied[2].strip()
    aim = body[:3] if _AIM.match(body) else ""
    return Text(count, aim, body[len(aim) :])
