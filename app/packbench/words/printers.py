"""The words for what is printed, and for what became of a print job."""

from collections.abc import Mapping

from packbench.domain.printers import EVENTS_OF_KINDS, JobState, PrintEvent, PrintForm, PrintKind
from packbench.words.language import mark, tr

KINDS: Mapping[PrintKind, str] = {
    PrintKind.PICK_LIST: mark("pick lists"),
    PrintKind.PACKING_SLIP: mark("packing slips"),
    PrintKind.LABELS: mark("labels of bins, totes, carts and badges"),
    PrintKind.PRODUCT_LABELS: mark("product labels"),
    PrintKind.PARCEL_LABELS: mark("parcel labels"),
    PrintKind.CONTROL_SHEET: mark("control sheets"),
    PrintKind.MANIFEST: mark("manifests of carriers"),
    PrintKind.CUSTOMS_FORMS: mark("customs forms"),
    PrintKind.PURCHASE_ORDER: mark("purchase orders"),
    PrintKind.RECEIVING_SHEET: mark("receiving sheets"),
    PrintKind.TEST_PAGE: mark("test page"),
}
"""What is printed, as it stands in a sentence."""

STATES: Mapping[JobState, str] = {
    JobState.WAITING: mark("being sent"),
    JobState.SENT: mark("at the printer"),
    JobState.PRINTED: mark("printed"),
    JobState.KEPT: mark("not printed, kept"),
    JobState.CANCELLED: mark("cancelled"),
}

FORMS: Mapping[PrintForm, str] = {
    PrintForm.PDF: mark("PDF"),
    PrintForm.ZPL_203: mark("ZPL, 203 dpi"),
    PrintForm.ZPL_300: mark("ZPL, 300 dpi"),
}


EVENTS: Mapping[PrintEvent, str] = {
    PrintEvent.WAVE_MADE: mark("a wave is made"),
    PrintEvent.WAVE_CHANGED: mark("a printed list is out of date"),
    PrintEvent.GOODS_BACK: mark("picked goods go back to their bins"),
    PrintEvent.BINS_MADE: mark("bins are made"),
    PrintEvent.GOODS_RECEIVED: mark("a purchase order is received"),
    PrintEvent.PACKED: mark("a shipment is packed"),
    PrintEvent.SHIPPED: mark("a shipment is shipped"),
    PrintEvent.LEAVES_CUSTOMS_AREA: mark("a shipment is packed that leaves the customs area"),
}
"""When something is printed by itself, after "when"."""


def print_events_words(kind: PrintKind) -> str:
    """When a kind is printed by itself, as a list."""
    return ", ".join(tr(EVENTS[event]) for event in EVENTS_OF_KINDS.get(kind, ()))


def print_kind_word(kind: str) -> str:
    """What is printed, in words; any other word as it is."""
    return tr(KINDS[PrintKind(kind)]) if kind in set(PrintKind) else kind


def job_state_word(state: JobState) -> str:
    """What became of a print job, in words."""
    return tr(STATES[state])


def form_word(form: PrintForm) -> str:
    """What a printer is sent, in words."""
    return tr(FORMS[form])
