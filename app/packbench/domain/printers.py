"""Printers and what is sent to them, as data: no word of how a system's spooler is spoken to."""

import enum
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


class PrintKind(enum.StrEnum):
    """What is printed; a station has a printer for each but the test page."""

    PICK_LIST = "pick-list"
    PACKING_SLIP = "packing-slip"
    LABELS = "labels"
    PRODUCT_LABELS = "product-labels"
    PARCEL_LABELS = "parcel-labels"
    CONTROL_SHEET = "control-sheet"
    MANIFEST = "manifest"
    CUSTOMS_FORMS = "customs-forms"
    PURCHASE_ORDER = "purchase-order"
    RECEIVING_SHEET = "receiving-sheet"
    TEST_PAGE = "test-page"


KINDS_WITH_PRINTER = tuple(kind for kind in PrintKind if kind is not PrintKind.TEST_PAGE)
"""The kinds that a printer is chosen for."""

KINDS_OF_LABELS = (
    *(PrintKind.LABELS, PrintKind.PRODUCT_LABELS, PrintKind.PARCEL_LABELS),
    PrintKind.CONTROL_SHEET,
)
"""The kinds that can be written in the language of label printers, too."""

KINDS_ON_SHEETS = (
    *(PrintKind.PICK_LIST, PrintKind.CONTROL_SHEET, PrintKind.MANIFEST),
    *(PrintKind.PURCHASE_ORDER, PrintKind.RECEIVING_SHEET),
)
"""The kinds that need A4 or Letter: their lines are 180 mm wide, 250 mm of them."""


class PrintEvent(enum.StrEnum):
    """What happens at a station that it may print something of by itself."""

    WAVE_MADE = "wave_made"
    WAVE_CHANGED = "wave_changed"
    GOODS_BACK = "goods_back"
    BINS_MADE = "bins_made"
    GOODS_RECEIVED = "goods_received"
    PACKED = "packed"
    SHIPPED = "shipped"
    LEAVES_CUSTOMS_AREA = "leaves_customs_area"


EVENTS_OF_KINDS: Mapping[PrintKind, tuple[PrintEvent, ...]] = {
    PrintKind.PICK_LIST: (
        PrintEvent.WAVE_MADE,
        PrintEvent.WAVE_CHANGED,
        PrintEvent.GOODS_BACK,
    ),
    PrintKind.PACKING_SLIP: (PrintEvent.PACKED,),
    PrintKind.LABELS: (PrintEvent.BINS_MADE,),
    PrintKind.PRODUCT_LABELS: (PrintEvent.GOODS_RECEIVED,),
    PrintKind.PARCEL_LABELS: (PrintEvent.SHIPPED,),
    PrintKind.CUSTOMS_FORMS: (PrintEvent.LEAVES_CUSTOMS_AREA,),
}
"""By kind: the events at which it is printed by itself, on the station's printer for the kind."""

KINDS_WITH_EVENT = tuple(EVENTS_OF_KINDS)
"""The kinds that can be printed by themselves."""


def kind_of_event(event: PrintEvent) -> PrintKind:
    """What is printed at an event."""
    return next(kind for kind, events in EVENTS_OF_KINDS.items() if event in events)


class PrintForm(enum.StrEnum):
    """What a printer is sent: pages, or ZPL for a label printer of so many dots an inch."""

    PDF = "pdf"
    ZPL_203 = "zpl-203"
    ZPL_300 = "zpl-300"

    @property
    def dpi(self) -> int | None:
        """Dots an inch of a label printer; None for pages."""
        return None if self is PrintForm.PDF else int(self.value.partition("-")[2])


class JobState(enum.StrEnum):
    """What became of a print job; KEPT: no printer has it, the document waits in Packbench."""

    WAITING = "waiting"
    SENT = "sent"
    PRINTED = "printed"
    KEPT = "kept"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PrinterChoice:
    """Where a station prints one kind of document.

    Attributes:
        printer: its name, as the system's spooler has it.
        paper: a name of the printer's own list; None for the paper of the document.
        copies: how many, from 1.
        tray: a name of the printer's own list; None for the printer's choice.
        form: what it is sent.
        automatic: whether it is printed at its event, without being asked.
    """

    printer: str
    paper: str | None = None
    copies: int = 1
    tray: str | None = None
    form: PrintForm = PrintForm.PDF
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer of this computer.

    Attributes:
        name: as the spooler has it.
        described: what its administrator calls it; it may be chosen by this too.
        is_default: it is the system's own first choice.
        trouble: why it prints nothing now, in the system's words; empty when nothing is known.
        papers: the papers that it has; empty where it does not tell.
        trays: the trays that it has; empty where it does not tell.
    """

    name: str
    described: str = ""
    is_default: bool = False
    trouble: str = ""
    papers: tuple[str, ...] = ()
    trays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """What the spooler is asked to print: at 100 %, never scaled."""

    printer: str
    title: str
    data: bytes
    form: PrintForm = PrintForm.PDF
    copies: int = 1
    paper: str | None = None
    tray: str | None = None


@dataclass(frozen=True, slots=True)
class SpooledState:
    """What the spooler says of a job: its state, and why it waits, in the system's words."""

    state: JobState
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class JobView:
    """A print job, without its document.

    `trouble` is the fault that kept it from a printer, `detail` what the system says; `is_kept`
    tells that the document can be printed again.
    """

    job: int
    kind: PrintKind
    title: str
    printer: str
    paper: str | None
    tray: str | None
    copies: int
    form: PrintForm
    state: JobState
    trouble: str | None
    detail: str | None
    at: datetime
    operator: str
    station: str
    spooled_as: str | None
    is_kept: bool


def find_printer(printers: Sequence[Printer], name: str) -> Printer | None:
    """The printer of a name, or of a description where no printer is named so; case may differ."""
    wanted = " ".join(name.split()).casefold()
    named = [one for one in printers if one.name.casefold() == wanted]
    called = [one for one in printers if wanted and one.described.casefold() == wanted]
    exact = [one for one in named if one.name == name.strip()]
    return next((found[0] for found in (exact, named, called) if len(found) == 1), None)


def find_choice(choices: Sequence[str], name: str) -> str | None:
    """A paper or a tray by its name in a printer's list; case, blanks and hyphens may differ."""
    return next((one for one in choices if _plain(one) == _plain(name)), None)


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).casefold()


_MM_A_POINT = 25.4 / 72
_SLACK_MM = 2.0
_NAMED_MM = {
    "a4": (210.0, 297.0),
    "a5": (148.0, 210.0),
    "a6": (105.0, 148.0),
    "letter": (215.9, 279.4),
    "legal": (215.9, 355.6),
}
_SIZED = (
    (re.compile(r"w(\d+)h(\d+)"), _MM_A_POINT),
    (re.compile(r"(?:custom\.)?(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)mm"), 1.0),
    (re.compile(r"(?:custom\.)?(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)(?:in)?"), 25.4),
)
_CUSTOM = "Custom.WIDTHxHEIGHT"


def paper_named(width_mm: float, height_mm: float) -> str:
    """The name of a paper of this size, such as `100x50mm`: any printer's that is as large."""
    return f"{width_mm:g}x{height_mm:g}mm"


def find_paper(papers: Sequence[str], wanted: str) -> str | None:
    """A paper of a printer's list, by its name or by its size; None where it has none."""
    size = size_of_paper(wanted)
    return find_choice(papers, wanted) or (paper_for(papers, *size) if size else None)


_SHEET_MM = (180.0, 250.0)


def holds_a_sheet(paper: str) -> bool:
    """Whether a paper holds the lines of a sheet; one whose size its name does not tell does."""
    size = size_of_paper(paper)
    return size is None or (size[0] > _SHEET_MM[0] and size[1] > _SHEET_MM[1])


def is_size(paper: str) -> bool:
    """Whether a paper is named by its size alone, as `paper_named` does."""
    return bool(re.fullmatch(r"[\d.]+x[\d.]+mm", paper))


def paper_for(papers: Sequence[str], width_mm: float, height_mm: float) -> str | None:
    """The paper of a printer's list that a page of this size needs; None where it has none."""
    for name in papers:
        size = size_of_paper(name)
        if size and all(
            abs(one - other) <= _SLACK_MM
            for one, other in zip(size, (width_mm, height_mm), strict=True)
        ):
            return name
    if _CUSTOM in papers:
        return f"Custom.{width_mm:g}x{height_mm:g}mm"
    return None


def size_of_paper(name: str) -> tuple[float, float] | None:
    """Width and height in millimetres of a paper's name, such as `A4`, `4x6` or `w288h432`."""
    plain = name.casefold()
    if plain in _NAMED_MM:
        return _NAMED_MM[plain]
    for form, unit_mm in _SIZED:
        match = form.fullmatch(plain)
        if match:
            return float(match[1]) * unit_mm, float(match[2]) * unit_mm
    return None
