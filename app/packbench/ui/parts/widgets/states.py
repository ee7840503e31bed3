"""How every state looks: its word, its icon, its tone; one table for tables, panels and pills."""

from collections.abc import Mapping

from packbench.documents.words import country
from packbench.domain.orders import Payment
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.theme.tokens import Tone
from packbench.words.language import mark, tr, used_language
from packbench.words.states import reason_words, status_word

_LOOKS: Mapping[str, tuple[str, Tone]] = {
    # orders and shipments
    "new": ("circle-dashed", Tone.NEUTRAL),
    "attention": ("triangle-alert", Tone.ATTENTION),
    "back_order": ("hourglass", Tone.WAITING),
    "ready": ("circle-check", Tone.READY),
    "picking": ("list-checks", Tone.MOVING),
    "picked": ("package-open", Tone.MOVING),
    "packed": ("package-check", Tone.MOVING),
    "at_supplier": ("send", Tone.WAITING),
    "part_shipped": ("split", Tone.WAITING),
    "shipped": ("truck", Tone.NEUTRAL),
    "on_hold": ("circle-pause", Tone.ATTENTION),
    "cancelled": ("ban", Tone.NEUTRAL),
    # waves
    "open": ("circle-dashed", Tone.ATTENTION),
    # purchase orders
    "draft": ("pencil", Tone.NEUTRAL),
    "authorized": ("clipboard-check", Tone.MOVING),
    "sent": ("send", Tone.MOVING),
    "part_received": ("package-open", Tone.WAITING),
    "received": ("circle-check", Tone.READY),
    "closed": ("archive", Tone.NEUTRAL),
    "voided": ("ban", Tone.NEUTRAL),
}
_REASONS: Mapping[str, tuple[str, Tone]] = {
    "out_of_stock": ("hourglass", Tone.WAITING),
    "not_stocked": ("package", Tone.ATTENTION),
    "excluded": ("ban", Tone.ATTENTION),
    "country_not_served": ("ban", Tone.ATTENTION),
    "warehouse_inactive": ("warehouse", Tone.ATTENTION),
    "at_capacity": ("clock", Tone.WAITING),
    "preorder": ("clock", Tone.MOVING),
    "preorder_limit": ("clock", Tone.ATTENTION),
    "manual": ("circle-pause", Tone.NEUTRAL),
    "stock_lost": ("circle-x", Tone.WRONG),
    "waiting_for_rest": ("hourglass", Tone.NEUTRAL),
}
_PAYMENTS: Mapping[str, str] = {
    Payment.PAID.value: mark("paid"),
    Payment.AWAITING.value: mark("not paid yet"),
}


def status_cell(status: str) -> Cell:
    """The state of an order, a shipment, a wave or a purchase order as a pill."""
    icon, tone = _LOOKS[status]
    return formats.state(capital(status_word(status)), icon, tone)


def reason_cell(reason: str, tip: str = "") -> Cell:
    """Why something waits, as a pill."""
    icon, tone = _REASONS[reason]
    return Cell(capital(reason_words(reason)), tip, icon, tone)


def payment_words(payment: str) -> str:
    """Whether an order is paid, in words."""
    return tr(_PAYMENTS[payment])


def capital(words: str) -> str:
    """The words with a capital at their start, the others as they are."""
    return words[:1].upper() + words[1:]


def country_cell(code: str | None) -> Cell:
    """A country's code with its name in the tip; a dash where there is none."""
    return Cell(code, tip=country(code, used_language())) if code else formats.words(None)
