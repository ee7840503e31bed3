"""Shipping methods, and what a carrier is asked for and answers: data alone.

A carrier is a plug-in: a class of the entry points group `packbench.carriers` that has what
`Carrier` says. It is asked outside of any transaction, with a time limit, and may be asked twice
for one label (after a power cut, for instance): with the same reference it gives the same label.
"""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Protocol

OWN_NUMBERS = "own"
PLUGINS_SUPPLIED = ("own", "file", "scan")
"""The plug-ins that come with Packbench: see `packbench.carriers`."""


class LabelKind(enum.StrEnum):
    """What is stuck on a parcel: a label of ours in a size, or none of ours."""

    FOUR_BY_SIX = "4x6"
    A6 = "a6"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Method:
    """A way in which orders are shipped.

    Attributes:
        code: how it is known, without regard to case.
        name: for people.
        plugin: which carrier plug-in is asked.
        carrier: who carries it, as it stands on documents.
        service: what is booked with the carrier, in its own words.
        cut_off: until when what is packed still goes today, in the company's time zone.
        label: what is stuck on each parcel.
        profile: the layout of the file that the plug-in `file` writes.
        words: what channels call it.
        active: whether it is found by what an order says, and offered.
    """

    code: str
    name: str
    plugin: str = OWN_NUMBERS
    carrier: str = ""
    service: str = ""
    cut_off: time | None = None
    label: LabelKind = LabelKind.FOUR_BY_SIX
    profile: str = ""
    words: tuple[str, ...] = ()
    active: bool = True

    @property
    def carried_by(self) -> str:
        """Who carries it: its carrier, else its own name."""
        return self.carrier or self.name


@dataclass(frozen=True, slots=True)
class ParcelToShip:
    """A parcel as a carrier is told of it; `number` is our SSCC or number for it."""

    number: str
    weight_g: int | None = None
    box: str = ""


@dataclass(frozen=True, slots=True)
class LabelRequest:
    """What a carrier is asked to make labels for.

    Attributes:
        reference: the same however often one label is asked for, another one after a void.
        shipment: its number.
        order: its order's number.
        method: how it is sent.
        parcels: at least one.
        receiver: name, company, street, street2, postal_code, city, region, country, email, phone.
        sender: the warehouse: name, street, postal_code, city, country.
        tracking: the number that was scanned; None where there is none yet.
        settings: of the plug-in: `folder` for the one that writes files.
    """

    reference: str
    shipment: str
    order: str
    method: Method
    parcels: Sequence[ParcelToShip]
    receiver: Mapping[str, str]
    sender: Mapping[str, str]
    tracking: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LabelAnswer:
    """What a carrier made.

    Attributes:
        tracking: the shipment's number at the carrier; None where it comes later.
        pdf: the carrier's own labels; None where ours is used, or none.
    """

    tracking: str | None
    pdf: bytes | None = None


@dataclass(frozen=True, slots=True)
class LabelToVoid:
    """A label that is not used after all."""

    reference: str
    shipment: str
    tracking: str | None
    method: Method
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ManifestLine:
    """A shipment that is handed over to a carrier."""

    shipment: str
    order: str
    receiver: str
    place: str
    tracking: str
    parcels: int
    weight_g: int | None


@dataclass(frozen=True, slots=True)
class ManifestToClose:
    """What is handed over to a carrier at the end of a day."""

    number: str
    carrier: str
    closed_at: datetime
    lines: Sequence[ManifestLine]
    settings: Mapping[str, str] = field(default_factory=dict)


class Carrier(Protocol):
    """What a carrier plug-in can do. Whatever it raises is told, and nothing is done then.

    `leaves_house` tells that a label exists elsewhere too once it was made: it is voided there
    before it is here, and shipping is not simply undone.
    """

    leaves_house: bool

    def label(self, request: LabelRequest) -> LabelAnswer:
        """Makes the labels of a shipment; the same ones for the same reference."""
        ...

    def void(self, label: LabelToVoid) -> None:
        """Takes a label back; one that was taken back already is no fault."""
        ...

    def manifest(self, manifest: ManifestToClose) -> None:
        """Hears what is handed over, before it counts as closed; may be told twice."""
        ...
