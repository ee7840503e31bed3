"""Templates of packing slips: what stands on them beside what lies in the parcel."""

import enum
from dataclasses import dataclass, field

MOST_OF_A_NAME = 60
MOST_OF_A_TEXT = 2_000
MOST_OF_A_SENDER = 300


class SlipField(enum.StrEnum):
    """What a slip shows where its template says so; the units in the parcel always stand there."""

    SKU = "sku"
    DESCRIPTION = "description"
    ORDERED = "ordered"
    TO_COME = "to_come"
    BARCODE = "barcode"
    NOTE = "note"
    EMAIL = "email"
    PHONE = "phone"


USUAL_FIELDS = frozenset(
    {SlipField.SKU, SlipField.DESCRIPTION, SlipField.ORDERED, SlipField.TO_COME}
)


class GiftRule(enum.StrEnum):
    """What is printed of an order with a gift message."""

    ON_SLIP = "on_slip"
    SLIP_TOO = "slip_too"
    SLIP_INSTEAD = "slip_instead"


class SlipPaper(enum.StrEnum):
    """The paper of a template; AS_SET is that of the company's setting."""

    AS_SET = ""
    A4 = "a4"
    LETTER = "letter"
    LABEL_4X6 = "4x6"


@dataclass(frozen=True, slots=True)
class SlipTemplate:
    """How packing slips and gift slips of some channels look.

    Attributes:
        name: by which people know it.
        sender: name and address on one line each; empty: those of the warehouse.
        header: a text above the table.
        footer: a text below it, such as how to send goods back.
        fields: what is shown.
        prices: whether prices are printed on packing slips; never on gift slips.
        language: a tag such as `de-AT`; empty: the recipient's.
        paper: see `SlipPaper`.
        gift: what is printed where an order has a gift message.
        gift_from: from whom gift slips are where nobody says another name; empty: from nobody.
        logo: a PNG as `services.slips.logos` makes it; empty: none.
    """

    name: str
    sender: str = ""
    header: str = ""
    footer: str = ""
    fields: frozenset[SlipField] = USUAL_FIELDS
    prices: bool = False
    language: str = ""
    paper: SlipPaper = SlipPaper.AS_SET
    gift: GiftRule = GiftRule.ON_SLIP
    gift_from: str = ""
    logo: bytes = field(default=b"", repr=False)

    def shows(self, one: SlipField) -> bool:
        """Whether the slip has that."""
        return one in self.fields


USUAL = SlipTemplate("")
"""How slips look where no template was made."""


class LogoTrouble(enum.StrEnum):
    """Why a picture can't be a logo."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    VECTOR = "vector"
    OTHER_KIND = "other_kind"
    BROKEN = "broken"
