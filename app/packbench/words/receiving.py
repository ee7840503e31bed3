"""What is told at the dock: one sentence for each answer to a scan, and what came of booking."""

from collections.abc import Iterable, Mapping, Sequence

from packbench.domain.receiving import (
    ReceiptOutcome,
    ReceiptStatus,
    ReceiveTold,
    ReceiveVerdict,
)
from packbench.words.counted import Counted, counted
from packbench.words.language import mark, tr, tr_count
from packbench.words.states import status_word

_MOST_ORDERS = 3
Served = Sequence[tuple[str, str, int]]
"""Orders with a SKU and units of it."""

RECEIVE_VERDICTS: Mapping[ReceiveVerdict, str | Counted] = {
    ReceiveVerdict.OK: mark("{sku}: {counted} of {expected}."),
    ReceiveVerdict.LINE_DONE: mark("{sku} is complete: {counted} of {expected}."),
    ReceiveVerdict.ALL_IN: mark("{sku}: everything is in. DONE books it."),
    ReceiveVerdict.SET_ASIDE: mark("{sku}: {units} {outcome}. Lay it aside."),
    ReceiveVerdict.EXPIRED: mark(
        "{sku} expired on {name}. It counts, and nobody gets it: lay it into quarantine."
    ),
    ReceiveVerdict.MULTIPLIES: mark("The next scan counts {units}."),
    ReceiveVerdict.ASK_LOT: mark("{sku}: scan or type its lot."),
    ReceiveVerdict.ASK_EXPIRY: mark(
        "{sku}, lot {lot}: type its expiry as YYYY-MM-DD, or 0 where it has none."
    ),
    ReceiveVerdict.SEVERAL: mark("{code} may be {choices}. Type the number of yours."),
    ReceiveVerdict.THIS_RECEIPT: mark("This is {name}, which is open. Scan what came."),
    ReceiveVerdict.OTHER_RECEIPT: mark(
        "{name} is another purchase order. Finish this one first (DONE), or give it up (CANCEL)."
    ),
    ReceiveVerdict.UNKNOWN: mark(
        "Nobody knows the code {code}. Lay it aside, and teach the code to its product if it is"
        " right."
    ),
    ReceiveVerdict.NO_PACK: mark(
        "{code} stands on a carton of {sku}, and nobody said how many are in it. Scan the pieces,"
        " or tell the pack of {sku}. Nothing was counted."
    ),
    ReceiveVerdict.NO_GOODS: mark("{code} is {name}: no goods. Nothing was counted."),
    ReceiveVerdict.KIT: mark("{sku} is a kit: scan its parts. Nothing was counted."),
    ReceiveVerdict.NOT_ON_ORDER: mark(
        "{sku} is not on {name}. A supervisor's badge lets it in; otherwise lay it aside."
    ),
    ReceiveVerdict.TOO_MANY: Counted(
        "Too many of {sku}: {left} more may come on {name}. A supervisor's badge lets it in.",
        "Too many of {sku}: {left} more may come on {name}. A supervisor's badge lets it in.",
        "left",
    ),
}
"""The sentence of each answer."""

WITHOUT_ORDER = mark("{sku}: {counted} came.")

OUTCOMES: Mapping[ReceiptOutcome, str] = {
    ReceiptOutcome.GOOD: mark("good"),
    ReceiptOutcome.DAMAGED: mark("damaged"),
    ReceiptOutcome.REJECTED: mark("rejected"),
}

REASONS: Mapping[ReceiptOutcome, tuple[str, ...]] = {
    ReceiptOutcome.DAMAGED: (
        *(mark("damaged on arrival"), mark("crushed"), mark("wet"), mark("broken")),
        mark("opened"),
    ),
    ReceiptOutcome.REJECTED: (
        *(mark("not taken"), mark("not ordered"), mark("wrong item"), mark("bad quality")),
        mark("expires too soon"),
    ),
}
"""Why goods are set aside, to be chosen by number; the first one where nobody says why."""

RECEIPT_STATUSES: Mapping[ReceiptStatus, str] = {
    ReceiptStatus.OPEN: mark("counted now"),
    ReceiptStatus.BOOKED: mark("booked"),
    ReceiptStatus.LEFT: mark("given up"),
    ReceiptStatus.TAKEN_BACK: mark("taken back"),
}


def told_words(told: ReceiveTold) -> str:
    """The sentence of an answer to a scan, and who waits for what was scanned."""
    values = {name: getattr(told, name) for name in ReceiveTold.__slots__}
    values["choices"] = ", ".join(f"{place} {sku}" for place, sku in enumerate(told.choices, 1))
    if told.verdict is ReceiveVerdict.SET_ASIDE:
        values["outcome"] = tr(OUTCOMES[ReceiptOutcome(told.name)])
    if told.verdict is ReceiveVerdict.MULTIPLIES:
        values["units"] = told.name[1:]
    words = counted(RECEIVE_VERDICTS[told.verdict], values)
    if told.verdict is ReceiveVerdict.OK and not told.expected:
        words = tr(WITHOUT_ORDER)
    told_all = words.format(**values)
    waits = [_waits(one.order_number, one.units) for one in told.orders[:_MOST_ORDERS]]
    if not waits:
        return told_all
    rest = len(told.orders) - _MOST_ORDERS
    if rest > 0:
        more = tr_count("and {count} more order", "and {count} more orders", rest)
        waits.append(more.format(count=rest))
    return f"{told_all} {' · '.join(waits)}"


def _waits(order: str, units: int) -> str:
    words = tr_count(
        "{count} of these: tote for order {order}",
        "{count} of these: tote for order {order}",
        units,
    )
    return words.format(count=units, order=order)


def released_words(released: Served) -> list[str]:
    """Who got what came in."""
    words = tr("{count} of {sku}: tote for order {order}")
    return [words.format(count=count, sku=sku, order=order) for order, sku, count in released]


def cross_docked_words(crossed: Served) -> list[str]:
    """What lies at the staging place, picked."""
    words = tr("{count} of {sku} for order {order} is picked: bring it to the packing bench.")
    return [words.format(count=count, sku=sku, order=order) for order, sku, count in crossed]


def reasons_of(outcome: ReceiptOutcome) -> list[str]:
    """Why goods of an outcome are set aside mostly."""
    return [tr(one) for one in REASONS[outcome]]


def receipt_status_word(status: str) -> str:
    """The word of a receipt's state."""
    return tr(RECEIPT_STATUSES[ReceiptStatus(status)])


def corrected_words(
    what: tuple[str, str], before: int, after: int, order_status: str | None, *, kept: bool
) -> str:
    """What putting a count right does, or would do; `what` is the receipt and the SKU."""
    receipt, sku = what
    words = tr("{receipt}: {before} of {sku} were counted, {after} came.")
    if not kept:
        words = tr("{receipt}: {before} of {sku} were counted; {after} would count instead.")
    told = [words.format(receipt=receipt, before=before, sku=sku, after=after)]
    if order_status is not None:
        state = tr("The purchase order is then {state}.").format(state=status_word(order_status))
        told.append(state)
    return " ".join(told)


def booked_words(units: int, receipt: str) -> str:
    """What was booked."""
    words = tr_count(
        "{receipt} is booked: {count} unit.", "{receipt} is booked: {count} units.", units
    )
    return words.format(receipt=receipt, count=units)


def listed_words(words: Iterable[str], most: int) -> str:
    """Sentences below one another: the first of them, and how many more there are."""
    told = list(words)
    if len(told) <= most:
        return "\n".join(told)
    rest = len(told) - most
    more = tr_count("and {count} more", "and {count} more", rest)
    return "\n".join([*told[:most], more.format(count=rest)])
