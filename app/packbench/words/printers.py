"""The words for what is printed, and for what became of a print job."""

from collections.abc import Mapping

from packbench.domain.printers import JobState, PrintForm, PrintKind
from packbench.words.language import mark, tr

KINDS: Mapping[PrintKind, str] = {
    PrintKind.PICK_LIST: mark("pick lists"),
    PrintKind.PACKING_SLIP: mark("packing slips"),
    PrintKind.LABELS: mark("labels of bins, totes, carts and badges"),
    PrintKind.PRODUCT_LABELS: mark("product labels"),
    PrintKind.CONTROL_SHEET: mark("control sheets"),
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


def print_kind_word(kind: str) -> str:
    """What is printed, in words; any other word as it is."""
    return tr(KINDS[PrintKind(kind)]) if kind in set(PrintKind) else kind


def job_state_word(state: JobState) -> str:
    """What became of a print job, in words."""
    return tr(STATES[state])


def form_word(form: PrintForm) -> str:
    """What a printer is sent, in words."""
    return tr(FORMS[form])
